#include "adapters/kubernetes/exec_credential_codec.h"

#include <fmt/core.h>

#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/original_codec.h"
#include "base/clean_token.h"
#include "base/crypto.h"

namespace nss {
namespace {

const Keep& credential_keep() {
  static const Keep status{{{"token", {}}, {"clientCertificateData", {}}, {"clientKeyData", {}}, {"expirationTimestamp", {}}}};
  static const Keep keep{{{"kind", {}}, {"apiVersion", {}}, {"status", status}}};
  return keep;
}

std::string cluster_of(const KubernetesAccess& access, const std::string& ca_pem) {
  std::string members = fmt::format(R"("server":{})", json_string(access.server));
  if (!access.tls_server_name.empty()) members += fmt::format(R"(,"tls-server-name":{})", json_string(access.tls_server_name));
  if (access.sources.insecure) members += R"(,"insecure-skip-tls-verify":true)";
  if (!ca_pem.empty()) members += fmt::format(R"(,"certificate-authority-data":"{}")", base64_encode(ca_pem));
  if (!access.proxy.empty()) members += fmt::format(R"(,"proxy-url":{})", json_string(access.proxy));
  return fmt::format(R"(,"cluster":{{{}}})", members);
}

tl::unexpected<Error> bad(const char* why) {
  return fail(ErrorKind::invalid, "bad_exec_credential", fmt::format("what it printed is not a usable ExecCredential: {}", why));
}

bool is_pem(const std::string& text) { return text.find("-----BEGIN ") != std::string::npos; }

}  // namespace

std::string encode_exec_info(const KubernetesAccess& access, const std::string& ca_pem) {
  return fmt::format(R"({{"kind":"ExecCredential","apiVersion":{},"spec":{{"interactive":false{}}}}})",
                     json_string(access.exec->api_version), access.exec->provide_cluster ? cluster_of(access, ca_pem) : "");
}

Result<ExecCredential> decode_exec_credential(std::string_view text, const std::string& api_version) {
  const auto document = read_json(text, credential_keep());
  if (!document) return bad("it is not one JSON object");
  const JsonView root = document->root();
  if (root["kind"].string() != "ExecCredential") return bad("its kind is another");
  if (root["apiVersion"].string() != api_version) return bad("its apiVersion is not the one that the kubeconfig asks for");
  const JsonView status = root["status"];
  const std::string token(status["token"].string().value_or(""));
  ExecCredential credential;
  credential.token = clean_token(token);
  credential.cert_pem = status["clientCertificateData"].string().value_or("");
  credential.key_pem = status["clientKeyData"].string().value_or("");
  if (credential.token.empty() && !token.empty()) return bad("its token has characters that a token cannot have");
  if (credential.cert_pem.empty() != credential.key_pem.empty()) return bad("a certificate needs its key, a key its certificate");
  if (!credential.cert_pem.empty() && (!is_pem(credential.cert_pem) || !is_pem(credential.key_pem))) {
    return bad("its certificate or key is not PEM");
  }
  if (credential.token.empty() && credential.cert_pem.empty()) return bad("it has neither a token nor a certificate");
  if (!status["expirationTimestamp"].empty()) {
    credential.expires = parse_rfc3339(status["expirationTimestamp"].string().value_or(""));
    if (!credential.expires) return bad("its expirationTimestamp is not a time");
  }
  return credential;
}

}  // namespace nss
