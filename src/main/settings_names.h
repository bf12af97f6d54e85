// Names that people and platforms give us: which was meant, and which are not ours. Pure; thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nss {

// The candidate with the fewest typing errors (insertions, deletions, replacements, swaps of neighbours; case is free).
// Empty only without candidates.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& candidates);

// What Kubernetes puts into every container for a Service called `nsched` (NSCHED_PORT, NSCHED_SERVICE_HOST,
// NSCHED_PORT_8080_TCP_ADDR …), or `nsched-web` (NSCHED_WEB_PORT …, known by its NSCHED_WEB_SERVICE_HOST beside it).
bool injected_by_kubernetes(std::string_view name, const std::map<std::string, std::string>& environment);

}  // namespace nss
