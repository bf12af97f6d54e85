#include "domain/desired_state.h"

#include <algorithm>

namespace nss {
namespace {

std::string decision(std::string_view kind, const std::string& id) { return std::string(kind) + ":" + id; }

Desired restore(Rule rule, const NamespaceRecord& record) {
  Desired d;
  d.want = Want::restore;
  d.rule = rule;
  d.decision_id = decision("restore", to_string(rule));
  // Not younger than what was decided before: when the namespace comes back, that decision is in force again.
  d.decided_at = record.decided_at;
  return d;
}

Desired adopted(const NamespaceRecord& record) {
  Desired d;
  d.decided_at = record.managed_since;
  return d;
}

Desired by_standing(const Standing& standing, Want want, Rule rule) {
  Desired d;
  d.want = want;
  d.rule = rule;
  d.decision_id = decision("person", standing.operation_id);
  d.decided_at = standing.since;
  d.until = standing.until;
  d.cause = standing.kind == StandingKind::task_off ? Cause::task : Cause::person;
  d.actor = standing.operation_id;
  return d;
}

Desired by_automatic_day(const NamespaceRecord& record, const AutomaticDay& day) {
  if (day.state == DayState::none || day.since < record.managed_since) return adopted(record);
  Desired d;
  d.want = day.state == DayState::on ? Want::on : Want::off;
  d.rule = Rule::automatic_day;
  d.decision_id = day.task_id + "@" + std::to_string(day.since.time_since_epoch().count());
  d.decided_at = day.since;
  d.actor = day.task_id;
  return d;
}

// Persons, tasks and the automatic day: what would hold if nobody fought us.
Desired undisputed(const NamespaceRecord& record, const AutomaticDay& day, Seconds now) {
  const Standing& standing = record.standing;
  switch (standing.kind) {
    case StandingKind::person_off: return by_standing(standing, Want::off, Rule::person_off);
    case StandingKind::task_off: return by_standing(standing, Want::off, Rule::last_task);
    case StandingKind::person_on: break;
    case StandingKind::none: return by_automatic_day(record, day);
  }
  if (activation_holds(standing, day, now)) return by_standing(standing, Want::on, Rule::off_hours_activation);
  Desired d = by_automatic_day(record, day);
  if (d.want == Want::off && standing.until && *standing.until > day.since) {
    d.decision_id = decision("expiry", standing.operation_id);
    d.decided_at = *standing.until;
    d.actor = standing.operation_id;
  }
  return d;
}

// --- actions ---

PlanContext plan_as(const NamespaceRecord& record, Direction direction, Seconds now) {
  PlanContext context;
  context.direction = direction;
  context.stamp = Stamp{record.seq, record.operation_id, false};
  context.now = now;
  return context;
}

// What the next operation would do with it; its stamp is above every stamp.
WorkloadPlan plan_next(const Workload& w, Direction direction, Seconds now) {
  PlanContext context;
  context.direction = direction;
  context.stamp = Stamp{w.stamp ? w.stamp->number + 1 : 1, "", false};
  context.now = now;
  return plan_patch(w, context);
}

// Asleep by us, and an operation would change that (a damaged original would only fail again).
bool can_be_restored(const Workload& w, Seconds now) {
  if (!asleep_by_us(w)) return false;
  const WorkloadPlan plan = plan_next(w, Direction::on, now);
  return plan.verdict == PlanVerdict::patch && changes_workload(plan.patch);
}

Action start(Direction direction) { return Action{ActionKind::start, direction, std::nullopt, {}}; }

Action bring_back(const ActionInput& input) {
  Action action{ActionKind::none, Direction::on, std::nullopt, {}};
  for (std::size_t i = 0; i < input.workloads->size(); ++i) {
    if (can_be_restored(*(*input.workloads)[i], input.now)) action.targets.push_back(i);
  }
  if (!action.targets.empty()) action.kind = ActionKind::correct;
  return action;
}

// When the grace of a workload that is awake ends. It is over at once for what left management while asleep, and for what
// something else changed right after our own patch.
Seconds grace_end(const ActionInput& input, std::size_t index) {
  const Workload& w = *(*input.workloads)[index];
  const bool reverted = input.fast_revert != nullptr && (*input.fast_revert)[index];
  if (reverted || excluded_at(w.excluded, w.exclude_until, input.now)) return input.now;
  const auto seen = input.awake_since == nullptr ? std::nullopt : (*input.awake_since)[index];
  return std::max(w.created_at, seen.value_or(w.created_at)) + input.grace;
}

Action put_back_to_sleep(const ActionInput& input) {
  Action action{ActionKind::none, Direction::off, std::nullopt, {}};
  for (std::size_t i = 0; i < input.workloads->size(); ++i) {
    const WorkloadPlan plan = plan_next(*(*input.workloads)[i], Direction::off, input.now);
    const bool falls_asleep = plan.before > 0 && plan.after == 0;
    const bool leaves = plan.code == "excluded_restored" && changes_workload(plan.patch);
    if (plan.verdict != PlanVerdict::patch || (!falls_asleep && !leaves)) continue;
    const Seconds end = grace_end(input, i);
    if (end <= input.now) {
      action.targets.push_back(i);
    } else {
      action.again_at = std::min(end, action.again_at.value_or(end));
    }
  }
  if (!action.targets.empty()) {
    action.kind = ActionKind::correct;
  } else if (action.again_at) {
    action.kind = ActionKind::wait;
  }
  return action;
}

Action leave_management(const ActionInput& input) {
  const bool asleep = std::any_of(input.workloads->begin(), input.workloads->end(),
                                  [](const Workload* w) { return asleep_by_us(*w) && !w->terminating; });
  if (input.desired->decision_id != input.record->decision_id) return asleep ? start(Direction::on) : Action{};
  return input.record->finished ? bring_back(input) : Action{};
}

Action carry_out(const ActionInput& input, Direction direction) {
  const auto& workloads = *input.workloads;
  Action acknowledged{ActionKind::acknowledge, direction, std::nullopt, {}};
  if (workloads.empty() || repetition_writes_nothing(*input.record, direction, workloads, input.now)) return acknowledged;
  const bool untouched =
      input.record->operation_id.empty() &&
      std::none_of(workloads.begin(), workloads.end(), [](const Workload* w) { return w->stamp || asleep_by_us(*w); });
  return direction == Direction::on && untouched ? acknowledged : start(direction);
}

// --- adoption ---

const Original* newest_original(const std::vector<const Workload*>& workloads, bool corrections) {
  const Original* newest = nullptr;
  for (const Workload* w : workloads) {
    if (!w->original || (w->original->cause == Cause::drift) != corrections) continue;
    if (newest == nullptr || w->original->at > newest->at) newest = &*w->original;
  }
  return newest;
}

void rebuild(NamespaceRecord& record, const Original& original, Seconds newest) {
  record.managed_since = newest;
  record.adopted_asleep = true;
  record.direction = Direction::off;
  record.decided_at = original.at;
  record.state_since = original.at;
  if (original.cause != Cause::person) {
    record.decision_id = original.actor + "@" + std::to_string(original.at.time_since_epoch().count());
    return;
  }
  record.decision_id = decision("person", original.operation_id);
  record.standing.kind = StandingKind::person_off;
  record.standing.since = original.at;
  record.standing.operation_id = original.operation_id;
  record.standing.actor = original.actor;
}

}  // namespace

const char* to_string(Rule rule) {
  switch (rule) {
    case Rule::system_namespace: return "system_namespace";
    case Rule::terminating: return "terminating";
    case Rule::excluded: return "exclude_annotation";
    case Rule::not_selected: return "selector";
    case Rule::paused: return "paused";
    case Rule::contested: return "contested";
    case Rule::person_off: return "person_off";
    case Rule::off_hours_activation: return "off_hours_activation";
    case Rule::last_task: return "last_task";
    case Rule::automatic_day: return "business_hours";
    case Rule::adoption: break;
  }
  return "adoption";
}

bool activation_holds(const Standing& standing, const AutomaticDay& day, Seconds now) {
  if (standing.until) return now < *standing.until;
  // The next firing of the day ends it: a shutdown takes it away, and after a startup there is nothing left to hold.
  return day.state == DayState::none || day.since <= standing.since;
}

Desired desired_state(const NamespaceFacts& facts, const NamespaceRecord& record, const AutomaticDay& day, Seconds now) {
  if (facts.system) return restore(Rule::system_namespace, record);
  if (facts.terminating) {
    Desired d = adopted(record);
    d.rule = Rule::terminating;
    return d;
  }
  if (facts.excluded) return restore(Rule::excluded, record);
  if (!facts.selected) return restore(Rule::not_selected, record);
  Desired d = undisputed(record, day, now);
  if (facts.paused_at(now) && d.want != Want::on) {
    d.want = Want::leave;
    d.rule = Rule::paused;
    d.until = facts.paused_until;
    return d;
  }
  if (record.contested && record.contested->decision_id == d.decision_id) {
    d.want = Want::leave;
    d.rule = Rule::contested;
  }
  return d;
}

Action decide_action(const ActionInput& input) {
  const NamespaceRecord& record = *input.record;
  const Desired& desired = *input.desired;
  if (desired.want == Want::leave) return {};
  if (desired.want == Want::restore) return leave_management(input);
  const Direction direction = desired.want == Want::off ? Direction::off : Direction::on;
  const bool same = desired.decision_id == record.decision_id;
  if (!same && desired.decided_at >= record.decided_at) return carry_out(input, direction);
  // An unfinished operation is resumed by whoever owns it.
  if (!record.finished || (!same && record.direction != direction)) return {};
  return direction == Direction::off ? put_back_to_sleep(input) : bring_back(input);
}

bool repetition_writes_nothing(const NamespaceRecord& record, Direction direction, const std::vector<const Workload*>& workloads,
                               Seconds now) {
  if (record.operation_id.empty() || !record.finished || record.direction != direction) return false;
  const PlanContext context = plan_as(record, direction, now);
  return std::all_of(workloads.begin(), workloads.end(),
                     [&](const Workload* w) { return plan_patch(*w, context).verdict == PlanVerdict::nothing; });
}

NamespaceRecord adopt(const Namespace& ns, const std::vector<const Workload*>& workloads, Seconds now) {
  NamespaceRecord record;
  record.name = ns.name;
  record.uid = ns.uid;
  record.managed_since = now;
  record.state_since = now;
  for (const Workload* w : workloads) {
    if (w->stamp) record.seq = std::max(record.seq, w->stamp->number);
  }
  const Original* decided = newest_original(workloads, false);
  const Original* corrected = newest_original(workloads, true);
  if (decided == nullptr) decided = corrected;
  if (decided == nullptr) return record;
  rebuild(record, *decided, corrected == nullptr ? decided->at : std::max(decided->at, corrected->at));
  return record;
}

bool RevertTracker::note(const WorkloadRef& ref, Seconds at) {
  constexpr std::chrono::seconds window{600};
  constexpr std::size_t fight = 3;
  constexpr std::size_t most_objects = 10'000;
  if (reverts_.size() >= most_objects && reverts_.count(ref) == 0) {
    reverts_.erase(std::min_element(reverts_.begin(), reverts_.end(),
                                    [](const auto& a, const auto& b) { return a.second.back() < b.second.back(); }));
  }
  std::vector<Seconds>& seen = reverts_[ref];
  seen.erase(std::remove_if(seen.begin(), seen.end(), [&](Seconds t) { return t + window < at; }), seen.end());
  if (seen.size() == fight) seen.erase(seen.begin());
  seen.push_back(at);
  return seen.size() == fight;
}

void RevertTracker::forget(const std::string& ns) {
  for (auto it = reverts_.begin(); it != reverts_.end();) it = it->first.ns == ns ? reverts_.erase(it) : std::next(it);
}

}  // namespace nss
