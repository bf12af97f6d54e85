#include "adapters/simulated_cluster/simulated_controllers.h"

#include <algorithm>

namespace nss {
namespace {

// Every workload has its own pace, the same in each run.
Mono start_time(const WorkloadRef& ref, const SimulatedTimes& times) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const std::string* part : {&ref.ns, &ref.name}) {
    for (const char c : *part) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  }
  const auto spread = std::max<std::int64_t>(1, (times.start_most - times.start_least).count());
  return times.start_least + Mono(static_cast<std::int64_t>(hash) % spread);
}

}  // namespace

int pods_of(const Workload& workload, int nodes) {
  return workload.ref.kind == WorkloadKind::daemon_set ? (workload.replicas == 0 ? 0 : nodes) : workload.replicas;
}

std::optional<PodStep> next_pod_step(const SimulatedWorkload& workload, const SimulatedTimes& times, int nodes) {
  const Workload& w = workload.shown;
  const int pods = pods_of(w, nodes);
  if (w.pods_wanted != pods) return PodStep{pods, w.pods_ready, times.observe};
  const int possible = std::min(pods, workload.most_ready.value_or(pods));
  if (w.pods_ready > possible) return PodStep{pods, possible, times.stop_pods};
  if (w.pods_ready == possible) return std::nullopt;
  const int missing = possible - w.pods_ready;
  const int step = w.ref.kind == WorkloadKind::stateful_set ? 1
                   : w.ref.kind == WorkloadKind::daemon_set ? missing
                                                            : (missing + 1) / 2;
  return PodStep{pods, w.pods_ready + step, start_time(w.ref, times)};
}

std::optional<Reaction> next_reaction(const SimulatedNamespace& ns, const SimulatedWorkload& workload,
                                      const SimulatedTimes& times) {
  const Workload& w = workload.shown;
  if (w.ref.kind == WorkloadKind::daemon_set || ns.shown.terminating) return std::nullopt;
  if (workload.defender && w.replicas != workload.defender->replicas) {
    return Reaction{workload.defender->replicas, ReplicaWriter{workload.defender->manager, false}, times.defend};
  }
  for (const auto& [name, autoscaler] : ns.autoscalers) {
    if (autoscaler.target_name != w.ref.name || autoscaler.target_kind != to_string(w.ref.kind) || w.replicas == 0) continue;
    const int bounded =
        std::clamp(w.replicas, autoscaler.min_replicas, std::max(autoscaler.min_replicas, autoscaler.max_replicas));
    if (bounded != w.replicas) return Reaction{bounded, ReplicaWriter{"kube-controller-manager", true}, times.autoscale};
  }
  return std::nullopt;
}

}  // namespace nss
