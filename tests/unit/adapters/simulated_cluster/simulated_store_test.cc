// The simulation in the product's store: what was acknowledged survives, whatever happens to the process.
#include "adapters/simulated_cluster/simulated_store.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

#include "cluster_support.h"

namespace nss {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const StorageKeys keys("local");
const SimulatedOptions empty{.namespaces = 0, .times = {}};
const SimulatedOptions small{.namespaces = 9, .times = {}};

class SimulatedStoreTest : public SimulatedClusterTest {
 protected:
  // The process is gone: what the storage had not done is lost.
  void crash(SimulatedOptions options) {
    storage_->stop();
    const auto tables = storage_->tables();
    auto next = std::make_unique<MemoryStorage>(MemoryStorage::Executor{}, tables);
    restart(options, next.get());
    storage_ = std::move(next);
    ASSERT_TRUE(load());
  }
  std::optional<Instant> stored_instant() {
    std::optional<Result<std::optional<Instant>>> answer;
    SimulatedStore::stored_instant(*storage_, keys, [&](auto result) { answer = std::move(result); });
    EXPECT_TRUE(answer->has_value());
    return **answer;
  }
  void write(const StorageKey& key, Record record) {
    storage_->commit(StorageTransaction{{StorageWrite{key, std::move(record), Precondition::none(), std::nullopt}}, {}},
                     [](const auto& receipt) { ASSERT_TRUE(receipt); });
  }
  void TearDown() override { cluster_.reset(); }

  std::unique_ptr<MemoryStorage> storage_ = std::make_unique<MemoryStorage>();
  MemoryStorage* failing_ = nullptr;
};

TEST_F(SimulatedStoreTest, ARestartGoesOnWhereItWas) {
  restart(small, storage_.get());
  EXPECT_FALSE(stored_instant()) << "nothing yet";
  ASSERT_TRUE(load());
  const auto names = cluster_->namespace_names();
  const auto ref = deployment("pagos-dev-mia", "api", 3);
  timers_.advance(minutes(10));
  ASSERT_TRUE(patch(ref, off(ref)));
  timers_.advance(minutes(10));
  const Workload before = shown(ref);
  ASSERT_TRUE(cluster_->delete_namespace("pagos-dev"));
  timers_.advance(minutes(1));
  cluster_->stop();
  EXPECT_EQ(stored_instant(), clock_.wall()) << "the clock too";

  crash(small);
  EXPECT_EQ(cluster_->namespace_names().size(), names.size()) << "one more, one less";
  EXPECT_EQ(shown(ref), before);
  EXPECT_EQ(cluster_->find_namespace("pagos-dev"), nullptr);
  ASSERT_TRUE(cluster_->scale(ref, 1, "kubectl"));
  EXPECT_GT(std::stoull(shown(ref).resource_version), std::stoull(before.resource_version)) << "versions still grow";
}

TEST_F(SimulatedStoreTest, OtherSamplesAreNotMadeOverAnOldSimulation) {
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  const auto names = cluster_->namespace_names();
  crash(SimulatedOptions{.namespaces = 24, .times = {}});
  EXPECT_EQ(cluster_->namespace_names(), names);
}

TEST_F(SimulatedStoreTest, ManyNamespacesAreReadPageByPage) {
  restart(SimulatedOptions{.namespaces = 230, .times = {}}, storage_.get());
  ASSERT_TRUE(load());
  const auto names = cluster_->namespace_names();
  crash(small);
  EXPECT_EQ(cluster_->namespace_names(), names);
}

TEST_F(SimulatedStoreTest, WhatWasUnderWayGoesOnAfterARestart) {
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  const auto ref = deployment("pagos-mia", "motor", 3);
  ASSERT_TRUE(cluster_->defend(ref, Defender{"argocd-controller", 3}));
  ASSERT_TRUE(patch(ref, off(ref)));
  ASSERT_TRUE(cluster_->delete_namespace("pagos-dev"));
  timers_.run_until_idle();
  crash(small);
  EXPECT_EQ(shown(ref).replicas, 0);
  EXPECT_TRUE(cluster_->find_namespace("pagos-dev")->shown.terminating);
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).replicas, 3) << "the GitOps controller is still there";
  EXPECT_EQ(shown(ref).pods_ready, 3);
  EXPECT_EQ(cluster_->find_namespace("pagos-dev"), nullptr);
}

TEST_F(SimulatedStoreTest, TheClockIsSavedEveryTenSecondsAndAfterAJump) {
  restart(empty, storage_.get());
  ASSERT_TRUE(load());
  timers_.advance(seconds(31));
  EXPECT_GE(*stored_instant(), clock_.wall() - seconds(10));
  clock_.move_to(clock_.wall() + std::chrono::hours(8));
  timers_.run_until_idle();
  EXPECT_EQ(stored_instant(), clock_.wall()) << "the alarm was due on the way";
}

TEST_F(SimulatedStoreTest, APatchIsAnsweredWhenItLiesInTheStore) {
  std::deque<std::function<void()>> held;
  bool hold = false;
  storage_ =
      std::make_unique<MemoryStorage>([&](std::function<void()> work) { hold ? held.push_back(std::move(work)) : work(); });
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  const auto ref = deployment("pagos-mia", "api", 3);
  timers_.advance(minutes(5));
  hold = true;
  std::optional<Result<Workload>> answer;
  cluster_->patch(ref, off(ref), [&](Result<Workload> result) { answer = std::move(result); });
  timers_.run_until_idle();
  EXPECT_FALSE(answer) << "not before";
  hold = false;
  ASSERT_TRUE(cluster_->label_namespace("pagos-mia", "team", "pagos"));
  while (!held.empty()) {
    const auto work = std::move(held.front());
    held.pop_front();
    work();
    timers_.run_until_idle();
  }
  ASSERT_TRUE(answer && *answer);
  crash(small);
  EXPECT_EQ(shown(ref).replicas, 0);
  EXPECT_EQ(cluster_->find_namespace("pagos-mia")->shown.labels.at("team"), "pagos") << "what came meanwhile followed it";
}

TEST_F(SimulatedStoreTest, AFailingStoreStopsNeitherTheClusterNorItsAnswers) {
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  const auto ref = deployment("pagos-mia", "api", 3);
  timers_.advance(minutes(5));
  storage_->faults().unavailable(true);
  ASSERT_TRUE(patch(ref, off(ref))) << "the 07:00 restore goes ahead while the store fails";
  timers_.advance(minutes(1));
  storage_->faults().unavailable(false);
  timers_.advance(minutes(1));
  crash(small);
  EXPECT_EQ(shown(ref).replicas, 0) << "and what was done in between is written later";
}

TEST_F(SimulatedStoreTest, AStopWritesWhatStillWaits) {
  restart(empty, storage_.get());
  ASSERT_TRUE(load());
  for (int i = 0; i < 50; ++i) deployment("ns-" + std::to_string(i), "api", i);
  cluster_->stop();
  crash(empty);
  EXPECT_EQ(cluster_->namespace_names().size(), 50U);
  EXPECT_EQ(shown({WorkloadKind::deployment, "ns-49", "api"}).replicas, 49);
}

TEST_F(SimulatedStoreTest, AClusterThatWasNeverLoadedWritesNothing) {
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  const auto names = cluster_->namespace_names();
  cluster_->stop();
  restart(small, storage_.get());
  cluster_->stop();
  crash(small);
  EXPECT_EQ(cluster_->namespace_names(), names);
}

TEST_F(SimulatedStoreTest, AHalfWrittenFirstStartBeginsAgain) {
  int commits = 0;
  bool loaded = true;
  // The second of several transactions fails.
  storage_ = std::make_unique<MemoryStorage>([&](std::function<void()> work) {
    if (++commits == 7)
      storage_->faults().fail_next_commits(1, make_error(ErrorKind::unavailable, "store_unavailable", "disk full"));
    work();
  });
  restart(SimulatedOptions{.namespaces = 60, .times = {}}, storage_.get());
  cluster_->load([&](const Result<void>& result) { loaded = result.has_value(); });
  timers_.run_until_idle();
  EXPECT_FALSE(loaded) << "it says so";
  crash(SimulatedOptions{.namespaces = 60, .times = {}});
  EXPECT_GT(cluster_->namespace_names().size(), 60U);
}

TEST_F(SimulatedStoreTest, AStoreThatCannotBeReadIsSaid) {
  const auto code = [this] {
    restart(small, storage_.get());
    const auto result = load();
    return result ? std::string("loaded") : result.error().code;
  };
  const auto state_key = keys.blob("simulation", "clock");
  storage_->faults().fail_next(1, make_error(ErrorKind::unavailable, "store_unavailable", "locked"));
  EXPECT_EQ(code(), "store_unavailable");
  write(state_key, BlobRecord{"{]"});
  EXPECT_EQ(code(), "simulation_unreadable");
  std::optional<Result<std::optional<Instant>>> instant_answer;
  SimulatedStore::stored_instant(*storage_, keys, [&](auto result) { instant_answer = std::move(result); });
  EXPECT_EQ(instant_answer->error().code, "simulation_unreadable");
  storage_->faults().unavailable(true);
  SimulatedStore::stored_instant(*storage_, keys, [&](auto result) { instant_answer = std::move(result); });
  EXPECT_EQ(instant_answer->error().code, "store_unavailable");
  storage_->faults().unavailable(false);
  write(state_key, OperationPointer{"op_1"});
  EXPECT_EQ(code(), "simulation_unreadable");
  write(state_key, BlobRecord{R"({"wall_ms":1,"revision":5,"seeded":true})"});
  write(keys.blob("simulation", "ns/pagos-dev"), BlobRecord{"[]"});
  EXPECT_EQ(code(), "simulation_unreadable");
  write(keys.blob("simulation", "ns/pagos-dev"), OperationPointer{"op_1"});
  EXPECT_EQ(code(), "simulation_unreadable");
}

TEST_F(SimulatedStoreTest, AListThatFailsHalfwayIsSaid) {
  restart(small, storage_.get());
  ASSERT_TRUE(load());
  int calls = 0;
  auto failing = std::make_unique<MemoryStorage>(
      [&](std::function<void()> work) {
        if (++calls == 3) failing_->faults().fail_next(1, make_error(ErrorKind::unavailable, "store_unavailable", "locked"));
        work();
      },
      storage_->tables());
  failing_ = failing.get();
  restart(small, failing.get());
  const auto result = load();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "store_unavailable");
  cluster_.reset();
}

// A process that dies at any moment: the storage does some of what it was asked, in order, and forgets the rest.
RC_GTEST_PROP(SimulatedStore, ACrashTakesBackNothingThatWasAcknowledged, ()) {
  FakeClock clock{instant("2026-11-23T12:00:00Z")};
  FakeTimers timers{clock};
  std::deque<std::function<void()>> held;
  auto tables = std::make_shared<MemoryTables>();
  MemoryStorage storage([&held](std::function<void()> work) { held.push_back(std::move(work)); }, tables);
  const auto turn = [&](std::size_t most) {
    timers.run_until_idle();
    for (std::size_t i = 0; i < most && !held.empty(); ++i) {
      const auto work = std::move(held.front());
      held.pop_front();
      work();
      timers.run_until_idle();
    }
  };
  const SimulatedOptions few{.namespaces = 3, .times = {}};
  SimulatedCluster cluster(timers, clock, few, &storage);
  bool loaded = false;
  cluster.load([&loaded](const Result<void>& result) { loaded = result.has_value(); });
  turn(1000);
  RC_ASSERT(loaded);

  std::vector<WorkloadRef> refs;
  for (const auto& name : cluster.namespace_names()) {
    for (const auto& [key, workload] : cluster.find_namespace(name)->workloads) {
      if (key.first == WorkloadKind::deployment) refs.push_back(workload.shown.ref);
    }
  }
  std::map<WorkloadRef, std::int64_t> acknowledged;
  const auto patches = *rc::gen::container<std::vector<std::pair<std::size_t, std::size_t>>>(
      rc::gen::pair(rc::gen::inRange<std::size_t>(0, refs.size()), rc::gen::inRange<std::size_t>(0, 8)));
  std::int64_t number = 0;
  for (const auto& [which, turns] : patches) {
    const WorkloadRef ref = refs[which];
    WorkloadPatch patch;
    patch.stamp = Stamp{++number, "op_crash", false};
    patch.resource_version = cluster.find(ref)->shown.resource_version;
    cluster.patch(ref, patch, [&acknowledged, ref](const Result<Workload>& result) {
      if (result) acknowledged[ref] = result->stamp->number;
    });
    turn(turns);
  }
  storage.stop();

  MemoryStorage after_crash({}, tables);
  SimulatedCluster next(timers, clock, few, &after_crash);
  next.load([](const Result<void>&) {});
  timers.run_until_idle();
  for (const auto& [ref, stamp] : acknowledged) {
    RC_ASSERT(next.find(ref)->shown.stamp.has_value());
    RC_ASSERT(next.find(ref)->shown.stamp->number >= stamp);
  }
}

}  // namespace
}  // namespace nss
