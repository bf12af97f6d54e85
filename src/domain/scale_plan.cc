#include "domain/scale_plan.h"

#include <utility>

#include "base/check.h"

namespace nss {
namespace {

using Edit = WorkloadPatch::OriginalEdit;

bool is_daemon_set(const Workload& w) { return w.ref.kind == WorkloadKind::daemon_set; }

bool unreadable(const Workload& w) { return !w.original && !w.original_problem.empty(); }

// At zero, with an original: because of us, unless its owner had it at zero too. A DaemonSet is held only by us.
bool original_is_awake(const Workload& w) { return is_daemon_set(w) || w.original->replicas > 0; }

bool marked_off(const Workload& w) { return w.stamp && w.stamp->switched_off; }

WorkloadPlan leave(const Workload& w, const char* code) {
  WorkloadPlan plan;
  plan.before = plan.after = w.replicas;
  plan.code = code;
  return plan;
}

WorkloadPlan stopped(const Workload& w, PlanVerdict verdict, const char* code) {
  WorkloadPlan plan = leave(w, code);
  plan.verdict = verdict;
  return plan;
}

// A patch that only stamps: what every other one begins with.
WorkloadPlan touch(const Workload& w, const PlanContext& context, bool switched_off, const char* code = "") {
  WorkloadPlan plan = stopped(w, PlanVerdict::patch, code);
  plan.patch.stamp = context.stamp;
  plan.patch.stamp.switched_off = switched_off;
  plan.patch.resource_version = w.resource_version;
  return plan;
}

void set_wanted(WorkloadPlan& plan, const Workload& w, int replicas) {
  plan.after = replicas;
  if (replicas == w.replicas) return;
  if (is_daemon_set(w)) {
    plan.patch.hold = replicas == 0;
  } else {
    plan.patch.replicas = replicas;
  }
}

void remember(WorkloadPlan& plan, const Workload& w, const PlanContext& context) {
  plan.patch.original_edit = Edit::set;
  plan.patch.original = Original{w.replicas, context.stamp.operation_id, context.now, context.cause, context.actor};
}

// --- off ---

// It has an original and yet wants pods: somebody woke it while it should be asleep.
WorkloadPlan off_woken(const Workload& w, const PlanContext& context) {
  WorkloadPlan plan = touch(w, context, original_is_awake(w));
  set_wanted(plan, w, 0);
  // A hand through `scale` is a passing act. A manifest is its owner's word: that is what it comes back to.
  if (is_daemon_set(w) || w.writer.through_scale || w.replicas == w.original->replicas) return plan;
  plan.patch.stamp.switched_off = true;
  plan.code = "new_original";
  remember(plan, w, context);
  return plan;
}

WorkloadPlan off_asleep(const Workload& w, const PlanContext& context) {
  if (w.original) return touch(w, context, original_is_awake(w));
  // At zero without an original: its owner's zero, unless the stamp (or our selector) says that it was us.
  const bool ours = is_daemon_set(w) || marked_off(w);
  return touch(w, context, ours, unreadable(w) ? "unreadable_original" : "");
}

WorkloadPlan plan_off(const Workload& w, const PlanContext& context) {
  if (w.replicas == 0) return off_asleep(w, context);
  if (w.ref.kind == WorkloadKind::stateful_set && w.deletes_volumes && !w.allows_pvc_delete) {
    return leave(w, "deletes_volumes");
  }
  if (w.replicas > max_original_replicas) return leave(w, "too_many_replicas");
  if (w.original) return off_woken(w, context);
  WorkloadPlan plan = touch(w, context, true);
  set_wanted(plan, w, 0);
  remember(plan, w, context);
  return plan;
}

// --- on ---

WorkloadPlan wake(const Workload& w, const PlanContext& context, int replicas, const char* code) {
  WorkloadPlan plan = touch(w, context, false, code);
  set_wanted(plan, w, replicas);
  if (w.original || unreadable(w)) plan.patch.original_edit = Edit::remove;
  return plan;
}

// At zero, and the annotation does not say what it had.
WorkloadPlan on_without_original(const Workload& w, const PlanContext& context) {
  if (is_daemon_set(w)) return wake(w, context, 1, "");
  const auto& remembered = context.remembered;
  if (remembered && remembered->uid == w.uid && remembered->replicas > 0 && marked_off(w)) {
    return wake(w, context, remembered->replicas, "restored_from_intent");
  }
  if (unreadable(w)) return stopped(w, PlanVerdict::failed, "unreadable_original");
  if (marked_off(w)) return wake(w, context, 1, "restored_default_one");
  // Not twice: what this operation brought back to its owner's zero stays there.
  const bool touched = w.stamp && w.stamp->same_operation(context.stamp);
  if (context.wake_at_least_one && !touched) return wake(w, context, 1, "woken_default_one");
  return touch(w, context, false);
}

WorkloadPlan plan_on(const Workload& w, const PlanContext& context) {
  if (w.replicas == 0) {
    const bool told = w.original && !is_daemon_set(w);
    return told ? wake(w, context, w.original->replicas, "") : on_without_original(w, context);
  }
  // Somebody brought it up already: never lower it.
  const bool noted = w.original || unreadable(w);
  return wake(w, context, w.replicas, noted ? "externally_changed" : "");
}

WorkloadPlan decide(const Workload& w, const PlanContext& context) {
  if (w.terminating) return leave(w, "terminating");
  const bool asleep = asleep_by_us(w);
  const bool restores = context.direction == Direction::on;
  if (!w.controller.empty() && !(restores && asleep)) return leave(w, "controlled_by_owner");
  if (w.stamp && w.stamp->newer_than(context.stamp)) return stopped(w, PlanVerdict::superseded, "");
  if (excluded_at(w.excluded, w.exclude_until, context.now)) {
    if (!asleep) return leave(w, "excluded");
    WorkloadPlan plan = plan_on(w, context);
    if (!restores && plan.verdict == PlanVerdict::patch) plan.code = "excluded_restored";
    return plan;
  }
  return restores ? plan_on(w, context) : plan_off(w, context);
}

}  // namespace

const char* to_string(Direction direction) { return direction == Direction::off ? "off" : "on"; }

std::optional<Direction> parse_direction(std::string_view text) {
  if (text == "off") return Direction::off;
  if (text == "on") return Direction::on;
  return std::nullopt;
}

WorkloadPlan plan_patch(const Workload& workload, const PlanContext& context) {
  WorkloadPlan plan = decide(workload, context);
  const bool repeats = plan.verdict == PlanVerdict::patch && !changes_workload(plan.patch) && workload.stamp == plan.patch.stamp;
  return repeats ? leave(workload, plan.code.c_str()) : plan;
}

Workload apply_patch(Workload workload, const WorkloadPatch& patch) {
  NSS_CHECK(patch.original.has_value() == (patch.original_edit == Edit::set));
  const int before = workload.replicas;
  if (patch.replicas) workload.replicas = *patch.replicas;
  if (patch.hold) workload.replicas = *patch.hold ? 0 : 1;
  if (workload.replicas != before) workload.writer = ReplicaWriter{std::string(field_manager), false};
  if (patch.original_edit != Edit::keep) {
    workload.original = patch.original;
    workload.original_problem.clear();
  }
  workload.stamp = patch.stamp;
  workload.stamp_problem.clear();
  return workload;
}

bool asleep_by_us(const Workload& workload) {
  if (workload.original) return true;
  return workload.replicas == 0 && (is_daemon_set(workload) || marked_off(workload));
}

bool changes_workload(const WorkloadPatch& patch) { return patch.replicas || patch.hold || patch.original_edit != Edit::keep; }

}  // namespace nss
