// The emergency exit: everything back from annotations, with and without a store.
#include "app/restore_all.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

struct Restore : testing::Test {
  Product p;
  StorageKeys keys{"test"};
  std::optional<Result<RestoreSummary>> summary;

  void SetUp() override {
    p.add_namespace("pagos");
    p.add_namespace("ventas");
    p.start();
    p.to(bogota(23, 20, 5));
    ASSERT_TRUE(p.asleep("pagos") && p.asleep("ventas"));
  }

  // Runs the command in a process of its own after the server's end.
  void run(bool with_store, bool plan_only) {
    tables = p.storage->tables();
    p.crash();
    MemoryStorage storage({}, tables);
    Loop loop(p.timers, p.clock);
    Store store(loop, storage, p.metrics);
    ProcessCluster cluster(*p.cluster, p.sink());
    AuditTrail trail({loop, store, keys, p.metrics});
    RestoreAll restore({loop, cluster, p.random, with_store ? &store : nullptr, keys, with_store ? &trail : nullptr, "test"},
                       plan_only);
    restore.run([this](Result<RestoreSummary> done) { summary = std::move(done); });
    p.timers.advance_until([this] { return summary.has_value(); }, std::chrono::minutes(5));
    ASSERT_TRUE(summary.has_value());
  }
  std::shared_ptr<MemoryTables> tables;
};

TEST_F(Restore, WithoutAStoreTheAnnotationsAreEnough) {
  run(false, false);
  ASSERT_TRUE(summary->has_value());
  EXPECT_EQ((*summary)->namespaces, 2U);
  EXPECT_TRUE((*summary)->complete());
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.as_made("ventas"));
  p.start();
  p.pass(std::chrono::hours(3));
  EXPECT_TRUE(p.as_made("pagos")) << "a server that starts later leaves it on";
}

TEST_F(Restore, WithTheStoreItUsesIntentsAndRecordsWhatItDid) {
  const WorkloadRef web{WorkloadKind::deployment, "pagos", "web"};
  ASSERT_TRUE(p.cluster->annotate_workload(web, std::string(annotation_original), std::nullopt).has_value());
  run(true, false);
  ASSERT_TRUE(summary->has_value());
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  p.start();
  p.pass(std::chrono::hours(3));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.log("pagos").front().record.id.starts_with(restore_operation_prefix));
  EXPECT_TRUE((*summary)->paused);
  ASSERT_TRUE(p.controller->current_pause().has_value());
  EXPECT_EQ(p.controller->current_pause()->reason, "restore");
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.as_made("pagos")) << "nothing is switched off before somebody ends the pause";
  using Ended = std::optional<PauseRecord>;
  ASSERT_TRUE(p.wait_for<Ended>([&](Reply<Ended> reply) { p.controller->end_pause({}, reply); }).has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST_F(Restore, APauseThatCannotBeSetStopsNoRestore) {
  tables = p.storage->tables();
  p.crash();
  MemoryStorage storage({}, tables);
  storage.faults().fail_next_commits(1, make_error(ErrorKind::unavailable, "store_unavailable", "full"));
  Loop loop(p.timers, p.clock);
  Store store(loop, storage, p.metrics);
  ProcessCluster cluster(*p.cluster, p.sink());
  AuditTrail trail({loop, store, keys, p.metrics});
  RestoreAll restore({loop, cluster, p.random, &store, keys, &trail, "test"}, false);
  restore.run([this](Result<RestoreSummary> done) { summary = std::move(done); });
  p.timers.advance_until([this] { return summary.has_value(); }, std::chrono::minutes(5));
  ASSERT_TRUE(summary && summary->has_value());
  EXPECT_FALSE((*summary)->paused);
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST_F(Restore, AnEmptyStoreIsAsGoodAsNone) {
  p.storage->tables()->items.clear();
  run(true, false);
  ASSERT_TRUE(summary->has_value());
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST_F(Restore, APlanWritesNothingAndGivesTheCommands) {
  run(true, true);
  ASSERT_TRUE(summary->has_value());
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_FALSE((*summary)->paused);
  ASSERT_EQ((*summary)->lines.size(), 6U);
  for (const auto& line : (*summary)->lines) {
    EXPECT_TRUE(line.command.starts_with("kubectl -n " + line.ref.ns)) << line.command;
  }
}

TEST_F(Restore, WhatCannotBePatchedIsNamedAndTheRestIsBack) {
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    const bool hit = call.verb == SimulatedCall::Verb::patch && call.ref.name == "web" && call.ref.ns == "pagos";
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  run(true, false);
  ASSERT_TRUE(summary->has_value());
  EXPECT_FALSE((*summary)->complete());
  EXPECT_TRUE(p.as_made("ventas"));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
}

TEST_F(Restore, ListsThatNeverComeAreOneErrorAfterAWhile) {
  p.cluster->break_stream(Resource::deployments, make_error(ErrorKind::unavailable, "unavailable", "reset by peer"));
  run(false, false);
  ASSERT_FALSE(summary->has_value());
  EXPECT_FALSE(summary->error().message.en.empty());
}

TEST_F(Restore, AClusterThatCannotBeReachedIsOneError) {
  p.cluster->faults().decide = [](const SimulatedCall&) { return Fault{FaultKind::unavailable, Mono(0), Mono(0)}; };
  run(true, false);
  EXPECT_FALSE(summary->has_value());
}

}  // namespace
}  // namespace nss
