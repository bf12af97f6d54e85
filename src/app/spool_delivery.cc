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
    ports_.store.load({ports_.keys.ns(ns), ports_.keys.operation(entry.record.id)},
                      [this, entry, finish](Result<std::vector<std::optional<StoredItem>>> items) {
                        if (!items) return finish(fail(items.error()));
                        Known known{items->at(0), std::nullopt};
                        if (const auto& header = items->at(1)) {
                          if (const auto* record = std::get_if<OperationRecord>(&header->record)) known.header = *record;
                        }
                        write(entry, known, finish);
                      });
  };
  if (!ports_.ledger.acquire(ns, std::move(job))) then(fail(ErrorKind::unavailable, "busy", "the namespace is busy"));
}

// The namespace's record as it is written with the entry, and the step of the activity table: none when the operation's
// beginning is in the store.
std::pair<NamespaceRecord, ActivityStep> SpoolDelivery::moved(const SpooledOperation& entry, const Known& known) const {
  const OperationRecord& operation = entry.record;
  const auto* stored = known.ns ? std::get_if<NamespaceRecord>(&known.ns->record) : nullptr;
  NamespaceRecord table = stored != nullptr ? *stored : NamespaceRecord{};
  const bool newest = stored == nullptr || (stored->seq <= operation.number && stored->uid == operation.ns_uid);
  const Ledger::Entry* mine = ports_.ledger.find(operation.ns);
  const bool ahead = mine != nullptr && mine->unsaved;
  ActivityStep step;
  if (!known.header && !operation.dry_run) {
    ActivityRecord activity = activity_of(operation, ports_.cluster_name);
    if (newest) {
      step = open_activity(table, std::move(activity), operation.direction == Direction::on);
    } else {
      // Overtaken: what it opened was over when the newer one began.
      const Seconds end = operation.completed_at.value_or(operation.requested_at);
      step = note_activity(table, std::move(activity), end, ActivityStatus::completed);
    }
  }
  // Memory is ahead of the store when it was this process that spooled; else the operation itself says what changed.
  NamespaceRecord record = table;
  if (ahead) {
    record = mine->record;
  } else if (newest) {
    if (stored == nullptr) record.managed_since = operation.requested_at;
    record = moved_on(std::move(record), operation);
  }
  record.open_activity = table.open_activity;
  record.last_activity = table.last_activity;
  return {std::move(record), std::move(step)};
}

void SpoolDelivery::write(const SpooledOperation& entry, const Known& known, Store::Then<void> then) {
  const std::string id = entry.record.id;
  // Delivered before, and a crash came before the spool forgot it.
  const bool done = known.header && known.header->late && known.header->status == entry.record.status;
  if (done) return then(ports_.spool.remove(id));
  const auto [next, step] = moved(entry, known);
  const std::int64_t version = known.ns ? known.ns->version : 0;
  ResultWrites writes = late_writes(ports_.keys, entry, next, version, step);
  std::vector<AuditEvent> events;
  if (!known.header) events.push_back(requested_event(entry.record));
  if (entry.record.status != OperationStatus::running) events.push_back(final_event(entry.record, entry.outcomes));
  ports_.trail.commit({entry.record.ns, std::move(events), std::move(writes.chunks), std::move(writes.header)},
                      [this, record = next, id, version, then](Result<CommitReceipt> receipt) {
                        if (!receipt) return then(fail(receipt.error()));
                        ports_.ledger.put(record, version + 1);
                        log::info("late record delivered", {{"operation_id", id}});
                        then(ports_.spool.remove(id));
                      });
}

}  // namespace nss
