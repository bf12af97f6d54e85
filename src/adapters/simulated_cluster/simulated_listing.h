// What the simulated cluster shows of its objects to `get` and `rollout status`: the columns and the counts that an API
// server would. Its pods exist only here: they follow from the counts of their workload. Pure.
#pragma once

#include "adapters/simulated_cluster/simulated_object.h"
#include "domain/command_words.h"

namespace nss {

inline constexpr std::size_t most_listed_objects = 500;

struct ListingContext {
  Seconds now{};
  int nodes = 1;  // what a DaemonSet runs on
};

// Sorted by name, and at most most_listed_objects. With a name: that one, or no row.
CommandTable simulated_table(const SimulatedNamespace& ns, const GetCommand& command, const ListingContext& context);

RolloutFacts simulated_rollout(const SimulatedWorkload& workload, int nodes);

}  // namespace nss
