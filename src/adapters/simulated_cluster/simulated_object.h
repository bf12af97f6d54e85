// What the simulated cluster knows of its objects beyond what the port shows: who fights for a workload, which nodes a
// DaemonSet asks for, how its pods behave. Plain values; the codec writes all of it but what is marked as of this process.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "domain/workload.h"
#include "ports/timers.h"

namespace nss {

// A GitOps controller that sets the count back, by a manifest, whenever it finds another one.
struct Defender {
  std::string manager;
  int replicas = 1;
  friend bool operator==(const Defender&, const Defender&) = default;
};

struct SimulatedWorkload {
  Workload shown;                                    // as the API server would show it now
  std::map<std::string, std::string> node_selector;  // DaemonSets; with our key while we hold it
  std::optional<Defender> defender;
  std::optional<int> most_ready;                   // pods beyond this many never become ready
  std::map<std::string, std::string> annotations;  // other people's: ours are in `shown`
  std::map<std::string, std::string> labels;
  bool paused = false;                  // `rollout pause`
  std::optional<Seconds> restarted_at;  // `rollout restart`
  std::optional<Seconds> pods_since;    // what runs began then; empty: with the workload
  // Of this process.
  TimerId progress = 0;
  TimerId reaction = 0;
};

using WorkloadKey = std::pair<WorkloadKind, std::string>;

struct SimulatedNamespace {
  Namespace shown;
  std::map<WorkloadKey, SimulatedWorkload> workloads;
  std::map<std::string, Autoscaler> autoscalers;
};

// The simulation as a whole: stored under blob("simulation", "clock").
struct SimulatedState {
  Instant wall{};
  std::uint64_t revision = 0;  // the last one handed out
  bool seeded = false;         // the sample namespaces are all in the store
};

}  // namespace nss
