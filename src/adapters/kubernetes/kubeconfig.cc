#include "adapters/kubernetes/kubeconfig.h"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/kubernetes/kubeconfig_entries.h"
#include "base/crypto.h"
#include "base/file_bytes.h"

namespace nss {
namespace {

constexpr std::size_t most_files = 32;

Result<std::vector<std::string>> files_of(const KubeconfigRequest& request) {
  if (request.paths.empty() && request.home.empty()) {
    return fail(ErrorKind::invalid, "bad_kubeconfig",
                "kubeconfig: neither KUBECONFIG nor HOME is set; set KUBECONFIG to the file's path");
  }
  std::vector<std::string> files;
  std::string_view rest = request.paths;
  while (!rest.empty()) {
    const auto colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) files.emplace_back(rest.substr(0, colon));
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  if (request.paths.empty()) files.push_back(request.home + "/.kube/config");
  if (files.empty() || files.size() > most_files) {
    return fail(ErrorKind::invalid, "bad_kubeconfig",
                fmt::format("KUBECONFIG names {} files; it must be 1 to {}", files.size(), most_files));
  }
  return files;
}

// The first to say something wins, as in kubectl. Missing files are skipped as long as one is there.
Result<KubeconfigEntries> load_merged(const std::vector<std::string>& files) {
  KubeconfigEntries merged;
  bool any = false;
  for (const std::string& file : files) {
    const auto text = read_small_file(file, longest_kubeconfig, "kubeconfig");
    if (!text && text.error().kind == ErrorKind::not_found) continue;
    if (!text) return fail(text.error());
    auto entries = parse_kubeconfig(*text, file);
    if (!entries) return fail(entries.error());
    any = true;
    if (merged.current_context.empty()) merged.current_context = entries->current_context;
    merged.clusters.merge(entries->clusters);
    merged.users.merge(entries->users);
    merged.contexts.merge(entries->contexts);
  }
  if (any) return merged;
  return fail(ErrorKind::not_found, "file_not_found",
              fmt::format("kubeconfig {}: there is no such file; set KUBECONFIG to one that exists", fmt::join(files, ", ")));
}

template <typename Entries>
std::string names_of(const Entries& entries) {
  constexpr std::size_t most = 20;
  std::vector<std::string_view> names;
  for (const auto& [name, entry] : entries) {
    if (names.size() < most) names.push_back(name);
  }
  if (names.empty()) return "there is none";
  return fmt::format("there is {}{}", fmt::join(names, ", "), entries.size() > most ? ", …" : "");
}

std::string resolved(const std::string& path, const std::string& file) {
  if (path.empty() || path.front() == '/') return path;
  const auto slash = file.rfind('/');
  return (slash == std::string::npos ? std::string() : file.substr(0, slash + 1)) + path;
}

// Resolves one context of the merged files. `where_` begins every error: "kubeconfig F: context C".
class Resolver {
 public:
  Resolver(const KubeconfigEntries& entries, const KubeconfigContext& context, const std::string& name)
      : entries_(entries), context_(context), where_(fmt::format("kubeconfig {}: context {}", context.file, name)) {}

  Result<KubernetesAccess> resolve() {
    access_.description = fmt::format("{} (cluster {}, user {})", where_, context_.cluster, context_.user);
    if (auto done = read_cluster(); !done) return fail(done.error());
    if (!context_.user.empty()) {
      if (auto done = read_user(); !done) return fail(done.error());
    }
    return access_;
  }

 private:
  tl::unexpected<Error> bad(const std::string& sentence) const {
    return fail(ErrorKind::invalid, "bad_kubeconfig", fmt::format("{}: {}", where_, sentence));
  }

  Result<std::string> pem(const std::string& base64, const std::string& member) const {
    if (base64.empty()) return std::string();
    if (base64.size() > longest_certificate) return bad(fmt::format("{} is longer than {} bytes", member, longest_certificate));
    std::string packed = base64;
    std::erase_if(packed, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
    auto bytes = base64_decode(packed);
    if (!bytes) return bad(fmt::format("{} is not base64; it is the base64 of a PEM file", member));
    if (bytes->find("-----BEGIN ") == std::string::npos) return bad(fmt::format("{} is not the base64 of a PEM file", member));
    return *bytes;
  }

  Result<bool> read_cluster() {
    const auto found = entries_.clusters.find(context_.cluster);
    if (found == entries_.clusters.end()) {
      return bad(fmt::format("it names the cluster \"{}\"; {}", context_.cluster, names_of(entries_.clusters)));
    }
    const KubeconfigCluster& cluster = found->second;
    if (cluster.server.empty())
      return bad(fmt::format("cluster {} has no server; write server: https://host:port", found->first));
    const auto address = parse_server(cluster.server, fmt::format("{}: cluster {}", where_, found->first));
    if (!address) return fail(address.error());
    const auto ca = pem(cluster.ca_data, fmt::format("cluster {}: certificate-authority-data", found->first));
    if (!ca) return fail(ca.error());
    const bool has_ca = !cluster.ca_data.empty() || !cluster.ca_file.empty();
    if (cluster.insecure && has_ca) {
      return bad(
          fmt::format("cluster {} has a certificate-authority and insecure-skip-tls-verify: true; keep one", found->first));
    }
    access_.server = fmt::format("{}://{}:{}{}", address->scheme, address->host, address->port, address->path);
    access_.tls_server_name = cluster.tls_server_name;
    access_.sources.insecure = cluster.insecure;
    access_.sources.ca_pem = *ca;
    if (cluster.ca_data.empty()) access_.sources.ca_file = resolved(cluster.ca_file, cluster.file);
    return read_proxy(cluster, found->first);
  }

  Result<bool> read_proxy(const KubeconfigCluster& cluster, const std::string& name) {
    const std::string& url = cluster.proxy;
    const bool known = url.empty() || url.starts_with("http://") || url.starts_with("https://") || url.starts_with("socks5://");
    if (!known || url.size() > 2048)
      return bad(fmt::format("cluster {}: proxy-url must begin with http://, https:// or socks5://", name));
    access_.proxy = url;
    if (url.starts_with("socks5://")) access_.proxy = "socks5h://" + url.substr(9);  // the proxy resolves names, as in kubectl
    return true;
  }

  Result<bool> read_user() {
    const auto found = entries_.users.find(context_.user);
    if (found == entries_.users.end())
      return bad(fmt::format("it names the user \"{}\"; {}", context_.user, names_of(entries_.users)));
    const KubeconfigUser& user = found->second;
    if (!user.unsupported.empty()) {
      return bad(fmt::format("user {} has \"{}\", which is not supported; use a client certificate, token, tokenFile or exec",
                             found->first, user.unsupported));
    }
    if (user.exec && (!user.token.empty() || !user.token_file.empty())) {
      return bad(fmt::format("user {} has exec and a token; keep one", found->first));
    }
    if (auto done = read_certificate(user, found->first); !done) return done;
    access_.sources.token_file = resolved(user.token_file, user.file);
    if (user.token_file.empty()) access_.sources.token = user.token;
    access_.exec = user.exec;
    if (access_.exec && access_.exec->argv[0].find('/') != std::string::npos) {
      access_.exec->argv[0] = resolved(access_.exec->argv[0], user.file);
    }
    return true;
  }

  Result<bool> read_certificate(const KubeconfigUser& user, const std::string& name) {
    const bool has_cert = !user.cert_data.empty() || !user.cert_file.empty();
    const bool has_key = !user.key_data.empty() || !user.key_file.empty();
    if (has_cert != has_key) {
      return bad(fmt::format("user {} has a client {} and no client {}; both are needed", name, has_cert ? "certificate" : "key",
                             has_cert ? "key" : "certificate"));
    }
    const auto cert = pem(user.cert_data, fmt::format("user {}: client-certificate-data", name));
    if (!cert) return fail(cert.error());
    const auto key = pem(user.key_data, fmt::format("user {}: client-key-data", name));
    if (!key) return fail(key.error());
    access_.sources.cert_pem = *cert;
    access_.sources.key_pem = *key;
    if (user.cert_data.empty()) access_.sources.cert_file = resolved(user.cert_file, user.file);
    if (user.key_data.empty()) access_.sources.key_file = resolved(user.key_file, user.file);
    return true;
  }

  const KubeconfigEntries& entries_;
  const KubeconfigContext& context_;
  const std::string where_;
  KubernetesAccess access_;
};

}  // namespace

Result<KubernetesAccess> load_kubeconfig(const KubeconfigRequest& request) {
  const auto files = files_of(request);
  if (!files) return fail(files.error());
  const auto entries = load_merged(*files);
  if (!entries) return fail(entries.error());
  const std::string name = request.context.empty() ? entries->current_context : request.context;
  const std::string all = fmt::format("{}", fmt::join(*files, ", "));
  if (name.empty()) {
    return fail(
        ErrorKind::invalid, "bad_kubeconfig",
        fmt::format("kubeconfig {}: it has no current-context; set NSCHED_KUBE_CONTEXT, {}", all, names_of(entries->contexts)));
  }
  const auto context = entries->contexts.find(name);
  if (context == entries->contexts.end()) {
    return fail(ErrorKind::invalid, "bad_kubeconfig",
                fmt::format("kubeconfig {}: there is no context \"{}\"; {}", all, name, names_of(entries->contexts)));
  }
  return Resolver(*entries, context->second, name).resolve();
}

}  // namespace nss
