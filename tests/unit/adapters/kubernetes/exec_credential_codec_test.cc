#include "adapters/kubernetes/exec_credential_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

const std::string v1 = "client.authentication.k8s.io/v1";
const std::string pem = "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n";

std::string credential(const std::string& status, const std::string& version = v1) {
  return R"({"kind":"ExecCredential","apiVersion":")" + version + R"(","spec":{"interactive":false},"status":{)" + status + "}}";
}

TEST(ExecCredentialCodec, ATokenAsAwsPrintsIt) {
  const auto read = decode_exec_credential(
      credential(R"("expirationTimestamp":"2026-11-22T17:14:00Z","token":"k8s-aws-v1.aHR0cHM6Ly9zdHM")") + "\n", v1);
  ASSERT_TRUE(read) << read.error().message.en;
  EXPECT_EQ(read->token, "k8s-aws-v1.aHR0cHM6Ly9zdHM");
  EXPECT_EQ(read->expires, parse_rfc3339("2026-11-22T17:14:00Z"));
}

TEST(ExecCredentialCodec, ACertificateWithItsKey) {
  const auto read =
      decode_exec_credential(credential(R"("clientCertificateData":")" + pem + R"(","clientKeyData":")" + pem + "\""), v1);
  ASSERT_TRUE(read) << read.error().message.en;
  EXPECT_EQ(read->token, "");
  EXPECT_TRUE(read->cert_pem.starts_with("-----BEGIN"));
  EXPECT_FALSE(read->expires);
}

TEST(ExecCredentialCodec, WhatIsNoCredentialIsRefusedWithoutBeingQuoted) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nothing", ""},
      {"a sentence", "Unable to locate secret-1234. Log in first."},
      {"an array", "[]"},
      {"another kind", R"({"kind":"Secret","apiVersion":"v1","status":{"token":"secret-1234"}})"},
      {"another version", credential(R"("token":"secret-1234")", "client.authentication.k8s.io/v1beta1")},
      {"no status", R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"})"},
      {"an empty status", credential("")},
      {"an empty token", credential(R"("token":"")")},
      {"a token that would break the header", credential(R"("token":"secret-1234\r\nX-Remote-User: root")")},
      {"a certificate without its key", credential(R"("clientCertificateData":")" + pem + "\"")},
      {"a key without its certificate", credential(R"("clientKeyData":")" + pem + "\"")},
      {"a certificate that is none", credential(R"("clientCertificateData":"secret-1234","clientKeyData":"x")")},
      {"an expiry that is no time", credential(R"("token":"secret-1234","expirationTimestamp":"soon")")},
      {"two of them", credential(R"("token":"a")") + credential(R"("token":"b")")},
  };
  for (const auto& [sentence, text] : cases) {
    const auto read = decode_exec_credential(text, v1);
    ASSERT_FALSE(read) << sentence;
    EXPECT_EQ(read.error().code, "bad_exec_credential") << sentence;
    EXPECT_EQ(read.error().message.en.find("secret-1234"), std::string::npos) << sentence;
  }
}

TEST(ExecCredentialCodec, ThePluginIsToldWhatItMayKnow) {
  KubernetesAccess access;
  access.exec = ExecSpec{v1, {"aws"}, {}, false, ""};
  EXPECT_EQ(encode_exec_info(access, "ca"),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false}})");
  access.server = "https://api:6443";
  access.proxy = "http://proxy:1";
  access.tls_server_name = "kubernetes";
  access.exec->provide_cluster = true;
  EXPECT_EQ(
      encode_exec_info(access, "ca"),
      R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,"cluster":{"server":"https://api:6443",)"
      R"("tls-server-name":"kubernetes","certificate-authority-data":"Y2E=","proxy-url":"http://proxy:1"}}})");
  access.sources.insecure = true;
  EXPECT_NE(encode_exec_info(access, "").find(R"("insecure-skip-tls-verify":true)"), std::string::npos);
}

RC_GTEST_PROP(ExecCredentialCodec, NoTextBreaksIt, (std::string text)) { RC_ASSERT(!decode_exec_credential(text, v1)); }

}  // namespace
}  // namespace nss
