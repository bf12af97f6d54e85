// Where things are on the API server, below its root. Pure.
#pragma once

#include <string>
#include <string_view>

#include "domain/workload.h"
#include "ports/cluster.h"

namespace nss {

std::string collection_path(Resource resource);   // "/apis/apps/v1/deployments"
std::string object_path(const WorkloadRef& ref);  // "/apis/apps/v1/namespaces/shop/deployments/web"
// A kind of one namespace, and one of it when `name` is not empty: "/api/v1/namespaces/shop/pods/web-0".
std::string listed_path(ListedKind kind, std::string_view ns, std::string_view name);

}  // namespace nss
