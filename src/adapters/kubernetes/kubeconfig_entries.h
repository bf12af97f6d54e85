// What one kubeconfig file says, entry by entry, before contexts are resolved. Private to kubeconfig.cc.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/kubernetes/access.h"
#include "base/result.h"

namespace nss {

struct KubeconfigCluster {
  std::string file;  // where it is written
  std::string server;
  std::string ca_file;
  std::string ca_data;
  std::string proxy;
  std::string tls_server_name;
  bool insecure = false;
};

struct KubeconfigUser {
  std::string file;
  std::string cert_file;
  std::string cert_data;
  std::string key_file;
  std::string key_data;
  std::string token;
  std::string token_file;
  std::optional<ExecSpec> exec;
  std::string unsupported;  // the first member that we must not ignore; empty: none
};

struct KubeconfigContext {
  std::string file;
  std::string cluster;
  std::string user;
};

struct KubeconfigEntries {
  std::string current_context;
  std::map<std::string, KubeconfigCluster> clusters;
  std::map<std::string, KubeconfigUser> users;
  std::map<std::string, KubeconfigContext> contexts;
};

Result<KubeconfigEntries> parse_kubeconfig(const std::string& text, const std::string& path);

}  // namespace nss
