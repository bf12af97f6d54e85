#include "app/operation_store.h"

#include <algorithm>

#include "app/policy.h"
#include "base/check.h"

namespace nss {
namespace {

constexpr std::size_t chunks_with_header = 8;  // leaves room for all the rest of a transaction of 25

Seconds expiry(const OperationRecord& record) { return record.requested_at + keep_operations; }

template <typename Chunk, typename Entry>
std::vector<StorageWrite> chunk_writes(const OperationRecord& record, const std::vector<Entry>& entries,
                                       const std::function<StorageKey(std::uint32_t)>& key) {
  std::vector<StorageWrite> writes;
  for (std::size_t from = 0; from < entries.size(); from += chunk_workloads) {
    const std::size_t to = std::min(entries.size(), from + chunk_workloads);
    const auto index = static_cast<std::uint32_t>(writes.size());
    Chunk chunk{record.id, index, {}};
    chunk.entries.assign(entries.begin() + static_cast<std::ptrdiff_t>(from), entries.begin() + static_cast<std::ptrdiff_t>(to));
    writes.push_back(StorageWrite{key(index), std::move(chunk), Precondition::none(), expiry(record)});
  }
  return writes;
}

// As many as fit go with the header, the rest goes before it.
void place_chunks(std::vector<StorageWrite> chunks, std::vector<StorageTransaction>& before, StorageTransaction& header) {
  while (chunks.size() > chunks_with_header) {
    const std::size_t count = std::min(chunks.size(), max_transaction_items);
    StorageTransaction transaction;
    std::move(chunks.end() - static_cast<std::ptrdiff_t>(count), chunks.end(), std::back_inserter(transaction.writes));
    chunks.resize(chunks.size() - count);
    before.push_back(std::move(transaction));
  }
  std::move(chunks.begin(), chunks.end(), std::back_inserter(header.writes));
}

std::vector<StorageWrite> intent_writes(const StorageKeys& keys, const OperationRecord& record,
                                        const std::vector<IntentEntry>& intent) {
  return chunk_writes<IntentChunk>(record, intent, [&](std::uint32_t index) { return keys.intent(record.id, index); });
}

std::vector<StorageWrite> outcome_writes(const StorageKeys& keys, const OperationRecord& record,
                                         const std::vector<WorkloadOutcome>& outcomes) {
  return chunk_writes<OutcomeChunk>(record, outcomes, [&](std::uint32_t index) { return keys.outcome(record.id, index); });
}

void add_pointers(const StorageKeys& keys, const OperationRecord& record, StorageTransaction& transaction) {
  const OperationPointer pointer{record.id};
  transaction.writes.push_back(StorageWrite{keys.log(record), pointer, Precondition::none(), expiry(record)});
  transaction.writes.push_back(StorageWrite{keys.namespace_log(record), pointer, Precondition::none(), expiry(record)});
}

}  // namespace

// An open record has version 1: nothing but its closing ever changes it.
void add_activity(const StorageKeys& keys, const ActivityStep& step, StorageTransaction& transaction) {
  if (step.closed) {
    transaction.writes.push_back(
        StorageWrite{keys.activity(step.closed->ns, step.closed->start), *step.closed, Precondition::at(1), std::nullopt});
  }
  if (step.opened) {
    transaction.writes.push_back(
        StorageWrite{keys.activity(step.opened->ns, step.opened->start), *step.opened, Precondition::absent(), std::nullopt});
  }
}

NamespaceRecord after_operation(NamespaceRecord record, const OperationRecord& operation) {
  record.seq = operation.number;
  record.operation_id = operation.id;
  record.direction = operation.direction;
  record.finished = operation.finished();
  record.decision_id = operation.decision_id;
  return record;
}

NamespaceRecord after_restore(NamespaceRecord record, const Stamp& stamp, Seconds at) {
  record.seq = stamp.number;
  record.operation_id = stamp.operation_id;
  record.direction = Direction::on;
  record.finished = true;
  record.decision_id = "person:" + stamp.operation_id;
  record.decided_at = at;
  record.contested.reset();
  record.standing = Standing{StandingKind::person_on, at, std::nullopt, stamp.operation_id, "restore", system_cost_center};
  return record;
}

std::uint32_t chunks_of(std::size_t workloads) {
  return static_cast<std::uint32_t>((workloads + chunk_workloads - 1) / chunk_workloads);
}

StorageWrite namespace_write(const StorageKeys& keys, const NamespaceRecord& ns, std::int64_t version) {
  return StorageWrite{keys.ns(ns.name), ns, version == 0 ? Precondition::absent() : Precondition::at(version), std::nullopt};
}

StartWrites start_writes(const StorageKeys& keys, const StartContent& content) {
  const OperationRecord& record = content.record;
  StartWrites writes;
  writes.header_index = 0;
  writes.header.writes.push_back(StorageWrite{keys.operation(record.id), record, Precondition::absent(), expiry(record)});
  writes.namespace_index = 1;
  writes.header.writes.push_back(namespace_write(keys, content.ns, content.ns_version));
  add_pointers(keys, record, writes.header);
  if (content.superseded != nullptr) {
    writes.header.writes.push_back(StorageWrite{keys.operation(content.superseded->id), *content.superseded, Precondition::none(),
                                                expiry(*content.superseded)});
  }
  NSS_CHECK(content.with.size() <= most_writes_with);
  writes.with_index = writes.header.writes.size();
  for (const StorageWrite& write : content.with) writes.header.writes.push_back(write);
  add_activity(keys, content.activity, writes.header);
  place_chunks(intent_writes(keys, record, content.intent), writes.chunks, writes.header);
  return writes;
}

ResultWrites result_writes(const StorageKeys& keys, const OperationRecord& record, const std::vector<WorkloadOutcome>& outcomes,
                           const NamespaceRecord& ns, std::int64_t ns_version) {
  ResultWrites writes;
  writes.header.writes.push_back(StorageWrite{keys.operation(record.id), record, Precondition::exists(), expiry(record)});
  writes.header.writes.push_back(namespace_write(keys, ns, ns_version));
  place_chunks(outcome_writes(keys, record, outcomes), writes.chunks, writes.header);
  return writes;
}

ResultWrites late_writes(const StorageKeys& keys, const SpooledOperation& spooled, const std::optional<NamespaceRecord>& ns,
                         std::int64_t ns_version, const ActivityStep& activity) {
  ResultWrites writes;
  OperationRecord record = spooled.record;
  record.late = true;
  writes.header.writes.push_back(StorageWrite{keys.operation(record.id), record, Precondition::none(), expiry(record)});
  if (ns) writes.header.writes.push_back(namespace_write(keys, *ns, ns_version));
  add_pointers(keys, record, writes.header);
  add_activity(keys, activity, writes.header);
  place_chunks(outcome_writes(keys, record, spooled.outcomes), writes.chunks, writes.header);
  return writes;
}

}  // namespace nss
