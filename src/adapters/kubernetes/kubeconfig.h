// Kubeconfig files, merged as kubectl does: of each name the first file's entry counts, and the first current-context.
// Relative paths in a file are relative to that file. Nothing is opened but the files; nothing is started.
// Failure: kind invalid or not_found, one line each: what, where (file, context), what would be right. What kubectl would
// accept but we could not honour (impersonation, passwords, auth providers) is refused, never ignored.
#pragma once

#include <string>

#include "adapters/kubernetes/access.h"
#include "base/result.h"

namespace nss {

struct KubeconfigRequest {
  std::string paths;  // one path or several with colons; empty: home/.kube/config
  std::string home;
  std::string context;  // empty: the current one
};

Result<KubernetesAccess> load_kubeconfig(const KubeconfigRequest& request);

}  // namespace nss
