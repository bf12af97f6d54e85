// The audit chains as the store has them: the heads with their versions in memory, and the one way in which links get into a
// transaction. Whoever commits something that is audited holds the namespace (Ledger::acquire) and commits through here; the
// links follow the caller's own writes, so that the receipt's first versions are the caller's. Chains go on after their
// namespace is gone. Core thread only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "app/loop.h"
#include "app/store.h"
#include "domain/audit.h"
#include "domain/operation.h"
#include "ports/storage_keys.h"

namespace nss {

struct AuditEvent {
  std::string event;
  std::string operation_id;
  std::string user_id;
  AuditPayload payload;
};

class AuditTrail {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    Metrics& metrics;
  };
  // What one commit writes: chunks first, `last` with the links at the end of it.
  struct Batch {
    std::string ns;
    std::vector<AuditEvent> events;  // at most most_events; empty: nothing is audited
    std::vector<StorageTransaction> first = {};
    StorageTransaction last = {};
  };
  static constexpr std::size_t most_events = 3;

  explicit AuditTrail(Ports ports) : ports_(ports) {}

  void load(Store::Then<void> then);
  // After an answer that is no success the head is read again before the next commit of that namespace.
  void commit(Batch batch, Store::Then<CommitReceipt> then);
  bool knows(const std::string& ns) const { return heads_.contains(ns); }
  std::vector<std::string> names() const;  // of all that it knows, those that are gone too

 private:
  struct Head {
    ChainHead head;
    std::int64_t version = 0;
  };
  void reload(const std::string& ns, Store::Then<void> then);
  void commit_known(Batch batch, Store::Then<CommitReceipt> then);

  Ports ports_;
  std::map<std::string, Head> heads_;
  std::set<std::string> stale_;
};

// What the links of an operation say.
AuditEvent requested_event(const OperationRecord& operation);
AuditEvent final_event(const OperationRecord& operation, const std::vector<WorkloadOutcome>& outcomes);

}  // namespace nss
