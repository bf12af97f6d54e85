#include "domain/desired_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <utility>

#include "support/generators.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A Monday; times of the rows are hours of that day, 31 is 07:00 on Tuesday.
const Seconds midnight{seconds(1'795'323'600)};
Seconds at(int hour, int minute = 0, int second = 0) { return midnight + hours(hour) + minutes(minute) + seconds(second); }
std::string epoch(Seconds t) { return std::to_string(t.time_since_epoch().count()); }

AutomaticDay day_on(Seconds since) { return {DayState::on, since, builtin_startup_id}; }
AutomaticDay day_off(Seconds since) { return {DayState::off, since, builtin_shutdown_id}; }

NamespaceRecord managed(Seconds since) {
  NamespaceRecord r;
  r.name = "equipo";
  r.uid = "uid-ns";
  r.managed_since = since;
  return r;
}

NamespaceRecord standing(StandingKind kind, Seconds since, std::optional<Seconds> until = std::nullopt) {
  NamespaceRecord r = managed(at(-100));
  r.standing = Standing{kind, since, until, "op_p", "maría", "cc"};
  return r;
}

// --- what it should be ---

struct Row {
  const char* sentence;
  NamespaceRecord record;
  AutomaticDay day;
  Seconds now;
  Want want;
  Rule rule;
  std::string decision_id;
  Seconds decided_at;
};

void check(const Row& row, const NamespaceFacts& facts = {}) {
  SCOPED_TRACE(row.sentence);
  const Desired d = desired_state(facts, row.record, row.day, row.now);
  EXPECT_EQ(d.want, row.want);
  EXPECT_STREQ(to_string(d.rule), to_string(row.rule));
  EXPECT_EQ(d.decision_id, row.decision_id);
  EXPECT_EQ(d.decided_at, row.decided_at);
}

TEST(DesiredState, TheAutomaticDay) {
  const std::string down = "builtin-shutdown@" + epoch(at(20));
  const std::string up = "builtin-startup@" + epoch(at(7));
  const Row rows[] = {
      {"after 20:00 it is off", managed(at(-100)), day_off(at(20)), at(22), Want::off, Rule::automatic_day, down, at(20)},
      {"after 07:00 it is on", managed(at(-100)), day_on(at(7)), at(9), Want::on, Rule::automatic_day, up, at(7)},
      {"a firing of this very second counts", managed(at(-100)), day_off(at(20)), at(20), Want::off, Rule::automatic_day, down,
       at(20)},
      {"managed since this very second", managed(at(20)), day_off(at(20)), at(20), Want::off, Rule::automatic_day, down, at(20)},
      {"managed only since a second later: adopted as it is", managed(at(20, 0, 1)), day_off(at(20)), at(22), Want::leave,
       Rule::adoption, "", at(20, 0, 1)},
      {"adopted in the morning, after the startup", managed(at(9)), day_on(at(7)), at(10), Want::leave, Rule::adoption, "",
       at(9)},
      {"no built-in task has ever fired", managed(at(-100)), {}, at(22), Want::leave, Rule::adoption, "", at(-100)},
  };
  for (const Row& row : rows) check(row);
}

TEST(DesiredState, APersonsWord) {
  const std::string down = "builtin-shutdown@" + epoch(at(20));
  const auto off = StandingKind::person_off;
  const auto on = StandingKind::person_on;
  const auto person_on = Rule::off_hours_activation;
  const Row rows[] = {
      {"switched off in the afternoon", standing(off, at(15)), day_on(at(7)), at(16), Want::off, Rule::person_off, "person:op_p",
       at(15)},
      {"the startup leaves it", standing(off, at(15)), day_on(at(31)), at(33), Want::off, Rule::person_off, "person:op_p",
       at(15)},
      {"a task's switch-off likewise", standing(StandingKind::task_off, at(15)), day_on(at(31)), at(33), Want::off,
       Rule::last_task, "person:op_p", at(15)},
      {"switched on at night until 23:00", standing(on, at(21), at(23)), day_off(at(20)), at(22), Want::on, person_on,
       "person:op_p", at(21)},
      {"the last second of it", standing(on, at(21), at(23)), day_off(at(20)), at(22, 59, 59), Want::on, person_on, "person:op_p",
       at(21)},
      {"its end: the automatic day has it back", standing(on, at(21), at(23)), day_off(at(20)), at(23), Want::off,
       Rule::automatic_day, "expiry:op_p", at(23)},
      {"kept on across 20:00", standing(on, at(19), at(23)), day_off(at(20)), at(21), Want::on, person_on, "person:op_p", at(19)},
      {"its end was before 20:00", standing(on, at(17), at(18)), day_off(at(20)), at(22), Want::off, Rule::automatic_day, down,
       at(20)},
      {"its end was at 20:00 itself", standing(on, at(17), at(20)), day_off(at(20)), at(22), Want::off, Rule::automatic_day, down,
       at(20)},
      {"its end is inside business hours: never off", standing(on, at(21), at(34)), day_on(at(31)), at(34), Want::on,
       Rule::automatic_day, "builtin-startup@" + epoch(at(31)), at(31)},
      {"without an end it lasts over the night", standing(on, at(21)), day_off(at(20)), at(29), Want::on, person_on,
       "person:op_p", at(21)},
      {"until the startup, which has nothing to wake", standing(on, at(21)), day_on(at(31)), at(32), Want::on,
       Rule::automatic_day, "builtin-startup@" + epoch(at(31)), at(31)},
      {"without an end, asked for at noon: until 20:00", standing(on, at(12)), day_on(at(7)), at(13), Want::on, person_on,
       "person:op_p", at(12)},
      {"and then it is off", standing(on, at(12)), day_off(at(20)), at(20), Want::off, Rule::automatic_day, down, at(20)},
      {"and on Tuesday it is on again", standing(on, at(12)), day_on(at(31)), at(31), Want::on, Rule::automatic_day,
       "builtin-startup@" + epoch(at(31)), at(31)},
      {"asked for in the very second of the shutdown", standing(on, at(20)), day_off(at(20)), at(20), Want::on, person_on,
       "person:op_p", at(20)},
      {"no built-in task at all", standing(on, at(12)), {}, at(40), Want::on, person_on, "person:op_p", at(12)},
  };
  for (const Row& row : rows) check(row);
}

TEST(DesiredState, AnEndedActivationOfAnAdoptedNamespaceSwitchesNothingOff) {
  NamespaceRecord r = standing(StandingKind::person_on, at(22), at(23));
  r.managed_since = at(21);
  check({"adopted at 21:00", r, day_off(at(20)), at(23), Want::leave, Rule::adoption, "", at(21)});
}

TEST(DesiredState, WhoIsBehindIt) {
  const Desired person = desired_state({}, standing(StandingKind::person_on, at(21), at(23)), day_off(at(20)), at(22));
  EXPECT_EQ(person.cause, Cause::person);
  EXPECT_EQ(person.actor, "op_p");
  EXPECT_EQ(person.until, at(23));
  const Desired task = desired_state({}, standing(StandingKind::task_off, at(21)), day_off(at(20)), at(22));
  EXPECT_EQ(task.cause, Cause::task);
  const Desired expired = desired_state({}, standing(StandingKind::person_on, at(21), at(23)), day_off(at(20)), at(24));
  EXPECT_EQ(expired.cause, Cause::schedule);
  EXPECT_EQ(expired.actor, "op_p");
  const Desired automatic = desired_state({}, managed(at(-100)), day_off(at(20)), at(24));
  EXPECT_EQ(automatic.cause, Cause::schedule);
  EXPECT_EQ(automatic.actor, "builtin-shutdown");
}

TEST(DesiredState, TheFirstRuleThatAppliesWins) {
  NamespaceRecord r = standing(StandingKind::person_off, at(15));
  r.decided_at = at(15);
  r.contested = Contested{"argocd", "Deployment/web", at(16), "person:op_p"};
  NamespaceFacts facts{true, true, true, false};
  const AutomaticDay day = day_off(at(20));
  check({"system", r, day, at(21), Want::restore, Rule::system_namespace, "restore:system_namespace", at(15)}, facts);
  facts.system = false;
  check({"terminating", r, day, at(21), Want::leave, Rule::terminating, "", at(-100)}, facts);
  facts.terminating = false;
  check({"excluded", r, day, at(21), Want::restore, Rule::excluded, "restore:exclude_annotation", at(15)}, facts);
  facts.excluded = false;
  check({"not selected", r, day, at(21), Want::restore, Rule::not_selected, "restore:selector", at(15)}, facts);
  facts.selected = true;
  facts.paused = true;
  facts.paused_until = at(23);
  check({"paused", r, day, at(21), Want::leave, Rule::paused, "person:op_p", at(15)}, facts);
  check({"the pause is over", r, day, at(23), Want::leave, Rule::contested, "person:op_p", at(15)}, facts);
  facts.paused = false;
  check({"contested", r, day, at(21), Want::leave, Rule::contested, "person:op_p", at(15)}, facts);
  r.contested->decision_id = "builtin-shutdown@" + epoch(at(20));
  check({"the fight was about an earlier decision", r, day, at(21), Want::off, Rule::person_off, "person:op_p", at(15)}, facts);
}

TEST(DesiredState, APauseHoldsBackSwitchOffsAndNothingElse) {
  const std::string up = "builtin-startup@" + epoch(at(7));
  NamespaceFacts facts;
  facts.paused = true;
  check({"a startup goes on", managed(at(-100)), day_on(at(7)), at(9), Want::on, Rule::automatic_day, up, at(7)}, facts);
  check({"an activation goes on", standing(StandingKind::person_on, at(21)), day_off(at(20)), at(22), Want::on,
         Rule::off_hours_activation, "person:op_p", at(21)},
        facts);
  const NamespaceRecord off = standing(StandingKind::task_off, at(10));
  check({"a task's switch-off waits", off, day_on(at(7)), at(11), Want::leave, Rule::paused, "person:op_p", at(10)}, facts);
  check({"and without the pause it is the last task's word", off, day_on(at(7)), at(11), Want::off, Rule::last_task,
         "person:op_p", at(10)});
  EXPECT_FALSE(desired_state(facts, off, day_on(at(7)), at(11)).until.has_value()) << "until somebody ends it";
}

TEST(DesiredState, RulesHaveStableNames) {
  const std::pair<Rule, const char*> names[] = {{Rule::system_namespace, "system_namespace"},
                                                {Rule::terminating, "terminating"},
                                                {Rule::excluded, "exclude_annotation"},
                                                {Rule::not_selected, "selector"},
                                                {Rule::paused, "paused"},
                                                {Rule::contested, "contested"},
                                                {Rule::person_off, "person_off"},
                                                {Rule::off_hours_activation, "off_hours_activation"},
                                                {Rule::last_task, "last_task"},
                                                {Rule::automatic_day, "business_hours"},
                                                {Rule::adoption, "adoption"}};
  for (const auto& [rule, name] : names) EXPECT_STREQ(to_string(rule), name);
}

// --- what to do about it ---

Workload deployment(int replicas, Seconds created = at(-200)) {
  Workload w;
  w.ref = WorkloadRef{WorkloadKind::deployment, "equipo", "web"};
  w.uid = "uid-1";
  w.replicas = replicas;
  w.created_at = created;
  return w;
}
Workload touched(Workload w, std::int64_t number, bool off) {
  w.stamp = Stamp{number, "op_" + std::to_string(number), off};
  return w;
}
Workload asleep(int original, std::int64_t number = 4) {
  Workload w = touched(deployment(0), number, true);
  w.original = Original{original, "op_4", at(20), Cause::schedule, builtin_shutdown_id};
  return w;
}

NamespaceRecord carried_out(Direction direction, std::string decision, Seconds decided_at, std::int64_t seq = 4) {
  NamespaceRecord r = managed(at(-100));
  r.seq = seq;
  r.operation_id = "op_" + std::to_string(seq);
  r.direction = direction;
  r.decision_id = std::move(decision);
  r.decided_at = decided_at;
  return r;
}

struct Situation {
  NamespaceRecord record = carried_out(Direction::off, "shutdown", at(20));
  Desired desired;
  std::deque<Workload> workloads;
  std::vector<std::optional<Seconds>> awake_since;
  std::vector<bool> fast_revert;
  Seconds now = at(22);

  Situation(Want want, std::string decision, Seconds decided_at, std::vector<Workload> list) {
    desired.want = want;
    desired.decision_id = std::move(decision);
    desired.decided_at = decided_at;
    workloads.assign(list.begin(), list.end());
  }

  Action action() const {
    std::vector<const Workload*> pointers;
    for (const Workload& w : workloads) pointers.push_back(&w);
    ActionInput input;
    input.record = &record;
    input.desired = &desired;
    input.workloads = &pointers;
    input.now = now;
    if (!awake_since.empty()) input.awake_since = &awake_since;
    if (!fast_revert.empty()) input.fast_revert = &fast_revert;
    return decide_action(input);
  }
};

using Targets = std::vector<std::size_t>;

TEST(DecideAction, ANewDecisionStarts) {
  Situation s(Want::off, "shutdown", at(20), {touched(deployment(3), 3, false)});
  s.record = carried_out(Direction::on, "startup", at(7), 3);
  EXPECT_EQ(s.action().kind, ActionKind::start);
  EXPECT_EQ(s.action().direction, Direction::off);
  s.record.finished = false;
  EXPECT_EQ(s.action().kind, ActionKind::start) << "it supersedes an unfinished one";
  Situation on(Want::on, "startup", at(31), {asleep(3)});
  EXPECT_EQ(on.action().kind, ActionKind::start);
  EXPECT_EQ(on.action().direction, Direction::on);
}

TEST(DecideAction, ADecisionWithNothingToWriteIsOnlyRemembered) {
  Situation none(Want::off, "shutdown of Tuesday", at(44), {});
  EXPECT_EQ(none.action().kind, ActionKind::acknowledge) << "no workloads";
  Situation again(Want::off, "shutdown of Tuesday", at(44), {asleep(3)});
  EXPECT_EQ(again.action().kind, ActionKind::acknowledge) << "off already, and every stamp is its own";
  Situation first(Want::on, "startup", at(7), {deployment(3), deployment(0)});
  first.record = managed(at(-100));
  EXPECT_EQ(first.action().kind, ActionKind::acknowledge) << "never touched, and nothing sleeps";
}

TEST(DecideAction, TheFirstStartupWakesWhatSleeps) {
  Situation s(Want::on, "startup", at(7), {asleep(3)});
  s.record = managed(at(-100));
  EXPECT_EQ(s.action().kind, ActionKind::start);
  Situation stamped(Want::on, "startup", at(7), {touched(deployment(3), 9, false)});
  stamped.record = managed(at(-100));
  EXPECT_EQ(stamped.action().kind, ActionKind::start) << "an operation of a lost store was here";
}

TEST(DecideAction, NothingOlderThanTheLastDecisionStarts) {
  Situation on(Want::on, "startup of this morning", at(7), {asleep(3)});
  EXPECT_EQ(on.action().kind, ActionKind::none) << "the clock was set back, or the shutdown moved to 23:00";
  Situation off(Want::off, "another shutdown", at(19), {asleep(3), deployment(2)});
  off.awake_since = {std::nullopt, at(21)};
  EXPECT_EQ(off.action().kind, ActionKind::correct) << "but drift is corrected when the direction is the same";
  EXPECT_EQ(off.action().targets, Targets({1}));
}

TEST(DecideAction, AnUnfinishedOperationIsResumedByItsOwner) {
  Situation s(Want::off, "shutdown", at(20), {deployment(3)});
  s.record.finished = false;
  EXPECT_EQ(s.action().kind, ActionKind::none);
}

TEST(DecideAction, LeaveTouchesNothing) {
  Situation s(Want::leave, "", at(20), {deployment(3), asleep(3)});
  EXPECT_EQ(s.action().kind, ActionKind::none);
}

TEST(DecideAction, WhatIsAwakeAtNightHasItsGrace) {
  Situation s(Want::off, "shutdown", at(20), {asleep(3), deployment(3, at(21, 50)), deployment(2, at(21, 55))});
  EXPECT_EQ(s.action().kind, ActionKind::wait) << "two new workloads";
  EXPECT_EQ(s.action().again_at, at(22, 5));
  s.now = at(22, 4, 59);
  EXPECT_EQ(s.action().kind, ActionKind::wait);
  s.now = at(22, 5);
  EXPECT_EQ(s.action().kind, ActionKind::correct);
  EXPECT_EQ(s.action().direction, Direction::off);
  EXPECT_EQ(s.action().targets, Targets({1})) << "the other one keeps its grace";
  EXPECT_EQ(s.action().again_at, at(22, 10));
  s.now = at(22, 10);
  EXPECT_EQ(s.action().targets, Targets({1, 2}));
  EXPECT_EQ(s.action().again_at, std::nullopt);
}

TEST(DecideAction, WhatAHandScaledUpHasItsGraceFromThen) {
  Workload woken = asleep(3);
  woken.replicas = 1;
  Situation s(Want::off, "shutdown", at(20), {woken});
  s.awake_since = {at(21, 55)};
  EXPECT_EQ(s.action().kind, ActionKind::wait);
  EXPECT_EQ(s.action().again_at, at(22, 10));
  s.awake_since = {std::nullopt};
  EXPECT_EQ(s.action().kind, ActionKind::correct) << "old, and nobody knows since when";
  s.awake_since = {at(21, 59)};
  s.fast_revert = {true};
  EXPECT_EQ(s.action().kind, ActionKind::correct) << "something reverted us: no grace";
  s.fast_revert = {false};
  EXPECT_EQ(s.action().kind, ActionKind::wait);
}

TEST(DecideAction, WhatMayNotSleepIsNoDrift) {
  Workload excluded = deployment(3);
  excluded.excluded = true;
  Workload controlled = deployment(3);
  controlled.controller = "Rollout/web";
  Workload terminating = deployment(3);
  terminating.terminating = true;
  Workload loses = deployment(3);
  loses.ref.kind = WorkloadKind::stateful_set;
  loses.deletes_volumes = true;
  Situation s(Want::off, "shutdown", at(20), {excluded, controlled, terminating, loses, deployment(0)});
  EXPECT_EQ(s.action().kind, ActionKind::none);
}

TEST(DecideAction, AnExcludedWorkloadThatSleepsIsRestoredAtOnce) {
  Workload excluded = asleep(3);
  excluded.excluded = true;
  Situation s(Want::off, "shutdown", at(20), {asleep(2), excluded});
  s.awake_since = {std::nullopt, at(22)};
  EXPECT_EQ(s.action().kind, ActionKind::correct);
  EXPECT_EQ(s.action().targets, Targets({1}));
}

TEST(DecideAction, InBusinessHoursOnlyOurOwnSleepersAreDrift) {
  Situation s(Want::on, "startup", at(7), {deployment(0), touched(deployment(0), 5, false), asleep(3, 5)});
  s.record = carried_out(Direction::on, "startup", at(7), 5);
  EXPECT_EQ(s.action().kind, ActionKind::correct);
  EXPECT_EQ(s.action().direction, Direction::on);
  EXPECT_EQ(s.action().targets, Targets({2}));
  Workload damaged = touched(deployment(0), 5, true);
  damaged.original_problem = "unreadable_original";
  Situation quiet(Want::on, "startup", at(7), {deployment(0), damaged});
  quiet.record = s.record;
  EXPECT_EQ(quiet.action().kind, ActionKind::none) << "a damaged one would only fail again";
}

TEST(DecideAction, WhoLeavesManagementIsRestored) {
  Situation s(Want::restore, "restore:exclude_annotation", at(20), {deployment(3), asleep(3)});
  EXPECT_EQ(s.action().kind, ActionKind::start);
  EXPECT_EQ(s.action().direction, Direction::on);
  s.record = carried_out(Direction::on, "restore:exclude_annotation", at(20), 5);
  EXPECT_EQ(s.action().kind, ActionKind::correct) << "still, or again, something sleeps";
  EXPECT_EQ(s.action().targets, Targets({1}));
  s.record.finished = false;
  EXPECT_EQ(s.action().kind, ActionKind::none) << "under way";
  Situation awake(Want::restore, "restore:exclude_annotation", at(20), {deployment(3), deployment(0)});
  EXPECT_EQ(awake.action().kind, ActionKind::none) << "nothing of ours";
  Workload going = asleep(3);
  going.terminating = true;
  Situation terminating(Want::restore, "restore:selector", at(20), {going});
  EXPECT_EQ(terminating.action().kind, ActionKind::none);
}

TEST(DecideAction, AfterTheExclusionTheDecisionOfTheEveningIsInForceAgain) {
  NamespaceRecord record = carried_out(Direction::off, "builtin-shutdown@" + epoch(at(20)), at(20));
  NamespaceFacts facts;
  facts.excluded = true;
  const Desired restore = desired_state(facts, record, day_off(at(20)), at(21));
  record = carried_out(Direction::on, restore.decision_id, restore.decided_at, 5);
  Situation s(Want::off, "", at(0), {touched(deployment(3), 5, false)});
  s.record = record;
  s.desired = desired_state({}, record, day_off(at(20)), at(22));
  EXPECT_EQ(s.action().kind, ActionKind::start);
  EXPECT_EQ(s.action().direction, Direction::off);
}

// --- repetitions ---

TEST(RepetitionWritesNothing, OnlyWhenEveryStampIsItsOwn) {
  const Workload sleeping = asleep(3);
  const Workload other = asleep(3, 3);
  const Workload fresh = deployment(2);
  const NamespaceRecord record = carried_out(Direction::off, "shutdown", at(20));
  EXPECT_TRUE(repetition_writes_nothing(record, Direction::off, {&sleeping}, at(22)));
  EXPECT_TRUE(repetition_writes_nothing(record, Direction::off, {}, at(22)));
  EXPECT_FALSE(repetition_writes_nothing(record, Direction::on, {&sleeping}, at(22))) << "the other direction";
  EXPECT_FALSE(repetition_writes_nothing(record, Direction::off, {&sleeping, &other}, at(22))) << "another's stamp";
  EXPECT_FALSE(repetition_writes_nothing(record, Direction::off, {&sleeping, &fresh}, at(22))) << "something is awake";
  NamespaceRecord unfinished = record;
  unfinished.finished = false;
  EXPECT_FALSE(repetition_writes_nothing(unfinished, Direction::off, {&sleeping}, at(22)));
  EXPECT_FALSE(repetition_writes_nothing(managed(at(0)), Direction::on, {}, at(22))) << "there was no operation yet";
  const Workload newer = asleep(3, 9);
  EXPECT_FALSE(repetition_writes_nothing(record, Direction::off, {&newer}, at(22)));
}

RC_GTEST_PROP(RepetitionWritesNothing, AfterAnOperationThatDidAllItsRepetitionIsSilent, ()) {
  const auto direction = *arbitrary_direction();
  const NamespaceRecord record = carried_out(direction, "d", at(20), 1'000'000'000'000'000);
  std::deque<Workload> workloads;
  std::vector<const Workload*> pointers;
  PlanContext context;
  context.direction = direction;
  context.stamp = Stamp{record.seq, record.operation_id, false};
  context.now = at(20);
  for (const Workload& w : *rc::gen::container<std::vector<Workload>>(5, arbitrary_workload())) {
    const WorkloadPlan plan = plan_patch(w, context);
    RC_PRE(plan.verdict != PlanVerdict::failed);
    workloads.push_back(plan.verdict == PlanVerdict::patch ? apply_patch(w, plan.patch) : w);
    pointers.push_back(&workloads.back());
  }
  RC_ASSERT(repetition_writes_nothing(record, direction, pointers, at(20)));
}

// --- adoption ---

Namespace team() {
  Namespace ns;
  ns.name = "equipo";
  ns.uid = "uid-ns";
  return ns;
}

Workload slept(Cause cause, std::string actor, Seconds since, std::int64_t number) {
  Workload w = asleep(3, number);
  w.original = Original{3, "op_" + std::to_string(number), since, cause, std::move(actor)};
  return w;
}

TEST(Adopt, WhatIsAwakeIsAdoptedAsItIs) {
  const Workload fresh = deployment(3);
  const NamespaceRecord r = adopt(team(), {&fresh}, at(22));
  EXPECT_EQ(r.name, "equipo");
  EXPECT_EQ(r.uid, "uid-ns");
  EXPECT_EQ(r.managed_since, at(22));
  EXPECT_EQ(r.state_since, at(22));
  EXPECT_EQ(r.seq, 0);
  EXPECT_TRUE(r.finished);
  EXPECT_FALSE(r.adopted_asleep);
  EXPECT_EQ(r.decision_id, "");
  EXPECT_EQ(desired_state({}, r, day_off(at(20)), at(22)).want, Want::leave) << "nothing before the next shutdown";
  EXPECT_EQ(desired_state({}, r, day_off(at(44)), at(44)).want, Want::off);
}

TEST(Adopt, TheNumberGoesOnAboveTheHighestStamp) {
  const Workload a = touched(deployment(3), 12, false);
  const Workload b = touched(deployment(3), 41, false);
  EXPECT_EQ(adopt(team(), {&a, &b}, at(22)).seq, 41);
}

TEST(Adopt, WhatTheScheduleSwitchedOffIsRebuilt) {
  const Workload a = slept(Cause::schedule, builtin_shutdown_id, at(20), 7);
  const Workload b = slept(Cause::schedule, builtin_shutdown_id, at(20, 0, 2), 7);
  const NamespaceRecord r = adopt(team(), {&a, &b}, at(23));
  EXPECT_EQ(r.managed_since, at(20, 0, 2));
  EXPECT_EQ(r.seq, 7);
  EXPECT_EQ(r.direction, Direction::off);
  EXPECT_EQ(r.decision_id, "builtin-shutdown@" + epoch(at(20, 0, 2)));
  EXPECT_EQ(r.decided_at, at(20, 0, 2));
  EXPECT_EQ(r.state_since, at(20, 0, 2));
  EXPECT_TRUE(r.finished);
  EXPECT_TRUE(r.adopted_asleep);
  EXPECT_EQ(r.standing.kind, StandingKind::none);
  EXPECT_EQ(desired_state({}, r, day_on(at(31)), at(31)).want, Want::on) << "and the startup wakes it";
}

TEST(Adopt, WhatAPersonSwitchedOffStaysOff) {
  const Workload a = slept(Cause::person, "maría", at(15), 7);
  const Workload corrected = slept(Cause::drift, builtin_shutdown_id, at(16), 8);
  const NamespaceRecord r = adopt(team(), {&a, &corrected}, at(23));
  EXPECT_EQ(r.standing.kind, StandingKind::person_off);
  EXPECT_EQ(r.standing.operation_id, "op_7");
  EXPECT_EQ(r.standing.actor, "maría");
  EXPECT_EQ(r.decision_id, "person:op_7");
  EXPECT_EQ(r.decided_at, at(15));
  EXPECT_EQ(r.managed_since, at(16)) << "the newest original";
  const Desired d = desired_state({}, r, day_on(at(31)), at(33));
  EXPECT_EQ(d.want, Want::off) << "the startup leaves it";
  EXPECT_EQ(d.decision_id, r.decision_id) << "and nothing starts";
}

TEST(Adopt, CorrectionsAloneAreOfTheSchedule) {
  const Workload a = slept(Cause::drift, builtin_shutdown_id, at(21), 8);
  const NamespaceRecord r = adopt(team(), {&a}, at(23));
  EXPECT_EQ(r.decision_id, "builtin-shutdown@" + epoch(at(21)));
  EXPECT_EQ(r.managed_since, at(21));
}

TEST(Adopt, AHalfRestoredNamespaceIsBroughtBackWhole) {
  const Workload up = touched(deployment(3), 8, false);
  const Workload still = slept(Cause::schedule, builtin_shutdown_id, at(20), 7);
  const NamespaceRecord r = adopt(team(), {&up, &still}, at(31, 5));
  EXPECT_EQ(r.seq, 8);
  Situation s(Want::on, "", at(0), {up, still});
  s.record = r;
  s.now = at(31, 5);
  s.desired = desired_state({}, r, day_on(at(31)), at(31, 5));
  EXPECT_EQ(s.action().kind, ActionKind::start);
  EXPECT_EQ(s.action().direction, Direction::on);
}

TEST(Adopt, AHoldWithoutAnOriginalSaysNothingOfWhen) {
  Workload held = deployment(0);
  held.ref.kind = WorkloadKind::daemon_set;
  const NamespaceRecord r = adopt(team(), {&held}, at(22));
  EXPECT_EQ(r.managed_since, at(22));
  EXPECT_FALSE(r.adopted_asleep);
}

// --- fights ---

TEST(RevertTracker, ThreeInTenMinutesAreAFight) {
  const WorkloadRef web{WorkloadKind::deployment, "equipo", "web"};
  const WorkloadRef api{WorkloadKind::deployment, "equipo", "api"};
  RevertTracker tracker;
  EXPECT_FALSE(tracker.note(web, at(20)));
  EXPECT_FALSE(tracker.note(web, at(20, 5)));
  EXPECT_FALSE(tracker.note(api, at(20, 6))) << "another object";
  EXPECT_TRUE(tracker.note(web, at(20, 10))) << "ten minutes exactly";
  EXPECT_TRUE(tracker.note(web, at(20, 11))) << "and a fourth";
  EXPECT_FALSE(tracker.note(web, at(20, 30))) << "long ago";
  EXPECT_FALSE(tracker.note(web, at(20, 41)));
  EXPECT_FALSE(tracker.note(web, at(20, 52))) << "one in each ten minutes is no fight";
}

TEST(RevertTracker, ForgetsANamespace) {
  const WorkloadRef web{WorkloadKind::deployment, "equipo", "web"};
  const WorkloadRef other{WorkloadKind::deployment, "otro", "web"};
  RevertTracker tracker;
  for (const auto& ref : {web, other}) {
    tracker.note(ref, at(20));
    tracker.note(ref, at(20));
  }
  tracker.forget("equipo");
  EXPECT_FALSE(tracker.note(web, at(20)));
  EXPECT_TRUE(tracker.note(other, at(20)));
}

TEST(RevertTracker, IsBounded) {
  RevertTracker tracker;
  const auto ref = [](int i) { return WorkloadRef{WorkloadKind::deployment, "equipo", "w" + std::to_string(i)}; };
  tracker.note(ref(0), at(20));
  tracker.note(ref(0), at(20));
  for (int i = 1; i <= 10'000; ++i) tracker.note(ref(i), at(20, 1));
  EXPECT_FALSE(tracker.note(ref(0), at(20, 2))) << "the quietest was forgotten";
}

}  // namespace
}  // namespace nss
