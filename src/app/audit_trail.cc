#include "app/audit_trail.h"

#include <algorithm>

#include "base/check.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t most_failures_told = 10;

}  // namespace

void AuditTrail::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.chain_heads();
  ports_.store.scan(
      query,
      [this](StoredItem item) {
        if (auto* head = std::get_if<ChainHead>(&item.record)) heads_[head->ns] = {*head, item.version};
      },
      std::move(then));
}

void AuditTrail::reload(const std::string& ns, Store::Then<void> then) {
  ports_.store.load({ports_.keys.chain_head(ns)},
                    [this, ns, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return then(fail(items.error()));
                      stale_.erase(ns);
                      const auto* head = items->at(0) ? std::get_if<ChainHead>(&items->at(0)->record) : nullptr;
                      if (head == nullptr) {
                        heads_.erase(ns);
                      } else {
                        heads_[ns] = {*head, items->at(0)->version};
                      }
                      then({});
                    });
}

std::vector<std::string> AuditTrail::names() const {
  std::vector<std::string> names;
  names.reserve(heads_.size());
  for (const auto& [name, head] : heads_) names.push_back(name);
  return names;
}

void AuditTrail::commit(Batch batch, Store::Then<CommitReceipt> then) {
  if (!stale_.contains(batch.ns)) return commit_known(std::move(batch), std::move(then));
  const std::string ns = batch.ns;
  reload(ns, [this, batch = std::move(batch), then = std::move(then)](Result<void> loaded) mutable {
    if (!loaded) return then(fail(loaded.error()));
    commit_known(std::move(batch), std::move(then));
  });
}

void AuditTrail::commit_known(Batch batch, Store::Then<CommitReceipt> then) {
  NSS_CHECK(batch.events.size() <= most_events);
  if (batch.events.empty()) return ports_.store.commit_all(std::move(batch.first), std::move(batch.last), std::move(then));
  const auto known = heads_.find(batch.ns);
  const std::int64_t version = known == heads_.end() ? 0 : known->second.version;
  std::optional<ChainHead> head;
  if (known != heads_.end()) head = known->second.head;
  for (const AuditEvent& event : batch.events) {
    AuditLink link;
    link.ns = batch.ns;
    link.at = ports_.loop.now();
    link.event = event.event;
    link.operation_id = event.operation_id;
    link.user_id = event.user_id;
    link.payload = canonical_json(event.payload);
    link = seal(std::move(link), head ? &*head : nullptr);
    head = head_of(link);
    const StorageKey key = ports_.keys.audit(batch.ns, link.seq);
    batch.last.writes.push_back(StorageWrite{key, std::move(link), Precondition::absent(), std::nullopt});
  }
  batch.last.writes.push_back(StorageWrite{ports_.keys.chain_head(batch.ns), *head,
                                           version == 0 ? Precondition::absent() : Precondition::at(version), std::nullopt});
  ports_.store.commit_all(std::move(batch.first), std::move(batch.last),
                          [this, ns = batch.ns, links = batch.events.size(), head = *head, version,
                           then = std::move(then)](Result<CommitReceipt> receipt) {
                            if (receipt) {
                              heads_[ns] = {head, version + 1};
                              ports_.metrics.audit_records += links;
                            } else {
                              stale_.insert(ns);
                              ++ports_.metrics.audit_write_errors;
                            }
                            then(std::move(receipt));
                          });
}

AuditEvent requested_event(const OperationRecord& operation) {
  AuditPayload payload{{"approved_by", operation.approved_by},
                       {"cost_center", operation.cost_center},
                       {"dry_run", operation.dry_run},
                       {"late", operation.late},
                       {"number", operation.number},
                       {"operation_type", std::string(to_string(operation.type))},
                       {"reason", operation.reason},
                       {"requested_by", operation.requested_by},
                       {"task_id", operation.task_id},
                       {"trigger", std::string(to_string(operation.trigger))},
                       {"workloads", std::int64_t{operation.workload_count}}};
  if (operation.until) payload["until"] = to_rfc3339(*operation.until);
  return AuditEvent{"requested", operation.id, operation.user_id, std::move(payload)};
}

AuditEvent final_event(const OperationRecord& operation, const std::vector<WorkloadOutcome>& outcomes) {
  std::vector<std::string> failures;
  std::int64_t failed = 0;
  for (const WorkloadOutcome& outcome : outcomes) {
    if (outcome.outcome != Outcome::failed) continue;
    ++failed;
    if (failures.size() < most_failures_told) {
      failures.push_back(std::string(to_string(outcome.kind)) + "/" + outcome.name + ": " + outcome.code);
    }
  }
  AuditPayload payload{{"changed", operation.changed},
                       {"dry_run", operation.dry_run},
                       {"failed", failed},
                       {"failures", std::move(failures)},
                       {"late", operation.late},
                       {"workloads", static_cast<std::int64_t>(outcomes.size())}};
  return AuditEvent{to_string(operation.status), operation.id, operation.user_id, std::move(payload)};
}

}  // namespace nss
