#include "adapters/kubernetes/api_paths.h"

#include <fmt/format.h>

#include "adapters/http_client/percent_encoding.h"

namespace nss {

std::string collection_path(Resource resource) {
  switch (resource) {
    case Resource::namespaces: return "/api/v1/namespaces";
    case Resource::autoscalers: return "/apis/autoscaling/v2/horizontalpodautoscalers";
    default: return fmt::format("/apis/apps/v1/{}", to_string(resource));
  }
}

std::string object_path(const WorkloadRef& ref) {
  return fmt::format("/apis/apps/v1/namespaces/{}/{}/{}", percent_encoded(ref.ns), to_string(resource_of(ref.kind)),
                     percent_encoded(ref.name));
}

std::string listed_path(ListedKind kind, std::string_view ns, std::string_view name) {
  const char* group = kind == ListedKind::pods ? "/api/v1" : "/apis/apps/v1";
  const std::string path = fmt::format("{}/namespaces/{}/{}", group, percent_encoded(ns), to_string(kind));
  return name.empty() ? path : path + "/" + percent_encoded(name);
}

}  // namespace nss
