#include "domain/scale_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ostream>

#include "support/generators.h"

namespace nss {
namespace {

using Edit = WorkloadPatch::OriginalEdit;

constexpr auto deployment = WorkloadKind::deployment;
constexpr auto stateful_set = WorkloadKind::stateful_set;
constexpr auto daemon_set = WorkloadKind::daemon_set;
constexpr auto off = Direction::off;
constexpr auto on = Direction::on;

const Seconds now{std::chrono::seconds(1'795'395'600)};
const Stamp ours{7, "op_ours", false};
const Stamp older_off{3, "op_older", true};
const Stamp older_on{3, "op_older", false};

Stamp marked(Stamp stamp, bool switched_off) {
  stamp.switched_off = switched_off;
  return stamp;
}

// --- building the rows ---

struct Make {
  Workload w;

  Make(WorkloadKind kind, int replicas) {
    w.ref = WorkloadRef{kind, "equipo", "web"};
    w.uid = "uid-1";
    w.resource_version = "41";
    w.replicas = replicas;
    w.writer = ReplicaWriter{"helm", false};
  }
  Make with(Stamp stamp) && {
    w.stamp = std::move(stamp);
    return std::move(*this);
  }
  Make original(int replicas) && {
    w.original = Original{replicas, "op_older", now - std::chrono::hours(1), Cause::schedule, "builtin-shutdown"};
    return std::move(*this);
  }
  Make unreadable() && {
    w.original_problem = "unreadable_original";
    return std::move(*this);
  }
  Make by_scale() && {
    w.writer = ReplicaWriter{"kubectl", true};
    return std::move(*this);
  }
  Make terminating() && {
    w.terminating = true;
    return std::move(*this);
  }
  Make controlled() && {
    w.controller = "Rollout/web";
    return std::move(*this);
  }
  Make excluded() && {
    w.excluded = true;
    return std::move(*this);
  }
  Make excluded_until(Seconds end) && {
    w.excluded = true;
    w.exclude_until = end;
    return std::move(*this);
  }
  Make deletes_volumes(bool allowed = false) && {
    w.deletes_volumes = true;
    w.allows_pvc_delete = allowed;
    return std::move(*this);
  }
};

struct Expected {
  PlanVerdict verdict = PlanVerdict::patch;
  int after = 0;
  Edit edit = Edit::keep;
  int original = -1;  // of Edit::set
  bool switched_off = false;
  const char* code = "";
};

struct Row {
  const char* sentence;
  Make workload;
  Direction direction;
  Expected expected;
  std::optional<RememberedOriginal> remembered = std::nullopt;
  bool wake = false;
};

Expected asleep(Edit edit, int original, const char* code = "") { return {PlanVerdict::patch, 0, edit, original, true, code}; }
Expected stamped(int replicas, bool switched_off, const char* code = "") {
  return {PlanVerdict::patch, replicas, Edit::keep, -1, switched_off, code};
}
Expected awake(int replicas, Edit edit, const char* code = "") { return {PlanVerdict::patch, replicas, edit, -1, false, code}; }
Expected left(int replicas, const char* code) { return {PlanVerdict::nothing, replicas, Edit::keep, -1, false, code}; }

PlanContext context_of(const Row& row) {
  PlanContext context;
  context.direction = row.direction;
  context.stamp = ours;
  context.now = now;
  context.cause = Cause::person;
  context.actor = "maría";
  context.remembered = row.remembered;
  context.wake_at_least_one = row.wake;
  return context;
}

void check(const Row& row) {
  SCOPED_TRACE(row.sentence);
  const Workload& w = row.workload.w;
  const Expected& e = row.expected;
  const WorkloadPlan plan = plan_patch(w, context_of(row));
  ASSERT_EQ(plan.verdict, e.verdict) << plan;
  EXPECT_EQ(plan.code, e.code);
  EXPECT_EQ(plan.before, w.replicas);
  EXPECT_EQ(plan.after, e.after);
  EXPECT_EQ(plan.changes_replicas(), e.verdict == PlanVerdict::patch && e.after != w.replicas);
  if (e.verdict != PlanVerdict::patch) return;
  const WorkloadPatch& patch = plan.patch;
  EXPECT_EQ(patch.resource_version, "41");
  EXPECT_EQ(patch.stamp, marked(ours, e.switched_off));
  EXPECT_EQ(patch.original_edit, e.edit);
  const bool changed = e.after != w.replicas;
  const bool held = w.ref.kind == daemon_set;
  EXPECT_EQ(patch.replicas, changed && !held ? std::optional(e.after) : std::nullopt);
  EXPECT_EQ(patch.hold, changed && held ? std::optional(e.after == 0) : std::nullopt);
  EXPECT_EQ(patch.original, e.edit == Edit::set
                                ? std::optional(Original{e.original, ours.operation_id, now, Cause::person, "maría"})
                                : std::nullopt);
  EXPECT_EQ(apply_patch(w, patch).replicas, e.after);
}

// --- off ---

TEST(ScalePlan, SwitchingOff) {
  const Row rows[] = {
      {"an awake one falls asleep and remembers", {deployment, 3}, off, asleep(Edit::set, 3)},
      {"so does a StatefulSet", {stateful_set, 2}, off, asleep(Edit::set, 2)},
      {"a DaemonSet is held and remembers 1", {daemon_set, 1}, off, asleep(Edit::set, 1)},
      {"one touched before", Make(deployment, 3).with(older_on), off, asleep(Edit::set, 3)},
      {"its owner's zero is only stamped", {deployment, 0}, off, stamped(0, false)},
      {"its owner's zero, stamped before", Make(deployment, 0).with(older_on), off, stamped(0, false)},
      {"an annotation was lost: the mark stays", Make(deployment, 0).with(older_off), off, stamped(0, true)},
      {"a held DaemonSet without an original is ours", {daemon_set, 0}, off, stamped(0, true)},
      {"already asleep", Make(deployment, 0).original(3).with(older_off), off, stamped(0, true)},
      {"already asleep, its stamp lost", Make(deployment, 0).original(3), off, stamped(0, true)},
      {"already asleep with an original of zero", Make(deployment, 0).original(0).with(older_on), off, stamped(0, false)},
      {"a held DaemonSet", Make(daemon_set, 0).original(1).with(older_off), off, stamped(0, true)},
      {"scaled up through scale: the first original stays", Make(deployment, 5).original(3).with(older_off).by_scale(), off,
       asleep(Edit::keep, -1)},
      {"scaled up from an original of zero through scale", Make(deployment, 5).original(0).by_scale(), off, stamped(0, false)},
      {"a manifest brought another value: it is the original", Make(deployment, 5).original(3).with(older_off), off,
       asleep(Edit::set, 5, "new_original")},
      {"also when it is lower", Make(deployment, 1).original(3).with(older_off), off, asleep(Edit::set, 1, "new_original")},
      {"a manifest brought the same value: nothing new", Make(deployment, 3).original(3).with(older_off), off,
       asleep(Edit::keep, -1)},
      {"somebody took our selector from a DaemonSet", Make(daemon_set, 1).original(1).with(older_off), off,
       asleep(Edit::keep, -1)},
      {"unreadable and awake: a fresh original", Make(deployment, 4).unreadable(), off, asleep(Edit::set, 4)},
      {"unreadable and at zero", Make(deployment, 0).unreadable(), off, stamped(0, false, "unreadable_original")},
      {"unreadable, at zero by us", Make(deployment, 0).unreadable().with(older_off), off,
       stamped(0, true, "unreadable_original")},
      {"the largest count", {deployment, max_original_replicas}, off, asleep(Edit::set, max_original_replicas)},
      {"more than an original may hold",
       {deployment, max_original_replicas + 1},
       off,
       left(max_original_replicas + 1, "too_many_replicas")},
  };
  for (const Row& row : rows) check(row);
}

TEST(ScalePlan, WhatIsNotSwitchedOff) {
  const Row rows[] = {
      {"a terminating one", Make(deployment, 3).terminating(), off, left(3, "terminating")},
      {"somebody's child", Make(deployment, 3).controlled(), off, left(3, "controlled_by_owner")},
      {"somebody's child, asleep by us", Make(deployment, 0).original(3).controlled(), off, left(0, "controlled_by_owner")},
      {"an excluded one", Make(deployment, 3).excluded(), off, left(3, "excluded")},
      {"an excluded one at zero", Make(deployment, 0).excluded(), off, left(0, "excluded")},
      {"one excluded for another second", Make(deployment, 3).excluded_until(now + std::chrono::seconds(1)), off,
       left(3, "excluded")},
      {"one whose exclusion ends now", Make(deployment, 3).excluded_until(now), off, asleep(Edit::set, 3)},
      {"one that would lose its volumes", Make(stateful_set, 2).deletes_volumes(), off, left(2, "deletes_volumes")},
      {"one that would lose them, woken", Make(stateful_set, 2).original(3).deletes_volumes(), off, left(2, "deletes_volumes")},
      {"one whose owner allows it", Make(stateful_set, 2).deletes_volumes(true), off, asleep(Edit::set, 2)},
      {"volumes matter only of a StatefulSet", Make(deployment, 2).deletes_volumes(), off, asleep(Edit::set, 2)},
      {"at zero nothing is lost any more", Make(stateful_set, 0).deletes_volumes(), off, stamped(0, false)},
  };
  for (const Row& row : rows) check(row);
}

TEST(ScalePlan, WhoLeavesManagementAsleepIsRestored) {
  const Row rows[] = {
      {"an excluded one, asleep", Make(deployment, 0).original(3).excluded(), off, awake(3, Edit::remove, "excluded_restored")},
      {"an excluded one, woken by hand", Make(deployment, 5).original(3).excluded(), off,
       awake(5, Edit::remove, "excluded_restored")},
      {"an excluded DaemonSet, held", Make(daemon_set, 0).original(1).excluded(), off,
       awake(1, Edit::remove, "excluded_restored")},
      {"one whose original is lost", Make(deployment, 0).with(older_off).excluded(), off,
       awake(1, Edit::keep, "excluded_restored")},
      {"one whose original is damaged",
       Make(deployment, 0).with(older_off).unreadable().excluded(),
       off,
       {PlanVerdict::failed, 0, Edit::keep, -1, false, "unreadable_original"}},
      {"on restores it too", Make(deployment, 0).original(3).excluded(), on, awake(3, Edit::remove)},
      {"and touches nothing else", Make(deployment, 0).excluded(), on, left(0, "excluded"), std::nullopt, true},
      {"somebody's child, asleep by us", Make(deployment, 0).original(3).controlled(), on, awake(3, Edit::remove)},
  };
  for (const Row& row : rows) check(row);
}

// --- on ---

TEST(ScalePlan, SwitchingOn) {
  const RememberedOriginal four{"uid-1", 4};
  const Expected failed{PlanVerdict::failed, 0, Edit::keep, -1, false, "unreadable_original"};
  const Row rows[] = {
      {"it comes back as it was", Make(deployment, 0).original(3).with(older_off), on, awake(3, Edit::remove)},
      {"a DaemonSet loses our selector", Make(daemon_set, 0).original(1).with(older_off), on, awake(1, Edit::remove)},
      {"the annotation is above the intent", Make(deployment, 0).original(3).with(older_off), on, awake(3, Edit::remove), four},
      {"an original of zero stays zero", Make(deployment, 0).original(0), on, awake(0, Edit::remove)},
      {"brought up by somebody: not lowered", Make(deployment, 1).original(3).with(older_off), on,
       awake(1, Edit::remove, "externally_changed")},
      {"brought up above the original", Make(deployment, 9).original(3), on, awake(9, Edit::remove, "externally_changed")},
      {"somebody took our selector away", Make(daemon_set, 1).original(1), on, awake(1, Edit::remove, "externally_changed")},
      {"an awake one is only stamped", {deployment, 3}, on, stamped(3, false)},
      {"its owner's zero is only stamped", {deployment, 0}, on, stamped(0, false)},
      {"its owner's zero, touched before", Make(deployment, 0).with(older_on), on, stamped(0, false)},
      {"lost, and the intent knows", Make(deployment, 0).with(older_off), on, awake(4, Edit::keep, "restored_from_intent"), four},
      {"lost, the intent is of an older object", Make(deployment, 0).with(older_off), on,
       awake(1, Edit::keep, "restored_default_one"), RememberedOriginal{"uid-0", 4}},
      {"lost, the intent knows only zero", Make(deployment, 0).with(older_off), on, awake(1, Edit::keep, "restored_default_one"),
       RememberedOriginal{"uid-1", 0}},
      {"lost, nothing knows", Make(deployment, 0).with(older_off), on, awake(1, Edit::keep, "restored_default_one")},
      {"not switched off by us: a manifest's zero", Make(deployment, 0).with(older_on), on, stamped(0, false), four},
      {"damaged, and the intent knows", Make(deployment, 0).with(older_off).unreadable(), on,
       awake(4, Edit::remove, "restored_from_intent"), four},
      {"damaged, nothing knows", Make(deployment, 0).with(older_off).unreadable(), on, failed},
      {"damaged, not marked as ours", Make(deployment, 0).unreadable(), on, failed, four},
      {"damaged: a guess is not better", Make(deployment, 0).unreadable(), on, failed, std::nullopt, true},
      {"damaged and awake: dropped", Make(deployment, 2).unreadable(), on, awake(2, Edit::remove, "externally_changed")},
      {"a person wakes what is wholly at zero",
       {deployment, 0},
       on,
       awake(1, Edit::keep, "woken_default_one"),
       std::nullopt,
       true},
      {"but not what this operation left at zero", Make(deployment, 0).with(ours), on, left(0, ""), std::nullopt, true},
      {"a held DaemonSet without an original", {daemon_set, 0}, on, awake(1, Edit::keep)},
      {"a held DaemonSet with a damaged one", Make(daemon_set, 0).unreadable(), on, awake(1, Edit::remove)},
      {"a DaemonSet's original is always one", Make(daemon_set, 0).original(0), on, awake(1, Edit::remove)},
      {"a terminating one is left", Make(deployment, 0).original(3).terminating(), on, left(0, "terminating")},
      {"somebody's child is left", Make(deployment, 3).controlled(), on, left(3, "controlled_by_owner")},
      {"volumes do not keep it asleep", Make(stateful_set, 0).original(2).deletes_volumes(), on, awake(2, Edit::remove)},
  };
  for (const Row& row : rows) check(row);
}

// --- stamps ---

TEST(ScalePlan, ANewerStampIsNeverOverwritten) {
  for (const Direction direction : {off, on}) {
    for (const Stamp& newer : {Stamp{8, "op_a", true}, Stamp{8, "op_a", false}, Stamp{7, "op_z", false}}) {
      for (Make make : {Make(deployment, 3), Make(deployment, 0).original(3), Make(daemon_set, 0), Make(deployment, 0)}) {
        const Row row{"newer", std::move(make).with(newer), direction, {}};
        const WorkloadPlan plan = plan_patch(row.workload.w, context_of(row));
        EXPECT_EQ(plan.verdict, PlanVerdict::superseded) << row.workload.w;
        EXPECT_EQ(plan.after, row.workload.w.replicas);
      }
    }
  }
}

TEST(ScalePlan, WhatIsAlreadyExactlyOursIsLeft) {
  const Row rows[] = {
      {"asleep", Make(deployment, 0).original(3).with(marked(ours, true)), off, left(0, "")},
      {"asleep, annotation lost", Make(deployment, 0).with(marked(ours, true)), off, left(0, "")},
      {"its owner's zero", Make(deployment, 0).with(ours), off, left(0, "")},
      {"a held DaemonSet", Make(daemon_set, 0).original(1).with(marked(ours, true)), off, left(0, "")},
      {"damaged", Make(deployment, 0).unreadable().with(ours), off, left(0, "unreadable_original")},
      {"awake", Make(deployment, 3).with(ours), on, left(3, "")},
      {"still at zero", Make(deployment, 0).with(ours), on, left(0, "")},
      {"the mark is not ours yet", Make(deployment, 0).original(3).with(ours), off, stamped(0, true)},
  };
  for (const Row& row : rows) check(row);
}

// --- what else the header promises ---

TEST(ScalePlan, DirectionsAreReadBack) {
  EXPECT_EQ(parse_direction(to_string(off)), off);
  EXPECT_EQ(parse_direction(to_string(on)), on);
  EXPECT_EQ(parse_direction("up"), std::nullopt);
}

TEST(ScalePlan, AsleepByUs) {
  EXPECT_FALSE(asleep_by_us(Make(deployment, 3).w));
  EXPECT_FALSE(asleep_by_us(Make(deployment, 0).w)) << "its owner's zero";
  EXPECT_FALSE(asleep_by_us(Make(deployment, 0).with(older_on).w));
  EXPECT_FALSE(asleep_by_us(Make(deployment, 3).with(older_off).w)) << "somebody replaced it";
  EXPECT_TRUE(asleep_by_us(Make(deployment, 0).with(older_off).w));
  EXPECT_TRUE(asleep_by_us(Make(deployment, 0).original(3).w));
  EXPECT_TRUE(asleep_by_us(Make(deployment, 2).original(3).w)) << "our annotation is still there";
  EXPECT_TRUE(asleep_by_us(Make(daemon_set, 0).w)) << "only our selector holds a DaemonSet";
}

TEST(ScalePlan, APatchOfTheCountMakesUsItsWriter) {
  WorkloadPatch patch;
  patch.replicas = 0;
  patch.stamp = ours;
  EXPECT_EQ(apply_patch(Make(deployment, 3).w, patch).writer, (ReplicaWriter{"namespace-scheduler", false}));
  EXPECT_EQ(apply_patch(Make(deployment, 0).w, patch).writer, (ReplicaWriter{"helm", false})) << "nothing changed";
}

// --- properties ---

PlanContext arbitrary_context(Direction direction) {
  PlanContext context;
  context.direction = direction;
  context.stamp = *arbitrary_stamp();
  context.now = *arbitrary_instant();
  context.cause = *arbitrary_cause();
  context.actor = *arbitrary_text();
  context.wake_at_least_one = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) context.remembered = RememberedOriginal{*arbitrary_name(), *rc::gen::inRange(0, 9)};
  return context;
}

Workload carried_out(const Workload& w, const PlanContext& context) {
  const WorkloadPlan plan = plan_patch(w, context);
  return plan.verdict == PlanVerdict::patch ? apply_patch(w, plan.patch) : w;
}

// Everything but the stamp, and but what the server says of who wrote last.
Workload without_marks(Workload w) {
  w.stamp_problem.clear();
  w.stamp.reset();
  w.writer = {};
  return w;
}

RC_GTEST_PROP(ScalePlan, OffThenOnIsTheIdentity, ()) {
  const Workload before = *arbitrary_untouched_workload();
  PlanContext context = arbitrary_context(off);
  context.wake_at_least_one = false;
  const Workload asleep_now = carried_out(before, context);
  RC_ASSERT(asleep_now.replicas == 0);
  context.direction = on;
  ++context.stamp.number;
  RC_ASSERT(without_marks(carried_out(asleep_now, context)) == without_marks(before));
}

// Also of one that a person, an exclusion or a newer manifest made odd: as long as it is not asleep when we begin, and not
// damaged, it is afterwards what it was.
RC_GTEST_PROP(ScalePlan, OffThenOnIsTheIdentityOnEveryAwakeWorkload, ()) {
  Workload before = *arbitrary_workload();
  before.original.reset();
  before.original_problem.clear();
  if (before.ref.kind == daemon_set) before.replicas = 1;
  if (before.stamp && before.replicas == 0) before.stamp->switched_off = false;
  PlanContext context = arbitrary_context(off);
  context.wake_at_least_one = false;
  if (before.stamp) context.stamp.number = before.stamp->number + 1;
  const Workload middle = carried_out(before, context);
  context.direction = on;
  ++context.stamp.number;
  RC_ASSERT(without_marks(carried_out(middle, context)) == without_marks(before));
}

RC_GTEST_PROP(ScalePlan, TheSecondTimeThereIsNothingToDo, ()) {
  const Workload w = *arbitrary_workload();
  const PlanContext context = arbitrary_context(*arbitrary_direction());
  const Workload once = carried_out(w, context);
  const WorkloadPlan again = plan_patch(once, context);
  RC_ASSERT(again.verdict != PlanVerdict::patch);
}

RC_GTEST_PROP(ScalePlan, ARestoreNeverLowers, ()) {
  const Workload w = *arbitrary_workload();
  const WorkloadPlan plan = plan_patch(w, arbitrary_context(on));
  RC_ASSERT(plan.after >= plan.before);
}

RC_GTEST_PROP(ScalePlan, OffNeverPutsToSleepWhatIsNotOurs, ()) {
  const Workload w = *arbitrary_workload();
  const PlanContext context = arbitrary_context(off);
  const WorkloadPlan plan = plan_patch(w, context);
  const bool loses_volumes = w.ref.kind == stateful_set && w.deletes_volumes && !w.allows_pvc_delete;
  const bool spared =
      w.terminating || !w.controller.empty() || loses_volumes || excluded_at(w.excluded, w.exclude_until, context.now);
  if (spared) RC_ASSERT(plan.after >= plan.before);
}

RC_GTEST_PROP(ScalePlan, NoCountIsEverForgotten, ()) {
  const Workload w = *arbitrary_workload();
  const PlanContext context = arbitrary_context(*arbitrary_direction());
  const Workload after = carried_out(w, context);
  if (w.replicas > 0 && after.replicas == 0) RC_ASSERT(after.original.has_value());
  if (w.original && !after.original) RC_ASSERT(after.replicas > 0 || w.original->replicas == 0);
}

RC_GTEST_PROP(ScalePlan, EveryPatchCarriesTheStampAndTheVersionThatWasRead, ()) {
  const Workload w = *arbitrary_workload();
  const PlanContext context = arbitrary_context(*arbitrary_direction());
  const WorkloadPlan plan = plan_patch(w, context);
  if (plan.verdict != PlanVerdict::patch) return;
  RC_ASSERT(plan.patch.stamp.same_operation(context.stamp));
  RC_ASSERT(plan.patch.resource_version == w.resource_version);
  RC_ASSERT(!(w.stamp && w.stamp->newer_than(context.stamp)));
  if (plan.patch.stamp.switched_off) RC_ASSERT(plan.after == 0);
  RC_ASSERT(!(w.ref.kind == daemon_set ? plan.patch.replicas.has_value() : plan.patch.hold.has_value()));
  RC_ASSERT(changes_workload(plan.patch) || apply_patch(w, plan.patch).stamp != w.stamp);
}

}  // namespace
}  // namespace nss
