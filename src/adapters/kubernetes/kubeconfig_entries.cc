#include "adapters/kubernetes/kubeconfig_entries.h"

#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include <array>

namespace nss {
namespace {

constexpr std::size_t most_entries = 10'000;
constexpr std::size_t most_arguments = 1'000;

// Members that change who we are or what we may do: ignoring one would be acting as somebody else.
constexpr std::array<std::string_view, 7> unsupported_members{"as",       "as-uid",   "as-groups",    "as-user-extra",
                                                              "username", "password", "auth-provider"};

// Reads members of one file and remembers the first mistake, with its line.
class Members {
 public:
  explicit Members(std::string path) : path_(std::move(path)) {}

  std::string text(const YAML::Node& map, const char* name) {
    const YAML::Node node = map[name];
    if (!node || node.IsNull()) return {};
    if (!node.IsScalar()) {
      complain(node, fmt::format("\"{}\" must be a text", name));
      return {};
    }
    return node.Scalar();
  }

  bool flag(const YAML::Node& map, const char* name) {
    const std::string value = text(map, name);
    if (!value.empty() && value != "true" && value != "false")
      complain(map[name], fmt::format("\"{}\" must be true or false", name));
    return value == "true";
  }

  // The elements of a list, at most `most`; absent means none.
  std::vector<YAML::Node> list(const YAML::Node& map, const char* name, std::size_t most) {
    const YAML::Node node = map[name];
    if (!node || node.IsNull()) return {};
    if (!node.IsSequence() || node.size() > most) {
      complain(node, fmt::format("\"{}\" must be a list of at most {}", name, most));
      return {};
    }
    return {node.begin(), node.end()};
  }

  // The map under `name`; an empty one, and a mistake, when it is something else.
  YAML::Node map(const YAML::Node& parent, const char* name) {
    const YAML::Node node = parent[name];
    if (node && node.IsMap()) return node;
    complain(parent, fmt::format("\"{}\" must be a map", name));
    return YAML::Node(YAML::NodeType::Map);
  }

  bool is_map(const YAML::Node& node, const char* what) {
    if (!node.IsMap()) complain(node, fmt::format("{} must be a map", what));
    return node.IsMap();
  }

  void complain(const YAML::Node& node, const std::string& sentence) {
    if (!problem_.empty()) return;
    const YAML::Mark mark = node ? node.Mark() : YAML::Mark::null_mark();
    problem_ = mark.is_null() ? fmt::format("kubeconfig {}: {}", path_, sentence)
                              : fmt::format("kubeconfig {} line {}: {}", path_, mark.line + 1, sentence);
  }

  const std::string& problem() const { return problem_; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::string problem_;
};

KubeconfigCluster read_cluster(Members& in, const YAML::Node& node) {
  KubeconfigCluster cluster;
  cluster.file = in.path();
  cluster.server = in.text(node, "server");
  cluster.ca_file = in.text(node, "certificate-authority");
  cluster.ca_data = in.text(node, "certificate-authority-data");
  cluster.proxy = in.text(node, "proxy-url");
  cluster.tls_server_name = in.text(node, "tls-server-name");
  cluster.insecure = in.flag(node, "insecure-skip-tls-verify");
  return cluster;
}

ExecSpec read_exec(Members& in, const YAML::Node& node) {
  ExecSpec exec;
  exec.api_version = in.text(node, "apiVersion");
  exec.provide_cluster = in.flag(node, "provideClusterInfo");
  exec.install_hint = in.text(node, "installHint");
  if (exec.api_version != "client.authentication.k8s.io/v1" && exec.api_version != "client.authentication.k8s.io/v1beta1") {
    in.complain(node, fmt::format("exec apiVersion \"{}\" is not supported; write client.authentication.k8s.io/v1 or "
                                  "client.authentication.k8s.io/v1beta1",
                                  exec.api_version));
  }
  exec.argv.push_back(in.text(node, "command"));
  if (exec.argv[0].empty()) in.complain(node, "exec has no command");
  if (in.text(node, "interactiveMode") == "Always") {
    in.complain(node, "exec wants a terminal (interactiveMode Always), a server has none; use Never or IfAvailable");
  }
  for (const YAML::Node& argument : in.list(node, "args", most_arguments)) {
    if (!argument.IsScalar()) in.complain(argument, "an element of \"args\" must be a text");
    exec.argv.push_back(argument.IsScalar() ? argument.Scalar() : std::string());
  }
  for (const YAML::Node& variable : in.list(node, "env", most_arguments)) {
    if (!in.is_map(variable, "an element of \"env\"")) continue;
    exec.env.emplace_back(in.text(variable, "name"), in.text(variable, "value"));
    const std::string& name = exec.env.back().first;
    if (name.empty() || name.find('=') != std::string::npos) in.complain(variable, "an element of \"env\" has no usable name");
  }
  return exec;
}

KubeconfigUser read_user(Members& in, const YAML::Node& node) {
  KubeconfigUser user;
  user.file = in.path();
  user.cert_file = in.text(node, "client-certificate");
  user.cert_data = in.text(node, "client-certificate-data");
  user.key_file = in.text(node, "client-key");
  user.key_data = in.text(node, "client-key-data");
  user.token = in.text(node, "token");
  user.token_file = in.text(node, "tokenFile");
  const YAML::Node exec = node["exec"];
  if (exec && !exec.IsNull()) user.exec = read_exec(in, in.map(node, "exec"));
  for (const std::string_view name : unsupported_members) {
    const YAML::Node member = node[std::string(name)];
    if (user.unsupported.empty() && member && !member.IsNull()) user.unsupported = name;
  }
  return user;
}

KubeconfigContext read_context(Members& in, const YAML::Node& node) {
  return {in.path(), in.text(node, "cluster"), in.text(node, "user")};
}

// A list of {name, <member>: {…}}. The first of a name counts.
template <typename Entry>
void read_named(Members& in, const YAML::Node& root, const char* list, const char* member,
                Entry (*read)(Members&, const YAML::Node&), std::map<std::string, Entry>& into) {
  for (const YAML::Node& element : in.list(root, list, most_entries)) {
    if (!in.is_map(element, "an entry")) return;
    const std::string name = in.text(element, "name");
    if (name.empty()) in.complain(element, fmt::format("an entry of \"{}\" has no name", list));
    into.emplace(name, read(in, in.map(element, member)));
  }
}

KubeconfigEntries read_entries(Members& in, const YAML::Node& root) {
  KubeconfigEntries entries;
  if (root.IsNull() || !in.is_map(root, "the file")) return entries;  // an empty file says nothing
  entries.current_context = in.text(root, "current-context");
  read_named(in, root, "clusters", "cluster", &read_cluster, entries.clusters);
  read_named(in, root, "users", "user", &read_user, entries.users);
  read_named(in, root, "contexts", "context", &read_context, entries.contexts);
  return entries;
}

}  // namespace

Result<KubeconfigEntries> parse_kubeconfig(const std::string& text, const std::string& path) {
  Members in(path);
  KubeconfigEntries entries;
  try {
    entries = read_entries(in, YAML::Load(text));
  } catch (const YAML::Exception& error) {
    return fail(ErrorKind::invalid, "bad_kubeconfig",
                fmt::format("kubeconfig {} line {}: it is not YAML: {}", path, error.mark.is_null() ? 1 : error.mark.line + 1,
                            error.msg));
  }
  if (!in.problem().empty()) return fail(ErrorKind::invalid, "bad_kubeconfig", in.problem());
  return entries;
}

}  // namespace nss
