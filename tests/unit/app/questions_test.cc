// What people ask the product: views, upcoming, tasks, operations, log pages, health, the simulated clock.
#include <gtest/gtest.h>

#include <set>

#include "unit/app/product.h"

namespace nss {
namespace {

template <typename T>
T answer_of(Product& p, const std::function<void(Reply<T>)>& ask) {
  std::optional<Result<T>> answer;
  ask([&answer](Result<T> result) { answer = std::move(result); });
  p.timers.advance_until([&answer] { return answer.has_value(); }, std::chrono::minutes(1));
  EXPECT_TRUE(answer.has_value() && answer->has_value());
  return std::move(**answer);
}

TEST(Questions, ANamespaceIsShownWithItsReasonAndWhatComesNext) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  ASSERT_TRUE(p.cluster->set_autoscaler(Autoscaler{"pagos", "web", "Deployment", "web", 2, 8}).has_value());
  p.start();
  NamespaceView view = p.view("pagos");
  EXPECT_EQ(view.state, NamespaceState::active);
  EXPECT_EQ(view.desired, NamespaceState::active);
  EXPECT_EQ(view.cost_center, "CC-001");
  EXPECT_EQ(view.workloads_total, 3);
  EXPECT_FALSE(view.reason.es.empty());
  ASSERT_TRUE(view.next.has_value());
  EXPECT_EQ(to_rfc3339(view.next->at), bogota(23, 20));
  EXPECT_EQ(view.next->task_id, "builtin-shutdown");
  EXPECT_EQ(view.workloads.at(0).hpa, (std::pair{2, 8}));
  p.to(bogota(23, 20, 5));
  view = p.view("pagos");
  EXPECT_EQ(view.state, NamespaceState::inactive);
  EXPECT_EQ(view.workloads.at(0).original, 3);
  EXPECT_NE(view.reason.en.find("2026-11-23 20:00"), std::string::npos);
  EXPECT_EQ(to_rfc3339(view.next->at), bogota(24, 7));
  EXPECT_TRUE(p.controller->namespaces()->off_hours_now);
}

TEST(Questions, WhatWasAdoptedAwakeAtNightChangesNextAtTheShutdown) {
  Product p({.now = bogota(23, 3)});
  p.add_namespace("pagos");
  p.start();
  const NamespaceView view = p.view("pagos");
  EXPECT_EQ(view.desired, NamespaceState::active);
  ASSERT_TRUE(view.next.has_value());
  EXPECT_EQ(to_rfc3339(view.next->at), bogota(23, 20)) << "the startup changes nothing";
  const auto all = answer_of<UpcomingView>(p, [&](Reply<UpcomingView> reply) { p.controller->upcoming("", reply); });
  ASSERT_EQ(all.items.size(), 1U);
  EXPECT_EQ(all.items[0].task_id, "builtin-shutdown");
}

TEST(Questions, PodsThatNeverBecomeReadyAreDegradedAfterTenMinutes) {
  Product p;
  p.add_namespace("pagos");
  ASSERT_TRUE(p.cluster->limit_ready(WorkloadRef{WorkloadKind::deployment, "pagos", "web"}, 1).has_value());
  p.start();
  p.pass(std::chrono::minutes(5));
  EXPECT_EQ(p.view("pagos").state, NamespaceState::active);
  p.pass(std::chrono::minutes(8));
  EXPECT_EQ(p.view("pagos").state, NamespaceState::degraded);
  ASSERT_TRUE(p.cluster->limit_ready(WorkloadRef{WorkloadKind::deployment, "pagos", "web"}, std::nullopt).has_value());
  p.pass(std::chrono::minutes(3));
  EXPECT_EQ(p.view("pagos").state, NamespaceState::active);
}

TEST(Questions, ExcludedAndSystemNamespacesAreShownAsSuch) {
  Product p;
  p.add_namespace("kube-system");
  p.add_namespace("excluido");
  ASSERT_TRUE(p.cluster->annotate_namespace("excluido", std::string(annotation_exclude), "true").has_value());
  ASSERT_TRUE(p.cluster->annotate_namespace("excluido", std::string(annotation_exclude_until), bogota(23, 21)).has_value());
  p.start();
  EXPECT_TRUE(p.view("kube-system").system);
  EXPECT_EQ(p.view("kube-system").state, NamespaceState::excluded);
  EXPECT_EQ(to_rfc3339(*p.view("excluido").exclude_until), bogota(23, 21));
  p.to(bogota(23, 20, 30));
  EXPECT_TRUE(p.as_made("excluido"));
  EXPECT_TRUE(p.as_made("kube-system"));
}

TEST(Questions, UpcomingNamesFiringsAndEndsOfActivations) {
  Product p;
  p.add_namespace("pagos", {{"cost-center", "CC-001"}});
  p.add_namespace("ventas", {{"cost-center", "CC-002"}});
  p.start();
  p.to(bogota(23, 20, 5));
  SwitchRequest on;
  on.ns = "ventas";
  on.cost_center = "CC-001";
  on.duration = std::chrono::minutes(60);
  ASSERT_TRUE(p.switch_to(on).has_value());
  const auto all = answer_of<UpcomingView>(p, [&](Reply<UpcomingView> reply) { p.controller->upcoming("", reply); });
  ASSERT_EQ(all.items.size(), 3U);
  EXPECT_EQ(all.items[0].source, "keep_alive");
  EXPECT_EQ(all.items[0].namespaces, std::vector<std::string>{"ventas"});
  EXPECT_EQ(all.items[0].cost_center, "CC-001") << "whoever pays for the place";
  EXPECT_EQ(all.items[1].task_id, "builtin-startup");
  EXPECT_EQ(all.items[1].namespaces.size(), 2U);
  EXPECT_EQ(all.items[1].cost_center, "system");
  EXPECT_EQ(all.items[2].type, OperationType::auto_shutdown);
  const auto one = answer_of<UpcomingView>(p, [&](Reply<UpcomingView> reply) { p.controller->upcoming("pagos", reply); });
  EXPECT_EQ(one.items.size(), 2U);
}

TEST(Questions, TheBuiltInTasksCountTheirRuns) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 7, 5));
  p.restart();
  const auto tasks = answer_of<std::vector<TaskView>>(p, [&](auto reply) { p.controller->tasks(reply); });
  ASSERT_EQ(tasks.size(), 2U);
  for (const auto& task : tasks) {
    SCOPED_TRACE(task.record.id);
    EXPECT_EQ(task.record.run_count, 1U);
    EXPECT_EQ(task.record.success_count, 1U);
    EXPECT_EQ(task.record.status, "completed");
    EXPECT_EQ(task.record.timezone, "America/Bogota");
    EXPECT_TRUE(task.next_run.has_value());
  }
}

TEST(Questions, ARunThatLeftSomethingUndoneHasFailed) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    const bool hit = call.verb == SimulatedCall::Verb::patch && call.ref.name == "web";
    return Fault{hit ? FaultKind::invalid : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(23, 20, 5));
  const auto tasks = answer_of<std::vector<TaskView>>(p, [&](auto reply) { p.controller->tasks(reply); });
  for (const auto& task : tasks) {
    if (task.record.id != "builtin-shutdown") continue;
    EXPECT_EQ(task.record.status, "failed");
    EXPECT_EQ(task.record.error_count, 1U);
    EXPECT_NE(task.record.last_error.find("pagos"), std::string::npos);
  }
}

TEST(Questions, LogPagesFollowEachOtherNewestFirst) {
  Product p;
  for (const char* name : {"a", "b", "c", "d", "e"}) p.add_namespace(name);
  p.start();
  p.to(bogota(24, 7, 5));
  LogQuery query;
  query.limit = 4;
  std::vector<std::string> ids;
  for (int page = 0; page < 5; ++page) {
    const auto got = answer_of<LogPage>(p, [&](Reply<LogPage> reply) { p.controller->log(query, reply); });
    for (const auto& operation : got.operations) {
      ids.push_back(operation.record.id);
      EXPECT_EQ(operation.workloads.size(), 3U);
    }
    query.after = got.next;
    if (got.next.empty()) break;
  }
  EXPECT_EQ(ids.size(), 10U);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 10U);
  LogQuery shutdowns;
  shutdowns.type = OperationType::auto_shutdown;
  shutdowns.end = floor_seconds(instant(bogota(23, 21)));
  shutdowns.start = floor_seconds(instant(bogota(23, 20)));
  const auto got = answer_of<LogPage>(p, [&](Reply<LogPage> reply) { p.controller->log(shutdowns, reply); });
  EXPECT_EQ(got.operations.size(), 5U);
}

TEST(Questions, AnOperationByItsId) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  const std::string id = p.log().front().record.id;
  const auto one = answer_of<OperationView>(p, [&](Reply<OperationView> reply) { p.controller->operation(id, reply); });
  EXPECT_EQ(one.record.id, id);
  EXPECT_EQ(one.workloads.size(), 3U);
  std::string code;
  p.controller->operation("op_none", [&code](const Result<OperationView>& result) { code = result.error().code; });
  p.pass(Milliseconds(10));
  EXPECT_EQ(code, "operation_not_found");
}

TEST(Questions, TheClockOfTheSimulationMovesOnlyForward) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  std::vector<std::string> codes;
  for (const std::string& to : {bogota(23, 9), std::string("2027-03-01T00:00:00Z")}) {
    p.controller->advance(floor_seconds(instant(to)),
                          [&codes](const Result<Seconds>& done) { codes.push_back(done.error().code); });
    p.pass(Milliseconds(10));
  }
  EXPECT_EQ(codes, (std::vector<std::string>{"invalid_value", "invalid_value"}));
  bool done = false;
  p.controller->advance(floor_seconds(instant(bogota(23, 20, 10))),
                        [&done](const Result<Seconds>& to) { done = to.has_value(); });
  p.to(bogota(23, 20, 10));
  p.pass(Milliseconds(10));
  EXPECT_TRUE(done);
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Questions, HealthSaysWhatHoldsAndTheFirstShutdown) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  const auto health = p.controller->health();
  EXPECT_TRUE(health->ready());
  EXPECT_TRUE(health->adoption);
  EXPECT_EQ(to_rfc3339(*health->first_shutdown), bogota(23, 20));
  EXPECT_TRUE(health->store_last_success.has_value());
  EXPECT_EQ(p.controller->now(), floor_seconds(p.clock.wall()));
  EXPECT_TRUE(p.controller->facts().simulated);
}

TEST(Questions, WordsOfStatesReadBack) {
  for (const auto state :
       {NamespaceState::active, NamespaceState::deactivating, NamespaceState::inactive, NamespaceState::activating,
        NamespaceState::degraded, NamespaceState::excluded, NamespaceState::unknown}) {
    EXPECT_EQ(parse_namespace_state(to_string(state)), state);
  }
  EXPECT_FALSE(parse_namespace_state("asleep").has_value());
}

}  // namespace
}  // namespace nss
