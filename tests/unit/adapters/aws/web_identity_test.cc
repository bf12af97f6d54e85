#include <atomic>

#include "unit/adapters/aws/credential_world.h"

namespace nss::test {
namespace {

const std::string action = "AssumeRoleWithWebIdentity";
const std::string later = "2026-11-27T13:00:00Z";

class WebIdentityTest : public CredentialWorld {
 protected:
  WebIdentityTest() {
    environment_.role_arn = role;
    environment_.region = "eu-west-1";
    environment_.web_identity_token_file = write("token", "eyJ.s3cr3t-web-1");
  }
  // Answers the requests in this order; the last answer stays.
  void answers(std::vector<std::pair<int, std::string>> in_order) {
    serve([in_order = std::move(in_order)](const ImposterRequest& request, ImposterWire& wire) {
      const auto& [status, body] = in_order[std::min<std::size_t>(static_cast<std::size_t>(request.number), in_order.size()) - 1];
      wire.answer(status, body, "Content-Type: text/xml\r\n");
    });
  }
};

TEST_F(WebIdentityTest, TheTokenBecomesCredentials) {
  answers({{200, sts_answer(action, "ASIA1", later)}});
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"ASIA1", "s3cr3t-key", "s3cr3t-token-of-ASIA1", parse_rfc3339(later)}));
  const auto request = imposter_->requests().at(0);
  EXPECT_EQ(request.method + " " + request.target, "POST /");
  EXPECT_EQ(request.headers.at("content-type"), "application/x-www-form-urlencoded; charset=utf-8");
  EXPECT_EQ(request.headers.count("authorization"), 0U) << "it is not signed: the token says who we are";
  EXPECT_EQ(request.body,
            "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fscheduler"
            "&RoleSessionName=namespace-scheduler&DurationSeconds=3600&WebIdentityToken=eyJ.s3cr3t-web-1");
  EXPECT_EQ(source().description(), "web identity: role " + role);
  EXPECT_FALSE(source().static_keys());
}

TEST_F(WebIdentityTest, TheFileIsReadAtEachRefresh) {
  answers({{200, sts_answer(action, "ASIA1", later)}, {200, sts_answer(action, "ASIA2", later)}});
  EXPECT_EQ(got(), "ASIA1");
  write("token", "eyJ.s3cr3t-web-2\n");
  invalidate("ASIA1");
  EXPECT_EQ(got(), "ASIA2");
  EXPECT_TRUE(imposter_->requests().at(1).body.ends_with("&WebIdentityToken=eyJ.s3cr3t-web-2"));
}

// With our own clock twenty minutes ahead they would have expired when they came.
TEST_F(WebIdentityTest, WhatExpiresDoesByTheClockOfSts) {
  serve([](const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, sts_answer(action, "ASIA1", "2026-11-27T11:55:00Z"), "Date: Fri, 27 Nov 2026 11:40:00 GMT\r\n");
  });
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(credentials->expires, parse_rfc3339("2026-11-27T12:15:00Z"));
}

TEST_F(WebIdentityTest, ATokenThatIsJustBeingReplacedIsReadOnceMore) {
  for (const char* code : {"ExpiredTokenException", "InvalidIdentityToken"}) {
    start_again();
    write("token", "eyJ.s3cr3t-web-1");
    serve([this, code](const ImposterRequest& request, ImposterWire& wire) {
      if (request.body.ends_with("web-2")) return wire.answer(200, sts_answer(action, "ASIA2", later));
      write("token", "eyJ.s3cr3t-web-2");
      wire.answer(400, sts_error(code, "Token expired"));
    });
    EXPECT_EQ(got(), "ASIA2") << code;
    EXPECT_EQ(asked(), 2U) << code;
  }
}

TEST_F(WebIdentityTest, ATokenThatStaysExpiredIsRefused) {
  answers({{400, sts_error("ExpiredTokenException", "Token expired: current date/time 1 must be before 0")}});
  EXPECT_EQ(problem(), "web identity: role " + role +
                           ": STS answers 400 ExpiredTokenException: Token expired: current date/time 1 must be before 0");
  EXPECT_EQ(asked(), 2U);
}

TEST_F(WebIdentityTest, ABadMomentHasAnotherAttempt) {
  const std::vector<std::pair<int, std::string>> moments = {
      {400, sts_error("IDPCommunicationError", "the issuer does not answer")},
      {400, sts_error("Throttling", "Rate exceeded")},
      {429, ""},
      {500, sts_error("InternalFailure", "x")},
      {503, "<html>"}};
  for (const auto& moment : moments) {
    start_again();
    answers({moment, moment, {200, sts_answer(action, "ASIA3", later)}});
    EXPECT_EQ(got(), "ASIA3") << moment.first << moment.second;
    EXPECT_EQ(asked(), 3U);
  }
}

TEST_F(WebIdentityTest, ThreeBadMomentsAreAnOutage) {
  for (const int status : {500, 502, 503, 429}) {
    start_again();
    answers({{status, "busy"}});
    EXPECT_EQ(got(), "aws_credentials_unavailable") << status;
    EXPECT_EQ(asked(), 3U) << status;
  }
  start_again();
  serve([](const ImposterRequest&, ImposterWire& wire) {
    wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<Assume");
    wire.close();
  });
  EXPECT_EQ(got(), "aws_credentials_unavailable") << "a cut answer";
  EXPECT_EQ(asked(), 3U);
}

TEST_F(WebIdentityTest, WhoIsSlowIsAskedAgain) {
  timings_.sts_attempt = 1s;
  serve([](const ImposterRequest& request, ImposterWire& wire) {
    if (request.number == 1) return wire.hold();
    wire.answer(200, sts_answer(action, "ASIA2", later));
  });
  EXPECT_EQ(got(), "ASIA2");
  start_again();
  serve([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  timings_.sts_attempt = 50ms;
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_unavailable");
  EXPECT_EQ(credentials.error().kind, ErrorKind::unavailable);
}

TEST_F(WebIdentityTest, ARefusalIsSaidOnceAndRepeatsNoToken) {
  answers({{403, sts_error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")}});
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_refused");
  EXPECT_EQ(credentials.error().kind, ErrorKind::unauthorized);
  EXPECT_EQ(
      credentials.error().message.en,
      "web identity: role " + role + ": STS answers 403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(asked(), 1U);
  start_again();
  answers({{400, sts_error("InvalidParameterValue", "the token eyJ.s3cr3t-web-1 is no good")}});
  EXPECT_EQ(problem(), "web identity: role " + role + ": STS answers 400 InvalidParameterValue: ");
  start_again();
  answers({{404, "<html>eyJ.s3cr3t-web-1</html>"}});
  EXPECT_EQ(got(), "aws_credentials_refused");
}

TEST_F(WebIdentityTest, AnAnswerThatIsNoneIsUnreadable) {
  const std::string whole = sts_answer(action, "ASIA1", later);
  const auto without = [&whole](const std::string& piece) {
    std::string cut = whole;
    cut.erase(cut.find(piece), piece.size());
    return cut;
  };
  for (const std::string& body :
       {std::string(), std::string("{}"), whole.substr(0, whole.size() / 2), std::string("<a>s3cr3t</a>"), without("s3cr3t-key"),
        without("ASIA1"), without("s3cr3t-token-of-ASIA1"), without(later), sts_answer(action, "ASIA1", "soon"),
        sts_answer(action, "ASIA&#10;1", later), std::string(100'000, 'x')}) {
    start_again();
    answers({{200, body}});
    EXPECT_EQ(got(), "aws_credentials_unreadable") << body.substr(0, 1000);
    EXPECT_EQ(asked(), 1U);
  }
}

TEST_F(WebIdentityTest, ExpiredCredentialsAreNoCredentials) {
  answers({{200, sts_answer(action, "ASIA1", "2026-11-27T12:00:00Z")}});
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_refused");
  EXPECT_NE(credentials.error().message.en.find("its credentials expired at 2026-11-27T12:00:00Z"), std::string::npos);
}

TEST_F(WebIdentityTest, ATokenThatCannotBeSentIsNotSent) {
  answers({{200, sts_answer(action, "ASIA1", later)}});
  for (const std::string& text : {std::string(), std::string(" \n"), std::string("s3cr3t\r\nX: y"), std::string("s3cr3t\0x", 8),
                                  std::string(70'000, 'x')}) {
    start_again();
    write("token", text);
    const auto credentials = get();
    ASSERT_FALSE(credentials);
    EXPECT_EQ(credentials.error().code, "aws_credentials_unreadable");
    EXPECT_NE(credentials.error().message.en.find(environment_.web_identity_token_file), std::string::npos);
  }
  start_again();
  environment_.web_identity_token_file = folder_.file("none");
  EXPECT_EQ(problem(), "web identity token " + folder_.file("none") + ": there is no such file");
  EXPECT_EQ(asked(), 0U);
}

TEST_F(WebIdentityTest, WithoutARegionOrWithAForeignAddressNobodyIsAsked) {
  environment_.region = "";
  EXPECT_EQ(got(), "aws_region_not_found");
  start_again();
  environment_.sts_endpoint = "http://sts.example.com";
  EXPECT_EQ(
      problem(),
      "AWS_ENDPOINT_URL_STS: without TLS only this machine and AWS's link-local addresses may be asked, not sts.example.com");
}

TEST_F(WebIdentityTest, NoServerIsAnOutage) {
  answers({{200, ""}});
  environment_.sts_endpoint = imposter_->url();
  imposter_.reset();
  EXPECT_EQ(got(), "aws_credentials_unavailable");
}

}  // namespace
}  // namespace nss::test
