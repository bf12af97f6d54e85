// The two JSON texts of Kubernetes' credential plugins (client.authentication.k8s.io): what we put into the plugin's
// KUBERNETES_EXEC_INFO and what it prints. Pure.
#pragma once

#include <optional>
#include <string>

#include "adapters/kubernetes/access.h"
#include "base/result.h"
#include "base/time.h"

namespace nss {

struct ExecCredential {
  std::string token;
  std::string cert_pem;
  std::string key_pem;
  std::optional<Seconds> expires;  // none: until the server refuses it
};

std::string encode_exec_info(const KubernetesAccess& access, const std::string& ca_pem);

// Error: kind invalid, code bad_exec_credential. Its message never quotes what was printed: it may hold a token.
Result<ExecCredential> decode_exec_credential(std::string_view text, const std::string& api_version);

}  // namespace nss
