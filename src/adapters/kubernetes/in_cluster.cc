#include "adapters/kubernetes/in_cluster.h"

#include <fmt/core.h>

namespace nss {

Result<KubernetesAccess> load_in_cluster(const InClusterRequest& request) {
  if (request.service_host.empty() || request.service_port.empty()) {
    return fail(ErrorKind::invalid, "not_in_cluster",
                "in-cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; this works only in a pod, else set "
                "NSCHED_CLUSTER=kubeconfig");
  }
  const bool ipv6 = request.service_host.find(':') != std::string::npos;
  const std::string host = ipv6 ? "[" + request.service_host + "]" : request.service_host;
  const auto address = parse_server(fmt::format("https://{}:{}", host, request.service_port), "in-cluster");
  if (!address) return fail(address.error());
  KubernetesAccess access;
  access.server = fmt::format("https://{}:{}", address->host, address->port);
  access.sources.ca_file = request.directory + "/ca.crt";
  access.sources.token_file = request.directory + "/token";
  access.description = fmt::format("in-cluster: the service account of {}", request.directory);
  return access;
}

}  // namespace nss
