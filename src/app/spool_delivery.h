// Brings spooled operations into the store when it works again, each once, marked late, with its activity record and its
// audit links, and moves the namespace's record on if the store has not seen a newer operation. Core thread only.
#pragma once

#include <functional>
#include <vector>

#include "app/audit_trail.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/store.h"
#include "base/metrics.h"
#include "domain/activity_step.h"
#include "ports/spool.h"
#include "ports/storage_keys.h"

namespace nss {

class SpoolDelivery {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Spool& spool;
    Ledger& ledger;
    const StorageKeys& keys;
    Metrics& metrics;
    AuditTrail& trail;
    const std::string& cluster_name;
  };

  explicit SpoolDelivery(Ports ports) : ports_(ports) {}

  // Delivers what is there now; `then` comes when all is delivered or the first one failed. At the start, before the
  // ledger is loaded, and whenever the store works again.
  void deliver(Store::Then<void> then);

  // The namespace's record as the spooled operation leaves it.
  static NamespaceRecord moved_on(NamespaceRecord record, const OperationRecord& operation);

 private:
  using Entries = std::vector<SpooledOperation>;
  void next(std::shared_ptr<Entries> entries, Store::Then<void> then);
  void deliver_one(const SpooledOperation& entry, Store::Then<void> then);
  // What the store has of an entry already: of its namespace, and the operation's own header (null: nothing yet).
  struct Known {
    std::optional<StoredItem> ns;
    std::optional<OperationRecord> header;
  };
  void write(const SpooledOperation& entry, const Known& known, Store::Then<void> then);
  std::pair<NamespaceRecord, ActivityStep> moved(const SpooledOperation& entry, const Known& known) const;

  Ports ports_;
  bool running_ = false;
};

}  // namespace nss
