// Tasks as people make, replace and delete them.
#include "app/task_commands.h"

#include <gtest/gtest.h>

#include "support/storage_calls.h"
#include "unit/app/task_desk.h"

namespace nss {
namespace {

const StorageKeys keys("test");

TEST(TaskCommands, ANewTaskIsWhatWasAskedForAndSurvivesARestart) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  const auto made = create(p, task_request(OperationType::activate, "0 9 * * 6"));
  ASSERT_TRUE(made.has_value());
  EXPECT_TRUE(made->record.id.starts_with("t_"));
  EXPECT_EQ(made->record.status, "pending");
  EXPECT_EQ(made->record.timezone, "America/Bogota");
  EXPECT_EQ(made->record.created_by, "ana");
  EXPECT_EQ(to_rfc3339(*made->next_run), bogota(28, 9));
  p.restart();
  const auto again = read_task(p, made->record.id);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->record, made->record);
  EXPECT_EQ(again->etag, made->etag);
  const auto all = p.wait_for<std::vector<TaskView>>([&](auto reply) { p.controller->tasks(reply); });
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ(all->back().record.id, made->record.id);
  const auto versions = versions_of(*p.storage, made->record.id);
  EXPECT_EQ(versions.size(), 1U);
}

TEST(TaskCommands, WhatCannotBeIsRefusedAndChangesNothing) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  TaskRequest wrong = task_request(OperationType::activate, "0 99 * * *");
  wrong.title.clear();
  const auto faults = create(p, wrong);
  ASSERT_FALSE(faults.has_value());
  EXPECT_EQ(faults.error().code, "invalid_value");
  EXPECT_EQ(faults.error().more.at(0).code, "invalid_cron");
  const auto code = [&](TaskRequest request) {
    const auto made = create(p, request);
    return made ? "made" : made.error().code;
  };
  EXPECT_EQ(code(task_request(OperationType::activate, "@daily", "kube-system")), "namespace_protected");
  TaskRequest no_payer = task_request(OperationType::activate, "@daily");
  no_payer.cost_center.clear();
  EXPECT_EQ(code(no_payer), "unauthorized");
  TaskRequest unknown_payer = task_request(OperationType::command, "@daily");
  unknown_payer.cost_center = "CC-9";
  EXPECT_EQ(code(unknown_payer), "unauthorized");
  TaskRequest by_system = task_request(OperationType::deactivate, "@daily");
  by_system.cost_center = "system";
  EXPECT_EQ(code(by_system), "unauthorized");
  EXPECT_EQ(p.wait_for<std::vector<TaskView>>([&](auto reply) { p.controller->tasks(reply); })->size(), 2U);
  EXPECT_EQ(read_task(p, "t_none").error().code, "task_not_found");
}

TEST(TaskCommands, OnlyABuiltInTaskHasANullSchedule) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  const auto made = create(p, task_request(OperationType::activate, "@daily"));
  ASSERT_TRUE(made.has_value());
  TaskRequest request = same(*made);
  request.schedule.reset();
  const auto refused = replace(p, request);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "invalid_type");
  EXPECT_EQ(refused.error().pointer, "/schedule");
  EXPECT_EQ(read_task(p, made->record.id)->record.schedule, "@daily");
}

TEST(TaskCommands, WithoutACostCentreTheNamespacesOwnPaysElseSystem) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-002"}});
  p.add_namespace("ventas");
  p.start();
  TaskRequest request = task_request(OperationType::deactivate, "@daily");
  request.cost_center.clear();
  EXPECT_EQ(create(p, request)->record.cost_center, "CC-002");
  request.ns = "ventas";
  const auto by_system = create(p, request);
  EXPECT_EQ(by_system->record.cost_center, "system");
  TaskRequest renamed = same(*by_system);
  renamed.title = "Otra";
  EXPECT_EQ(replace(p, renamed)->record.cost_center, "system") << "what GET gave can be sent back";
}

TEST(TaskCommands, AReplacementNeedsTheTagThatWasRead) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  const auto made = create(p, task_request(OperationType::activate, "0 9 * * 6"));
  TaskRequest request = same(*made);
  request.title = "Otra";
  request.if_match.clear();
  EXPECT_EQ(replace(p, request).error().code, "precondition_required");
  request.if_match = "\"0123456789abcdef\"";
  EXPECT_EQ(replace(p, request).error().code, "precondition_failed");
  request.if_match = made->etag;
  const auto changed = replace(p, request);
  ASSERT_TRUE(changed.has_value());
  EXPECT_NE(changed->etag, made->etag);
  EXPECT_EQ(replace(p, request).error().code, "precondition_failed") << "somebody was faster";
  request.if_match = "*";
  EXPECT_EQ(replace(p, request)->etag, changed->etag);
  request.id = "t_none";
  EXPECT_EQ(replace(p, request).error().code, "task_not_found");
}

TEST(TaskCommands, ADeletedTaskIsGoneAndItsVersionsStay) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  const auto made = create(p, task_request(OperationType::activate, "* * * * *"));
  p.pass(Milliseconds(1'000));
  EXPECT_EQ(code_of_removal(p, made->record.id, "\"0123456789abcdef\""), "precondition_failed");
  EXPECT_EQ(code_of_removal(p, made->record.id), "deleted " + made->record.id);
  EXPECT_EQ(code_of_removal(p, made->record.id), "task_not_found");
  EXPECT_EQ(code_of_removal(p, "builtin-startup"), "builtin_task");
  p.restart();
  p.pass(Milliseconds(120'000));
  EXPECT_EQ(read_task(p, made->record.id).error().code, "task_not_found");
  const auto versions = versions_of(*p.storage, made->record.id);
  ASSERT_EQ(versions.size(), 2U);
  EXPECT_EQ(std::get<TaskRecord>(versions.back().record).status, "deleted");
  EXPECT_FALSE(std::get<TaskRecord>(versions.back().record).enabled);
}

TEST(TaskCommands, ABuiltInTaskFollowsTheBusinessHoursUntilItIsRescheduled) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  const auto shutdown = read_task(p, "builtin-shutdown");
  TaskRequest request = same(*shutdown);
  request.title = "Apagado";
  const auto renamed = replace(p, request);
  ASSERT_TRUE(renamed.has_value());
  EXPECT_EQ(renamed->record.schedule, "0 20 * * 1-5");
  request = same(*renamed);
  request.schedule = "0 22 * * 1-5";
  ASSERT_TRUE(replace(p, request).has_value());
  p.to(bogota(23, 21, 59));
  EXPECT_TRUE(p.as_made("pagos")) << "20:00 passed";
  p.restart();
  p.to(bogota(23, 22, 1));
  EXPECT_TRUE(p.asleep("pagos"));
  request = same(*read_task(p, "builtin-shutdown"));
  request.schedule.reset();
  EXPECT_EQ(replace(p, request)->record.schedule, "0 20 * * 1-5");
  request.ns = "pagos";
  request.if_match = "*";
  EXPECT_EQ(replace(p, request).error().code, "builtin_task");
}

TEST(TaskCommands, AShutdownThatIsMovedToThePastSwitchesNothingOff) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 19));
  TaskRequest request = same(*read_task(p, "builtin-shutdown"));
  request.schedule = "0 18 * * 1-5";
  ASSERT_TRUE(replace(p, request).has_value());
  p.restart();
  p.to(bogota(24, 17, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(24, 18, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(TaskCommands, ADisabledShutdownLetsEverythingOn) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  TaskRequest request = same(*read_task(p, "builtin-shutdown"));
  request.enabled = false;
  const auto disabled = replace(p, request);
  ASSERT_TRUE(disabled.has_value());
  EXPECT_FALSE(disabled->next_run.has_value());
  p.to(bogota(24, 3));
  EXPECT_TRUE(p.as_made("pagos"));
  request.enabled = true;
  request.if_match = "*";
  ASSERT_TRUE(replace(p, request).has_value());
  p.to(bogota(24, 6));
  EXPECT_TRUE(p.as_made("pagos")) << "the shutdown of 20:00 was not in force";
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(TaskCommands, ALostAnswerIsLookedUp) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  p.storage->faults().lose_reply_of_next_commit();
  const auto made = create(p, task_request(OperationType::activate, "0 9 * * 6"));
  ASSERT_TRUE(made.has_value()) << made.error().code;
  TaskRequest request = same(*made);
  request.title = "Otra";
  p.storage->faults().lose_reply_of_next_commit();
  EXPECT_EQ(replace(p, request)->record.title, "Otra");
  p.storage->faults().lose_reply_of_next_commit();
  EXPECT_EQ(code_of_removal(p, made->record.id), "deleted " + made->record.id);
  p.storage->faults().unavailable(true);
  EXPECT_EQ(create(p, task_request(OperationType::activate, "0 9 * * 6")).error().code, "store_unavailable");
  EXPECT_EQ(p.wait_for<std::vector<TaskView>>([&](auto reply) { p.controller->tasks(reply); })->size(), 2U);
}

TEST(TaskCommands, TheKeyOfARequestIsKeptWithItsTask) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.start();
  TaskRequest request = task_request(OperationType::activate, "0 9 * * 6");
  request.context.idempotency = IdempotencyToken{"key1", "print"};
  const auto made = create(p, request);
  ASSERT_TRUE(made.has_value());
  const auto items = load(*p.storage, {keys.idempotency("key1")});
  ASSERT_TRUE(items->at(0).has_value());
  EXPECT_EQ(std::get<IdempotencyRecord>(items->at(0)->record).effect_id, made->record.id);
  EXPECT_FALSE(create(p, request).has_value()) << "a second effect of the same key";
}

}  // namespace
}  // namespace nss
