// The whole product with a cluster, a store and a clock that misbehave.
#include <gtest/gtest.h>

#include <set>

#include "unit/app/product.h"

namespace nss {
namespace {

const WorkloadRef web{WorkloadKind::deployment, "pagos", "web"};

TEST(Faults, APartialOperationIsRetriedUntilItIsComplete) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  bool forbidden = true;
  p.cluster->faults().decide = [&](const SimulatedCall& call) {
    const bool hit = forbidden && call.verb == SimulatedCall::Verb::patch && call.ref.name == "web";
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(23, 20, 3));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 0) << "the others are done";
  const NamespaceView view = p.view("pagos");
  EXPECT_EQ(view.state, NamespaceState::degraded);
  EXPECT_NE(view.last_error.find("Deployment/web"), std::string::npos);
  EXPECT_EQ(p.log("pagos").front().record.status, OperationStatus::partial);
  forbidden = false;
  p.to(bogota(23, 20, 15));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 1U);
  EXPECT_EQ(p.log("pagos").front().record.status, OperationStatus::completed);
}

TEST(Faults, ALostAnswerWhileTheWatchIsSilentIsNoReasonForASecondOperation) {
  Product p;
  p.add_namespace("pagos");
  p.to(bogota(23, 10, 5));  // so that no resync comes at seven
  p.start();
  p.to(bogota(24, 6, 59));
  bool silent = true;
  p.cluster->faults().drop = [&](const ClusterEvent&) { return silent; };
  std::set<std::string> lost;
  p.cluster->faults().decide = [&](const SimulatedCall& call) {
    const bool hit = call.verb == SimulatedCall::Verb::patch && lost.insert(call.ref.name).second;
    return Fault{hit ? FaultKind::transient_after : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 2U);
  silent = false;
  p.to(bogota(24, 8));
  EXPECT_EQ(p.log("pagos").size(), 2U);
}

TEST(Faults, TheNextTransitionSupersedesWhatIsUnfinished) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    const bool hit = call.verb == SimulatedCall::Verb::patch && call.ref.name == "web" && call.patch->replicas == 0;
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  const auto log = p.log("pagos");
  ASSERT_EQ(log.size(), 2U);
  EXPECT_EQ(log.back().record.status, OperationStatus::superseded);
}

TEST(Faults, ACrashInTheMiddleResumesTheSameOperation) {
  for (const bool store_answers : {true, false}) {
    SCOPED_TRACE(store_answers);
    Product p;
    p.add_namespace("pagos");
    p.start();
    int patches = 0;
    p.cluster->faults().decide = [&patches](const SimulatedCall& call) {
      const bool stuck = call.verb == SimulatedCall::Verb::patch && ++patches > 1;
      return Fault{FaultKind::none, stuck ? Mono(3'600'000) : Mono(0), Mono(0)};
    };
    if (!store_answers) p.storage->faults().lose_reply_of_next_commit();
    p.to(bogota(23, 20, 0, 10));
    p.crash();
    p.cluster->faults().decide = nullptr;
    p.pass(std::chrono::minutes(1));
    p.start();
    EXPECT_TRUE(p.asleep("pagos"));
    p.pass(std::chrono::hours(2));
    const auto log = p.log("pagos");
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log.front().record.status, OperationStatus::completed);
    p.to(bogota(24, 7, 1));
    EXPECT_TRUE(p.as_made("pagos"));
  }
}

TEST(Faults, ACommitWhoseAnswerIsLostHappensOnce) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 19, 59, 59));
  p.storage->faults().lose_reply_of_next_commit();
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 1U);
}

TEST(Faults, ConflictsOfTheStoreAreReadAgain) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 19, 59, 59));
  p.storage->faults().conflict_next(3);
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 1U);
}

TEST(Faults, AResultThatCannotBeStoredIsStoredLater) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.cluster->faults().decide = [&p](const SimulatedCall& call) {
    if (call.verb == SimulatedCall::Verb::patch) p.storage->faults().unavailable(true);
    return Fault{};
  };
  p.to(bogota(23, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_FALSE(p.controller->health()->store_ok);
  p.cluster->faults().decide = nullptr;
  p.storage->faults().unavailable(false);
  p.to(bogota(23, 20, 5));
  EXPECT_EQ(p.log("pagos").front().record.status, OperationStatus::completed);
  EXPECT_TRUE(p.controller->health()->store_ok);
}

TEST(Faults, StoreLostDuringTheRestoreSpoolsTheResult) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 6, 59));
  p.cluster->faults().decide = [&p](const SimulatedCall& call) {
    if (call.verb == SimulatedCall::Verb::patch) p.storage->faults().unavailable(true);
    return Fault{};
  };
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  ASSERT_EQ(p.spool.entries.size(), 1U);
  EXPECT_EQ(p.spool.entries.front().outcomes.size(), 3U);
  p.storage->faults().unavailable(false);
  p.restart();
  EXPECT_TRUE(p.spool.entries.empty()) << "delivered at the start";
  EXPECT_EQ(p.log("pagos").front().record.status, OperationStatus::completed);
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Faults, ABrokenSpoolIsNotReadyAndTheRestoreGoesAheadAllTheSame) {
  Product p;
  p.add_namespace("pagos");
  p.spool.broken = true;
  p.start();
  EXPECT_FALSE(p.controller->health()->scheduler_ok);
  p.to(bogota(24, 6, 59));
  p.storage->faults().unavailable(true);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  p.spool.broken = false;
  p.storage->faults().unavailable(false);
  p.to(bogota(24, 7, 2));
  EXPECT_TRUE(p.controller->health()->ready());
}

TEST(Faults, AClockThatIsOffSwitchesNothingOffButBringsBack) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 1));
  p.cluster->set_clock_ahead(std::chrono::seconds(300));
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_FALSE(p.controller->health()->scheduler_ok);
  EXPECT_FALSE(p.controller->health()->problems.empty());
  p.to(bogota(24, 20, 5));
  EXPECT_TRUE(p.as_made("pagos"));
  SwitchRequest off;
  off.ns = "pagos";
  off.direction = Direction::off;
  EXPECT_EQ(p.switch_to(off).error().code, "not_ready");
  p.cluster->set_clock_ahead(std::chrono::seconds(40));
  p.to(bogota(24, 20, 10));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Faults, ABackwardJumpRepeatsNothing) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(p.asleep("pagos"));
  p.timers.set_wall(instant(bogota(23, 19, 30)));
  p.pass(std::chrono::minutes(10));
  EXPECT_TRUE(p.asleep("pagos")) << "the clock went back, the decision stands";
  p.to(bogota(23, 21));
  EXPECT_EQ(p.log("pagos").size(), 1U);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Faults, AForwardJumpCatchesUpOnce) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.timers.set_wall(instant(bogota(24, 23)));
  p.pass(std::chrono::minutes(1));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 1U);
  EXPECT_GT(p.metrics.firings_missed.load(), 0U);
}

TEST(Faults, AStoreOfAnotherClusterIsFatal) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  StorageTransaction other;
  other.writes.push_back(StorageWrite{StorageKeys("test").binding(), ClusterBinding{"another", "test", Seconds{}},
                                      Precondition::none(), std::nullopt});
  p.storage->commit(std::move(other), [](const Result<CommitReceipt>& done) { ASSERT_TRUE(done.has_value()); });
  p.restart();
  ASSERT_EQ(p.fatal.size(), 1U);
  EXPECT_EQ(p.fatal.front().code, "store_of_another_cluster");
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Faults, AClusterThatDoesNotAnswerAtTheStartIsWaitedFor) {
  Product p;
  p.add_namespace("pagos");
  bool away = true;
  p.cluster->faults().decide = [&away](const SimulatedCall& call) {
    const bool hit = away && call.verb == SimulatedCall::Verb::identify;
    return Fault{hit ? FaultKind::unavailable : FaultKind::none, Mono(0), Mono(0)};
  };
  p.start();
  EXPECT_FALSE(p.controller->health()->ready());
  ASSERT_FALSE(p.controller->health()->problems.empty());
  EXPECT_TRUE(p.controller->health()->problems.front().starts_with("cluster: "));
  away = false;
  p.pass(std::chrono::seconds(10));
  EXPECT_TRUE(p.controller->health()->ready());
}

TEST(Faults, AStoreThatDoesNotAnswerAtTheStartIsWaitedFor) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  p.crash();
  p.to(bogota(24, 6, 55));
  p.start([](StorageFaults& faults) { faults.unavailable(true); });
  p.to(bogota(24, 7, 20));
  EXPECT_TRUE(p.fatal.empty());
  ASSERT_FALSE(p.controller->health()->problems.empty());
  EXPECT_TRUE(p.controller->health()->problems.front().starts_with("store: "));
  const auto tasks =
      p.wait_for<std::vector<TaskView>>([&p](Reply<std::vector<TaskView>> reply) { p.controller->tasks(std::move(reply)); });
  ASSERT_FALSE(tasks) << "what was not read yet is not said to be nothing";
  EXPECT_EQ(tasks.error().code, "not_ready");
  p.storage->faults().unavailable(false);
  p.pass(std::chrono::seconds(10));
  EXPECT_TRUE(p.controller->health()->ready());
  EXPECT_TRUE(p.as_made("pagos")) << "07:00 was missed, and is made good at once";
  EXPECT_EQ(p.log("pagos").size(), 2U);
}

TEST(Faults, WhoListensHearsThatReadinessTurned) {
  Product p;
  p.add_namespace("pagos");
  p.start([](StorageFaults& faults) { faults.unavailable(true); });
  const auto listener = p.controller->events().listen(std::nullopt, [] {});
  const auto turned = [&] {
    const auto told = listener->take(10'000);
    return std::count_if(told.begin(), told.end(), [](const auto& event) { return std::holds_alternative<Resync>(event->body); });
  };
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(turned(), 0) << "it was not ready and is not";
  p.storage->faults().unavailable(false);
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(turned(), 1) << "who was refused asks again";
  p.storage->faults().unavailable(true);
  p.controller->log({}, [](const Result<LogPage>&) {});
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(turned(), 1) << "the page says so at once";
}

// Whichever of the reads of the start has no answer: it is asked again, and what was read before it is not there twice.
TEST(Faults, AStartGoesOnWhereTheStoreLeftIt) {
  const auto rules = [](Product& p) { return p.controller->live_settings()->holidays; };
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  const auto before = rules(p);
  std::size_t waited = 0;
  for (std::size_t reads = 0; reads < 25; ++reads) {
    p.crash();
    p.start([reads](StorageFaults& faults) {
      faults.fail_next(1, make_error(ErrorKind::unavailable, "store_unavailable", "the test says so"), reads);
    });
    waited += p.controller->health()->ready() ? 0 : 1;
    p.pass(std::chrono::seconds(10));
    EXPECT_TRUE(p.controller->health()->ready()) << reads;
    EXPECT_TRUE(p.asleep("pagos")) << reads;
    EXPECT_EQ(rules(p), before);
  }
  EXPECT_GE(waited, 10U) << "the faults hit the steps of the start";
  EXPECT_TRUE(p.fatal.empty());
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(p.log("pagos").size(), 2U);
}

TEST(Faults, AStoreThatIsBrokenAtTheStartIsFatal) {
  Product p;
  p.add_namespace("pagos");
  p.start([](StorageFaults& faults) { faults.fail_next(1, make_error(ErrorKind::invalid, "store_corrupt", "a row")); });
  ASSERT_EQ(p.fatal.size(), 1U);
  EXPECT_EQ(p.fatal.front().code, "store_corrupt");
}

TEST(Faults, ABrokenStreamIsNamedAndALostEventIsFoundByTheResync) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.cluster->break_stream(Resource::deployments, make_error(ErrorKind::unavailable, "unavailable", "reset by peer"));
  p.pass(std::chrono::seconds(1));
  EXPECT_FALSE(p.controller->health()->cluster_ok);
  p.cluster->heal_stream(Resource::deployments);
  p.pass(std::chrono::seconds(1));
  EXPECT_TRUE(p.controller->health()->cluster_ok);
  p.cluster->faults().drop = [](const ClusterEvent&) { return true; };
  ASSERT_TRUE(p.cluster->scale(web, 9, "kubectl").has_value());
  p.cluster->faults().drop = nullptr;
  p.pass(std::chrono::minutes(11));
  EXPECT_EQ(p.view("pagos").workloads.at(0).replicas, 9);
}

TEST(Faults, ADryRunWritesNothingToTheClusterAndRecordsWhatItWouldDo) {
  ProductSetup setup;
  setup.dry_run = true;
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(24, 8));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(p.metrics.kube_patches.load(), 0U);
  const auto log = p.log("pagos");
  ASSERT_GE(log.size(), 1U);
  EXPECT_TRUE(log.back().record.dry_run);
  EXPECT_EQ(log.back().workloads.at(0).after, 0);
  EXPECT_FALSE(log.back().record.changed);
}

TEST(Faults, AfterADryRunTheSameStoreAdoptsAnew) {
  ProductSetup setup;
  setup.dry_run = true;
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  ASSERT_EQ(p.log().size(), 1U);
  p.end_dry_run();
  p.pass(std::chrono::hours(3));
  EXPECT_TRUE(p.as_made("pagos")) << "nobody's cluster goes to sleep because somebody tried the product";
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Faults, ACorrectionCutOffByACrashLeavesItsGraceToTheRest) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 20, 5));
  ASSERT_TRUE(p.cluster->scale(web, 3, "kubectl").has_value());
  p.pass(std::chrono::minutes(14));
  const WorkloadRef db{WorkloadKind::stateful_set, "pagos", "db"};
  ASSERT_TRUE(p.cluster->scale(db, 2, "kubectl").has_value());
  p.cluster->faults().decide = [](const SimulatedCall& call) {
    const bool stuck = call.verb == SimulatedCall::Verb::patch;
    return Fault{FaultKind::unavailable, stuck ? Mono(60'000) : Mono(0), Mono(0)};
  };
  p.pass(std::chrono::minutes(1));
  p.pass(std::chrono::seconds(10));
  ASSERT_EQ(p.log("pagos").size(), 2U) << "the correction of web has begun";
  p.crash();
  p.cluster->faults().decide = nullptr;
  p.pass(std::chrono::minutes(2));
  p.start();
  p.pass(std::chrono::minutes(5));
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 2);
  p.pass(std::chrono::minutes(20));
  EXPECT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

}  // namespace
}  // namespace nss
