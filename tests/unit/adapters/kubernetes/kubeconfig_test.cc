#include "adapters/kubernetes/kubeconfig.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/crypto.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

const std::string pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

class Kubeconfig : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  Result<KubernetesAccess> load(const std::string& text, const std::string& context = "") {
    return load_kubeconfig({write("config", text), "", context});
  }
  // The error's sentence; a test failure when there is none.
  std::string problem(const std::string& text, const std::string& context = "") {
    const auto access = load(text, context);
    if (access) return "it was accepted";
    EXPECT_EQ(access.error().message.en.find('\n'), std::string::npos) << "one line";
    return access.error().message.en;
  }
  TemporaryFolder folder_;
};

// A config of one context; `cluster` and `user` are members in flow style.
std::string config(const std::string& cluster, const std::string& user) {
  return fmt::format(
      "apiVersion: v1\nkind: Config\ncurrent-context: dev\ncontexts:\n- name: dev\n  context: {{cluster: c, user: u, namespace: "
      "x}}\n"
      "clusters:\n- name: c\n  cluster: {{{}}}\nusers:\n- name: u\n  user: {{{}}}\npreferences: {{}}\n",
      cluster, user);
}
const std::string server = "server: 'https://api.example.com:6443'";

TEST_F(Kubeconfig, ATokenAndItsAuthority) {
  const auto access = load(config(server + ", certificate-authority-data: " + base64_encode(pem), "token: abc"));
  ASSERT_TRUE(access) << access.error().message.en;
  EXPECT_EQ(access->server, "https://api.example.com:6443");
  EXPECT_EQ(access->sources.ca_pem, pem);
  EXPECT_EQ(access->sources.token, "abc");
  EXPECT_FALSE(access->exec);
  EXPECT_EQ(access->description, "kubeconfig " + folder_.file("config") + ": context dev (cluster c, user u)");
}

TEST_F(Kubeconfig, FilesAreRelativeToTheirFile) {
  const auto access =
      load(config(server + ", certificate-authority: pki/ca.crt, proxy-url: 'socks5://proxy:1080', tls-server-name: kubernetes",
                  "client-certificate: /abs/c.crt, client-key: c.key, tokenFile: t"));
  ASSERT_TRUE(access) << access.error().message.en;
  const std::string base = folder_.path().string() + "/";
  EXPECT_EQ(access->sources.ca_file, base + "pki/ca.crt");
  EXPECT_EQ(access->sources.cert_file, "/abs/c.crt");
  EXPECT_EQ(access->sources.key_file, base + "c.key");
  EXPECT_EQ(access->sources.token_file, base + "t");
  EXPECT_EQ(access->proxy, "socks5h://proxy:1080") << "the proxy resolves names";
  EXPECT_EQ(access->tls_server_name, "kubernetes");
}

TEST_F(Kubeconfig, InlineDataComesBeforeFilesAndATokenFileBeforeAToken) {
  const auto access = load(config(server + ", certificate-authority: ca.crt, certificate-authority-data: " + base64_encode(pem),
                                  "client-certificate: a, client-certificate-data: " + base64_encode(pem) +
                                      ", client-key: b, client-key-data: " + base64_encode(pem) + ", token: abc, tokenFile: /t"));
  ASSERT_TRUE(access) << access.error().message.en;
  EXPECT_EQ(access->sources.ca_file + access->sources.cert_file + access->sources.key_file, "");
  EXPECT_EQ(access->sources.cert_pem, pem);
  EXPECT_EQ(access->sources.key_pem, pem);
  EXPECT_EQ(access->sources.token, "");
  EXPECT_EQ(access->sources.token_file, "/t");
}

TEST_F(Kubeconfig, AnExecPluginWithEverything) {
  const auto access =
      load(config(server + ", insecure-skip-tls-verify: true",
                  "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/login, args: [eks, get-token, --x=1], "
                  "env: [{name: AWS_PROFILE, value: dev}], provideClusterInfo: true, installHint: install it, interactiveMode: "
                  "IfAvailable}"));
  ASSERT_TRUE(access) << access.error().message.en;
  ASSERT_TRUE(access->exec);
  EXPECT_EQ(access->exec->argv,
            (std::vector<std::string>{folder_.path().string() + "/./bin/login", "eks", "get-token", "--x=1"}));
  EXPECT_EQ(access->exec->env, (std::vector<std::pair<std::string, std::string>>{{"AWS_PROFILE", "dev"}}));
  EXPECT_TRUE(access->exec->provide_cluster);
  EXPECT_EQ(access->exec->install_hint, "install it");
  EXPECT_TRUE(access->sources.insecure);
}

TEST_F(Kubeconfig, ACommandWithoutASlashIsLookedForInPath) {
  const auto access =
      load(config(server, "exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: null, env: null}"));
  ASSERT_TRUE(access) << access.error().message.en;
  EXPECT_EQ(access->exec->argv, std::vector<std::string>{"aws"});
}

TEST_F(Kubeconfig, AContextMayBeChosenAndAUserBeMissing) {
  const std::string text = config(server, "token: abc") + "---\nignored: second document\n";
  EXPECT_TRUE(load(text, "dev"));
  const auto anonymous =
      load("contexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {" + server + "}}]\n", "a");
  ASSERT_TRUE(anonymous) << anonymous.error().message.en;
  EXPECT_EQ(anonymous->sources.token, "");
}

TEST_F(Kubeconfig, SeveralFilesAreMergedAsKubectlDoes) {
  const std::string first = write("one",
                                  "current-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\nusers: [{name: "
                                  "u, user: {tokenFile: t}}]\n");
  std::filesystem::create_directory(folder_.file("sub"));
  const std::string second =
      write("sub/two", config("server: 'https://second:1', certificate-authority: ca.crt", "token: loser"));
  const auto access = load_kubeconfig({folder_.file("missing") + ":" + first + "::" + second + ":", "", ""});
  ASSERT_TRUE(access) << access.error().message.en;
  EXPECT_EQ(access->server, "https://second:1");
  EXPECT_EQ(access->sources.ca_file, folder_.file("sub/ca.crt")) << "relative to the file that says it";
  EXPECT_EQ(access->sources.token_file, folder_.file("t")) << "the first file's user counts";
  EXPECT_EQ(access->sources.token, "");
}

TEST_F(Kubeconfig, TheDefaultPlaceIsInTheHome) {
  std::filesystem::create_directory(folder_.file(".kube"));
  write(".kube/config", config(server, "token: abc"));
  EXPECT_TRUE(load_kubeconfig({"", folder_.path().string(), ""}));
  const auto none = load_kubeconfig({"", folder_.file("nowhere"), ""});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message.en,
            "kubeconfig " + folder_.file("nowhere") + "/.kube/config: there is no such file; set KUBECONFIG to one that exists");
  EXPECT_EQ(load_kubeconfig({"", "", ""}).error().message.en,
            "kubeconfig: neither KUBECONFIG nor HOME is set; set KUBECONFIG to the file's path");
  EXPECT_EQ(load_kubeconfig({":::", "", ""}).error().code, "bad_kubeconfig");
}

TEST_F(Kubeconfig, AFileThatCannotBeReadIsNamed) {
  const std::string directory = folder_.path().string();
  EXPECT_NE(load_kubeconfig({directory, "", ""}).error().message.en.find("it is not a regular file"), std::string::npos);
  const std::string big = write("big", "# " + std::string((1 << 20) + 1, 'x') + "\n");
  EXPECT_EQ(load_kubeconfig({big, "", ""}).error().code, "file_too_large");
  const std::string pipe = folder_.file("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(load_kubeconfig({pipe, "", ""}).error().code, "file_unreadable") << "and it does not wait for a writer";
}

struct Mistake {
  std::string sentence;
  std::string text;
  std::string said;  // what the line must contain
};

TEST_F(Kubeconfig, EveryMistakeHasOneClearLine) {
  const std::string exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: aws";
  const std::vector<Mistake> cases = {
      {"not YAML", "a: [b\n", "line 2: it is not YAML"},
      {"a tab", "a:\n\t- b\n", "it is not YAML"},
      {"a list", "- a\n", "the file must be a map"},
      {"empty", "", "it has no current-context; set NSCHED_KUBE_CONTEXT, there is none"},
      {"clusters is a map", "clusters: {a: b}\n", "line 1: \"clusters\" must be a list"},
      {"an entry is a text", "clusters: [a]\n", "an entry must be a map"},
      {"an entry has no name", "clusters: [{cluster: {}}]\n", "an entry of \"clusters\" has no name"},
      {"an entry has nothing", "users:\n- name: a\n", "line 2: \"user\" must be a map"},
      {"a server that is a list", "clusters:\n- name: c\n  cluster: {server: [a]}\n", "line 3: \"server\" must be a text"},
      {"a flag that is neither", config(server + ", insecure-skip-tls-verify: maybe", ""),
       "\"insecure-skip-tls-verify\" must be true or false"},
      {"no server", config("certificate-authority: x", ""), "cluster c has no server; write server: https://host:port"},
      {"a bad server", config("server: api:6443", ""), "context dev: cluster c: the server address \"api:6443\" is not a URL"},
      {"plain http", config("server: 'http://api:6443'", ""), "plain http to another machine"},
      {"an authority and none", config(server + ", certificate-authority: x, insecure-skip-tls-verify: true", ""),
       "cluster c has a certificate-authority and insecure-skip-tls-verify: true; keep one"},
      {"an authority that is not base64", config(server + ", certificate-authority-data: '!!!'", ""),
       "certificate-authority-data is not base64"},
      {"an authority that is not PEM", config(server + ", certificate-authority-data: AAAA", ""),
       "is not the base64 of a PEM file"},
      {"an authority that is too long", config(server + ", certificate-authority-data: " + std::string(300'000, 'A'), ""),
       "is longer than"},
      {"a proxy of another kind", config(server + ", proxy-url: 'ftp://p'", ""), "cluster c: proxy-url must begin with http://"},
      {"a certificate without a key", config(server, "client-certificate: x"),
       "user u has a client certificate and no client key; both are needed"},
      {"a key without a certificate", config(server, "client-key-data: " + base64_encode(pem)),
       "user u has a client key and no client certificate"},
      {"a bad certificate", config(server, "client-certificate-data: AAAA, client-key-data: AAAA"),
       "user u: client-certificate-data is not the base64"},
      {"a bad key", config(server, "client-certificate-data: " + base64_encode(pem) + ", client-key-data: '%'"),
       "user u: client-key-data is not base64"},
      {"impersonation", config(server, "token: a, as: root"),
       "user u has \"as\", which is not supported; use a client certificate, token, tokenFile or exec"},
      {"a password", config(server, "username: a, password: b"), "user u has \"username\", which is not supported"},
      {"an auth provider", config(server, "auth-provider: {name: gcp}"), "user u has \"auth-provider\", which is not supported"},
      {"exec and a token", config(server, exec + "}, token: a"), "user u has exec and a token; keep one"},
      {"exec is a text", config(server, "exec: aws"), "\"exec\" must be a map"},
      {"an old exec", config(server, "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}"),
       "exec apiVersion \"client.authentication.k8s.io/v1alpha1\" is not supported; write"},
      {"exec without a command", config(server, "exec: {apiVersion: client.authentication.k8s.io/v1}"), "exec has no command"},
      {"exec with a terminal", config(server, exec + ", interactiveMode: Always}"), "exec wants a terminal"},
      {"exec with odd arguments", config(server, exec + ", args: [[a]]}"), "an element of \"args\" must be a text"},
      {"exec with arguments that are none", config(server, exec + ", args: a}"), "\"args\" must be a list"},
      {"exec with an odd variable", config(server, exec + ", env: [a]}"), "an element of \"env\" must be a map"},
      {"exec with a variable without a name", config(server, exec + ", env: [{value: x}]}"),
       "an element of \"env\" has no usable name"},
      {"exec with a variable of a bad name", config(server, exec + ", env: [{name: 'A=B', value: x}]}"),
       "an element of \"env\" has no usable name"},
      {"a context of an unknown cluster", "current-context: a\ncontexts: [{name: a, context: {cluster: x, user: y}}]\n",
       "context a: it names the cluster \"x\"; there is none"},
      {"a context of an unknown user", config(server, "").replace(config(server, "").find("user: u,"), 8, "user: v,"),
       "context dev: it names the user \"v\"; there is u"},
      {"a circle", "a: &a [*a]\ncontexts: &c [*c]\n", "an entry must be a map"},
  };
  for (const auto& row : cases) {
    const std::string said = problem(row.text);
    EXPECT_NE(said.find(row.said), std::string::npos) << row.sentence << ": " << said.substr(0, 400);
    EXPECT_NE(said.find("kubeconfig " + folder_.file("config")), std::string::npos)
        << row.sentence << ": where: " << said.substr(0, 400);
  }
}

TEST_F(Kubeconfig, AnUnknownContextIsToldWhichThereAre) {
  std::string text = "contexts:\n";
  for (int i = 10; i < 40; ++i) text += fmt::format("- name: ctx{}\n  context: {{}}\n", i);
  const std::string said = problem(text, "prod");
  EXPECT_NE(said.find("there is no context \"prod\"; there is ctx10, ctx11, "), std::string::npos) << said;
  EXPECT_NE(said.find("ctx29, …"), std::string::npos) << "some of them: " << said;
}

RC_GTEST_FIXTURE_PROP(Kubeconfig, NoTextBreaksIt, (std::string text)) {
  load(text);
  load(config(server, "exec: " + text));
  RC_SUCCEED();
}

}  // namespace
}  // namespace nss
