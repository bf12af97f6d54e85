#include "unit/adapters/aws/credential_world.h"

namespace nss::test {
namespace {

const std::string later = "2026-11-27T18:00:00Z";

class ContainerEndpointTest : public CredentialWorld {
 protected:
  // EKS Pod Identity: a whole address and a file with the token.
  void pod_identity(HttpImposter::Handler handler) {
    start_again();
    serve(std::move(handler));
    environment_.container_full_uri = imposter_->url() + "/v1/credentials";
    environment_.container_token_file = write("token", "s3cr3t-auth-1");
  }
  void pod_identity_answers(int status, const std::string& body) {
    pod_identity([status, body](const ImposterRequest&, ImposterWire& wire) { wire.answer(status, body); });
  }
};

TEST_F(ContainerEndpointTest, PodIdentity) {
  pod_identity_answers(
      200, R"({"AccessKeyId":"ASIA1","SecretAccessKey":"s3cr3t-key","Token":"s3cr3t-token","AccountId":"123456789012",)"
           R"("Expiration":"2026-11-27T18:00:00Z"})");
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"ASIA1", "s3cr3t-key", "s3cr3t-token", parse_rfc3339(later)}));
  const auto request = imposter_->requests().at(0);
  EXPECT_EQ(request.method + " " + request.target, "GET /v1/credentials");
  EXPECT_EQ(request.headers.at("authorization"), "s3cr3t-auth-1");
  EXPECT_EQ(source().description(), "container endpoint");
}

TEST_F(ContainerEndpointTest, TheTokenIsReadForEachQuestion) {
  pod_identity([](const ImposterRequest& request, ImposterWire& wire) {
    wire.answer(200, endpoint_answer("ASIA" + std::to_string(request.number), later));
  });
  EXPECT_EQ(got(), "ASIA1");
  write("token", "s3cr3t-auth-2\n");
  invalidate("ASIA1");
  EXPECT_EQ(got(), "ASIA2");
  EXPECT_EQ(imposter_->requests().at(1).headers.at("authorization"), "s3cr3t-auth-2");
}

TEST_F(ContainerEndpointTest, ARelativeAddressAndATokenOfTheEnvironment) {
  serve([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, endpoint_answer("ASIA1", later)); });
  environment_.container_relative_uri = "/v2/credentials/abc";
  environment_.container_full_uri = "http://169.254.170.2/not-this-one";
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(imposter_->requests().at(0).target, "/v2/credentials/abc");
  EXPECT_EQ(imposter_->requests().at(0).headers.count("authorization"), 0U);
  start_again();
  environment_.container_token = "Basic s3cr3t";
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(imposter_->requests().at(1).headers.at("authorization"), "Basic s3cr3t");
}

TEST_F(ContainerEndpointTest, ARefusalIsFinal) {
  for (const int status : {400, 401, 403, 404}) {
    pod_identity_answers(status, R"({"code":"AccessDeniedException","message":"s3cr3t-auth-1"})");
    EXPECT_EQ(got(), "aws_credentials_refused") << status;
    EXPECT_EQ(asked(), 1U) << status;
  }
  EXPECT_EQ(problem(), "container endpoint: it answers 404; its token is " + environment_.container_token_file);
}

TEST_F(ContainerEndpointTest, ABadMomentHasThreeAttempts) {
  for (const int status : {429, 500, 503}) {
    pod_identity_answers(status, "");
    EXPECT_EQ(got(), "aws_credentials_unavailable") << status;
    EXPECT_EQ(asked(), 3U) << status;
  }
  pod_identity([](const ImposterRequest& request, ImposterWire& wire) {
    if (request.number < 3) return wire.close();
    wire.answer(200, endpoint_answer("ASIA3", later));
  });
  EXPECT_EQ(got(), "ASIA3");
}

TEST_F(ContainerEndpointTest, WhoIsSlowIsGivenUp) {
  timings_.container_attempt = 50ms;
  pod_identity([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  EXPECT_EQ(got(), "aws_credentials_unavailable");
}

TEST_F(ContainerEndpointTest, WhatIsNoAnswerIsUnreadable) {
  for (const std::string& body : {std::string(), std::string("<html>s3cr3t</html>"), std::string(R"({"AccessKeyId":"s3cr3t"})"),
                                  endpoint_answer("ASIA1", "tomorrow"), std::string(100'000, ' ')}) {
    pod_identity_answers(200, body);
    EXPECT_EQ(got(), "aws_credentials_unreadable") << body.substr(0, 100);
  }
  pod_identity_answers(200, endpoint_answer("ASIA1", "2026-11-27T11:59:59Z"));
  EXPECT_EQ(got(), "aws_credentials_refused") << "expired";
}

TEST_F(ContainerEndpointTest, ATokenThatCannotBeSentIsNotSent) {
  for (const std::string& text : {std::string(), std::string("\n"), std::string("s3cr3t\r\nX-Other: 1"),
                                  std::string("s3cr3t\x7f"), std::string(70'000, 'x')}) {
    pod_identity_answers(200, endpoint_answer("ASIA1", later));
    write("token", text);
    EXPECT_EQ(got(), "aws_credentials_unreadable");
    EXPECT_EQ(asked(), 0U);
  }
  pod_identity_answers(200, endpoint_answer("ASIA1", later));
  environment_.container_token_file = folder_.file("none");
  EXPECT_EQ(problem(), "container authorization token " + folder_.file("none") + ": there is no such file");
  environment_.container_token_file = "";
  environment_.container_token = "s3cr3t\r\nX-Other: 1";
  start_again();
  EXPECT_EQ(got(), "aws_credentials_unreadable");
  EXPECT_EQ(asked(), 0U);
}

TEST_F(ContainerEndpointTest, ForeignAddressesAreNotAsked) {
  for (const char* url : {"http://10.0.0.1/", "http://example.com/", "file:///etc/passwd", "http://x@127.0.0.1/"}) {
    start_again();
    environment_.container_full_uri = url;
    EXPECT_EQ(got(), "aws_credentials_unreadable") << url;
  }
}

}  // namespace
}  // namespace nss::test
