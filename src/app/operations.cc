#include "app/operations.h"

#include <algorithm>

#include "app/namespace_refresh.h"
#include "base/crash_point.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr int most_result_tries = 1000;
constexpr Mono held_check{15'000};
constexpr Mono tell_every{250};

OperationView view_of(const OperationRun& run) { return OperationView{run.record(), run.outcomes(), {}}; }

}  // namespace

const OperationRun* Operations::active(const std::string& ns) const {
  const auto found = active_.find(ns);
  return found == active_.end() ? nullptr : &found->second->run;
}

bool Operations::current(const ActivePtr& active) const {
  const auto found = active_.find(active->run.record().ns);
  return found != active_.end() && found->second == active;
}

std::vector<OperationRun::Target> Operations::targets(const std::string& ns,
                                                      const std::function<bool(const Workload&)>& leave_alone) const {
  std::vector<OperationRun::Target> targets;
  const ClusterCache::Entry* entry = ports_.cache.find(ns);
  if (entry == nullptr) return targets;
  const auto remembered = originals_.find(ns);
  for (const auto& [key, workload] : entry->workloads) {
    if (targets.size() == max_operation_workloads) break;
    OperationRun::Target target{workload, std::nullopt, leave_alone(workload)};
    if (remembered != originals_.end()) {
      const auto original = remembered->second.find(key);
      if (original != remembered->second.end()) target.remembered = original->second;
    }
    targets.push_back(std::move(target));
  }
  return targets;
}

// ---- starting ----

void Operations::start(Start request, Started started) {
  auto all = targets(request.record.ns, [&only = request.only](const Workload& workload) {
    return !only.empty() && !only.contains({workload.ref.kind, workload.ref.name});
  });
  request.record.workload_count = static_cast<std::uint32_t>(all.size());
  request.record.intent_chunks = chunks_of(all.size());
  if (request.record.direction == Direction::off) {
    request.next.off_operation_id = request.record.id;
    request.next.off_intent_chunks = request.record.intent_chunks;
  }
  ActivityStep activity;
  if (!request.record.dry_run) {
    ActivityRecord opened = activity_of(request.record, ports_.cluster_name);
    const bool on = request.record.direction == Direction::on;
    const ClusterCache::Entry* there = ports_.cache.find(request.record.ns);
    if (!on && there != nullptr) opened.demand = there->demand_when_up();
    activity = open_activity(request.next, std::move(opened), on);
  }
  auto active = std::make_shared<Active>(OperationRun(request.record, request.cause, std::move(all)));
  active->may_spool = request.may_spool;
  crash_point("c0.before_intent");
  commit_start(std::make_shared<Start>(std::move(request)), active, std::move(activity), std::move(started));
}

void Operations::commit_start(std::shared_ptr<Start> request, ActivePtr active, ActivityStep activity, Started started) {
  std::optional<OperationRecord> superseded;
  std::vector<AuditEvent> events;
  if (const auto older = active_.find(request->record.ns); older != active_.end()) {
    superseded = older->second->run.record();
    superseded->status = OperationStatus::superseded;
    superseded->completed_at = ports_.loop.now();
    events.push_back(final_event(*superseded, older->second->run.outcomes()));
  }
  events.push_back(requested_event(request->record));
  StartWrites writes =
      start_writes(ports_.keys, StartContent{request->record, active->run.intent(), request->next,
                                             ports_.ledger.version_of(request->record.ns), superseded ? &*superseded : nullptr,
                                             request->with, std::move(activity)});
  crash_point("c1.intent_sent");
  commit_header(request, active, std::move(writes), std::move(events), started);
}

void Operations::commit_header(const std::shared_ptr<Start>& request, const ActivePtr& active, StartWrites writes,
                               std::vector<AuditEvent> events, const Started& started) {
  const std::size_t ns_index = writes.namespace_index;
  const std::size_t with_index = writes.with_index;
  ports_.trail.commit({request->record.ns, std::move(events), std::move(writes.chunks), std::move(writes.header)},
                      [this, request, active, started, ns_index, with_index](Result<CommitReceipt> receipt) {
                        if (!receipt) return check_stored(request, active, receipt.error(), started);
                        ports_.ledger.put(request->next, receipt->versions.at(ns_index));
                        if (request->with_written) {
                          const auto first = receipt->versions.begin() + static_cast<std::ptrdiff_t>(with_index);
                          request->with_written({first, first + static_cast<std::ptrdiff_t>(request->with.size())});
                        }
                        activate(request, active, started);
                      });
}

// The answer says no or says nothing certain. The ids of automatic operations are derived from their cause, so what the
// store holds decides: our own header there means that it is done.
void Operations::check_stored(const std::shared_ptr<Start>& request, const ActivePtr& active, Error why, const Started& started) {
  if (!outcome_unsure(why)) {
    if (request->may_spool && store_failed(why)) return spool_start(request, active, started);
    ports_.ledger.release(request->record.ns);
    return started(fail(std::move(why)));
  }
  const std::string ns = request->record.ns;
  ports_.store.load({ports_.keys.operation(request->record.id), ports_.keys.ns(ns)},
                    [this, request, active, why, started, ns](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items && request->may_spool) return spool_start(request, active, started);
                      if (!items) {
                        read_namespace_later(ports_.store, ports_.keys, ports_.ledger, ns);
                        ports_.ledger.release(ns);
                        return started(fail(why));
                      }
                      const auto& header = items->at(0);
                      const auto& record = items->at(1);
                      const auto* stored = record ? std::get_if<NamespaceRecord>(&record->record) : nullptr;
                      // What is spooled is ahead of the store and brings it there itself.
                      const Ledger::Entry* mine = ports_.ledger.find(ns);
                      if (stored != nullptr && (mine == nullptr || !mine->unsaved)) ports_.ledger.put(*stored, record->version);
                      if (header && stored != nullptr && stored->operation_id == request->record.id) {
                        if (request->with_written) request->with_written({});
                        return activate(request, active, started);
                      }
                      ports_.ledger.release(ns);
                      started(fail(why));
                    });
}

// Originals are in the cluster and people are at work: the restore goes ahead even without a spool, readiness names it.
void Operations::spool(const SpooledOperation& entry) {
  const auto spooled = ports_.spool.append(entry);
  if (spooled) return;
  log::error("spool cannot be written", {{"operation_id", entry.record.id}, {"detail", spooled.error().message.en}});
}

void Operations::spool_start(const std::shared_ptr<Start>& request, const ActivePtr& active, const Started& started) {
  request->record.late = true;
  spool({request->record, {}});
  active->spooled = true;
  ports_.ledger.put_unsaved(request->next);
  activate(request, active, started);
}

void Operations::activate(const std::shared_ptr<Start>& request, const ActivePtr& active, const Started& started) {
  crash_point("c2.after_intent");
  const std::string& ns = request->record.ns;
  if (const auto older = active_.find(ns); older != active_.end()) {
    ports_.loop.timers().cancel(older->second->retry);
    older->second->run.step(Supersede{}, {ports_.loop.now(), 0.5});
    notify_waiters(older->second);
    ++ports_.metrics.operations_superseded;
  }
  active->begun = ports_.loop.clock().mono();
  active_.insert_or_assign(ns, active);
  if (request->record.direction == Direction::off) nss::remember(originals_[ns], active->run.intent());
  ++ports_.metrics.operations_started;
  log::info("operation started", {{"operation_id", request->record.id},
                                  {"namespace", ns},
                                  {"type", to_string(request->record.type)},
                                  {"decision", request->record.decision_id}});
  ports_.ledger.release(ns);
  tell(active);
  started({});
  step(active, IntentStored{});
}

void Operations::resume(const OperationRecord& record) {
  const Cause cause = record.trigger == Trigger::person  ? Cause::person
                      : record.trigger == Trigger::task  ? Cause::task
                      : record.trigger == Trigger::drift ? Cause::drift
                                                         : Cause::schedule;
  // Which workloads a correction was for is not remembered: what is awake may have its grace, and gets another look later.
  const bool correction = record.trigger == Trigger::drift && record.direction == Direction::off;
  auto active = std::make_shared<Active>(OperationRun(
      record, cause, targets(record.ns, [correction](const Workload& workload) { return correction && workload.replicas > 0; })));
  active->may_spool = record.direction == Direction::on && record.trigger != Trigger::person;
  active->begun = ports_.loop.clock().mono();
  active_.insert_or_assign(record.ns, active);
  log::info("operation resumed", {{"operation_id", record.id}, {"namespace", record.ns}});
  step_unless_held(active, IntentStored{});
}

// ---- carrying out ----

void Operations::step(const ActivePtr& active, const OperationEvent& event) {
  auto effects = active->run.step(event, StepContext{ports_.loop.now(), ports_.random.unit()});
  for (auto& effect : effects) perform(active, std::move(effect));
  if (active->run.first_pass_done()) {
    if (!active->passed) {
      active->passed = ports_.loop.clock().mono() - active->begun;
      const bool on = active->run.record().direction == Direction::on;
      ports_.metrics.transition_durations.at({on ? "activate" : "deactivate"}).observe(*active->passed);
      tell(active);
    }
    notify_waiters(active);
  }
  tell_soon(active);
  listeners_.touched(active->run.record().ns);
}

// A pause stops no pass that is under way (it is over in seconds), but the next one waits for its end.
void Operations::step_unless_held(const ActivePtr& active, const OperationEvent& event) {
  if (!current(active)) return;
  if (!listeners_.held || !listeners_.held(active->run.record())) return step(active, event);
  active->retry = ports_.loop.timers().after(held_check, [this, active, event] { step_unless_held(active, event); });
}

void Operations::perform(const ActivePtr& active, OperationEffect effect) {
  if (auto* patch = std::get_if<SendPatch>(&effect)) return send_patch(active, std::move(*patch));
  if (auto* read = std::get_if<ReadWorkload>(&effect)) return read_workload(active, std::move(*read));
  if (std::holds_alternative<StoreResult>(effect)) return store_result(active);
  const auto& retry = std::get<RetryAt>(effect);
  active->retry = ports_.loop.timers().after(retry.delay, [this, active] { step_unless_held(active, RetryDue{}); });
}

void Operations::send_patch(const ActivePtr& active, SendPatch effect) {
  auto answered =
      ports_.loop.reply<Workload>([this, active, index = effect.index, patch = effect.patch](Result<Workload> workload) {
        crash_point("c6.after_patch");
        if (workload) listeners_.patched(*workload, patch);
        if (current(active)) step(active, PatchAnswered{index, std::move(workload)});
      });
  ++ports_.metrics.kube_patches;
  crash_point("c4.before_patch");
  ports_.cluster.patch(std::move(effect.ref), std::move(effect.patch), std::move(answered));
  crash_point("c5.patch_sent");
}

void Operations::read_workload(const ActivePtr& active, ReadWorkload effect) {
  auto answered =
      ports_.loop.reply<std::optional<Workload>>([this, active, index = effect.index](Result<std::optional<Workload>> read) {
        if (read && *read) listeners_.read(**read);
        if (current(active)) step(active, WorkloadRead{index, std::move(read)});
      });
  ports_.cluster.read(std::move(effect.ref), std::move(answered));
}

// ---- the result ----

void Operations::store_result(const ActivePtr& active) {
  crash_point("c7.after_last_patch");
  const std::string ns = active->run.record().ns;
  const bool queued = ports_.ledger.acquire(ns, [this, active, ns] {
    if (!current(active)) return ports_.ledger.release(ns);
    commit_result(active);
  });
  if (!queued) retry_result(active);
}

void Operations::commit_result(const ActivePtr& active) {
  const std::string ns = active->run.record().ns;
  if (active->spooled) return spool_result(active);
  const Ledger::Entry* known = ports_.ledger.find(ns);
  if (known == nullptr) {
    ports_.ledger.release(ns);
    return forget(ns);
  }
  OperationRecord record = active->run.record();
  record.outcome_chunks = chunks_of(active->run.outcomes().size());
  NamespaceRecord next = known->record;
  if (next.operation_id == record.id) next.finished = record.finished();
  if (record.finished()) next.state_since = ports_.loop.now();
  ResultWrites writes = result_writes(ports_.keys, record, active->run.outcomes(), next, known->version);
  // A partial operation is tried again for as long as it takes: the chain tells it once.
  std::vector<AuditEvent> events;
  if (active->audited != record.status) events.push_back(final_event(record, active->run.outcomes()));
  crash_point("c8.result_sent");
  ports_.trail.commit({ns, std::move(events), std::move(writes.chunks), std::move(writes.header)},
                      [this, active, next, ns, status = record.status](Result<CommitReceipt> receipt) {
                        if (receipt) {
                          active->audited = status;
                          ports_.ledger.put(next, receipt->versions.at(1));
                          return result_stored(active, next);
                        }
                        if (active->may_spool && store_failed(receipt.error())) return spool_result(active);
                        check_result(active, receipt.error());
                      });
}

// The answer says no or says nothing certain: what the store holds decides, as at the beginning.
void Operations::check_result(const ActivePtr& active, const Error& why) {
  const std::string ns = active->run.record().ns;
  if (!outcome_unsure(why)) {
    ports_.ledger.release(ns);
    return retry_result(active);
  }
  ports_.store.load({ports_.keys.operation(active->run.record().id), ports_.keys.ns(ns)},
                    [this, active, ns](Result<std::vector<std::optional<StoredItem>>> items) {
                      const auto* header = items && items->at(0) ? std::get_if<OperationRecord>(&items->at(0)->record) : nullptr;
                      const auto* record = items && items->at(1) ? std::get_if<NamespaceRecord>(&items->at(1)->record) : nullptr;
                      if (record != nullptr) ports_.ledger.put(*record, items->at(1)->version);
                      const OperationRecord& mine = active->run.record();
                      const bool stored = header != nullptr && record != nullptr && header->status == mine.status &&
                                          header->completed_at == mine.completed_at &&
                                          header->outcome_chunks == chunks_of(active->run.outcomes().size());
                      if (!stored) {
                        ports_.ledger.release(ns);
                        return retry_result(active);
                      }
                      active->audited = mine.status;
                      result_stored(active, *record);
                    });
}

void Operations::result_stored(const ActivePtr& active, const NamespaceRecord& record) {
  crash_point("c9.after_result");
  const OperationRecord done = active->run.record();
  active->store_tries = 0;
  if (done.finished()) {
    active_.erase(done.ns);
    if (done.direction == Direction::on && done.status == OperationStatus::completed) originals_.erase(done.ns);
    ++(done.status == OperationStatus::completed    ? ports_.metrics.operations_completed
       : done.status == OperationStatus::superseded ? ports_.metrics.operations_superseded
                                                    : ports_.metrics.operations_failed);
  } else {
    ++ports_.metrics.operations_partial;
  }
  log::info("operation settled", {{"operation_id", done.id},
                                  {"namespace", done.ns},
                                  {"status", to_string(done.status)},
                                  {"changed", done.changed},
                                  {"pass_ms", static_cast<std::int64_t>(active->passed.value_or(Mono{}).count())}});
  ports_.ledger.release(record.name);
  tell(active);
  listeners_.settled(done);
  step(active, ResultStored{});
}

void Operations::spool_result(const ActivePtr& active) {
  OperationRecord record = active->run.record();
  record.late = true;
  record.outcome_chunks = chunks_of(active->run.outcomes().size());
  spool({record, active->run.outcomes()});
  NamespaceRecord next = ports_.ledger.find(record.ns)->record;
  if (next.operation_id == record.id) next.finished = record.finished();
  next.state_since = ports_.loop.now();
  ports_.ledger.put_unsaved(next);
  result_stored(active, next);
}

// Every workload is patched and only the record is missing: patient, the operation is idempotent.
void Operations::retry_result(const ActivePtr& active) {
  if (++active->store_tries > most_result_tries) active->store_tries = most_result_tries;
  const auto delay = retry_delay(active->store_tries, ports_.random.unit(), std::nullopt);
  active->retry = ports_.loop.timers().after(std::min(delay, Milliseconds(30'000)), [this, active] {
    if (current(active)) store_result(active);
  });
}

void Operations::when_first_pass(const std::string& ns, FirstPass then) {
  const auto found = active_.find(ns);
  if (found == active_.end()) return;
  found->second->waiters.push_back(std::move(then));
  if (found->second->run.first_pass_done()) notify_waiters(found->second);
}

void Operations::notify_waiters(const ActivePtr& active) {
  if (active->waiters.empty()) return;
  crash_point("c10.before_reply");
  const auto waiters = std::move(active->waiters);
  active->waiters.clear();
  const OperationView view = view_of(active->run);
  for (const auto& waiter : waiters) waiter(view);
}

void Operations::tell(const ActivePtr& active) const {
  if (listeners_.changed) listeners_.changed(view_of(active->run));
}

void Operations::tell_soon(const ActivePtr& active) {
  if (active->telling || !current(active)) return;
  active->telling = true;
  ports_.loop.timers().after(tell_every, [this, active] {
    active->telling = false;
    if (current(active)) tell(active);
  });
}

void Operations::forget(const std::string& ns) {
  originals_.erase(ns);
  const auto found = active_.find(ns);
  if (found == active_.end()) return;
  ports_.loop.timers().cancel(found->second->retry);
  const ActivePtr active = found->second;
  active_.erase(found);
  notify_waiters(active);
}

}  // namespace nss
