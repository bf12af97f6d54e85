#include <gtest/gtest.h>

#include "adapters/http_client/curl_loop.h"
#include "support/http_imposter.h"
#include "unit/adapters/http_client/loop_calls.h"

namespace nss {
namespace {

using test::code_of;
using test::fetch;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;
using test::ServerIdentity;
using test::TestAuthority;

void answer_ok(const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "ok"); }

ClientRequest request_of(const std::string& url, TlsOptions tls) {
  ClientRequest request;
  request.url = url;
  request.tls = std::make_shared<const TlsOptions>(std::move(tls));
  return request;
}

TEST(CurlLoopTls, TheRightAuthorityIsTrusted) {
  const TestAuthority authority;
  HttpImposter server(answer_ok, authority.issue());
  CurlLoop loop;
  EXPECT_EQ(code_of(fetch(loop, request_of(server.url(), {.ca_pem = authority.ca_pem()}))), "status 200");
}

struct Untrusted {
  std::string sentence;
  ServerIdentity identity;
  std::string ca_pem;
};

TEST(CurlLoopTls, EverythingElseIsNot) {
  const TestAuthority ours;
  const TestAuthority theirs("another authority");
  const std::vector<Untrusted> cases = {
      {"a certificate of another authority", theirs.issue(), ours.ca_pem()},
      {"a certificate of another authority, and only the system's roots", theirs.issue(), ""},
      {"a certificate for another name", ours.issue({.alt_names = "DNS:elsewhere.example"}), ours.ca_pem()},
      {"a certificate of yesterday", ours.issue({.days_from = -3, .days_to = -1}), ours.ca_pem()},
      {"an authority that is no certificate", ours.issue(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"},
  };
  CurlLoop loop;
  for (const auto& row : cases) {
    HttpImposter server(answer_ok, row.identity);
    const auto response = fetch(loop, request_of(server.url(), {.ca_pem = row.ca_pem}));
    ASSERT_FALSE(response) << row.sentence;
    EXPECT_EQ(response.error().code, "tls_failed") << row.sentence << ": " << response.error().message.en;
    EXPECT_EQ(server.requests().size(), 0U) << row.sentence << ": nothing was said to it";
    EXPECT_EQ(code_of(fetch(loop, request_of(server.url(), {.ca_pem = row.ca_pem, .insecure = true}))), "status 200")
        << row.sentence << ": insecure means insecure";
  }
}

TEST(CurlLoopTls, BringsTheClientCertificate) {
  const TestAuthority authority;
  ServerIdentity identity = authority.issue();
  identity.client_ca_pem = authority.ca_pem();
  HttpImposter server(answer_ok, identity);
  const ServerIdentity client = authority.issue({.name = "the client", .alt_names = ""});
  CurlLoop loop;
  const TlsOptions tls{authority.ca_pem(), client.cert_pem, client.key_pem, false};
  EXPECT_EQ(code_of(fetch(loop, request_of(server.url(), tls))), "status 200");
  EXPECT_EQ(server.client_name(), "the client");
}

TEST(CurlLoopTls, ACertificateWithAnotherKeyCannotBeUsed) {
  const TestAuthority authority;
  HttpImposter server(answer_ok, authority.issue());
  const TlsOptions tls{authority.ca_pem(), authority.issue().cert_pem, authority.issue().key_pem, false};
  CurlLoop loop;
  const auto response = fetch(loop, request_of(server.url(), tls));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, "bad_client_certificate") << response.error().message.en;
}

TEST(CurlLoopTls, TwoIdentitiesNeverShareAConnection) {
  const TestAuthority authority;
  ServerIdentity identity = authority.issue();
  identity.client_ca_pem = authority.ca_pem();
  HttpImposter server(answer_ok, identity);
  CurlLoop loop;
  for (const std::string name : {"ana", "luis"}) {
    const ServerIdentity client = authority.issue({.name = name, .alt_names = ""});
    const TlsOptions tls{authority.ca_pem(), client.cert_pem, client.key_pem, false};
    for (int i = 0; i < 2; ++i) EXPECT_EQ(code_of(fetch(loop, request_of(server.url(), tls))), "status 200");
    EXPECT_EQ(server.client_name(), name);
  }
  EXPECT_EQ(server.connections(), 2U) << "one each, reused";
}

}  // namespace
}  // namespace nss
