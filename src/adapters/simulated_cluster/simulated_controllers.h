// What the controllers of the simulated cluster would do next with one workload: pods that start and stop, a GitOps
// controller that sets counts back, an autoscaler that keeps its bounds. Pure functions; the cluster sets the alarms.
#pragma once

#include <optional>

#include "adapters/simulated_cluster/simulated_object.h"

namespace nss {

// In simulated time.
struct SimulatedTimes {
  Mono observe = std::chrono::seconds(1);  // until a DaemonSet's controller sees other nodes
  Mono stop_pods = std::chrono::seconds(3);
  Mono start_least = std::chrono::seconds(4);  // a step of pods that become ready: per workload, between these
  Mono start_most = std::chrono::seconds(20);
  Mono defend = std::chrono::seconds(4);  // until a GitOps controller sets a count back
  Mono autoscale = std::chrono::seconds(15);
  Mono terminate = std::chrono::seconds(6);  // a namespace from Terminating to gone
};

struct PodStep {
  int wanted;
  int ready;
  Mono after;
};
// Empty: it is as it should be. A Deployment comes up in halves, a StatefulSet pod by pod, a DaemonSet on all nodes at once.
std::optional<PodStep> next_pod_step(const SimulatedWorkload& workload, const SimulatedTimes& times, int nodes);

struct Reaction {
  int replicas;
  ReplicaWriter writer;
  Mono after;
};
// Empty: everybody is content. A count of 0 pauses an autoscaler.
std::optional<Reaction> next_reaction(const SimulatedNamespace& ns, const SimulatedWorkload& workload,
                                      const SimulatedTimes& times);

// The pods that a workload should have.
int pods_of(const Workload& workload, int nodes);

}  // namespace nss
