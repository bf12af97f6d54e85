#include "ports/cluster.h"

namespace nss {

const char* to_string(Resource resource) {
  switch (resource) {
    case Resource::namespaces: return "namespaces";
    case Resource::deployments: return "deployments";
    case Resource::stateful_sets: return "statefulsets";
    case Resource::daemon_sets: return "daemonsets";
    case Resource::autoscalers: return "horizontalpodautoscalers";
  }
  return "";
}

}  // namespace nss
