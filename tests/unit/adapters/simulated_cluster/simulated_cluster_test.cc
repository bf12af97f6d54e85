// What the contract suite does not ask of every cluster: time, faults, and how a believable cluster behaves.
#include "adapters/simulated_cluster/simulated_cluster.h"

#include "cluster_support.h"

namespace nss {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST_F(SimulatedClusterTest, TheFirstStartShowsARunningCompany) {
  restart(SimulatedOptions{}, nullptr);
  ASSERT_TRUE(load());
  start();
  const auto workloads = all<WorkloadSeen>();
  EXPECT_GT(workloads.size(), 60U);
  EXPECT_EQ(all<ListEnd>().size(), resource_count);
  EXPECT_EQ(all<AutoscalerSeen>().size(), 1U);
  std::set<std::string> uids;
  for (const auto& [workload] : workloads) {
    EXPECT_TRUE(uids.insert(workload.uid).second) << "a uid is one object's";
    EXPECT_EQ(workload.pods_ready, workload.pods_wanted) << "it has been running for long";
  }
  for (const auto& [ns] : all<NamespaceSeen>()) EXPECT_TRUE(uids.insert(ns.uid).second);
  events_.clear();
  timers_.advance(std::chrono::hours(2));
  EXPECT_TRUE(events_.empty()) << "nothing happens in a quiet cluster";
}

TEST_F(SimulatedClusterTest, PodsStopAndStartOverTime) {
  const auto ref = deployment("pagos-dev", "api", 4);
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).pods_ready, 4);
  ASSERT_TRUE(patch(ref, off(ref)));
  EXPECT_EQ(shown(ref).pods_wanted, 0);
  EXPECT_EQ(shown(ref).pods_ready, 4) << "pods need time to stop";
  const auto version = shown(ref).resource_version;
  timers_.advance(seconds(10));
  EXPECT_EQ(shown(ref).pods_ready, 0);
  EXPECT_NE(shown(ref).resource_version, version) << "its status is a write as well";
  ASSERT_TRUE(cluster_->scale(ref, 4, "kubectl"));
  timers_.advance(seconds(2));
  EXPECT_LT(shown(ref).pods_ready, 4);
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).pods_ready, 4);
  ASSERT_TRUE(cluster_->limit_ready(ref, 1));
  timers_.advance(minutes(20));
  EXPECT_EQ(shown(ref).pods_ready, 1) << "a broken image: wanted pods that are not ready";
  ASSERT_TRUE(cluster_->limit_ready(ref, std::nullopt));
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).pods_ready, 4);
}

TEST_F(SimulatedClusterTest, AGitOpsControllerFightsBack) {
  const auto ref = deployment("pagos-dev", "motor", 3);
  ASSERT_TRUE(cluster_->defend(ref, Defender{"argocd-controller", 3}));
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(patch(ref, off(ref)));
    EXPECT_EQ(shown(ref).replicas, 0);
    timers_.advance(seconds(30));
    EXPECT_EQ(shown(ref).replicas, 3) << "a few seconds later it is back";
    EXPECT_EQ(shown(ref).writer, (ReplicaWriter{"argocd-controller", false}));
    EXPECT_TRUE(shown(ref).original) << "by a manifest that knows nothing of our annotations";
  }
  ASSERT_TRUE(cluster_->defend(ref, std::nullopt));
  ASSERT_TRUE(patch(ref, off(ref)));
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).replicas, 0);
}

TEST_F(SimulatedClusterTest, AnAutoscalerKeepsItsBoundsButNotAtZero) {
  const auto ref = deployment("pagos-dev", "api", 1);
  ASSERT_TRUE(cluster_->set_autoscaler(Autoscaler{"pagos-dev", "api", "Deployment", "api", 2, 5}));
  timers_.advance(minutes(1));
  EXPECT_EQ(shown(ref).replicas, 2);
  ASSERT_TRUE(patch(ref, off(ref)));
  timers_.advance(minutes(10));
  EXPECT_EQ(shown(ref).replicas, 0) << "at 0 it pauses";
  ASSERT_TRUE(cluster_->scale(ref, 9, "kubectl"));
  timers_.advance(minutes(1));
  EXPECT_EQ(shown(ref).replicas, 5);
}

TEST_F(SimulatedClusterTest, AHeldDaemonSetLeavesItsNodes) {
  ASSERT_TRUE(cluster_->create_namespace("pagos-dev"));
  const WorkloadRef ref{WorkloadKind::daemon_set, "pagos-dev", "agente"};
  ASSERT_TRUE(cluster_->create_workload({.ref = ref, .node_selector = {{"disktype", "ssd"}}}));
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).pods_ready, 3);
  WorkloadPatch patch_off = off(ref);
  patch_off.replicas.reset();
  patch_off.hold = true;
  ASSERT_TRUE(patch(ref, patch_off));
  timers_.advance(minutes(5));
  EXPECT_EQ(shown(ref).pods_wanted, 0);
  EXPECT_EQ(shown(ref).pods_ready, 0);
}

TEST_F(SimulatedClusterTest, APatchThatChangesNothingIsNoWrite) {
  const auto ref = deployment("pagos-dev", "api", 2);
  timers_.advance(minutes(5));
  WorkloadPatch stamp;
  stamp.stamp = Stamp{3, "op_3", false};
  stamp.resource_version = shown(ref).resource_version;
  const auto first = patch(ref, stamp);
  ASSERT_TRUE(first);
  start();
  events_.clear();
  stamp.resource_version = first->resource_version;
  const auto second = patch(ref, stamp);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->resource_version, first->resource_version);
  timers_.run_until_idle();
  EXPECT_TRUE(events_.empty());
}

TEST_F(SimulatedClusterTest, ImpossiblePatchesAreRefusedLikeA422) {
  const auto ref = deployment("pagos-dev", "api", 2);
  const WorkloadRef daemon{WorkloadKind::daemon_set, "pagos-dev", "agente"};
  ASSERT_TRUE(cluster_->create_workload({.ref = daemon}));
  const auto refuses = [this](const WorkloadRef& to, auto spoil) {
    WorkloadPatch wrong = off(to);
    spoil(wrong);
    const auto result = patch(to, wrong);
    return !result && result.error().kind == ErrorKind::invalid;
  };
  EXPECT_TRUE(refuses(ref, [](WorkloadPatch& p) { p.replicas = -1; }));
  EXPECT_TRUE(refuses(ref, [](WorkloadPatch& p) { p.replicas = 1'000'001; }));
  EXPECT_TRUE(refuses(ref, [](WorkloadPatch& p) { p.hold = true; })) << "a Deployment has no selector of ours";
  EXPECT_TRUE(refuses(daemon, [](WorkloadPatch&) {})) << "a DaemonSet has no count";
  EXPECT_TRUE(refuses(ref, [](WorkloadPatch& p) { p.resource_version = ""; })) << "never without the version that was read";
  EXPECT_TRUE(refuses(ref, [](WorkloadPatch& p) { p.original.reset(); }));
  EXPECT_EQ(shown(ref).replicas, 2);
}

TEST_F(SimulatedClusterTest, FaultsDoWhatTheySay) {
  struct Row {
    FaultKind fault;
    ErrorKind kind;
    bool written;
    const char* sentence;
  };
  const Row rows[] = {
      {FaultKind::conflict, ErrorKind::conflict, false, "somebody was quicker"},
      {FaultKind::transient_before, ErrorKind::transient, false, "the request was lost"},
      {FaultKind::transient_after, ErrorKind::transient, true, "only the reply was lost"},
      {FaultKind::throttled, ErrorKind::throttled, false, "wait"},
      {FaultKind::forbidden, ErrorKind::forbidden, false, "a policy forbids it"},
      {FaultKind::invalid, ErrorKind::invalid, false, "a webhook refuses it"},
      {FaultKind::unavailable, ErrorKind::unavailable, false, "nobody answers"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.sentence);
    const auto ref = deployment("pagos-dev", "svc" + std::to_string(static_cast<int>(row.fault)), 2);
    const auto version = shown(ref).resource_version;
    cluster_->faults().decide = [&](const SimulatedCall& call) {
      EXPECT_EQ(call.ref, ref);
      EXPECT_EQ(call.patch->replicas, 0);
      return Fault{row.fault, Mono(0), seconds(7)};
    };
    const auto result = patch(ref, off(ref));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, row.kind);
    EXPECT_FALSE(result.error().message.es.empty() || result.error().message.en.empty());
    EXPECT_EQ(shown(ref).replicas == 0, row.written);
    EXPECT_EQ(result.error().retry_after.has_value(), row.fault == FaultKind::throttled);
    EXPECT_EQ(shown(ref).resource_version != version, row.written || row.fault == FaultKind::conflict) << "read again";
    cluster_->faults().decide = nullptr;
  }
}

TEST_F(SimulatedClusterTest, FaultsReachReadsAndIdentityToo) {
  const auto ref = deployment("pagos-dev", "api", 2);
  cluster_->faults().decide = [](const SimulatedCall& call) {
    return Fault{call.verb == SimulatedCall::Verb::patch ? FaultKind::none : FaultKind::unavailable};
  };
  int failures = 0;
  cluster_->read(ref, [&](const auto& result) { failures += result ? 0 : 1; });
  cluster_->identify([&](const auto& result) { failures += result ? 0 : 1; });
  timers_.run_until_idle();
  EXPECT_EQ(failures, 2);
  EXPECT_TRUE(patch(ref, off(ref)));
}

TEST_F(SimulatedClusterTest, ADelayedCallIsJudgedWhenItArrives) {
  const auto ref = deployment("pagos-dev", "api", 2);
  timers_.advance(minutes(5));
  cluster_->faults().decide = [](const SimulatedCall&) { return Fault{FaultKind::none, seconds(30), Mono(0)}; };
  std::optional<Result<Workload>> answer;
  cluster_->patch(ref, off(ref), [&](Result<Workload> result) { answer = std::move(result); });
  timers_.advance(seconds(10));
  ASSERT_TRUE(cluster_->scale(ref, 5, "kubectl"));
  timers_.advance(seconds(10));
  EXPECT_FALSE(answer);
  timers_.advance(seconds(11));
  ASSERT_TRUE(answer);
  EXPECT_EQ((*answer).error().kind, ErrorKind::conflict);
}

TEST_F(SimulatedClusterTest, LostEventsComeBackWithTheNextList) {
  const auto ref = deployment("pagos-dev", "api", 2);
  start();
  events_.clear();
  cluster_->faults().drop = [](const ClusterEvent& event) { return std::holds_alternative<WorkloadSeen>(event); };
  ASSERT_TRUE(cluster_->scale(ref, 5, "kubectl"));
  timers_.advance(minutes(5));
  EXPECT_TRUE(all<WorkloadSeen>().empty());
  cluster_->resync();
  timers_.run_until_idle();
  ASSERT_EQ(all<WorkloadSeen>().size(), 1U) << "a list loses nothing";
  EXPECT_EQ(all<WorkloadSeen>()[0].workload.replicas, 5);
}

TEST_F(SimulatedClusterTest, ABrokenStreamSaysSoAndListsAgainWhenItIsBack) {
  const auto ref = deployment("pagos-dev", "api", 2);
  start();
  for (std::size_t i = 0; i < resource_count; ++i) {
    const auto resource = static_cast<Resource>(i);
    SCOPED_TRACE(to_string(resource));
    events_.clear();
    cluster_->break_stream(resource, make_error(ErrorKind::unavailable, "unavailable", "no route"));
    cluster_->resync();
    timers_.run_until_idle();
    EXPECT_EQ(all<ListEnd>().size(), resource_count - 1);
    ASSERT_EQ(all<StreamState>().size(), 1U);
    EXPECT_EQ(all<StreamState>()[0].problem->code, "unavailable");
    EXPECT_EQ(all<StreamState>()[0].optional, resource == Resource::autoscalers);
    events_.clear();
    cluster_->heal_stream(resource);
    timers_.run_until_idle();
    ASSERT_EQ(all<StreamState>().size(), 1U);
    EXPECT_FALSE(all<StreamState>()[0].problem);
    EXPECT_EQ(all<ListBegin>().size(), 1U);
  }
  cluster_->break_stream(Resource::deployments, make_error(ErrorKind::unavailable, "unavailable", "no route"));
  events_.clear();
  ASSERT_TRUE(cluster_->delete_workload(ref));
  ASSERT_TRUE(cluster_->delete_namespace("pagos-dev"));
  timers_.advance(minutes(1));
  EXPECT_TRUE(all<WorkloadGone>().empty());
  EXPECT_EQ(all<NamespaceGone>().size(), 1U) << "the other streams go on";
}

TEST_F(SimulatedClusterTest, TheServersClockIsTold) {
  start();
  ASSERT_EQ(all<ServerTime>().size(), 1U);
  EXPECT_EQ(all<ServerTime>()[0].ahead, seconds(0));
  cluster_->set_clock_ahead(seconds(-300));
  timers_.run_until_idle();
  EXPECT_EQ(all<ServerTime>().back().ahead, seconds(-300));
}

TEST_F(SimulatedClusterTest, ASinkMayStopTheCluster) {
  deployment("pagos-dev", "api", 2);
  int events = 0;
  cluster_->start([&](const ClusterEvent&) {
    ++events;
    cluster_->stop();
  });
  timers_.advance(minutes(5));
  EXPECT_EQ(events, 1);
}

TEST_F(SimulatedClusterTest, StopAnswersWhatIsUnderWay) {
  const auto ref = deployment("pagos-dev", "api", 2);
  std::vector<std::string> codes;
  const auto note = [&codes](const auto& result) { codes.push_back(result ? "done" : result.error().code); };
  cluster_->patch(ref, off(ref), note);
  cluster_->read(ref, note);
  cluster_->identify(note);
  cluster_->load(note);
  cluster_->stop();
  EXPECT_EQ(codes, std::vector<std::string>(4, "stopping"));
  cluster_->patch(ref, off(ref), note);
  cluster_->read(ref, note);
  cluster_->identify(note);
  EXPECT_EQ(codes.size(), 4U) << "not inside the call";
  timers_.advance(minutes(5));
  EXPECT_EQ(codes, std::vector<std::string>(7, "stopping"));
  EXPECT_EQ(shown(ref).replicas, 2);
  cluster_.reset();
  timers_.advance(minutes(5));
}

}  // namespace
}  // namespace nss
