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

Resource resource_of(WorkloadKind kind) {
  switch (kind) {
    case WorkloadKind::deployment: return Resource::deployments;
    case WorkloadKind::stateful_set: return Resource::stateful_sets;
    case WorkloadKind::daemon_set: return Resource::daemon_sets;
  }
  return Resource::deployments;
}

}  // namespace nss
