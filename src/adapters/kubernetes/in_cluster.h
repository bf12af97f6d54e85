// Access from inside a pod: the service account's files and the address that Kubernetes puts into the environment.
#pragma once

#include <string>

#include "adapters/kubernetes/access.h"
#include "base/result.h"

namespace nss {

struct InClusterRequest {
  std::string service_host;  // KUBERNETES_SERVICE_HOST
  std::string service_port;  // KUBERNETES_SERVICE_PORT
  std::string directory;     // of token and ca.crt
};

Result<KubernetesAccess> load_in_cluster(const InClusterRequest& request);

}  // namespace nss
