// The promises of run_command(): the words of kubectl, the effect on the object, and whose hand it was.
#include <fmt/core.h>

#include "contract/cluster/cluster_contract.h"

namespace nss {
namespace {

constexpr std::array kinds = {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set};

std::string answer_of(const Result<std::string>& said) {
  return said ? *said : "error " + said.error().code + ": " + said.error().message.en;
}

std::string lower_kind(WorkloadKind kind) {
  std::string name = to_string(kind);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

TEST_P(ClusterContract, ACommandScalesAndIsAPassingHand) {
  const auto ns = new_namespace("cscale");
  const auto web = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 3});
  const auto db = new_workload(WorkloadKind::stateful_set, ns, "db", {.replicas = 2});
  start();
  EXPECT_EQ(answer_of(run("scale deployment/web --replicas=5", ns)), "deployment.apps/web scaled\n");
  EXPECT_EQ(answer_of(run("kubectl scale sts db --replicas=4", ns)), "statefulset.apps/db scaled\n");
  EXPECT_TRUE(wait_for_replicas(web, 5));
  EXPECT_TRUE(wait_for_replicas(db, 4));
  for (const WorkloadRef& ref : {web, db}) {
    const auto found = read(ref);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->writer, (ReplicaWriter{std::string(task_field_manager), true})) << ref.name;
    EXPECT_FALSE((*found)->stamp || (*found)->original) << "it is no switch of ours";
  }
  EXPECT_EQ(answer_of(run("scale statefulset/db --replicas=0", ns)), "statefulset.apps/db scaled\n");
  EXPECT_TRUE(wait_for_replicas(db, 0));
}

TEST_P(ClusterContract, ACommandThatScalesASleepingWorkloadLeavesItsOriginal) {
  const auto ns = new_namespace("csleep");
  const auto web = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 4});
  const WorkloadPatch off = off_patch(web.kind, 1, 4);
  ASSERT_TRUE(patch_current(web, off));
  ASSERT_TRUE(run("scale deployment/web --replicas=1", ns));
  const auto woken = read(web);
  ASSERT_TRUE(woken && *woken);
  EXPECT_EQ((*woken)->replicas, 1);
  EXPECT_EQ((*woken)->original, off.original);
  EXPECT_EQ((*woken)->stamp, off.stamp);
  EXPECT_TRUE((*woken)->writer.through_scale) << "so that switching it off again keeps the first original";
}

TEST_P(ClusterContract, ACommandRestartsEachKindAndChangesNothingElse) {
  const auto ns = new_namespace("crestart");
  for (const WorkloadKind kind : kinds) {
    SCOPED_TRACE(to_string(kind));
    const WorkloadRef ref = new_workload(kind, ns, "svc", {.replicas = 2});
    const auto before = read(ref);
    ASSERT_TRUE(before && *before);
    EXPECT_EQ(answer_of(run("rollout restart " + lower_kind(kind) + "/svc", ns)), lower_kind(kind) + ".apps/svc restarted\n");
    const auto after = read(ref);
    ASSERT_TRUE(after && *after);
    EXPECT_NE((*after)->resource_version, (*before)->resource_version);
    EXPECT_EQ((*after)->replicas, (*before)->replicas);
    EXPECT_EQ((*after)->writer, (*before)->writer) << "who wrote the count has not changed";
    EXPECT_EQ((*after)->uid, (*before)->uid);
  }
}

TEST_P(ClusterContract, ACommandPausesAndResumesOnce) {
  const auto ns = new_namespace("cpause");
  new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 1});
  EXPECT_EQ(answer_of(run("rollout resume deployment/web", ns)), "error command_refused: deployments.apps \"web\" is not paused");
  EXPECT_EQ(answer_of(run("rollout pause deployment/web", ns)), "deployment.apps/web paused\n");
  EXPECT_EQ(answer_of(run("rollout pause deployment/web", ns)),
            "error command_refused: deployments.apps \"web\" is already paused");
  EXPECT_EQ(answer_of(run("rollout restart deployment/web", ns)),
            "error command_refused: deployments.apps \"web\" can't restart paused deployment (run rollout resume first)");
  EXPECT_EQ(answer_of(run("rollout resume deployment/web", ns)), "deployment.apps/web resumed\n");
}

TEST_P(ClusterContract, ACommandTellsHowARolloutStands) {
  const auto ns = new_namespace("cstatus");
  for (const WorkloadKind kind : kinds) {
    SCOPED_TRACE(to_string(kind));
    new_workload(kind, ns, "svc", {.replicas = 2});
    // At once, or on the way, or done: whatever the controllers are at, it is one line.
    const auto said = run("rollout status " + lower_kind(kind) + "/svc", ns);
    ASSERT_TRUE(said) << said.error().message.en;
    EXPECT_EQ(said->find('\n'), said->size() - 1) << *said;
  }
  const auto none = new_workload(WorkloadKind::deployment, ns, "none", {.replicas = 0});
  EXPECT_TRUE(wait(
      [&] { return answer_of(run("rollout status deployment/none", ns)) == "deployment \"none\" successfully rolled out\n"; }));
}

TEST_P(ClusterContract, ACommandListsInKubectlsColumns) {
  const auto ns = new_namespace("cget");
  EXPECT_EQ(answer_of(run("get deployments", ns)), "No resources found in " + ns + " namespace.\n");
  EXPECT_EQ(answer_of(run("get pods -o name", ns)), "");
  for (const WorkloadKind kind : kinds) {
    for (const char* name : {"svc-b", "svc-a"}) new_workload(kind, ns, name, {.replicas = 0});
  }
  const auto deployments = run("get deploy", ns);
  ASSERT_TRUE(deployments) << deployments.error().message.en;
  EXPECT_EQ(deployments->substr(0, deployments->find('\n')), "NAME    READY   UP-TO-DATE   AVAILABLE   AGE");
  EXPECT_NE(deployments->find("\nsvc-a   0/0     0            0           "), std::string::npos) << *deployments;
  EXPECT_LT(deployments->find("svc-a"), deployments->find("svc-b"));
  const auto stateful = run("get statefulsets svc-a", ns);
  ASSERT_TRUE(stateful) << stateful.error().message.en;
  EXPECT_EQ(stateful->find("NAME    READY   AGE\nsvc-a   0/0     "), 0U) << *stateful;
  EXPECT_EQ(stateful->find("svc-b"), std::string::npos) << "only the one that was asked for";
  const auto daemons = run("get ds", ns);
  ASSERT_TRUE(daemons) << daemons.error().message.en;
  EXPECT_EQ(daemons->find("NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE\n"), 0U) << *daemons;
  EXPECT_EQ(answer_of(run("get deploy -o name", ns)), "deployment.apps/svc-a\ndeployment.apps/svc-b\n");
  EXPECT_EQ(answer_of(run("get sts/svc-b -o name", ns)), "statefulset.apps/svc-b\n");
}

TEST_P(ClusterContract, ACommandListsPods) {
  const auto ns = new_namespace("cpods");
  new_workload(WorkloadKind::stateful_set, ns, "db", {.replicas = 1});
  ASSERT_TRUE(wait([&] { return answer_of(run("get pods -o name", ns)) == "pod/db-0\n"; }));
  const auto pods = run("get pod db-0", ns);
  ASSERT_TRUE(pods) << pods.error().message.en;
  EXPECT_EQ(pods->find("NAME   READY   STATUS"), 0U) << *pods;
}

TEST_P(ClusterContract, ACommandAnnotatesAndLabels) {
  const auto ns = new_namespace("cmeta");
  const auto web = new_workload(WorkloadKind::deployment, ns, "web", {.replicas = 2});
  const auto before = read(web);
  ASSERT_TRUE(before && *before);
  EXPECT_EQ(answer_of(run("annotate deployment/web example.com/note='año \"nuevo\"; $1' team=a", ns)),
            "deployment.apps/web annotated\n");
  EXPECT_EQ(answer_of(run("annotate deployment/web team=a", ns)), "deployment.apps/web annotated\n");
  EXPECT_EQ(answer_of(run("annotate deployment/web team=b", ns)),
            "error command_refused: 'team' already has a value (a), and --overwrite is false");
  EXPECT_EQ(answer_of(run("annotate deployment/web team=b --overwrite", ns)), "deployment.apps/web annotated\n");
  EXPECT_EQ(answer_of(run("annotate deployment/web example.com/note=y", ns)),
            "error command_refused: 'example.com/note' already has a value (a??o \"nuevo\"; $1), and --overwrite is false");
  EXPECT_EQ(answer_of(run("annotate deployment/web example.com/note- nothing-", ns)), "deployment.apps/web annotated\n");
  EXPECT_EQ(answer_of(run("annotate deployment/web example.com/note=y", ns)), "deployment.apps/web annotated\n");
  EXPECT_EQ(answer_of(run("label deployment/web tier=front", ns)), "deployment.apps/web labeled\n");
  EXPECT_EQ(answer_of(run("label deployment/web tier=front", ns)), "deployment.apps/web not labeled\n");
  EXPECT_EQ(answer_of(run("label deployment/web tier- zone=x", ns)), "deployment.apps/web modified\n");
  EXPECT_EQ(answer_of(run("label deployment/web tier-", ns)), "label \"tier\" not found.\ndeployment.apps/web not labeled\n");
  EXPECT_EQ(answer_of(run("label deployment/web zone-", ns)), "deployment.apps/web unlabeled\n");
  const auto after = read(web);
  ASSERT_TRUE(after && *after);
  EXPECT_EQ((*after)->writer, (*before)->writer);
  EXPECT_EQ((*after)->replicas, 2);
}

TEST_P(ClusterContract, ACommandOnWhatIsNotThereIsNotFound) {
  const auto ns = new_namespace("cmissing");
  for (const std::string& where : {ns, ns + "-other"}) {
    for (const char* text : {"scale deployment/nothing --replicas=1", "rollout restart sts/nothing",
                             "rollout pause deployment/nothing", "rollout status ds/nothing", "get deployment nothing",
                             "get pod nothing", "annotate sts/nothing a=b", "label ds/nothing a=b"}) {
      SCOPED_TRACE(text);
      const auto said = run(text, where);
      ASSERT_FALSE(said) << *said;
      EXPECT_EQ(said.error().kind, ErrorKind::not_found);
    }
  }
}

TEST_P(ClusterContract, AfterStopACommandIsAnsweredAllTheSame) {
  const auto ns = new_namespace("cstop");
  under_test_->cluster().stop();
  const auto said = run("get pods", ns);
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().code, "stopping");
}

}  // namespace
}  // namespace nss
