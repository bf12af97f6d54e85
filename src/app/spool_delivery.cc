#include "app/spool_delivery.h"

#include "app/operation_store.h"
#include "base/log.h"

namespace nss {

NamespaceRecord SpoolDelivery::moved_on(NamespaceRecord record, const OperationRecord& operation) {
  record = after_operation(std::move(record), operation);
  record.name = operation.ns;
  record.uid = operation.ns_uid;
  record.decided_at = std::max(record.decided_at, operation.requested_at);
  if (operation.finished() && operation.completed_at) record.state_since = *operation.completed_at;
  return record;
}

void SpoolDelivery::deliver(Store::Then<void> then) {
  if (running_) return then({});
  auto read = ports_.spool.read_all();
  if (!read) return then(fail(read.error()));
  ports_.metrics.spool_records = static_cast<std::int64_t>(read->size());
  if (read->empty()) return then({});
  running_ = true;
  next(std::make_shared<Entries>(std::move(*read)), [this, then = std::move(then)](Result<void> done) {
    running_ = false;
    then(std::move(done));
  });
}

void SpoolDelivery::next(std::shared_ptr<Entries> entries, Store::Then<void> then) {
  ports_.metrics.spool_records = static_cast<std::int64_t>(entries->size());
  if (entries->empty()) return then({});
  const SpooledOperation entry = std::move(entries->front());
  entries->erase(entries->begin());
  deliver_one(entry, [this, entries, then = std::move(then)](Result<void> done) {
    if (!done) return then(std::move(done));
    next(entries, then);
  });
}

void SpoolDelivery::deliver_one(const SpooledOperation& entry, Store::Then<void> then) {
  const std::string ns = entry.record.ns;
  auto job = [this, entry, then, ns] {
    const auto finish = [this, then, ns](Result<void> done) {
      ports_.ledger.release(ns);
      then(std::move(done));
    };
    ports_.store.load({ports_.keys.ns(ns)}, [this, entry, finish](Result<std::vector<std::optional<StoredItem>>> items) {
      if (!items) return finish(fail(items.error()));
      write(entry, items->at(0), finish);
    });
  };
  if (!ports_.ledger.acquire(ns, std::move(job))) then(fail(ErrorKind::unavailable, "busy", "the namespace is busy"));
}

void SpoolDelivery::write(const SpooledOperation& entry, const std::optional<StoredItem>& stored, Store::Then<void> then) {
  const auto* known = stored ? std::get_if<NamespaceRecord>(&stored->record) : nullptr;
  std::optional<NamespaceRecord> record;
  // Memory is ahead of the store when it was this process that spooled; else the operation itself says what changed.
  const Ledger::Entry* mine = ports_.ledger.find(entry.record.ns);
  if (mine != nullptr && mine->unsaved) {
    record = mine->record;
  } else if (known == nullptr || (known->seq <= entry.record.number && known->uid == entry.record.ns_uid)) {
    NamespaceRecord base = known != nullptr ? *known : NamespaceRecord{};
    if (known == nullptr) base.managed_since = entry.record.requested_at;
    record = moved_on(std::move(base), entry.record);
  }
  ResultWrites writes = late_writes(ports_.keys, entry, record, stored ? stored->version : 0);
  const std::string id = entry.record.id;
  const std::int64_t version = stored ? stored->version : 0;
  ports_.store.commit_all(std::move(writes.chunks), std::move(writes.header),
                          [this, record, id, version, then](Result<CommitReceipt> receipt) {
                            if (!receipt) return then(fail(receipt.error()));
                            if (record) ports_.ledger.put(*record, version + 1);
                            log::info("late record delivered", {{"operation_id", id}});
                            then(ports_.spool.remove(id));
                          });
}

}  // namespace nss
