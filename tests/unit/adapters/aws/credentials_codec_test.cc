#include "adapters/aws/credentials_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

const std::string members = R"("AccessKeyId":"ASIA1","SecretAccessKey":"secret-1234","Expiration":"2026-11-27T12:00:00Z")";

TEST(CredentialsCodec, AnEndpointsAnswer) {
  const AwsCredentials expected{"ASIA1", "secret-1234", "token-1234", parse_rfc3339("2026-11-27T12:00:00Z")};
  const auto pod = decode_endpoint_credentials("{" + members + R"(,"Token":"token-1234","AccountId":"1"})", "x");
  ASSERT_TRUE(pod) << pod.error().message.en;
  EXPECT_EQ(*pod, expected);
  const auto instance = decode_endpoint_credentials(
      "{" + members + R"(,"Token":"token-1234","Code":"Success","Type":"AWS-HMAC","LastUpdated":"2026-11-27T06:00:00Z"})", "x");
  ASSERT_TRUE(instance) << instance.error().message.en;
  EXPECT_EQ(*instance, expected);
}

TEST(CredentialsCodec, AnEndpointThatSaysItHasNone) {
  const auto read = decode_endpoint_credentials(R"({"Code":"AssumeRoleUnauthorizedAccess","Message":"secret-1234"})", "x");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "aws_credentials_refused");
  EXPECT_EQ(read.error().message.en, "x: it gives no credentials, and says AssumeRoleUnauthorizedAccess");
}

TEST(CredentialsCodec, WhatAProcessPrints) {
  const auto whole = decode_process_credentials("{\"Version\":1," + members + R"(,"SessionToken":"token-1234"})" + "\n", "x");
  ASSERT_TRUE(whole) << whole.error().message.en;
  EXPECT_EQ(*whole, (AwsCredentials{"ASIA1", "secret-1234", "token-1234", parse_rfc3339("2026-11-27T12:00:00Z")}));
  const auto least =
      decode_process_credentials(R"({"Version":1,"AccessKeyId":"AKIA1","SecretAccessKey":"s","SessionToken":null})", "x");
  ASSERT_TRUE(least) << least.error().message.en;
  EXPECT_EQ(*least, (AwsCredentials{"AKIA1", "s", "", std::nullopt}));
}

TEST(CredentialsCodec, WhatCannotBeReadIsNotQuoted) {
  const std::string good = R"("Version":1,"Token":"token-1234","SessionToken":"token-1234")";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nothing", ""},
      {"a page", "<html>secret-1234</html>"},
      {"a list", "[1]"},
      {"cut off", "{" + members},
      {"no id", "{" + good + R"(,"SecretAccessKey":"secret-1234","Expiration":"2026-11-27T12:00:00Z"})"},
      {"an empty secret", "{" + good + R"(,"AccessKeyId":"A","SecretAccessKey":"","Expiration":"2026-11-27T12:00:00Z"})"},
      {"an id that is a number",
       "{" + good + R"(,"AccessKeyId":1,"SecretAccessKey":"secret-1234","Expiration":"2026-11-27T12:00:00Z"})"},
      {"an id that would end the header",
       "{" + good + R"(,"AccessKeyId":"A\r\nX","SecretAccessKey":"secret-1234","Expiration":"2026-11-27T12:00:00Z"})"},
      {"an id with a comma",
       "{" + good + R"(,"AccessKeyId":"A,B","SecretAccessKey":"secret-1234","Expiration":"2026-11-27T12:00:00Z"})"},
      {"a token that would end the header",
       "{" + members + R"(,"Version":1,"Token":"secret-1234\nX","SessionToken":"secret-1234\nX"})"},
      {"a token that is a number", "{" + members + R"(,"Version":1,"Token":7,"SessionToken":7})"},
      {"a time that is none", "{" + good + R"(,"AccessKeyId":"A","SecretAccessKey":"secret-1234","Expiration":"soon"})"},
      {"a time that is a number", "{" + good + R"(,"AccessKeyId":"A","SecretAccessKey":"secret-1234","Expiration":1764244800})"},
      {"deep", "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"},
      {"long", "{\"a\":\"" + std::string(70'000, 'x') + "\"}"},
  };
  for (const auto& [sentence, text] : cases) {
    for (const auto& read : {decode_endpoint_credentials(text, "x"), decode_process_credentials(text, "x")}) {
      ASSERT_FALSE(read) << sentence;
      EXPECT_EQ(read.error().code, "aws_credentials_unreadable") << sentence;
      EXPECT_EQ(read.error().message.en.find("-1234"), std::string::npos) << read.error().message.en;
    }
  }
  EXPECT_FALSE(decode_endpoint_credentials("{" + members + "}", "x")) << "an endpoint always gives a token";
  EXPECT_FALSE(decode_endpoint_credentials(R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"})", "x")) << "and an expiry";
  for (const char* version : {"", R"("Version":2,)", R"("Version":"1",)"}) {
    EXPECT_FALSE(decode_process_credentials(std::string("{") + version + members + "}", "x")) << version;
  }
}

RC_GTEST_PROP(CredentialsCodecProperty, NoTextBreaksIt, (const std::string& text)) {
  RC_ASSERT(!decode_endpoint_credentials(text, "x"));
  RC_ASSERT(!decode_process_credentials(text, "x"));
}

}  // namespace
}  // namespace nss
