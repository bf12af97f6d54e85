// Where things are on the API server, below its root. Pure.
#pragma once

#include <string>
#include <string_view>

#include "domain/workload.h"
#include "ports/cluster.h"

namespace nss {

std::string collection_path(Resource resource);      // "/apis/apps/v1/deployments"
std::string object_path(const WorkloadRef& ref);     // "/apis/apps/v1/namespaces/shop/deployments/web"
std::string percent_encoded(std::string_view text);  // RFC 3986: all but the unreserved characters

}  // namespace nss
