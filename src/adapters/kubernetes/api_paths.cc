#include "adapters/kubernetes/api_paths.h"

#include <fmt/format.h>

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

std::string percent_encoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

}  // namespace nss
