// How to reach an API server and as whom: what a kubeconfig or a pod's service account comes down to. Values only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace nss {

inline constexpr std::size_t longest_kubeconfig = std::size_t{1} << 20;
inline constexpr std::size_t longest_certificate = std::size_t{256} << 10;

// Certificates and token: each given as text, or as a file that is read again from time to time (credentials.h).
struct CredentialSources {
  std::string ca_pem;
  std::string ca_file;
  std::string cert_pem;
  std::string cert_file;
  std::string key_pem;
  std::string key_file;
  std::string token;
  std::string token_file;
  bool insecure = false;
};

// A program that prints a credential (`aws eks get-token`), started without a shell.
struct ExecSpec {
  std::string api_version;                               // client.authentication.k8s.io/v1 or …/v1beta1
  std::vector<std::string> argv;                         // at least the command
  std::vector<std::pair<std::string, std::string>> env;  // added to ours
  bool provide_cluster = false;
  std::string install_hint;  // shown when the command is not found
};

struct KubernetesAccess {
  std::string server;           // http(s)://host[:port][/prefix], no slash at the end
  std::string proxy;            // URL; empty: none
  std::string tls_server_name;  // the name that the server's certificate must have; empty: the server's host
  CredentialSources sources;
  std::optional<ExecSpec> exec;
  std::string description;  // for people: which context of which file, or the service account
};

// A server's address taken apart and checked: http or https, a host, no user, query or fragment. Plain http is only for
// this machine itself (kubectl proxy): tokens would travel readable.
struct ServerAddress {
  std::string scheme;
  std::string host;  // IPv6 in brackets
  std::string port;  // digits; filled in when the URL has none
  std::string path;  // without a slash at the end
};
Result<ServerAddress> parse_server(std::string_view url, std::string_view where);

}  // namespace nss
