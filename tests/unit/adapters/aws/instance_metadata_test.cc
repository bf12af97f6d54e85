#include "unit/adapters/aws/credential_world.h"

namespace nss::test {
namespace {

const std::string later = "2026-11-27T18:00:00Z";
const std::string list = "/latest/meta-data/iam/security-credentials/";

class InstanceMetadataTest : public CredentialWorld {
 protected:
  InstanceMetadataTest() { environment_.metadata_disabled = false; }

  // A right answer to each of the three questions, but for the one that a test gives another.
  void instance(const std::string& target = "", int status = 200, const std::string& body = "") {
    start_again();
    serve([=](const ImposterRequest& request, ImposterWire& wire) {
      if (request.target == target) return wire.answer(status, body);
      if (request.method == "PUT" && request.target == "/latest/api/token") return wire.answer(200, "s3cr3t-session");
      if (request.headers.count("x-aws-ec2-metadata-token") == 0) return wire.answer(401, "");
      if (request.target == list) return wire.answer(200, "node-role\n");
      if (request.target == list + "node-role") return wire.answer(200, endpoint_answer("ASIA1", later));
      wire.answer(404, "");
    });
  }
};

TEST_F(InstanceMetadataTest, ThreeQuestionsWithASessionToken) {
  instance();
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"ASIA1", "s3cr3t-key", "s3cr3t-token-of-ASIA1", parse_rfc3339(later)}));
  const auto requests = imposter_->requests();
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].method + " " + requests[0].target, "PUT /latest/api/token");
  EXPECT_EQ(requests[0].headers.at("x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(requests[0].body, "");
  EXPECT_EQ(requests[1].method + " " + requests[1].target, "GET " + list);
  EXPECT_EQ(requests[2].target, list + "node-role");
  EXPECT_EQ(requests[2].headers.at("x-aws-ec2-metadata-token"), "s3cr3t-session");
  EXPECT_EQ(source().description(), "instance metadata service");
}

TEST_F(InstanceMetadataTest, AnInstanceWithoutARole) {
  instance(list, 404);
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_not_found");
  EXPECT_EQ(credentials.error().kind, ErrorKind::not_found);
}

TEST_F(InstanceMetadataTest, VersionOneIsNeverAsked) {
  for (const int status : {400, 403, 404, 405, 500}) {
    instance("/latest/api/token", status);
    EXPECT_EQ(got(), status == 500 ? "aws_credentials_unavailable" : "aws_credentials_refused") << status;
    for (const auto& request : imposter_->requests()) EXPECT_EQ(request.method, "PUT") << status;
  }
}

TEST_F(InstanceMetadataTest, EachQuestionHasThreeAttempts) {
  for (const auto& target : {std::string("/latest/api/token"), list, list + "node-role"}) {
    instance(target, 503);
    EXPECT_EQ(got(), "aws_credentials_unavailable") << target;
    const auto requests = imposter_->requests();
    EXPECT_EQ(std::count_if(requests.begin(), requests.end(), [&](const auto& request) { return request.target == target; }), 3);
  }
}

TEST_F(InstanceMetadataTest, WhoIsSlowIsGivenUpAndWhatElseIsMissingIsSaid) {
  timings_.metadata_attempt = 50ms;
  serve([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_unavailable");
  EXPECT_NE(credentials.error().message.en.find("no keys, web identity, profile or container endpoint is configured"),
            std::string::npos);
}

TEST_F(InstanceMetadataTest, WhatIsNoAnswerIsUnreadable) {
  for (const std::string& token : {std::string(), std::string("s3cr3t\r\nX: y"), std::string("<html> </html>")}) {
    instance("/latest/api/token", 200, token);
    EXPECT_EQ(got(), "aws_credentials_unreadable") << token;
  }
  for (const std::string& name :
       {std::string(), std::string("../../user-data"), std::string("a?b"), std::string("a b"), std::string("\n")}) {
    instance(list, 200, name);
    EXPECT_EQ(got(), "aws_credentials_unreadable") << name;
    EXPECT_EQ(asked(), 2U) << name;
  }
  for (const std::string& body : {std::string(), std::string("s3cr3t"), endpoint_answer("", later)}) {
    instance(list + "node-role", 200, body);
    EXPECT_EQ(got(), "aws_credentials_unreadable") << body;
  }
}

TEST_F(InstanceMetadataTest, AnAnswerThatSaysThatItFailedOrHasExpired) {
  instance(list + "node-role", 200, R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"s3cr3t"})");
  EXPECT_EQ(got(), "aws_credentials_refused");
  instance(list + "node-role", 200, endpoint_answer("ASIA1", "2026-11-27T11:00:00Z"));
  EXPECT_EQ(got(), "aws_credentials_refused");
}

TEST_F(InstanceMetadataTest, DisabledItIsNotAsked) {
  instance();
  environment_.metadata_disabled = true;
  EXPECT_EQ(got(), "aws_credentials_not_found");
  EXPECT_EQ(asked(), 0U);
  EXPECT_EQ(source().description(), "none");
}

}  // namespace
}  // namespace nss::test
