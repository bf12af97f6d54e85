#include "domain/operation_run.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "support/generators.h"

namespace nss {
namespace {

using std::chrono::seconds;

const Seconds eight{seconds(1'795'395'600)};
const StepContext at_eight{eight, 0.0};

OperationRecord record_of(Direction direction, std::int64_t number = 7) {
  OperationRecord r;
  r.id = "op_" + std::to_string(number);
  r.ns = "equipo";
  r.direction = direction;
  r.task_id = "builtin-shutdown";
  r.requested_at = eight;
  r.number = number;
  return r;
}

Workload deployment(const std::string& name, int replicas) {
  Workload w;
  w.ref = WorkloadRef{WorkloadKind::deployment, "equipo", name};
  w.uid = "uid-" + name;
  w.resource_version = "1";
  w.replicas = replicas;
  return w;
}

Workload asleep(const std::string& name, int original) {
  Workload w = deployment(name, 0);
  w.original = Original{original, "op_3", eight - seconds(60), Cause::schedule, "builtin-shutdown"};
  w.stamp = Stamp{3, "op_3", true};
  return w;
}

Error failure(ErrorKind kind, std::string code = "") { return make_error(kind, std::move(code), "the server's own words"); }

std::vector<OperationRun::Target> targets(const std::vector<Workload>& workloads) {
  std::vector<OperationRun::Target> list;
  for (const Workload& w : workloads) list.push_back({w, std::nullopt, false});
  return list;
}

template <typename T>
std::vector<T> all(const std::vector<OperationEffect>& effects) {
  std::vector<T> found;
  for (const OperationEffect& e : effects) {
    if (const T* effect = std::get_if<T>(&e)) found.push_back(*effect);
  }
  return found;
}

// A run over these workloads whose intent is stored, and what it wants then.
struct Started {
  OperationRun run;
  std::vector<OperationEffect> effects;

  Started(OperationRecord record, const std::vector<Workload>& workloads)
      : run(std::move(record), Cause::schedule, targets(workloads)), effects(run.step(IntentStored{}, at_eight)) {}

  std::vector<OperationEffect> step(const OperationEvent& event) { return effects = run.step(event, at_eight); }
  std::vector<OperationEffect> patched(std::size_t index, Workload w) {
    for (const auto& send : all<SendPatch>(effects)) {
      if (send.index == index) return step(PatchAnswered{index, apply_patch(std::move(w), send.patch)});
    }
    ADD_FAILURE() << "no patch of " << index;
    return {};
  }
  std::vector<OperationEffect> refused(std::size_t index, const Error& error) {
    return step(PatchAnswered{index, tl::make_unexpected(error)});
  }
  std::vector<OperationEffect> read(std::size_t index, std::optional<Workload> w) {
    return step(WorkloadRead{index, std::move(w)});
  }
  const WorkloadOutcome& outcome(std::size_t index) const { return run.outcomes().at(index); }
};

// --- the ordinary way ---

TEST(OperationRun, NothingIsSentBeforeTheIntentIsStored) {
  OperationRun run(record_of(Direction::off), Cause::schedule, targets({deployment("web", 3)}));
  EXPECT_EQ(run.phase(), OperationPhase::intent);
  EXPECT_TRUE(run.step(PatchAnswered{0, deployment("web", 3)}, at_eight).empty());
  EXPECT_TRUE(run.step(ResultStored{}, at_eight).empty());
  EXPECT_TRUE(run.step(RetryDue{}, at_eight).empty());
  EXPECT_EQ(run.phase(), OperationPhase::intent);
}

TEST(OperationRun, AllPatchesLeaveAtOnceAndTheResultIsStoredWhenAllAnswered) {
  Started s(record_of(Direction::off), {deployment("web", 3), deployment("api", 2), deployment("cero", 0)});
  ASSERT_EQ(all<SendPatch>(s.effects).size(), 3U);
  EXPECT_EQ(s.run.phase(), OperationPhase::applying);
  const auto sends = all<SendPatch>(s.effects);
  EXPECT_EQ(sends[1].ref, deployment("api", 2).ref);
  EXPECT_EQ(sends[0].patch.original->actor, "builtin-shutdown");
  EXPECT_TRUE(s.run.step(PatchAnswered{0, apply_patch(deployment("web", 3), sends[0].patch)}, at_eight).empty());
  EXPECT_TRUE(s.run.step(PatchAnswered{1, apply_patch(deployment("api", 2), sends[1].patch)}, at_eight).empty());
  EXPECT_FALSE(s.run.first_pass_done());
  s.step(PatchAnswered{2, apply_patch(deployment("cero", 0), sends[2].patch)});
  EXPECT_EQ(all<StoreResult>(s.effects).size(), 1U);
  EXPECT_EQ(s.run.phase(), OperationPhase::settled);
  EXPECT_TRUE(s.run.first_pass_done());
  EXPECT_TRUE(s.step(ResultStored{}).empty());
  EXPECT_EQ(s.run.phase(), OperationPhase::done);
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
  EXPECT_TRUE(s.run.record().changed);
  EXPECT_EQ(s.run.record().completed_at, eight);
  EXPECT_EQ(s.outcome(0), (WorkloadOutcome{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", ""}));
  EXPECT_EQ(s.outcome(2), (WorkloadOutcome{WorkloadKind::deployment, "cero", 0, 0, Outcome::unchanged, "", ""}));
}

TEST(OperationRun, WithoutWorkloadsItIsCompletedAtOnce) {
  Started s(record_of(Direction::off), {});
  EXPECT_EQ(all<StoreResult>(s.effects).size(), 1U);
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
  EXPECT_FALSE(s.run.record().changed);
}

TEST(OperationRun, WhatIsLeftSaysWhy) {
  struct Case {
    const char* sentence;
    Workload workload;
    Outcome outcome;
    const char* code;
  };
  std::vector<Case> cases = {{"excluded", deployment("a", 2), Outcome::skipped, "excluded"},
                             {"terminating", deployment("b", 2), Outcome::skipped, "terminating"},
                             {"controlled", deployment("c", 2), Outcome::skipped, "controlled_by_owner"},
                             {"loses volumes", deployment("d", 2), Outcome::refused, "deletes_volumes"},
                             {"too many", deployment("e", max_original_replicas + 1), Outcome::refused, "too_many_replicas"},
                             {"already ours", deployment("f", 0), Outcome::unchanged, ""}};
  cases[0].workload.excluded = true;
  cases[1].workload.terminating = true;
  cases[2].workload.controller = "Rollout/web";
  cases[3].workload.ref.kind = WorkloadKind::stateful_set;
  cases[3].workload.deletes_volumes = true;
  cases[5].workload.stamp = Stamp{7, "op_7", false};
  for (const Case& c : cases) {
    Started s(record_of(Direction::off), {c.workload});
    EXPECT_EQ(s.outcome(0).outcome, c.outcome) << c.sentence;
    EXPECT_EQ(s.outcome(0).code, c.code) << c.sentence;
    EXPECT_EQ(s.outcome(0).after, c.workload.replicas) << c.sentence;
    EXPECT_EQ(s.run.record().status, OperationStatus::completed) << c.sentence;
    EXPECT_FALSE(s.run.record().changed) << c.sentence;
  }
}

TEST(OperationRun, WhatSomebodyBroughtUpIsExternallyChanged) {
  Workload w = asleep("web", 3);
  w.replicas = 5;
  Started s(record_of(Direction::on), {w});
  s.patched(0, w);
  EXPECT_EQ(s.outcome(0),
            (WorkloadOutcome{WorkloadKind::deployment, "web", 5, 5, Outcome::externally_changed, "externally_changed", ""}));
  EXPECT_FALSE(s.run.record().changed) << "no count was changed by us";
}

TEST(OperationRun, TheActorIsTheTaskElseWhoAskedElseTheUser) {
  OperationRecord record = record_of(Direction::off);
  record.requested_by = "María";
  record.user_id = "u-1";
  const auto actor = [](const OperationRecord& r) {
    Started s(r, {deployment("web", 1)});
    return all<SendPatch>(s.effects).at(0).patch.original->actor;
  };
  EXPECT_EQ(actor(record), "builtin-shutdown");
  record.task_id.clear();
  EXPECT_EQ(actor(record), "María");
  record.requested_by.clear();
  EXPECT_EQ(actor(record), "u-1");
}

TEST(OperationRun, ADryRunSendsNothingAndShowsEverything) {
  OperationRecord record = record_of(Direction::off);
  record.dry_run = true;
  Started s(record, {deployment("web", 3)});
  EXPECT_TRUE(all<SendPatch>(s.effects).empty());
  EXPECT_EQ(s.outcome(0), (WorkloadOutcome{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", ""}));
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
  EXPECT_FALSE(s.run.record().changed);
}

// --- the intent ---

TEST(OperationRun, TheIntentHoldsWhatEachComesBackTo) {
  Workload lost = asleep("lost", 4);
  lost.original.reset();
  Workload manifest_zero = deployment("cero", 0);
  std::vector<OperationRun::Target> list = targets({deployment("web", 3), asleep("dormido", 5), manifest_zero});
  list.push_back({lost, RememberedOriginal{lost.uid, 4}, false});
  list.push_back({lost, RememberedOriginal{"another uid", 4}, false});
  const OperationRun run(record_of(Direction::off), Cause::schedule, list);
  std::vector<int> values;
  for (const IntentEntry& e : run.intent()) values.push_back(e.replicas);
  EXPECT_EQ(values, (std::vector<int>{3, 5, 0, 4, 0}));
  EXPECT_EQ(run.intent()[0], (IntentEntry{WorkloadKind::deployment, "web", "uid-web", 3}));
}

TEST(OperationRun, ACorrectionRemembersTheOthersAndLeavesThemAlone) {
  auto list = targets({deployment("web", 3), asleep("api", 2)});
  list[1].leave_alone = true;
  OperationRun run(record_of(Direction::on), Cause::drift, list);
  EXPECT_EQ(run.intent().at(1).replicas, 2);
  const auto sends = all<SendPatch>(run.step(IntentStored{}, at_eight));
  ASSERT_EQ(sends.size(), 1U);
  EXPECT_EQ(sends[0].index, 0U);
  EXPECT_EQ(all<StoreResult>(run.step(PatchAnswered{0, deployment("web", 3)}, at_eight)).size(), 1U);
  EXPECT_EQ(run.outcomes()[1].outcome, Outcome::unchanged);
}

TEST(OperationRun, ALostOriginalComesFromTheIntent) {
  Workload lost = asleep("lost", 4);
  lost.original.reset();
  OperationRun run(record_of(Direction::on), Cause::schedule, {{lost, RememberedOriginal{lost.uid, 4}, false}});
  const auto sends = all<SendPatch>(run.step(IntentStored{}, at_eight));
  ASSERT_EQ(sends.size(), 1U);
  EXPECT_EQ(sends[0].patch.replicas, 4);
}

// --- conflicts and failures ---

TEST(OperationRun, AConflictReadsAgainAndPlansAgain) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, failure(ErrorKind::conflict));
  ASSERT_EQ(all<ReadWorkload>(s.effects).size(), 1U);
  Workload newer = deployment("web", 6);
  newer.resource_version = "2";
  s.read(0, newer);
  ASSERT_EQ(all<SendPatch>(s.effects).size(), 1U);
  EXPECT_EQ(all<SendPatch>(s.effects)[0].patch.resource_version, "2");
  s.patched(0, newer);
  EXPECT_EQ(s.outcome(0).before, 6) << "what there was when our patch landed";
}

TEST(OperationRun, TenConflictsInARowAreAFailureOfThisPass) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  for (int i = 1; i < most_conflicts; ++i) {
    s.refused(0, failure(ErrorKind::conflict));
    ASSERT_EQ(all<ReadWorkload>(s.effects).size(), 1U) << i;
    s.read(0, deployment("web", 3));
  }
  s.refused(0, failure(ErrorKind::conflict));
  EXPECT_EQ(s.run.record().status, OperationStatus::partial);
  EXPECT_EQ(s.outcome(0).code, "conflict");
}

TEST(OperationRun, EveryFailureIsTriedAgainAfterReading) {
  for (const ErrorKind kind : {ErrorKind::transient, ErrorKind::unavailable, ErrorKind::throttled, ErrorKind::unauthorized,
                               ErrorKind::forbidden, ErrorKind::invalid, ErrorKind::internal}) {
    SCOPED_TRACE(to_string(kind));
    Started s(record_of(Direction::off), {deployment("web", 3), deployment("api", 1)});
    const auto first = s.effects;
    s.refused(0, failure(kind));
    s.effects = first;
    s.patched(1, deployment("api", 1));
    EXPECT_EQ(all<StoreResult>(s.effects).size(), 1U);
    EXPECT_EQ(s.run.record().status, OperationStatus::partial);
    EXPECT_FALSE(s.run.record().completed_at.has_value());
    EXPECT_TRUE(s.run.has_failures());
    EXPECT_TRUE(s.run.first_pass_done());
    EXPECT_EQ(s.run.record().error_message, std::string("Deployment/web: ") + to_string(kind) + ": the server's own words");
    s.step(ResultStored{});
    ASSERT_EQ(all<RetryAt>(s.effects).size(), 1U);
    EXPECT_EQ(all<RetryAt>(s.effects)[0].delay, Milliseconds(1'000));
    s.step(RetryDue{});
    ASSERT_EQ(all<ReadWorkload>(s.effects).size(), 1U) << "only what failed";
    s.read(0, deployment("web", 3));
    s.patched(0, deployment("web", 3));
    EXPECT_EQ(s.run.record().status, OperationStatus::completed);
    EXPECT_EQ(s.run.record().error_message, "");
    s.step(ResultStored{});
    EXPECT_EQ(s.run.phase(), OperationPhase::done);
  }
}

TEST(OperationRun, AnUnknownOutcomeIsDecidedByWhatIsThere) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  const Workload landed = apply_patch(deployment("web", 3), all<SendPatch>(s.effects).at(0).patch);
  s.refused(0, failure(ErrorKind::transient));
  s.step(ResultStored{});
  s.step(RetryDue{});
  s.read(0, landed);
  EXPECT_TRUE(all<SendPatch>(s.effects).empty()) << "it did land";
  EXPECT_EQ(s.outcome(0), (WorkloadOutcome{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", ""}));
  EXPECT_TRUE(s.run.record().changed);
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
}

TEST(OperationRun, WhatIsGoneIsSkipped) {
  Started patched(record_of(Direction::off), {deployment("web", 3)});
  patched.refused(0, failure(ErrorKind::not_found));
  EXPECT_EQ(patched.outcome(0), (WorkloadOutcome{WorkloadKind::deployment, "web", 3, 0, Outcome::skipped, "gone", ""}));
  EXPECT_EQ(patched.run.record().status, OperationStatus::completed);

  for (const bool says_error : {false, true}) {
    Started read(record_of(Direction::off), {deployment("web", 3)});
    read.refused(0, failure(ErrorKind::conflict));
    if (says_error) {
      read.step(WorkloadRead{0, tl::make_unexpected(failure(ErrorKind::not_found))});
    } else {
      read.read(0, std::nullopt);
    }
    EXPECT_EQ(read.outcome(0).code, "gone");
  }
}

TEST(OperationRun, AReadThatFailsFailsThePass) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, failure(ErrorKind::conflict));
  s.step(WorkloadRead{0, tl::make_unexpected(failure(ErrorKind::unavailable, "kube_unreachable"))});
  EXPECT_EQ(s.outcome(0).code, "kube_unreachable");
  EXPECT_EQ(s.run.record().status, OperationStatus::partial);
}

TEST(OperationRun, AReplacedObjectIsPlannedAsWhatItIs) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, failure(ErrorKind::conflict));
  Workload replaced = deployment("web", 8);
  replaced.uid = "uid-new";
  s.read(0, replaced);
  s.patched(0, replaced);
  EXPECT_EQ(s.outcome(0).before, 8);
}

TEST(OperationRun, ADamagedOriginalFailsAndIsReadAgainLater) {
  Workload damaged = asleep("web", 3);
  damaged.original.reset();
  damaged.original_problem = "unreadable_original";
  Started s(record_of(Direction::on), {damaged, asleep("api", 2), damaged});
  s.patched(1, asleep("api", 2));
  EXPECT_EQ(s.run.record().status, OperationStatus::partial);
  EXPECT_EQ(s.run.record().error_message, "Deployment/web: unreadable_original (+1)");
  s.step(ResultStored{});
  s.step(RetryDue{});
  EXPECT_EQ(all<ReadWorkload>(s.effects).size(), 2U);
}

TEST(OperationRun, ThePeersWordsAreBoundedBetweenCharacters) {
  Error error = failure(ErrorKind::forbidden);
  error.message.en.clear();
  while (error.message.en.size() < 2'000) error.message.en += "xñ";
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, error);
  const std::string& message = s.outcome(0).message;
  EXPECT_LE(message.size(), longest_failure_message);
  EXPECT_GE(message.size(), longest_failure_message - 3);
  EXPECT_EQ(error.message.en.substr(0, message.size()), message);
  EXPECT_NE(static_cast<unsigned char>(message.back()), 0xC3U) << "no half character";
}

TEST(OperationRun, TheLongestRetryAfterOfThePassCounts) {
  Error throttled = failure(ErrorKind::throttled);
  Started s(record_of(Direction::off), {deployment("web", 3), deployment("api", 3)});
  throttled.retry_after = Milliseconds(40'000);
  s.refused(0, throttled);
  throttled.retry_after = Milliseconds(20'000);
  s.refused(1, throttled);
  s.step(ResultStored{});
  EXPECT_EQ(all<RetryAt>(s.effects).at(0).delay, Milliseconds(40'000));
}

TEST(RetryDelay, GrowsToFiveMinutes) {
  struct Case {
    int attempt;
    double jitter;
    std::optional<Milliseconds> retry_after;
    Milliseconds delay;
  };
  const Case cases[] = {{0, 0, {}, Milliseconds(1'000)},
                        {1, 0, {}, Milliseconds(2'000)},
                        {5, 0, {}, Milliseconds(32'000)},
                        {8, 0, {}, Milliseconds(256'000)},
                        {9, 0, {}, Milliseconds(300'000)},
                        {1'000'000, 0, {}, Milliseconds(300'000)},
                        {-1, 0, {}, Milliseconds(1'000)},
                        {0, 1, {}, Milliseconds(500)},
                        {3, 0.5, {}, Milliseconds(6'000)},
                        {0, 7, {}, Milliseconds(500)},
                        {0, 0, Milliseconds(10), Milliseconds(1'000)},
                        {0, 0, Milliseconds(9'000), Milliseconds(9'000)},
                        {0, 0, Milliseconds(999'999'999), Milliseconds(3'600'000)}};
  for (const Case& c : cases) EXPECT_EQ(retry_delay(c.attempt, c.jitter, c.retry_after), c.delay) << c.attempt << " " << c.jitter;
}

// --- superseded ---

TEST(OperationRun, ANewerStampSupersedesTheWholeOperationBeforeAnythingIsSent) {
  Workload newer = deployment("api", 2);
  newer.stamp = Stamp{8, "op_8", false};
  Started s(record_of(Direction::off), {deployment("web", 3), newer, deployment("bd", 1)});
  EXPECT_TRUE(all<SendPatch>(s.effects).empty());
  EXPECT_EQ(all<StoreResult>(s.effects).size(), 1U);
  EXPECT_EQ(s.run.record().status, OperationStatus::superseded);
  for (const WorkloadOutcome& o : s.run.outcomes()) EXPECT_EQ(o.code, "superseded");
  s.step(ResultStored{});
  EXPECT_EQ(s.run.phase(), OperationPhase::done);
}

TEST(OperationRun, ANewerOperationSupersedesWhatIsUnderWay) {
  Started s(record_of(Direction::off), {deployment("web", 3), deployment("api", 2), deployment("bd", 1)});
  const auto first = s.effects;
  s.patched(0, deployment("web", 3));
  s.refused(1, failure(ErrorKind::conflict));
  s.step(Supersede{});
  EXPECT_EQ(all<StoreResult>(s.effects).size(), 1U);
  EXPECT_EQ(s.run.record().status, OperationStatus::superseded);
  EXPECT_EQ(s.run.record().completed_at, eight);
  EXPECT_EQ(s.outcome(0).outcome, Outcome::patched);
  EXPECT_EQ(s.outcome(1).code, "superseded");
  EXPECT_EQ(s.outcome(2).code, "outcome_unknown") << "its patch is on its way";
  s.effects = first;
  EXPECT_TRUE(s.patched(2, deployment("bd", 1)).empty()) << "nobody waits for it";
  EXPECT_TRUE(s.step(Supersede{}).empty());
  s.step(ResultStored{});
  EXPECT_EQ(s.run.phase(), OperationPhase::done);
  EXPECT_TRUE(s.step(Supersede{}).empty());
}

TEST(OperationRun, AnOperationWithoutItsIntentCanBeSuperseded) {
  OperationRun run(record_of(Direction::off), Cause::schedule, targets({deployment("web", 3)}));
  EXPECT_EQ(all<StoreResult>(run.step(Supersede{}, at_eight)).size(), 1U);
  EXPECT_TRUE(run.step(IntentStored{}, at_eight).empty()) << "too late";
  EXPECT_EQ(run.record().status, OperationStatus::superseded);
}

TEST(OperationRun, APartialOneIsSupersededWithoutLosingWhatItSaid) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, failure(ErrorKind::forbidden));
  s.step(Supersede{});
  EXPECT_EQ(s.run.record().status, OperationStatus::superseded);
  EXPECT_EQ(s.outcome(0).code, "forbidden");
  EXPECT_TRUE(s.step(ResultStored{}).empty()) << "of the partial result";
  EXPECT_EQ(s.run.phase(), OperationPhase::settled);
  s.step(ResultStored{});
  EXPECT_EQ(s.run.phase(), OperationPhase::done);
  EXPECT_TRUE(s.step(RetryDue{}).empty());
}

TEST(OperationRun, WhatFailedBeforeAndIsBeingReadKeepsItsFailureWhenSuperseded) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  s.refused(0, failure(ErrorKind::forbidden));
  s.step(ResultStored{});
  s.step(RetryDue{});
  s.step(Supersede{});
  EXPECT_EQ(s.outcome(0).code, "forbidden");
  EXPECT_TRUE(s.read(0, deployment("web", 3)).empty());
}

TEST(OperationRun, ACompletedResultOnItsWayIsNotSuperseded) {
  Started s(record_of(Direction::off), {});
  EXPECT_TRUE(s.step(Supersede{}).empty());
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
}

TEST(OperationRun, AnswersNobodyWaitsForAreIgnored) {
  Started s(record_of(Direction::off), {deployment("web", 3)});
  EXPECT_TRUE(s.step(WorkloadRead{0, std::optional(deployment("web", 9))}).empty());
  EXPECT_TRUE(s.step(PatchAnswered{99, deployment("web", 9)}).empty());
  EXPECT_TRUE(s.step(IntentStored{}).empty());
  EXPECT_TRUE(s.step(RetryDue{}).empty());
  EXPECT_TRUE(s.step(ResultStored{}).empty());
  EXPECT_EQ(s.run.phase(), OperationPhase::applying);
}

// --- after a crash ---

TEST(OperationRun, AResumedSwitchOffKnowsWhatItHadDone) {
  Workload done = asleep("web", 3);
  done.original->operation_id = "op_7";
  done.stamp = Stamp{7, "op_7", true};
  Workload slept_before = asleep("api", 2);
  slept_before.stamp = Stamp{7, "op_7", true};
  Started s(record_of(Direction::off), {done, slept_before});
  EXPECT_EQ(s.outcome(0), (WorkloadOutcome{WorkloadKind::deployment, "web", 3, 0, Outcome::patched, "", ""}));
  EXPECT_EQ(s.outcome(1), (WorkloadOutcome{WorkloadKind::deployment, "api", 0, 0, Outcome::unchanged, "", ""}));
  EXPECT_TRUE(s.run.record().changed);
  EXPECT_EQ(s.run.record().status, OperationStatus::completed);
}

TEST(OperationRun, AResumedRestoreKnowsWhatItHadDone) {
  Workload done = deployment("web", 3);
  done.stamp = Stamp{7, "op_7", false};
  done.writer = ReplicaWriter{std::string(field_manager), false};
  Workload somebody = done;
  somebody.writer = ReplicaWriter{"helm", false};
  const RememberedOriginal remembered{done.uid, 3};
  OperationRun run(record_of(Direction::on), Cause::schedule,
                   {{done, remembered, false}, {somebody, remembered, false}, {done, std::nullopt, false}});
  run.step(IntentStored{}, at_eight);
  EXPECT_EQ(run.outcomes()[0], (WorkloadOutcome{WorkloadKind::deployment, "web", 0, 3, Outcome::patched, "", ""}));
  EXPECT_EQ(run.outcomes()[1].outcome, Outcome::unchanged);
  EXPECT_EQ(run.outcomes()[2].outcome, Outcome::unchanged);
  EXPECT_TRUE(run.record().changed);
}

}  // namespace
}  // namespace nss
