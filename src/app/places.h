// The places as the store has them, with their version, in memory. Whoever decides about them holds `contention_key`
// (Ledger::acquire), always after the namespace and never before it, and writes them on condition of the version. Core
// thread only.
#pragma once

#include <optional>
#include <string>

#include "app/cluster_cache.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "domain/places.h"
#include "ports/storage_keys.h"

namespace nss {

class Places {
 public:
  static constexpr const char* contention_key = "#places";

  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    const ClusterCache& cache;
    const Policy& policy;
  };

  explicit Places(Ports ports) : ports_(ports) {}

  // At the start, and whenever it is not known what the store has.
  void load(Store::Then<void> then);

  PlaceRules rules() const { return PlaceRules{ports_.policy.business(), ports_.policy.max_off_hours}; }
  PlacesRecord current() const;  // those whose time is not over and whose namespace is there
  StorageWrite write_of(PlacesRecord next) const;
  void written(PlacesRecord next, std::int64_t version);

 private:
  Ports ports_;
  PlacesRecord record_;
  std::int64_t version_ = 0;  // 0: the store has none
};

}  // namespace nss
