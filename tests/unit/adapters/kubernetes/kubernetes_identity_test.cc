// Who we say that we are, over real TLS: in a pod, with a plugin, under another name.
#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "adapters/kubernetes/kubernetes_cluster.h"
#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

using namespace std::chrono_literals;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;
using test::ServerIdentity;
using test::TestAuthority;

void answer_identity(const ImposterRequest& request, ImposterWire& wire) {
  const auto authorization = request.headers.find("authorization");
  const std::string who = authorization == request.headers.end() ? "nobody" : authorization->second;
  if (who == "Bearer expired")
    return wire.answer(401, R"({"kind":"Status","message":"token has expired","reason":"Unauthorized"})");
  wire.answer(200, R"({"metadata":{"name":"kube-system","uid":")" + who + R"(","resourceVersion":"1"}})");
}

class KubernetesIdentity : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  // What the server saw as authorization, or the error's sentence.
  std::string identify() {
    auto made = KubernetesCluster::make(options_, clock_, metrics_);
    if (!made) return made.error().message.en;
    std::promise<std::string> answer;
    (*made)->identify(
        [&](Result<ClusterIdentity> result) { answer.set_value(result ? result->uid : result.error().message.en); });
    return answer.get_future().get();
  }
  void use_config(const std::string& cluster, const std::string& user) {
    options_.kubeconfig =
        write("config",
              "current-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {" +
                  cluster + "}}]\nusers: [{name: u, user: {" + user + "}}]\n");
  }

  TemporaryFolder folder_;
  test::RealClock clock_;
  Metrics metrics_;
  KubernetesOptions options_;
  TestAuthority authority_;
};

TEST_F(KubernetesIdentity, InAPodItIsTheServiceAccount) {
  HttpImposter server(answer_identity, authority_.issue());
  write("ca.crt", authority_.ca_pem());
  write("token", "sa-token\n");
  options_.in_cluster = true;
  options_.service_host = "127.0.0.1";
  options_.service_port = std::to_string(server.port());
  options_.service_account_dir = folder_.path().string();
  EXPECT_EQ(identify(), "Bearer sa-token");
}

TEST_F(KubernetesIdentity, AClientCertificateFromFiles) {
  ServerIdentity identity = authority_.issue();
  identity.client_ca_pem = authority_.ca_pem();
  HttpImposter server(answer_identity, identity);
  const ServerIdentity client = authority_.issue({.name = "ana", .alt_names = ""});
  write("ca.crt", authority_.ca_pem());
  write("c.crt", client.cert_pem);
  write("c.key", client.key_pem);
  use_config("server: '" + server.url() + "', certificate-authority: ca.crt", "client-certificate: c.crt, client-key: c.key");
  EXPECT_EQ(identify(), "nobody") << "no token";
  EXPECT_EQ(server.client_name(), "ana");
}

TEST_F(KubernetesIdentity, AWrongAuthorityIsNamed) {
  HttpImposter server(answer_identity, TestAuthority("another").issue());
  write("ca.crt", authority_.ca_pem());
  use_config("server: '" + server.url() + "', certificate-authority: ca.crt", "token: a");
  const std::string said = identify();
  EXPECT_TRUE(said.starts_with("GET Namespace kube-system: no trusted TLS connection to " + server.url() + ": ")) << said;
  EXPECT_TRUE(server.requests().empty()) << "and it never saw the token";
}

TEST_F(KubernetesIdentity, AnExpiredTokenIsNamed) {
  HttpImposter server(answer_identity, authority_.issue());
  write("ca.crt", authority_.ca_pem());
  use_config("server: '" + server.url() + "', certificate-authority: ca.crt", "token: expired");
  EXPECT_EQ(identify(),
            "GET Namespace kube-system: the API server answered 401 Unauthorized: token has expired; the token or client "
            "certificate is not accepted, renew it");
}

TEST_F(KubernetesIdentity, TheCertificateMayHaveAnotherName) {
  HttpImposter server(answer_identity, authority_.issue({.alt_names = "DNS:kubernetes.example"}));
  write("ca.crt", authority_.ca_pem());
  const std::string cluster = "server: '" + server.url() + "/prefix', certificate-authority: ca.crt";
  use_config(cluster, "token: a");
  EXPECT_NE(identify().find("no trusted TLS connection"), std::string::npos);
  use_config(cluster + ", tls-server-name: kubernetes.example", "token: a");
  EXPECT_EQ(identify(), "Bearer a");
  const auto seen = server.requests().at(0);
  EXPECT_EQ(seen.headers.at("host"), "127.0.0.1:" + std::to_string(server.port())) << "only TLS uses the other name";
  EXPECT_EQ(seen.target, "/prefix/api/v1/namespaces/kube-system");
}

TEST_F(KubernetesIdentity, APluginsTokenIsRenewedWhenItIsRefused) {
  HttpImposter server(answer_identity, authority_.issue());
  write("ca.crt", authority_.ca_pem());
  const std::string plugin = write("login", "#!/bin/sh\ntoken=expired\n[ -e " + folder_.file("again") +
                                                " ] && token=fresh\n: > " + folder_.file("again") +
                                                "\nprintf "
                                                "'{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/"
                                                "v1\",\"status\":{\"token\":\"%s\"}}' $token\n");
  std::filesystem::permissions(plugin, std::filesystem::perms::owner_all);
  use_config("server: '" + server.url() + "', certificate-authority: ca.crt",
             "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login}");
  EXPECT_EQ(identify(), "Bearer fresh");
}

TEST_F(KubernetesIdentity, ABrokenPluginIsTheErrorOfEveryCallAndOfEveryStream) {
  use_config("server: 'https://127.0.0.1:1'",
             "exec: {apiVersion: client.authentication.k8s.io/v1, command: nss-no-such-plugin, installHint: Install it.}");
  const std::string said = identify();
  EXPECT_NE(said.find("GET Namespace kube-system"), std::string::npos) << said;
  EXPECT_NE(said.find("nss-no-such-plugin: it cannot be started: "), std::string::npos) << said;
  EXPECT_NE(said.find("Install it."), std::string::npos) << said;
}

TEST_F(KubernetesIdentity, StopDoesNotWaitForASlowPlugin) {
  const std::string plugin = write("login", "#!/bin/sh\nexec tail -f /dev/null\n");
  std::filesystem::permissions(plugin, std::filesystem::perms::owner_all);
  use_config("server: 'https://127.0.0.1:1'", "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login}");
  auto made = KubernetesCluster::make(options_, clock_, metrics_);
  ASSERT_TRUE(made) << made.error().message.en;
  std::promise<std::string> answer;
  (*made)->identify([&](Result<ClusterIdentity> result) { answer.set_value(result ? "found" : result.error().code); });
  (*made)->start([](const ClusterEvent&) {});
  (*made)->stop();
  EXPECT_EQ(answer.get_future().get(), "stopping");
}

}  // namespace
}  // namespace nss
