#include "app/restore_all.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/operation_store.h"
#include "app/policy.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr int most_passes = 5;
constexpr Mono list_deadline{120'000};

std::string lower_kind(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return "deployment";
    case WorkloadKind::stateful_set: return "statefulset";
    case WorkloadKind::daemon_set: return "daemonset";
  }
  return {};
}

// One command that does what the patch does, for hands that have nothing but kubectl.
std::string kubectl_command(const WorkloadRef& ref, const WorkloadPlan& plan) {
  const std::string spec = plan.patch.hold
                               ? fmt::format(R"("template":{{"spec":{{"nodeSelector":{{"{}":null}}}}}})", selector_paused)
                               : fmt::format(R"("replicas":{})", plan.after);
  return fmt::format(
      R"(kubectl -n {} patch {} {} --type=merge -p '{{"metadata":{{"annotations":{{"{}":null,"{}":"{}"}}}},"spec":{{{}}}}}')",
      ref.ns, lower_kind(ref.kind), ref.name, annotation_original, annotation_seq, to_text(plan.patch.stamp), spec);
}

}  // namespace

bool RestoreSummary::complete() const {
  return std::none_of(lines.begin(), lines.end(), [](const RestoreLine& line) { return line.failed; });
}

void RestoreAll::fail_with(const Error& error) {
  if (!reply_) return;
  ports_.loop.timers().cancel(deadline_);
  const auto reply = std::move(reply_);
  reply_ = nullptr;
  reply(fail(error));
}

void RestoreAll::run(Reply<RestoreSummary> reply) {
  reply_ = std::move(reply);
  ports_.cluster.identify(ports_.loop.reply<ClusterIdentity>([this](Result<ClusterIdentity> identity) {
    if (!identity) return fail_with(identity.error());
    if (ports_.store != nullptr) return load_store(*identity);
    list();
  }));
}

// ---- what the store knows; without it the annotations are enough ----

void RestoreAll::load_store(const ClusterIdentity& identity) {
  ports_.store->load({ports_.keys.binding()}, [this, identity](Result<std::vector<std::optional<StoredItem>>> items) {
    const auto* bound = items && items->at(0) ? std::get_if<ClusterBinding>(&items->at(0)->record) : nullptr;
    if (!items || bound == nullptr || bound->cluster_uid != identity.uid) {
      log::warn("store is not used", {{"reason", !items             ? items.error().message.en
                                                 : bound == nullptr ? std::string("it is empty")
                                                                    : "it belongs to cluster " + bound->cluster_uid}});
      ports_.store = nullptr;
      return list();
    }
    RangeQuery query;
    query.partition = ports_.keys.namespaces();
    ports_.store->scan(
        query,
        [this](StoredItem item) {
          if (auto* record = std::get_if<NamespaceRecord>(&item.record)) records_[record->name] = {*record, item.version};
        },
        [this](Result<void> loaded) {
          if (!loaded) log::warn("store cannot be read", {{"detail", loaded.error().message.en}});
          ports_.trail->load([this](Result<void> heads) {
            if (!heads) log::warn("audit chains cannot be read", {{"detail", heads.error().message.en}});
            load_intents();
          });
        });
  });
}

void RestoreAll::load_intents() {
  std::vector<const NamespaceRecord*> records;
  for (const auto& [name, known] : records_) records.push_back(&known.first);
  load_originals(*ports_.store, ports_.keys, records, [this](Result<std::map<std::string, Originals>> originals) {
    if (originals) originals_ = std::move(*originals);
    if (plan_only_) return list();
    set_pause();
  });
}

// Before anything is woken: who uses the emergency exit does not want it undone at the next 20:00.
void RestoreAll::set_pause() {
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.pause(),
                                            PauseRecord{ports_.loop.now(), std::nullopt, "restore", "restore"},
                                            Precondition::none(), std::nullopt});
  ports_.store->commit(std::move(transaction), [this](Result<CommitReceipt> receipt) {
    if (!receipt) log::warn("the pause is not set", {{"detail", receipt.error().message.en}});
    summary_.paused = receipt.has_value();
    list();
  });
}

// ---- what there is ----

void RestoreAll::list() {
  wait_for_lists();
  ports_.cluster.start([this](ClusterEvent event) {
    ports_.loop.timers().post([this, held = std::make_shared<ClusterEvent>(std::move(event))] { on_event(*held); });
  });
}

// A person waits: an API server whose lists do not come is an answer too.
void RestoreAll::wait_for_lists() {
  deadline_ = ports_.loop.timers().after(list_deadline, [this] {
    fail_with(stream_problem_.value_or(
        make_error(ErrorKind::unavailable, "cluster_unavailable", "the API server does not answer the lists")));
  });
}

void RestoreAll::on_event(const ClusterEvent& event) {
  if (const auto* stream = std::get_if<StreamState>(&event)) {
    const bool hopeless = stream->problem && !stream->optional &&
                          (stream->problem->kind == ErrorKind::forbidden || stream->problem->kind == ErrorKind::unauthorized);
    if (stream->problem && !stream->optional) stream_problem_ = stream->problem;
    if (hopeless && !listed_) fail_with(*stream->problem);
    return;
  }
  cache_.apply(event);
  if (listed_ || !cache_.synced() || !reply_) return;
  listed_ = true;
  ports_.loop.timers().cancel(deadline_);
  restore_what_sleeps();
}

std::int64_t RestoreAll::next_number(const std::string& ns, const ClusterCache::Entry& entry) const {
  std::int64_t highest = 0;
  if (const auto known = records_.find(ns); known != records_.end()) highest = known->second.first.seq;
  for (const auto& [key, workload] : entry.workloads) {
    if (workload.stamp) highest = std::max(highest, workload.stamp->number);
  }
  return highest + 1;
}

OperationRecord RestoreAll::record_for(const std::string& ns, const std::string& uid, std::int64_t number) const {
  OperationRecord record;
  record.id = std::string(restore_operation_prefix) + ports_.random.id();
  record.ns = ns;
  record.ns_uid = uid;
  record.type = OperationType::manual_activation;
  record.trigger = Trigger::person;
  record.direction = Direction::on;
  record.decision_id = "person:" + record.id;
  record.cost_center = system_cost_center;
  record.requested_by = record.user_id = "restore";
  record.reason = "restore";
  record.requested_at = ports_.loop.now();
  record.number = number;
  return record;
}

// ---- bringing it back ----

void RestoreAll::restore_what_sleeps() {
  running_ = 1;  // ours, until every namespace has been begun
  for (const auto& [name, entry] : cache_.entries()) {
    std::vector<OperationRun::Target> targets;
    for (const auto& [key, workload] : entry.workloads) {
      if (!asleep_by_us(workload)) continue;
      OperationRun::Target target{workload, std::nullopt, false};
      const auto known = originals_.find(name);
      if (known != originals_.end() && known->second.contains(key)) target.remembered = known->second.at(key);
      targets.push_back(std::move(target));
    }
    if (targets.empty()) continue;
    ++summary_.namespaces;
    const std::int64_t number = next_number(name, entry);
    if (plan_only_) {
      plan(name, targets, number);
      continue;
    }
    ++running_;
    auto record = record_for(name, entry.ns ? entry.ns->uid : std::string(), number);
    record.workload_count = static_cast<std::uint32_t>(targets.size());
    const auto one = std::make_shared<One>(OperationRun(std::move(record), Cause::person, std::move(targets)));
    step(one, IntentStored{});
  }
  one_less();
}

void RestoreAll::plan(const std::string& ns, const std::vector<OperationRun::Target>& targets, std::int64_t number) {
  const OperationRecord record = record_for(ns, {}, number);
  for (const auto& target : targets) {
    PlanContext context;
    context.direction = Direction::on;
    context.stamp = record.stamp();
    context.now = ports_.loop.now();
    context.cause = Cause::person;
    context.remembered = target.remembered;
    const WorkloadPlan plan = plan_patch(target.workload, context);
    const bool writes = plan.verdict == PlanVerdict::patch;
    summary_.lines.push_back(RestoreLine{target.workload.ref, plan.before, plan.after,
                                         writes ? "would be patched" : "cannot be restored", plan.code, !writes,
                                         writes ? kubectl_command(target.workload.ref, plan) : std::string()});
  }
}

void RestoreAll::step(const OnePtr& one, const OperationEvent& event) {
  auto effects = one->run.step(event, StepContext{ports_.loop.now(), ports_.random.unit()});
  for (auto& effect : effects) perform(one, std::move(effect));
}

void RestoreAll::perform(const OnePtr& one, OperationEffect effect) {
  if (auto* patch = std::get_if<SendPatch>(&effect)) {
    ports_.cluster.patch(patch->ref, patch->patch,
                         ports_.loop.reply<Workload>([this, one, index = patch->index](Result<Workload> workload) {
                           step(one, PatchAnswered{index, std::move(workload)});
                         }));
  } else if (auto* read = std::get_if<ReadWorkload>(&effect)) {
    ports_.cluster.read(read->ref, ports_.loop.reply<std::optional<Workload>>(
                                       [this, one, index = read->index](Result<std::optional<Workload>> workload) {
                                         step(one, WorkloadRead{index, std::move(workload)});
                                       }));
  } else if (std::holds_alternative<StoreResult>(effect)) {
    if (one->run.record().finished() || ++one->passes >= most_passes) return finished(one);
    step(one, ResultStored{});
  } else {
    ports_.loop.timers().after(std::get<RetryAt>(effect).delay, [this, one] { step(one, RetryDue{}); });
  }
}

void RestoreAll::finished(const OnePtr& one) {
  for (const auto& outcome : one->run.outcomes()) {
    const std::string detail = outcome.message.empty() ? outcome.code : outcome.code + ": " + outcome.message;
    summary_.lines.push_back(RestoreLine{WorkloadRef{outcome.kind, one->run.record().ns, outcome.name},
                                         outcome.before,
                                         outcome.after,
                                         to_string(outcome.outcome),
                                         detail,
                                         outcome.outcome == Outcome::failed,
                                         {}});
  }
  if (ports_.store == nullptr) return one_less();
  record(one);
}

void RestoreAll::record(const OnePtr& one) {
  OperationRecord operation = one->run.record();
  operation.outcome_chunks = chunks_of(one->run.outcomes().size());
  if (!operation.finished()) operation.status = OperationStatus::failed;
  const auto known = records_.find(operation.ns);
  NamespaceRecord next = known == records_.end() ? NamespaceRecord{} : known->second.first;
  if (known == records_.end()) next.managed_since = operation.requested_at;
  next.name = operation.ns;
  next.uid = operation.ns_uid;
  next = after_restore(std::move(next), operation.stamp(), operation.requested_at);
  // One that failed closes nothing; what it woke all the same is seen by the next server.
  ActivityRecord activity = activity_of(operation, ports_.cluster_name);
  activity.error_message = operation.error_message;
  const bool failed = operation.status == OperationStatus::failed;
  const ActivityStep step = failed ? note_activity(next, std::move(activity), ports_.loop.now(), ActivityStatus::failed)
                                   : open_activity(next, std::move(activity), true);
  ResultWrites writes = late_writes(ports_.keys, SpooledOperation{operation, one->run.outcomes()}, next,
                                    known == records_.end() ? 0 : known->second.second, step);
  ports_.trail->commit({operation.ns,
                        {requested_event(operation), final_event(operation, one->run.outcomes())},
                        std::move(writes.chunks),
                        std::move(writes.header)},
                       [this](Result<CommitReceipt> receipt) {
                         if (!receipt) log::warn("restore is not recorded", {{"detail", receipt.error().message.en}});
                         one_less();
                       });
}

void RestoreAll::one_less() {
  if (--running_ > 0 || !reply_) return;
  const auto reply = std::move(reply_);
  reply_ = nullptr;
  reply(std::move(summary_));
}

}  // namespace nss
