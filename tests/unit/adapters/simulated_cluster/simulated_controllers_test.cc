#include "adapters/simulated_cluster/simulated_controllers.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

const SimulatedTimes times;

SimulatedWorkload workload(WorkloadKind kind, int replicas, int wanted, int ready) {
  SimulatedWorkload result;
  result.shown.ref = WorkloadRef{kind, "pagos-dev", "api"};
  result.shown.replicas = replicas;
  result.shown.pods_wanted = wanted;
  result.shown.pods_ready = ready;
  return result;
}

TEST(SimulatedControllers, PodsGoStepByStep) {
  struct Row {
    SimulatedWorkload now;
    std::optional<std::pair<int, int>> next;  // wanted, ready
    const char* sentence;
  };
  constexpr auto deployment = WorkloadKind::deployment;
  constexpr auto stateful = WorkloadKind::stateful_set;
  constexpr auto daemon = WorkloadKind::daemon_set;
  SimulatedWorkload stuck = workload(deployment, 5, 5, 2);
  stuck.most_ready = 2;
  SimulatedWorkload too_many = workload(deployment, 5, 5, 4);
  too_many.most_ready = 2;
  const Row rows[] = {
      {workload(deployment, 4, 4, 4), std::nullopt, "all there"},
      {workload(deployment, 0, 0, 0), std::nullopt, "all gone"},
      {workload(deployment, 4, 1, 1), {{4, 1}}, "the controller sees the new count first"},
      {workload(deployment, 5, 5, 0), {{5, 3}}, "a Deployment comes up in halves"},
      {workload(deployment, 5, 5, 4), {{5, 5}}, "to the last"},
      {workload(stateful, 3, 3, 0), {{3, 1}}, "a StatefulSet pod by pod"},
      {workload(daemon, 1, 3, 0), {{3, 3}}, "a DaemonSet on all nodes"},
      {workload(daemon, 1, 0, 0), {{3, 0}}, "the nodes are found first"},
      {workload(daemon, 0, 3, 3), {{0, 3}}, "held: no node takes it"},
      {workload(daemon, 0, 0, 3), {{0, 0}}, "and its pods stop"},
      {workload(deployment, 0, 0, 4), {{0, 0}}, "pods stop together"},
      {stuck, std::nullopt, "some never become ready"},
      {too_many, {{5, 2}}, "or stop being"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.sentence);
    const auto step = next_pod_step(row.now, times, 3);
    ASSERT_EQ(step.has_value(), row.next.has_value());
    if (!step) continue;
    EXPECT_EQ(std::pair(step->wanted, step->ready), *row.next);
    EXPECT_GT(step->after.count(), 0) << "it takes time";
    EXPECT_LE(step->after, times.start_most);
  }
}

TEST(SimulatedControllers, OthersReact) {
  SimulatedNamespace ns;
  SimulatedWorkload defended = workload(WorkloadKind::deployment, 3, 3, 3);
  defended.defender = Defender{"argocd-controller", 3};
  EXPECT_FALSE(next_reaction(ns, defended, times)) << "content with its own count";
  defended.shown.replicas = 0;
  const auto back = next_reaction(ns, defended, times);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->replicas, 3);
  EXPECT_EQ(back->writer, (ReplicaWriter{"argocd-controller", false}));
  ns.shown.terminating = true;
  EXPECT_FALSE(next_reaction(ns, defended, times)) << "nobody fights in a namespace that ends";
  ns.shown.terminating = false;

  ns.autoscalers["api"] = Autoscaler{"pagos-dev", "api", "Deployment", "api", 2, 6};
  ns.autoscalers["other"] = Autoscaler{"pagos-dev", "other", "StatefulSet", "api", 9, 9};
  const auto bounded = [&ns](WorkloadKind kind, int replicas) {
    const auto reaction = next_reaction(ns, workload(kind, replicas, replicas, replicas), times);
    return reaction ? reaction->replicas : replicas;
  };
  EXPECT_EQ(bounded(WorkloadKind::deployment, 0), 0) << "at 0 an autoscaler pauses";
  EXPECT_EQ(bounded(WorkloadKind::deployment, 1), 2);
  EXPECT_EQ(bounded(WorkloadKind::deployment, 4), 4);
  EXPECT_EQ(bounded(WorkloadKind::deployment, 9), 6);
  EXPECT_EQ(bounded(WorkloadKind::stateful_set, 1), 9) << "of the kind that it names";
  EXPECT_EQ(bounded(WorkloadKind::daemon_set, 1), 1);
  EXPECT_TRUE(next_reaction(ns, workload(WorkloadKind::deployment, 1, 1, 1), times)->writer.through_scale);
}

}  // namespace
}  // namespace nss
