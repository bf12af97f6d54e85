// The namespaces that the simulated cluster has at its very first start: those of a believable Colombian company, and the
// system ones of an EKS cluster. Pure and deterministic: the same count, seed and instant give the same objects. Odd cases
// are among the first nine user namespaces, so that a trial of the usual size shows all of them (SPEC 5): an HPA, a
// StatefulSet that would lose its volumes, one that a GitOps controller defends, exclusions with and without an end, a
// name for people, no cost centre, a workload at 0, one that belongs to an operator.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/simulated_cluster/simulated_object.h"

namespace nss {

inline constexpr std::size_t most_sample_namespaces = 1000;

// Those that their labels name: "CC-001" and so on.
std::vector<std::string> sample_cost_centers();

// `users` user namespaces and, unless that is 0, the system ones. uids and resourceVersions are left empty: the cluster
// gives them.
std::vector<SimulatedNamespace> sample_namespaces(std::size_t users, std::uint64_t seed, Seconds now);

}  // namespace nss
