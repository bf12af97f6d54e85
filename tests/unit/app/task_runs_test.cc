// Runs of tasks in virtual time: firings, crashes, refusals, retries, by hand.
#include "app/task_runs.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "support/storage_calls.h"
#include "unit/app/task_desk.h"

namespace nss {
namespace {

struct Desk : Product {
  explicit Desk(ProductSetup setup = {}) : Product(std::move(setup)) {
    add_namespace("pagos", {{"cost-center", "CC-001"}});
    start();
  }
  std::string made(OperationType type, const std::string& schedule, const std::string& ns = "pagos") {
    const auto task = create(*this, task_request(type, schedule, ns));
    NSS_CHECK(task.has_value());
    return task->record.id;
  }
  TaskRecord task(const std::string& id) { return read_task(*this, id)->record; }
  void fail_patches(FaultKind kind) {
    cluster->faults().decide = [kind](const SimulatedCall& call) {
      return Fault{call.verb == SimulatedCall::Verb::patch ? kind : FaultKind::none, Mono(0), Mono(0)};
    };
  }
};

TEST(TaskRuns, ADeactivateTaskSleepsUntilATaskSwitchesOn) {
  Desk p;
  const std::string off = p.made(OperationType::deactivate, "0 12 23 11 *");
  p.to(bogota(23, 12, 0, 5));
  EXPECT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 9));
  EXPECT_TRUE(p.asleep("pagos")) << "the startup leaves what a task switched off";
  const auto log = p.log("pagos");
  EXPECT_EQ(log.front().record.type, OperationType::deactivate);
  EXPECT_EQ(log.front().record.task_id, off);
  EXPECT_EQ(log.front().record.trigger, Trigger::task);
  p.made(OperationType::activate, "0 10 24 11 *");
  p.to(bogota(24, 10, 0, 5));
  EXPECT_TRUE(p.as_made("pagos"));
  const auto runs = runs_of(p, off);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::completed);
  EXPECT_EQ(to_rfc3339(*runs[0].record.scheduled_at), bogota(23, 12));
  EXPECT_EQ(runs[0].record.operation_ids.size(), 1U);
  EXPECT_NE(runs[0].output.find("3 of 3"), std::string::npos);
  p.restart();
  const TaskRecord task = p.task(off);
  EXPECT_EQ(task.run_count, 1U);
  EXPECT_EQ(task.success_count, 1U);
  EXPECT_EQ(task.status, "completed");
  EXPECT_EQ(to_rfc3339(*task.last_run), bogota(23, 12));
}

TEST(TaskRuns, ACommandsOutputIsKept) {
  Desk p;
  const std::string id = p.made(OperationType::command, "*/30 * * * *");
  p.to(bogota(23, 10, 30, 5));
  EXPECT_EQ(p.replicas("pagos", "web"), 5);
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].output, "deployment.apps/web scaled\n");
  EXPECT_FALSE(runs[0].record.output_truncated);
  const auto one = p.wait_for<RunView>([&](Reply<RunView> reply) { p.controller->run(id, runs[0].record.id, reply); });
  EXPECT_EQ(one->output, runs[0].output);
  const auto none = p.wait_for<RunView>([&](Reply<RunView> reply) { p.controller->run(id, "r_none", reply); });
  EXPECT_EQ(none.error().code, "not_found");
  p.to(bogota(23, 11, 30, 5));
  const auto page = p.wait_for<RunPage>([&](Reply<RunPage> reply) { p.controller->runs(id, 2, {}, reply); });
  ASSERT_EQ(page->runs.size(), 2U);
  EXPECT_EQ(to_rfc3339(*page->runs[0].record.scheduled_at), bogota(23, 11, 30)) << "newest first";
  const auto rest = p.wait_for<RunPage>([&](Reply<RunPage> reply) { p.controller->runs(id, 2, page->next, reply); });
  EXPECT_EQ(rest->runs.size(), 1U);
  EXPECT_TRUE(rest->next.empty());
}

TEST(TaskRuns, ANamespaceShowsTheNextSwitchOfItsOwnTasks) {
  Desk p;
  p.pass(Milliseconds(5'000));
  const auto next = [&] {
    p.pass(Milliseconds(5'000));
    const auto change = p.view("pagos").next;
    return change ? to_rfc3339(change->at) + " " + change->task_id : std::string("none");
  };
  const std::string planned = bogota(23, 20) + " builtin-shutdown";
  EXPECT_EQ(next(), planned);
  p.made(OperationType::activate, "0 12 * * *");
  p.made(OperationType::command, "0 12 * * *");
  p.made(OperationType::deactivate, "0 21 * * *");
  EXPECT_EQ(next(), planned) << "one changes nothing, one is no switch, one is later";
  const std::string id = p.made(OperationType::deactivate, "0 13 * * *");
  EXPECT_EQ(next(), bogota(23, 13) + " " + id);
  EXPECT_EQ(code_of_removal(p, id), "deleted " + id);
  EXPECT_EQ(next(), planned) << "a task that is gone switches nothing";
}

TEST(TaskRuns, ACrashBetweenACommandsEndAndItsRecordLosesNoRecordAndMakesNoSecondOne) {
  Desk p;
  p.pass(Milliseconds(1'000));
  ActivityQuery query;
  query.ns = "pagos";
  const auto commands = [&] {
    const auto page = p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); });
    return std::count_if(page->activities.begin(), page->activities.end(),
                         [](const ActivityRecord& record) { return record.type == OperationType::command; });
  };
  const std::string id = p.made(OperationType::command, "30 10 * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::command ? 30'000 : 0), Mono(0)};
  };
  p.to(bogota(23, 10, 30, 1));
  ASSERT_EQ(p.task(id).status, "running");
  p.storage->faults().unavailable_after(1);  // the end is stored, nothing after it
  p.pass(Milliseconds(40'000));
  ASSERT_EQ(p.metrics.runs_completed, 1U);
  p.crash();
  p.start();
  EXPECT_EQ(runs_of(p, id)[0].record.status, RunStatus::completed);
  p.pass(Milliseconds(1'000));
  EXPECT_EQ(commands(), 1);
  p.restart();
  p.pass(Milliseconds(60'000));
  EXPECT_EQ(commands(), 1);
}

TEST(TaskRuns, EveryRecordThatIsDueIsWrittenHoweverManyThereAre) {
  constexpr int many = 150;  // more than a page of the store
  Desk p;
  p.pass(Milliseconds(1'000));
  const std::string id = p.made(OperationType::command, "0 3 * * *");
  const StorageKeys keys("test");
  for (int n = 0; n < many; ++n) {
    RunRecord run;
    run.id = "r_" + std::to_string(n);
    run.task_id = id;
    run.status = RunStatus::completed;
    run.started_at = run.finished_at.emplace(floor_seconds(p.clock.wall()));
    TaskRecord task = p.task(id);
    task.run_id = run.id;
    ASSERT_TRUE(commit(*p.storage, {{put(keys.run(id, run.id), run), put(keys.unrecorded(run.id), task)}, {}}));
  }
  p.restart();
  p.pass(Milliseconds(600'000));
  const auto left = range(*p.storage, all_of(keys.unrecorded_runs()));
  EXPECT_TRUE(left->empty()) << left->size();
  const auto all = range(*p.storage, all_of(keys.activities("pagos")));
  EXPECT_EQ(
      std::count_if(all->begin(), all->end(),
                    [](const StoredItem& item) { return std::get<ActivityRecord>(item.record).type == OperationType::command; }),
      many);
}

TEST(TaskRuns, ACommandLeavesARecordThatIsClosedAtOnceAndClosesNothing) {
  Desk p;
  p.pass(Milliseconds(1'000));
  ActivityQuery query;
  query.ns = "pagos";
  const auto records = [&] {
    return p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); })->activities;
  };
  const auto before = records();
  ASSERT_EQ(before.size(), 1U);
  ASSERT_EQ(before[0].status, ActivityStatus::active);
  const std::string id = p.made(OperationType::command, "30 10 * * *");
  p.to(bogota(23, 10, 30, 5));
  auto after = records();
  ASSERT_EQ(after.size(), 2U);
  EXPECT_EQ(after[1], before[0]) << "still open";
  EXPECT_EQ(after[0].type, OperationType::command);
  EXPECT_EQ(after[0].status, ActivityStatus::completed);
  EXPECT_EQ(to_rfc3339(after[0].start), bogota(23, 10, 30));
  EXPECT_TRUE(after[0].end);
  EXPECT_EQ(after[0].cost_center, "CC-001");
  EXPECT_EQ(after[0].requested_by, "ana");
  EXPECT_EQ(after[0].user_id, "scheduler");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{call.verb == SimulatedCall::Verb::command ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  ASSERT_TRUE(run_now(p, id));
  p.pass(Milliseconds(60'000));
  after = records();
  ASSERT_EQ(after.size(), 3U);
  EXPECT_EQ(after[0].status, ActivityStatus::failed);
  EXPECT_EQ(after[0].error_message, runs_of(p, id)[0].record.error);
  EXPECT_EQ(after[2], before[0]) << "still open";
  const auto audit = p.wait_for<AuditPage>([&](Reply<AuditPage> reply) { p.controller->audit("pagos", 50, {}, reply); });
  EXPECT_EQ(std::count_if(audit->links.begin(), audit->links.end(), [](const auto& link) { return link.event == "command"; }), 2);
  EXPECT_TRUE(p.wait_for<AuditVerdict>([&](Reply<AuditVerdict> reply) { p.controller->verify_audit("pagos", reply); })->valid);
}

TEST(TaskRuns, ACommandsRecordIsWrittenWhenTheStoreTakesIt) {
  Desk p;
  p.pass(Milliseconds(1'000));
  const std::string id = p.made(OperationType::command, "30 12 * * *");
  ActivityQuery query;
  query.ns = "pagos";
  const auto count = [&] {
    return p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); })
        ->activities.size();
  };
  p.controller->run_task(id, {}, [&p](const Result<RunView>&) { p.storage->faults().conflict_next(2); });
  p.pass(Milliseconds(60'000));
  EXPECT_EQ(count(), 2U);
}

TEST(TaskRuns, InDryRunACommandLeavesNoRecord) {
  ProductSetup setup;
  setup.dry_run = true;
  Desk p(setup);
  p.made(OperationType::command, "30 10 * * *");
  p.to(bogota(23, 10, 31));
  ActivityQuery query;
  EXPECT_TRUE(
      p.wait_for<ActivityPage>([&](Reply<ActivityPage> reply) { p.controller->activities(query, reply); })->activities.empty());
}

TEST(TaskRuns, AMissedFiringIsSaidOnceAndACommandIsNeverLate) {
  Desk p;
  const std::string id = p.made(OperationType::command, "0 * * * *");
  p.crash();
  p.to(bogota(23, 18, 30));
  p.start();
  p.pass(Milliseconds(1'000));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::missed);
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  const TaskRecord task = p.task(id);
  EXPECT_EQ(task.run_count, 0U);
  EXPECT_EQ(task.status, "pending");
  EXPECT_TRUE(task.last_error.starts_with("missed"));
  EXPECT_EQ(p.metrics.firings_missed, 8U);
  p.to(bogota(23, 19, 0, 5));
  EXPECT_EQ(p.task(id).success_count, 1U);
}

TEST(TaskRuns, ALateSwitchIsCaughtUpOnceUnlessSomethingLaterHappened) {
  Desk p;
  const std::string late = p.made(OperationType::deactivate, "0 12 23 11 *");
  p.crash();
  p.to(bogota(23, 13));
  p.start();
  p.pass(Milliseconds(1'000));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(runs_of(p, late).at(0).record.status, RunStatus::completed);
  const std::string on = p.made(OperationType::activate, "0 14 23 11 *");
  const std::string off = p.made(OperationType::deactivate, "0 15 23 11 *");
  p.crash();
  p.to(bogota(23, 16));
  p.start();
  p.pass(Milliseconds(1'000));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(runs_of(p, on).at(0).record.status, RunStatus::missed) << "the later one counts";
  EXPECT_EQ(runs_of(p, off).at(0).record.status, RunStatus::completed);
}

TEST(TaskRuns, InOneSecondOffsComeBeforeOnsAndOnsBeforeCommands) {
  Desk p;
  p.made(OperationType::command, "0 12 23 11 *");
  p.made(OperationType::activate, "0 12 23 11 *");
  p.made(OperationType::deactivate, "0 12 23 11 *");
  p.to(bogota(23, 12, 0, 30));
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 2) << "on wins";
  const auto log = p.log("pagos");
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log[0].record.type, OperationType::activate);
  EXPECT_EQ(log[1].record.type, OperationType::deactivate);
}

TEST(TaskRuns, ATaskHasItsOwnZoneAndADisabledOneDoesNotFire) {
  Desk p;
  TaskRequest request = task_request(OperationType::deactivate, "0 18 23 11 *");
  request.timezone = "UTC";
  ASSERT_TRUE(create(p, request).has_value());
  request.schedule = "30 17 * * *";
  request.enabled = false;
  const auto disabled = create(p, request);
  p.to(bogota(23, 12, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(23, 13, 1));
  EXPECT_TRUE(p.asleep("pagos")) << "18:00 UTC is 13:00 in Bogotá";
  EXPECT_TRUE(runs_of(p, disabled->record.id).empty());
  TaskRequest enabled = same(*disabled);
  enabled.enabled = true;
  ASSERT_TRUE(replace(p, enabled).has_value());
  p.pass(Milliseconds(10'000));
  EXPECT_TRUE(runs_of(p, disabled->record.id).empty()) << "it never fires for the past";
}

TEST(TaskRuns, ADstGapFiresOnceRightAfterIt) {
  Desk p({.now = "2026-03-29T00:00:00Z"});
  TaskRequest request = task_request(OperationType::command, "30 2 * * *");
  request.timezone = "Europe/Berlin";
  const std::string id = create(p, request)->record.id;
  p.to("2026-03-29T01:00:30Z");  // 02:00 became 03:00
  ASSERT_EQ(runs_of(p, id).size(), 1U);
  p.to("2026-03-29T12:00:00Z");
  EXPECT_EQ(runs_of(p, id).size(), 1U);
}

TEST(TaskRuns, ARefusalIsNotTriedAgainAndTheTaskStays) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 * * * *", "nadie");
  p.to(bogota(23, 11, 5));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::failed);
  EXPECT_EQ(runs[0].record.attempts, 1U);
  EXPECT_TRUE(runs[0].record.error.starts_with("namespace_not_found"));
  EXPECT_EQ(p.task(id).error_count, 1U);
  EXPECT_TRUE(p.task(id).enabled);
}

TEST(TaskRuns, ACostCentreThatLostItsAuthorisationFailsTheRunOnce) {
  Desk p;
  const std::string on = p.made(OperationType::activate, "0 21 * * *");
  const std::string command = p.made(OperationType::command, "0 21 * * *");
  PermissionRequest revoked;
  revoked.cost_center = "CC-001";
  ASSERT_TRUE(p.wait_for<PermissionChange>([&](Reply<PermissionChange> reply) {
                 p.controller->set_permission(revoked, reply);
               }).has_value());
  p.to(bogota(23, 21, 1));
  EXPECT_TRUE(p.asleep("pagos"));
  for (const std::string& id : {on, command}) {
    const auto runs = runs_of(p, id);
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_TRUE(runs[0].record.error.starts_with("unauthorized")) << runs[0].record.error;
    EXPECT_EQ(runs[0].record.attempts, 1U);
  }
}

TEST(TaskRuns, AnActivationOffHoursBooksAPlace) {
  Desk p;
  p.made(OperationType::activate, "0 21 * * *");
  p.to(bogota(23, 21, 0, 30));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.view("pagos").slot);
}

TEST(TaskRuns, AnErrorIsTriedFiveTimes) {
  Desk p;
  TaskRequest request = task_request(OperationType::command, "0 * * * *");
  request.command = "get deployments";
  const std::string id = create(p, request)->record.id;
  p.cluster->faults().decide = [](const SimulatedCall&) { return Fault{FaultKind::unavailable, Mono(0), Mono(0)}; };
  p.to(bogota(23, 11, 5));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::failed);
  EXPECT_EQ(runs[0].record.attempts, 5U);
  p.cluster->faults().decide = nullptr;
  p.to(bogota(23, 12, 5));
  EXPECT_EQ(p.task(id).success_count, 1U);
  EXPECT_EQ(p.task(id).error_count, 1U);
  EXPECT_TRUE(p.task(id).last_error.empty());
}

TEST(TaskRuns, ASwitchThatLeftSomethingUndoneHasFailedWithItsFirstFailure) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 12 * * *");
  p.fail_patches(FaultKind::invalid);
  p.to(bogota(23, 12, 1));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::failed);
  EXPECT_NE(runs[0].record.error.find("/"), std::string::npos) << runs[0].record.error;
}

TEST(TaskRuns, ByHandItAnswersWithTheRunAndMovesNoFiring) {
  Desk p;
  TaskRequest request = task_request(OperationType::deactivate, "0 12 * * *");
  request.enabled = false;
  const auto made = create(p, request);
  CommandContext context;
  context.user_id = "luis";
  context.idempotency = IdempotencyToken{"key2", "print"};
  const auto run = run_now(p, made->record.id, context);
  ASSERT_TRUE(run.has_value()) << run.error().code;
  EXPECT_EQ(run->record.status, RunStatus::completed);
  EXPECT_TRUE(run->record.by_person);
  EXPECT_FALSE(run->record.scheduled_at.has_value());
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").front().record.user_id, "luis");
  EXPECT_EQ(p.task(made->record.id).run_count, 1U);
  EXPECT_EQ(read_task(p, made->record.id)->next_run, made->next_run);
  EXPECT_EQ(run_now(p, "t_none").error().code, "task_not_found");
}

TEST(TaskRuns, ByHandARefusalLeavesNoRun) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 12 * * *", "nadie");
  CommandContext context;
  context.idempotency = IdempotencyToken{"key3", "print"};
  const auto run = run_now(p, id, context);
  ASSERT_FALSE(run.has_value());
  EXPECT_EQ(run.error().code, "namespace_not_found");
  EXPECT_TRUE(runs_of(p, id).empty());
  EXPECT_EQ(p.task(id).run_count, 0U);
  EXPECT_EQ(p.task(id).status, "pending");
  PauseRequest pause;
  ASSERT_TRUE(p.wait_for<PauseRecord>([&](Reply<PauseRecord> reply) { p.controller->pause(pause, reply); }).has_value());
  EXPECT_EQ(run_now(p, p.made(OperationType::deactivate, "0 12 * * *")).error().code, "paused");
  EXPECT_EQ(run_now(p, "builtin-shutdown").error().code, "paused");
}

TEST(TaskRuns, OneRunOfATaskAtATime) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 12 * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::patch ? 20'000 : 0), Mono(0)};
  };
  const auto run = run_now(p, id);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->record.status, RunStatus::running) << "after ten seconds";
  EXPECT_EQ(run_now(p, id).error().code, "task_running");
  p.pass(Milliseconds(60'000));
  EXPECT_EQ(runs_of(p, id).at(0).record.status, RunStatus::completed);
}

TEST(TaskRuns, ABuiltInTaskByHandIsAFiringOfThisSecond) {
  Desk p;
  p.add_namespace("ventas");
  p.pass(Milliseconds(1'000));
  const auto run = run_now(p, "builtin-shutdown");
  ASSERT_TRUE(run.has_value()) << run.error().code;
  EXPECT_EQ(run->record.status, RunStatus::completed);
  EXPECT_TRUE(p.asleep("pagos"));
  p.restart();
  p.to(bogota(23, 19));
  EXPECT_TRUE(p.asleep("pagos")) << "until the next firing";
  EXPECT_EQ(run_now(p, "builtin-startup")->record.status, RunStatus::completed);
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(23, 21));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(run_now(p, "builtin-startup").error().code, "limit_exceeded") << "off-hours places are not passed by";
}

TEST(TaskRuns, AClaimedCommandIsNeverDoneTwice) {
  Desk p;
  const std::string id = p.made(OperationType::command, "0 12 * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::command ? 30'000 : 0), Mono(0)};
  };
  p.to(bogota(23, 12, 0, 1));
  EXPECT_EQ(p.task(id).status, "running");
  p.restart();
  p.pass(Milliseconds(1'000));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_TRUE(runs[0].record.error.starts_with("interrupted")) << runs[0].record.error;
  EXPECT_EQ(p.task(id).status, "failed");
  EXPECT_EQ(p.task(id).error_count, 1U);
}

// What a process sent before it was killed may be carried out after its successor has looked.
TEST(TaskRuns, AnEndThatIsStoredAlreadyIsTheEnd) {
  Desk p;
  const std::string id = p.made(OperationType::command, "0 12 * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::command ? 30'000 : 0), Mono(0)};
  };
  p.to(bogota(23, 12, 0, 1));
  const StorageKeys keys("test");
  TaskRecord task = p.task(id);
  ASSERT_TRUE(task.run_id.has_value());
  const std::string run_id = *task.run_id;
  RunRecord run = std::get<RunRecord>(load(*p.storage, {keys.run(id, run_id)})->at(0)->record);
  run.status = RunStatus::failed;
  run.error = "interrupted: before";
  run.finished_at = run.started_at;
  task.run_id.reset();
  task.status = "failed";
  ++task.error_count;
  ASSERT_TRUE(commit(*p.storage, {{put(keys.task(id), task), put(keys.run(id, run_id), run)}, {}}));
  p.pass(Milliseconds(120'000));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record, run);
  EXPECT_EQ(p.task(id).error_count, 1U);
  EXPECT_EQ(p.task(id).success_count, 0U);
  EXPECT_TRUE(range(*p.storage, all_of(keys.unrecorded_runs()))->empty()) << "the record of that end is its own business";
  p.cluster->faults().decide = nullptr;
  p.to(bogota(24, 12, 0, 5));
  EXPECT_EQ(runs_of(p, id).size(), 2U) << "the task goes on";
  EXPECT_EQ(p.task(id).success_count, 1U);
}

TEST(TaskRuns, ASwitchThatACrashCutOffIsFinished) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 12 * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::patch ? 5'000 : 0), Mono(0)};
  };
  p.to(bogota(23, 12, 0, 1));
  p.crash();
  p.cluster->faults().decide = nullptr;
  p.start();
  p.pass(Milliseconds(10'000));
  EXPECT_TRUE(p.asleep("pagos"));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].record.status, RunStatus::completed) << runs[0].record.error;
  EXPECT_EQ(p.log("pagos").size(), 1U);
  EXPECT_EQ(p.task(id).success_count, 1U);
}

TEST(TaskRuns, OwnTasksAreAmongWhatComes) {
  Desk p;
  const std::string id = p.made(OperationType::command, "0 12 * * *");
  p.made(OperationType::deactivate, "0 12 25 12 *");
  const auto coming = p.wait_for<UpcomingView>([&](Reply<UpcomingView> reply) { p.controller->upcoming("pagos", reply); });
  ASSERT_FALSE(coming->items.empty());
  const UpcomingItem& first = coming->items.front();
  EXPECT_EQ(first.task_id, id);
  EXPECT_EQ(first.source, "task");
  EXPECT_EQ(first.type, OperationType::command);
  EXPECT_EQ(first.namespaces, std::vector<std::string>{"pagos"});
  EXPECT_EQ(first.cost_center, "CC-001");
  EXPECT_EQ(to_rfc3339(first.at), bogota(23, 12));
}

TEST(TaskRuns, ACommandThatDoesNotEndIsGivenUp) {
  Desk p;
  TaskRequest request = task_request(OperationType::command, "0 12 * * *");
  request.command = "rollout restart deployment/web";
  const std::string id = create(p, request)->record.id;
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::command ? 300'000 : 0), Mono(0)};
  };
  p.to(bogota(23, 12, 1, 30));
  const auto runs = runs_of(p, id);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_TRUE(runs[0].record.error.starts_with("timeout")) << runs[0].record.error;
  EXPECT_EQ(runs[0].record.attempts, 1U) << "a restart may have been done: not again";
}

TEST(TaskRuns, AFiringWhileItRunsIsPassedOver) {
  Desk p;
  const std::string id = p.made(OperationType::command, "* * * * *");
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{FaultKind::none, Mono(call.verb == SimulatedCall::Verb::command ? 59'500 : 0), Mono(0)};
  };
  p.to(bogota(23, 10, 1, 59));
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    return Fault{call.verb == SimulatedCall::Verb::command ? FaultKind::unavailable : FaultKind::none, Mono(20'000), Mono(0)};
  };
  p.to(bogota(23, 10, 3, 59));
  const auto runs = runs_of(p, id);
  EXPECT_TRUE(std::any_of(runs.begin(), runs.end(), [](const RunView& run) {
    return run.record.status == RunStatus::missed && run.record.error.starts_with("still_running");
  }));
}

TEST(TaskRuns, ADryRunWritesNothing) {
  Desk p({.dry_run = true});
  const std::string id = p.made(OperationType::command, "0 12 * * *");
  p.to(bogota(23, 12, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  EXPECT_TRUE(runs_of(p, id).at(0).output.starts_with("dry run: "));
}

TEST(TaskRuns, WhileTheStoreFailsAFiringStaysDue) {
  Desk p;
  const std::string id = p.made(OperationType::deactivate, "0 12 * * *");
  p.to(bogota(23, 11, 59, 59));
  p.storage->faults().unavailable(true);
  p.to(bogota(23, 12, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  p.storage->faults().unavailable(false);
  p.to(bogota(23, 12, 1, 30));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.task(id).run_count, 1U);
  EXPECT_EQ(runs_of(p, id).size(), 1U);
}

RC_GTEST_PROP(TaskRunsProperty, NoFiringRunsTwiceWhateverCrashesOrIsLost, ()) {
  Desk p;
  const std::string id = p.made(OperationType::command, "*/5 * * * *");
  const int steps = *rc::gen::inRange(3, 12);
  for (int step = 0; step < steps; ++step) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0: p.restart(); break;
      case 1: p.storage->faults().lose_reply_of_next_commit(); break;
      case 2: p.storage->faults().fail_next(1, make_error(ErrorKind::transient, "store_unavailable", "lost")); break;
      default: break;
    }
    p.pass(Milliseconds(*rc::gen::inRange(1, 400) * 1'000));
  }
  p.restart();
  p.pass(Milliseconds(600'000));
  std::uint64_t ran = 0, good = 0;
  std::map<Seconds, int> seen;
  for (const RunView& run : runs_of(p, id)) {
    RC_ASSERT(run.record.scheduled_at.has_value());
    RC_ASSERT(++seen[*run.record.scheduled_at] == 1);
    RC_ASSERT(run.record.status != RunStatus::running);
    if (run.record.status != RunStatus::missed) ++ran;
    if (run.record.status == RunStatus::completed) ++good;
  }
  const TaskRecord task = p.task(id);
  RC_ASSERT(task.run_count == ran);
  RC_ASSERT(task.success_count == good);
  RC_ASSERT(task.error_count == ran - good);
}

}  // namespace
}  // namespace nss
