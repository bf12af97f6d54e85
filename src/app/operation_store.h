// How an operation lies in the store: its header, chunks of its intent and outcomes, and pointers in the newest-first
// lists. Pure functions that build transactions; at most 25 items each. Chunks come first, the header that makes them
// valid comes last.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/activity_step.h"
#include "domain/operation.h"
#include "ports/spool.h"
#include "ports/storage_keys.h"

namespace nss {

inline constexpr std::chrono::days keep_operations{400};

// What starting an operation writes: zero or more commits of intent chunks, then the one that counts.
struct StartWrites {
  std::vector<StorageTransaction> chunks;
  StorageTransaction header;
  std::size_t header_index = 0;  // where in header.writes the header and the namespace's record are
  std::size_t namespace_index = 0;
  std::size_t with_index = 0;  // where the caller's begin
};

struct StartContent {
  const OperationRecord& record;
  const std::vector<IntentEntry>& intent;
  const NamespaceRecord& ns;                    // as it is once the operation is started
  std::int64_t ns_version = 0;                  // 0: the record is new
  const OperationRecord* superseded = nullptr;  // the older one of this namespace, already marked
  std::vector<StorageWrite> with = {};          // of the caller: at most most_writes_with
  ActivityStep activity = {};
};

inline constexpr std::size_t most_writes_with = 3;

StartWrites start_writes(const StorageKeys& keys, const StartContent& content);

struct ResultWrites {
  std::vector<StorageTransaction> chunks;
  StorageTransaction header;  // writes[0] header, writes[1] the namespace's record
};

ResultWrites result_writes(const StorageKeys& keys, const OperationRecord& record, const std::vector<WorkloadOutcome>& outcomes,
                           const NamespaceRecord& ns, std::int64_t ns_version);

// What brings a spooled operation into the store; `ns` is the namespace's record moved on to it, empty when the store
// already knows a newer operation.
ResultWrites late_writes(const StorageKeys& keys, const SpooledOperation& spooled, const std::optional<NamespaceRecord>& ns,
                         std::int64_t ns_version, const ActivityStep& activity);

void add_activity(const StorageKeys& keys, const ActivityStep& step, StorageTransaction& transaction);

// The namespace's record alone; `version` is the one that was read, 0 for a new one.
StorageWrite namespace_write(const StorageKeys& keys, const NamespaceRecord& ns, std::int64_t version);

// The namespace's record with this operation as its last one. When it was decided is the caller's to say.
NamespaceRecord after_operation(NamespaceRecord record, const OperationRecord& operation);

// The namespace's record after `restore` woke it: as if a person had, until the next automatic shutdown.
NamespaceRecord after_restore(NamespaceRecord record, const Stamp& stamp, Seconds at);

std::uint32_t chunks_of(std::size_t workloads);

}  // namespace nss
