#include "app/reconciler.h"

#include <algorithm>
#include <utility>

#include "app/namespace_refresh.h"
#include "base/log.h"

namespace nss {
namespace {

// A write of somebody's manifest this soon after our patch is a revert, not a hand (docs/decisions/0005).
constexpr std::chrono::seconds revert_window{120};

// How long `restore` may take over one namespace before we finish what it began.
constexpr std::chrono::seconds restore_time{60};

ClusterCache::WorkloadKey key_of(const Workload& workload) { return {workload.ref.kind, workload.ref.name}; }

std::optional<Seconds> earlier(std::optional<Seconds> a, std::optional<Seconds> b) {
  if (!a) return b;
  if (!b) return a;
  return std::min(*a, *b);
}

// The next instant at which an exclusion of the namespace or of one of its workloads ends.
std::optional<Seconds> exclusion_end(const Namespace& ns, const std::vector<const Workload*>& workloads, Seconds now) {
  std::optional<Seconds> end;
  if (ns.excluded && ns.exclude_until && *ns.exclude_until > now) end = *ns.exclude_until;
  for (const Workload* workload : workloads) {
    if (workload->excluded && workload->exclude_until && *workload->exclude_until > now) {
      end = earlier(end, workload->exclude_until);
    }
  }
  return end;
}

std::string reason_of(const Desired& desired, bool correction) {
  if (desired.want == Want::restore) return "left_management";
  if (correction) return "drift";
  return desired.decision_id.starts_with("expiry:") ? "expired" : "schedule";
}

}  // namespace

std::vector<const Workload*> workloads_of(const ClusterCache::Entry& entry) {
  std::vector<const Workload*> workloads;
  workloads.reserve(entry.workloads.size());
  for (const auto& [key, workload] : entry.workloads) workloads.push_back(&workload);
  return workloads;
}

Want plain_want(const Desired& desired, const ClusterCache::Entry& entry) {
  if (desired.rule != Rule::adoption && desired.rule != Rule::paused) return desired.want;
  const bool awake =
      std::any_of(entry.workloads.begin(), entry.workloads.end(), [](const auto& item) { return item.second.replicas > 0; });
  return awake ? Want::on : Want::off;
}

Reconciler::Reconciler(Ports ports, std::function<void(const std::string&)> changed)
    : ports_(ports),
      queue_(ports.loop.timers(), [this](const std::string& name) { look_at(name); }),
      changed_(std::move(changed)) {
  ports_.ledger.on_free([this](const std::string& name) { add(name); });
}

void Reconciler::add_all() {
  for (const auto& [name, entry] : ports_.cache.entries()) add(name);
  for (const auto& [name, entry] : ports_.ledger.entries()) add(name);
}

void Reconciler::trust_clock(bool trusted) {
  if (trusted == clock_trusted_) return;
  clock_trusted_ = trusted;
  if (trusted) add_all();
}

NamespaceFacts Reconciler::facts(const Namespace& ns, Seconds now) const {
  const PauseRecord* pause = ports_.pause.current();
  return NamespaceFacts{
      ports_.policy.system.contains(ns.name),    ns.terminating,   excluded_at(ns.excluded, ns.exclude_until, now),
      ports_.policy.selector.matches(ns.labels), pause != nullptr, pause == nullptr ? std::nullopt : pause->until};
}

Desired Reconciler::desired(const NamespaceFacts& facts, const NamespaceRecord& record, Seconds now) const {
  return desired_state(facts, record, automatic_day(ports_.day, now), now);
}

std::int64_t Reconciler::next_number(const std::string& ns) const {
  std::int64_t highest = 0;
  if (const auto* known = ports_.ledger.find(ns)) highest = known->record.seq;
  if (const auto* entry = ports_.cache.find(ns)) {
    for (const auto& [key, workload] : entry->workloads) {
      if (workload.stamp) highest = std::max(highest, workload.stamp->number);
    }
  }
  return highest + 1;
}

std::string Reconciler::operation_id(const std::string& id) const {
  return ports_.policy.dry_run ? std::string(dry_run_operation_prefix) + id.substr(3) : id;
}

std::string Reconciler::cost_center_of(const Namespace& ns) const {
  const auto label = ns.labels.find(ports_.policy.cost_center_label);
  return label == ns.labels.end() ? std::string() : label->second;
}

std::string Reconciler::payer_of(const Namespace& ns) const { return ports_.cost_centers.payer_of(cost_center_of(ns), ns.name); }

// ---- one look ----

void Reconciler::look_at(const std::string& name) {
  if (!enabled_) return;
  const ClusterCache::Entry* entry = ports_.cache.find(name);
  if (entry == nullptr || !entry->ns) return forget(name);
  changed_(name);
  if (ports_.ledger.busy(name)) return ports_.ledger.call_when_free(name);
  const auto workloads = workloads_of(*entry);
  const Seconds now = ports_.loop.now();
  const NamespaceFacts facts_now = facts(*entry->ns, now);
  const Ledger::Entry* known = ports_.ledger.find(name);
  // What a dry run decided was never done: without it the namespace is taken over as it is, like at a first start.
  const bool tried_only = known != nullptr && !ports_.policy.dry_run && known->record.finished &&
                          known->record.operation_id.starts_with(dry_run_operation_prefix);
  if (known == nullptr || known->record.uid != entry->ns->uid || tried_only) {
    const bool ours = std::any_of(workloads.begin(), workloads.end(), [](const Workload* w) { return asleep_by_us(*w); });
    if (facts_now.system && !ours) return;
    return adopt_namespace(*entry->ns, workloads);
  }
  if (notice_restore(known->record, workloads, now)) return;
  Look look{name, &*entry->ns, &known->record, workloads, desired(facts_now, known->record, now), now};
  std::vector<std::optional<Seconds>> awake(workloads.size());
  std::vector<bool> fast(workloads.size(), false);
  if (auto contested = notice_reverts(look, awake, fast)) return contest(look, std::move(*contested));
  const Action action =
      decide_action(ActionInput{look.record, &look.desired, &look.workloads, now, ports_.policy.grace, &awake, &fast});
  const auto end = look.desired.until;
  look_again(name,
             earlier(earlier(action.again_at, end && *end > now ? end : std::nullopt), exclusion_end(*look.ns, workloads, now)));
  act(look, action);
}

void Reconciler::act(const Look& look, const Action& action) {
  const bool off = action.direction == Direction::off;
  const bool writes = action.kind == ActionKind::start || action.kind == ActionKind::correct;
  if (writes && off && !clock_trusted_) return;
  // A dry run changes nothing, so what it decided always looks undone.
  if (action.kind == ActionKind::correct && ports_.policy.dry_run) return;
  if (writes) return start(look, action);
  if (action.kind == ActionKind::acknowledge) return acknowledge(look);
  if (ports_.operations.active(look.name) != nullptr) return;
  if (!look.record->finished) return resume(look);
  record_what_is_shown(look);
}

void Reconciler::forget(const std::string& name) {
  const auto memory = memory_.find(name);
  if (memory != memory_.end()) {
    ports_.loop.timers().cancel(memory->second.timer);
    memory_.erase(memory);
  }
  reverts_.forget(name);
  changed_(name);
  const Ledger::Entry* known = ports_.ledger.find(name);
  // It may be the one that cannot be read: its record and its originals wait.
  if (known == nullptr || !ports_.cache.whole(Resource::namespaces)) return;
  if (ports_.ledger.busy(name)) return ports_.ledger.call_when_free(name);
  ports_.operations.forget(name);
  ports_.ledger.acquire(name, [this, name] {
    AuditTrail::Batch batch{name, {AuditEvent{"deleted", {}, system_user, {}}}};
    batch.last.writes.push_back(StorageWrite{ports_.keys.ns(name), std::nullopt, Precondition::none(), std::nullopt});
    NamespaceRecord last = ports_.ledger.find(name)->record;
    add_activity(ports_.keys, close_activity(last, ports_.loop.now()), batch.last);
    ports_.trail.commit(std::move(batch), [this, name](Result<CommitReceipt> receipt) {
      if (receipt) {
        ports_.ledger.erase(name);
        ports_.ledger.release(name);
        return add(name);  // it may be there again
      }
      refresh_after(receipt.error(), ports_.store, ports_.keys, ports_.ledger, name, [this, name, why = receipt.error()] {
        ports_.ledger.release(name);
        retry_later(name, why);
      });
    });
  });
}

void Reconciler::adopt_namespace(const Namespace& ns, const std::vector<const Workload*>& workloads) {
  ports_.operations.forget(ns.name);
  const Seconds now = ports_.loop.now();
  NamespaceRecord record = adopt(ns, workloads, now);
  std::vector<AuditEvent> events;
  ActivityStep step;
  if (const Ledger::Entry* known = ports_.ledger.find(ns.name)) {
    record.open_activity = known->record.open_activity;
    record.last_activity = known->record.last_activity;
    // Another object has its name now: what there was has ended.
    if (known->record.uid != ns.uid) {
      step = close_activity(record, now);
      events.push_back(AuditEvent{"deleted", {}, system_user, {}});
    }
  }
  log::info("namespace adopted", {{"namespace", ns.name}, {"asleep", record.adopted_asleep}});
  const bool active = is_awake(workloads, now);
  events.push_back(
      AuditEvent{"adopted",
                 {},
                 system_user,
                 {{"active", active}, {"asleep", record.adopted_asleep}, {"dry_run", ports_.policy.dry_run}, {"uid", ns.uid}}});
  const bool managed = desired(facts(ns, now), record, now).want != Want::restore;
  if (managed && !ports_.policy.dry_run && compare_activity(record, active) == Shown::awake) {
    const auto closed = step.closed;
    step = open_activity(record, shown_activity(ns, workloads, true), true);
    if (closed) step.closed = closed;
  }
  commit_activity(std::move(record), step, std::move(events));
}

void Reconciler::commit_record(NamespaceRecord next) {
  const std::string name = next.name;
  ports_.ledger.acquire(name, [this, name, next = std::move(next)] {
    StorageTransaction transaction;
    transaction.writes.push_back(namespace_write(ports_.keys, next, ports_.ledger.version_of(name)));
    ports_.store.commit(std::move(transaction),
                        [this, next](Result<CommitReceipt> receipt) { record_committed(next, std::move(receipt)); });
  });
}

void Reconciler::record_committed(const NamespaceRecord& next, Result<CommitReceipt> receipt) {
  const std::string name = next.name;
  if (!receipt) {
    return refresh_after(receipt.error(), ports_.store, ports_.keys, ports_.ledger, name, [this, name, why = receipt.error()] {
      ports_.ledger.release(name);
      retry_later(name, why);
    });
  }
  ports_.ledger.put(next, receipt->versions.at(0));
  ports_.ledger.release(name);
  memory_[name].failed_starts = 0;
  add(name);
}

// ---- operations ----

OperationRecord Reconciler::draft(const Look& look, Direction direction, bool correction) const {
  OperationRecord record;
  record.number = next_number(look.name);
  record.id = operation_id(derived_operation_id(look.desired.decision_id, look.ns->uid, record.number));
  record.ns = look.name;
  record.ns_uid = look.ns->uid;
  record.direction = direction;
  record.type = direction == Direction::off ? OperationType::auto_shutdown : OperationType::auto_startup;
  record.trigger = correction ? Trigger::drift : Trigger::schedule;
  if (look.desired.rule == Rule::automatic_day) record.task_id = look.desired.actor;
  record.decision_id = look.desired.decision_id;
  record.cost_center = payer_of(*look.ns);
  // What is brought back while a person keeps it on is still theirs: the activity table charges it to nobody else.
  if (direction == Direction::on && look.desired.rule == Rule::off_hours_activation) {
    record.type = OperationType::manual_activation;
    if (!look.record->standing.cost_center.empty()) record.cost_center = look.record->standing.cost_center;
  }
  record.requested_by = system_user;
  record.user_id = system_user;
  record.reason = reason_of(look.desired, correction);
  record.dry_run = ports_.policy.dry_run;
  record.requested_at = look.now;
  return record;
}

void Reconciler::start(const Look& look, const Action& action) {
  const Direction direction = action.direction;
  Operations::Start request;
  request.record = draft(look, direction, action.kind == ActionKind::correct);
  // A correction leaves alone what still has its grace.
  std::vector<std::string> sources;
  for (const std::size_t index : action.targets) {
    request.only.insert(key_of(*look.workloads[index]));
    if (action.kind == ActionKind::correct) sources.emplace_back(drift_source(look.workloads[index]->writer));
  }
  request.cause = look.desired.rule == Rule::person_off ? Cause::person : look.desired.cause;
  request.may_spool = direction == Direction::on;
  request.next = after_operation(decided(look), request.record);
  const std::string name = look.name;
  ports_.ledger.acquire(name, [this, name, sources = std::move(sources), request = std::move(request)] {
    ports_.operations.start(request, [this, name, sources](Result<void> started) {
      if (!started) return retry_later(name, started.error());
      for (const std::string& source : sources) ++ports_.metrics.drift_corrections.at({source});
      memory_[name].failed_starts = 0;
    });
  });
}

// The namespace's record with what is decided now. What belonged to an earlier decision ends.
NamespaceRecord Reconciler::decided(const Look& look) const {
  NamespaceRecord next = *look.record;
  next.decision_id = look.desired.decision_id;
  next.decided_at = std::max(next.decided_at, look.desired.decided_at);
  if (next.contested && next.contested->decision_id != next.decision_id) next.contested.reset();
  if (next.standing.kind == StandingKind::person_on && look.desired.rule != Rule::off_hours_activation) next.standing = {};
  return next;
}

void Reconciler::acknowledge(const Look& look) { commit_record(decided(look)); }

// `restore` ran beside us: what it woke stays on until the next automatic shutdown, as if a person had asked us.
bool Reconciler::notice_restore(const NamespaceRecord& record, const std::vector<const Workload*>& workloads, Seconds now) {
  const Stamp* newest = nullptr;
  for (const Workload* workload : workloads) {
    if (workload->stamp && (newest == nullptr || workload->stamp->newer_than(*newest))) newest = &*workload->stamp;
  }
  if (newest == nullptr || newest->number <= record.seq || !newest->operation_id.starts_with(restore_operation_prefix)) {
    return false;
  }
  // It is still at it: we would only get in its way. If it died half-way, the rest is ours after a minute.
  Memory& memory = memory_[record.name];
  const Seconds seen = memory.restore_seen.value_or(now);
  const bool all_awake = std::none_of(workloads.begin(), workloads.end(), [](const Workload* w) { return asleep_by_us(*w); });
  if (!all_awake && now - seen < restore_time) {
    memory.restore_seen = seen;
    look_again(record.name, seen + restore_time);
    return true;
  }
  memory.restore_seen.reset();
  log::warn("namespace was restored beside us", {{"namespace", record.name}, {"operation_id", newest->operation_id}});
  ports_.operations.forget(record.name);
  record_restore(after_restore(record, *newest, now), *newest);
  return true;
}

// An operation was cut off by a crash: its header says what it was, the cluster says how far it came.
void Reconciler::resume(const Look& look) {
  const std::string name = look.name;
  const std::string id = look.record->operation_id;
  ports_.ledger.acquire(name, [this, name, id] {
    ports_.store.load({ports_.keys.operation(id)}, [this, name](Result<std::vector<std::optional<StoredItem>>> items) {
      ports_.ledger.release(name);
      if (!items) return retry_later(name, items.error());
      const Ledger::Entry* known = ports_.ledger.find(name);
      const auto* record = items->at(0) ? std::get_if<OperationRecord>(&items->at(0)->record) : nullptr;
      if (known == nullptr) return;
      if (record != nullptr && !record->finished()) return ports_.operations.resume(*record);
      NamespaceRecord next = known->record;
      next.finished = true;
      commit_record(std::move(next));
    });
  });
}

// ---- fights and hands ----

void Reconciler::patched(const Workload& after, const WorkloadPatch& patch) {
  Memory& memory = memory_[after.ref.ns];
  const auto key = key_of(after);
  if (patch.stamp.switched_off && after.replicas == 0) {
    memory.switched_off.insert_or_assign(key, SwitchedOff{after.uid, ports_.loop.now(), false});
  } else {
    memory.switched_off.erase(key);
  }
  notice(after);
}

void Reconciler::notice(const Workload& now) {
  const Workload* known = ports_.cache.find(now.ref);
  if (known == nullptr || known->uid != now.uid) return;
  for (const auto& name : ports_.cache.apply(WorkloadSeen{now})) add(name);
}

std::optional<Contested> Reconciler::notice_reverts(const Look& look, std::vector<std::optional<Seconds>>& awake,
                                                    std::vector<bool>& fast) {
  Memory& memory = memory_[look.name];
  std::optional<Contested> contested;
  for (std::size_t i = 0; i < look.workloads.size(); ++i) {
    const Workload& workload = *look.workloads[i];
    const auto key = key_of(workload);
    if (workload.replicas == 0 || look.desired.want != Want::off) {
      memory.awake_since.erase(key);
      continue;
    }
    awake[i] = memory.awake_since.try_emplace(key, look.now).first->second;
    const auto off = memory.switched_off.find(key);
    if (off == memory.switched_off.end() || off->second.uid != workload.uid || workload.writer.through_scale) continue;
    if (*awake[i] - off->second.at > revert_window) continue;
    fast[i] = true;
    if (std::exchange(off->second.reverted, true)) continue;
    if (reverts_.note(workload.ref, look.now)) {
      contested = Contested{workload.writer.manager, std::string(to_string(workload.ref.kind)) + "/" + workload.ref.name,
                            look.now, look.desired.decision_id};
    }
  }
  return contested;
}

void Reconciler::contest(const Look& look, Contested contested) {
  log::warn("namespace contested: somebody reverts us, we stop",
            {{"namespace", look.name}, {"manager", contested.manager}, {"workload", contested.workload}});
  NamespaceRecord next = *look.record;
  next.contested = std::move(contested);
  commit_record(std::move(next));
}

// ---- again ----

void Reconciler::look_again(const std::string& name, std::optional<Seconds> at) {
  Memory& memory = memory_[name];
  if (memory.timer_at == at) return;
  ports_.loop.timers().cancel(memory.timer);
  memory.timer = 0;
  memory.timer_at = at;
  if (!at) return;
  memory.timer = ports_.loop.timers().at(*at, [this, name] {
    memory_[name].timer_at.reset();
    add(name);
  });
}

void Reconciler::retry_later(const std::string& name, const Error& why) {
  Memory& memory = memory_[name];
  const auto delay = std::min(retry_delay(memory.failed_starts++, 0.5, why.retry_after), Milliseconds(30'000));
  log::warn("namespace is looked at again later", {{"namespace", name},
                                                   {"code", why.code},
                                                   {"detail", why.message.en},
                                                   {"delay_ms", static_cast<std::int64_t>(delay.count())}});
  ports_.loop.timers().after(delay, [this, name] { add(name); });
}

}  // namespace nss
