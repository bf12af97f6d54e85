// What sleeping workloads had, as the durable intents of their namespaces' last switch-offs say: for one whose annotation
// got lost. Kept in memory, so that a restore needs no store. Core thread only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/cluster_cache.h"
#include "app/store.h"
#include "domain/operation.h"
#include "ports/storage_keys.h"

namespace nss {

using Originals = std::map<ClusterCache::WorkloadKey, RememberedOriginal>;  // of one namespace

void remember(Originals& originals, const std::vector<IntentEntry>& intent);

// By namespace. Records without an intent are passed over, so is a chunk that is not there.
void load_originals(Store& store, const StorageKeys& keys, const std::vector<const NamespaceRecord*>& records,
                    Store::Then<std::map<std::string, Originals>> then);

}  // namespace nss
