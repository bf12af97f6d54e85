// A task's command on the simulated cluster: what the contract suite does not look at (tests/contract/cluster).
#include "adapters/simulated_cluster/simulated_listing.h"
#include "unit/adapters/simulated_cluster/cluster_support.h"

namespace nss {
namespace {

class SimulatedCommands : public SimulatedClusterTest {
 protected:
  Result<std::string> run(const std::string& text, const std::string& ns = "shop") {
    std::optional<Result<std::string>> answer;
    cluster_->run_command(*parse_command(text, ns), ns, [&answer](Result<std::string> said) { answer = std::move(said); });
    EXPECT_FALSE(answer) << "a call is never answered inside itself";
    timers_.run_until_idle();
    return answer ? *answer : fail(ErrorKind::internal, "no_answer", "no answer came");
  }
  std::string said(const std::string& text, const std::string& ns = "shop") {
    const auto result = run(text, ns);
    return result ? *result : result.error().code + ": " + result.error().message.en;
  }
  WorkloadRef workload(WorkloadKind kind, const std::string& name, int replicas) {
    EXPECT_TRUE(cluster_->find_namespace("shop") != nullptr || cluster_->create_namespace("shop"));
    const WorkloadRef ref{kind, "shop", name};
    EXPECT_TRUE(cluster_->create_workload({.ref = ref, .replicas = replicas}));
    return ref;
  }
  void pass(Milliseconds by) { timers_.advance(by); }
};

TEST_F(SimulatedCommands, PodsComeAndGoWithTheirWorkload) {
  workload(WorkloadKind::stateful_set, "db", 2);
  pass(std::chrono::hours(1));
  EXPECT_EQ(said("get pods"),
            "NAME   READY   STATUS    RESTARTS   AGE\n"
            "db-0   1/1     Running   0          60m\n"
            "db-1   1/1     Running   0          60m\n");
  ASSERT_TRUE(run("scale sts/db --replicas=1"));
  EXPECT_NE(said("get pods").find("db-1   1/1     Terminating"), std::string::npos) << said("get pods");
  pass(std::chrono::minutes(5));
  EXPECT_EQ(said("get pods -o name"), "pod/db-0\n");
  ASSERT_TRUE(run("scale sts/db --replicas=0"));
  pass(std::chrono::minutes(5));
  EXPECT_EQ(said("get pods"), "No resources found in shop namespace.\n");
  ASSERT_TRUE(run("scale sts/db --replicas=1"));
  EXPECT_EQ(said("get pod db-0"),
            "NAME   READY   STATUS              RESTARTS   AGE\n"
            "db-0   0/1     ContainerCreating   0          0s\n");
}

TEST_F(SimulatedCommands, ARestartTakesAPodAwayAndBringsItBack) {
  const auto web = workload(WorkloadKind::deployment, "web", 3);
  pass(std::chrono::hours(1));
  const auto names = said("get pods -o name");
  const auto version = shown(web).resource_version;
  EXPECT_EQ(said("rollout restart deploy/web"), "deployment.apps/web restarted\n");
  EXPECT_NE(shown(web).resource_version, version);
  EXPECT_EQ(cluster_->find(web)->restarted_at, floor_seconds(clock_.wall()));
  EXPECT_EQ(said("rollout status deploy/web"),
            "Waiting for deployment \"web\" rollout to finish: 2 of 3 updated replicas are available...\n");
  pass(std::chrono::minutes(5));
  EXPECT_EQ(said("rollout status deploy/web"), "deployment \"web\" successfully rolled out\n");
  EXPECT_NE(said("get pods -o name"), names) << "they are others";
  EXPECT_NE(said("get pods").find("5m"), std::string::npos) << said("get pods");
}

TEST_F(SimulatedCommands, TheColumnsOfADaemonSet) {
  const WorkloadRef ref{WorkloadKind::daemon_set, "shop", "agent"};
  ASSERT_TRUE(cluster_->create_namespace("shop"));
  ASSERT_TRUE(cluster_->create_workload({.ref = ref, .node_selector = {{"disk", "ssd"}, {"os", "linux"}}}));
  pass(std::chrono::hours(3));
  EXPECT_EQ(said("get ds"),
            "NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR       AGE\n"
            "agent   3         3         3       3            3           disk=ssd,os=linux   3h\n");
  EXPECT_EQ(said("rollout status ds/agent"), "daemon set \"agent\" successfully rolled out\n");
  EXPECT_NE(said("get pods -o name").find("pod/agent-"), std::string::npos);
}

TEST_F(SimulatedCommands, AMillionPodsAreFiveHundredLines) {
  workload(WorkloadKind::deployment, "web", 1'000'000);
  workload(WorkloadKind::stateful_set, "db", 3);
  const auto pods = said("get pods -o name");
  EXPECT_EQ(std::count(pods.begin(), pods.end(), '\n'), 501);
  EXPECT_TRUE(pods.ends_with("... and 999503 more\n")) << pods.substr(pods.size() - 40);
}

TEST_F(SimulatedCommands, WhatATaskWritesOutlivesARestart) {
  MemoryStorage storage;
  const SimulatedOptions options{.namespaces = 0, .times = {}};
  restart(options, &storage);
  ASSERT_TRUE(load());
  const auto web = workload(WorkloadKind::deployment, "web", 3);
  ASSERT_TRUE(run("annotate deploy/web note='día ñ' other=1"));
  ASSERT_TRUE(run("label deploy/web tier=front"));
  ASSERT_TRUE(run("rollout restart deploy/web"));
  ASSERT_TRUE(run("rollout pause deploy/web"));
  const SimulatedWorkload before = *cluster_->find(web);
  restart(options, &storage);
  ASSERT_TRUE(load());
  const SimulatedWorkload* after = cluster_->find(web);
  ASSERT_NE(after, nullptr);
  EXPECT_EQ(after->annotations, (std::map<std::string, std::string>{{"note", "día ñ"}, {"other", "1"}}));
  EXPECT_EQ(after->labels, (std::map<std::string, std::string>{{"tier", "front"}}));
  EXPECT_TRUE(after->paused);
  EXPECT_EQ(after->restarted_at, before.restarted_at);
  EXPECT_EQ(after->pods_since, before.pods_since);
  cluster_.reset();  // before its store
}

TEST_F(SimulatedCommands, PeoplesAnnotationsAndATasksAreTheSame) {
  const auto web = workload(WorkloadKind::deployment, "web", 3);
  ASSERT_TRUE(cluster_->annotate_workload(web, "team", "a"));
  EXPECT_EQ(said("annotate deploy/web team=b"), "command_refused: 'team' already has a value (a), and --overwrite is false");
  ASSERT_TRUE(cluster_->annotate_workload(web, "team", std::nullopt));
  EXPECT_EQ(said("annotate deploy/web team=b"), "deployment.apps/web annotated\n");
  ASSERT_TRUE(cluster_->replace_without_annotations(web, 2, "kubectl-replace"));
  EXPECT_EQ(said("annotate deploy/web team=c"), "deployment.apps/web annotated\n") << "the manifest had none";
}

TEST_F(SimulatedCommands, ThereIsRoomForSoManyAnnotationsAndNoMore) {
  const auto web = workload(WorkloadKind::deployment, "web", 3);
  const std::string value(900, 'x');
  std::string last;
  int accepted = 0;
  for (; accepted < 100; ++accepted) {
    last = said("annotate deploy/web k" + std::to_string(accepted) + "=" + value);
    if (last != "deployment.apps/web annotated\n") break;
  }
  EXPECT_EQ(accepted, 36);
  EXPECT_EQ(last, "invalid: shop: the simulation holds no more annotations");
  EXPECT_EQ(cluster_->find(web)->annotations.size(), 36U) << "what was refused changed nothing";
}

TEST_F(SimulatedCommands, MeetTheFaultsThatTestsMake) {
  const auto web = workload(WorkloadKind::deployment, "web", 3);
  FaultKind kind = FaultKind::none;
  cluster_->faults().decide = [&kind, &web](const SimulatedCall& call) {
    EXPECT_EQ(call.verb, SimulatedCall::Verb::command);
    EXPECT_EQ(call.ref, web);
    return Fault{kind};
  };
  for (const FaultKind each : {FaultKind::conflict, FaultKind::transient_before, FaultKind::throttled, FaultKind::forbidden,
                               FaultKind::invalid, FaultKind::unavailable}) {
    kind = each;
    const auto failed = run("scale deploy/web --replicas=7");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, fault_error(each, web, {}).kind);
    EXPECT_EQ(shown(web).replicas, 3);
  }
  kind = FaultKind::transient_after;
  const auto lost = run("scale deploy/web --replicas=7");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::transient);
  EXPECT_EQ(shown(web).replicas, 7) << "it was done, the answer is lost";
}

TEST_F(SimulatedCommands, ACommandThatScalesBeyondReasonIsRefusedByTheCluster) {
  workload(WorkloadKind::deployment, "web", 3);
  std::optional<Result<std::string>> answer;
  cluster_->run_command(ScaleCommand{{WorkloadKind::deployment, "web"}, -1}, "shop",
                        [&answer](Result<std::string> said) { answer = std::move(said); });
  timers_.run_until_idle();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace nss
