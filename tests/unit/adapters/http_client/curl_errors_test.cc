#include "adapters/http_client/curl_errors.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

namespace nss {
namespace {

struct CodeCase {
  int code;
  ErrorKind kind;
  std::string name;
};

TEST(CurlErrors, EachCodeHasItsKind) {
  const std::vector<CodeCase> cases = {
      {CURLE_COULDNT_CONNECT, ErrorKind::unavailable, "connection_failed"},
      {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::unavailable, "name_not_found"},
      {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::unavailable, "proxy_failed"},
      {CURLE_PROXY, ErrorKind::unavailable, "proxy_failed"},
      {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::unavailable, "tls_failed"},
      {CURLE_SSL_CONNECT_ERROR, ErrorKind::unavailable, "tls_failed"},
      {CURLE_SSL_CACERT_BADFILE, ErrorKind::unavailable, "tls_failed"},
      {CURLE_SSL_CERTPROBLEM, ErrorKind::unavailable, "bad_client_certificate"},
      {CURLE_OPERATION_TIMEDOUT, ErrorKind::transient, "timeout"},
      {CURLE_URL_MALFORMAT, ErrorKind::invalid, "bad_url"},
      {CURLE_UNSUPPORTED_PROTOCOL, ErrorKind::invalid, "bad_url"},
      {CURLE_WEIRD_SERVER_REPLY, ErrorKind::transient, "bad_answer"},
      {CURLE_BAD_CONTENT_ENCODING, ErrorKind::transient, "bad_answer"},
      {CURLE_RECV_ERROR, ErrorKind::transient, "connection_lost"},
      {CURLE_GOT_NOTHING, ErrorKind::transient, "connection_lost"},
      {CURLE_PARTIAL_FILE, ErrorKind::transient, "connection_lost"},
  };
  for (const auto& row : cases) {
    const Error error = error_of_curl(row.code, "https://api:6443", "");
    EXPECT_EQ(error.kind, row.kind) << row.code;
    EXPECT_EQ(error.code, row.name) << row.code;
    EXPECT_NE(error.message.en.find("https://api:6443"), std::string::npos) << "it says where";
  }
}

TEST(CurlErrors, PrefersTheDetailedSentence) {
  const Error error = error_of_curl(CURLE_COULDNT_CONNECT, "https://api:6443", "Connection refused");
  EXPECT_EQ(error.message.en, "cannot connect to https://api:6443: Connection refused");
}

TEST(CurlErrors, OriginIsWhatMayBeLogged) {
  EXPECT_EQ(origin_of("https://host:6443/api/v1?token=secret"), "https://host:6443");
  EXPECT_EQ(origin_of("https://host"), "https://host");
  EXPECT_EQ(origin_of("http://user:secret@proxy:3128/"), "http://proxy:3128");
  EXPECT_EQ(origin_of("host/path"), "host");
}

}  // namespace
}  // namespace nss
