#include "adapters/kubernetes/errors.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

using namespace std::chrono_literals;

struct StatusCase {
  int status;
  ErrorKind kind;
  std::string code;
};

TEST(KubernetesErrors, EachStatusHasItsKind) {
  const std::vector<StatusCase> cases = {
      {400, ErrorKind::invalid, "bad_request"},
      {401, ErrorKind::unauthorized, "unauthorized"},
      {403, ErrorKind::forbidden, "forbidden"},
      {404, ErrorKind::not_found, "not_found"},
      {405, ErrorKind::invalid, "refused_by_server"},
      {409, ErrorKind::conflict, "conflict"},
      {410, ErrorKind::gone, "gone"},
      {415, ErrorKind::invalid, "refused_by_server"},
      {422, ErrorKind::invalid, "refused_by_server"},
      {429, ErrorKind::throttled, "throttled"},
      {500, ErrorKind::transient, "server_error"},
      {502, ErrorKind::transient, "server_error"},
      {503, ErrorKind::transient, "server_unavailable"},
      {504, ErrorKind::transient, "server_error"},
      {302, ErrorKind::invalid, "unexpected_answer"},
      {0, ErrorKind::invalid, "unexpected_answer"},
  };
  for (const auto& row : cases) {
    const Error error = error_of_answer({row.status, "", ""}, "PATCH Deployment shop/web");
    EXPECT_EQ(error.kind, row.kind) << row.status;
    EXPECT_EQ(error.code, row.code) << row.status;
    EXPECT_TRUE(error.message.en.starts_with("PATCH Deployment shop/web: the API server answered ")) << error.message.en;
  }
}

TEST(KubernetesErrors, SaysWhatTheServerSaid) {
  const ClientResponse response{
      403, "HTTP/1.1 403 Forbidden\r\n\r\n",
      R"({"kind":"Status","status":"Failure","message":"deployments.apps \"web\" is forbidden: User \"x\" cannot patch","reason":"Forbidden","code":403})"};
  EXPECT_EQ(error_of_answer(response, "PATCH Deployment shop/web").message.en,
            "PATCH Deployment shop/web: the API server answered 403 Forbidden: deployments.apps \"web\" is forbidden: User \"x\" "
            "cannot "
            "patch; grant this verb to the account, or see who forbids it");
}

TEST(KubernetesErrors, APlainTextAnswerGivesItsFirstLine) {
  const Error error = error_of_answer(
      {429, "HTTP/1.1 429\r\nRetry-After: 1\r\n\r\n", "Too many requests, please try again later.\nmore"}, "GET x");
  EXPECT_EQ(error.message.en, "GET x: the API server answered 429: Too many requests, please try again later.");
  EXPECT_EQ(error.retry_after, 1s);
}

TEST(KubernetesErrors, WhenToComeBackIsInTheHeaderOrTheStatus) {
  const std::string details = R"({"kind":"Status","details":{"retryAfterSeconds":7}})";
  EXPECT_EQ(error_of_answer({503, "HTTP/1.1 503\r\n\r\n", details}, "x").retry_after, 7s);
  EXPECT_EQ(error_of_answer({503, "HTTP/1.1 503\r\nRetry-After: 3\r\n\r\n", details}, "x").retry_after, 3s) << "the header wins";
  EXPECT_EQ(error_of_answer({503, "HTTP/1.1 503\r\n\r\n", R"({"details":{"retryAfterSeconds":-1}})"}, "x").retry_after,
            std::nullopt);
  EXPECT_EQ(error_of_answer({503, "", R"({"details":{"retryAfterSeconds":99999999}})"}, "x").retry_after, 1h) << "bounded";
}

TEST(KubernetesErrors, ALongMessageIsCut) {
  const std::string body = R"({"message":")" + std::string(5000, 'x') + R"("})";
  EXPECT_LT(error_of_answer({500, "", body}, "x").message.en.size(), 1200U);
  EXPECT_LT(error_of_answer({500, "", std::string(5000, 'x')}, "x").message.en.size(), 400U);
}

}  // namespace
}  // namespace nss
