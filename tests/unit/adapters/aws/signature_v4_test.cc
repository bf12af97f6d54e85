#include "adapters/aws/signature_v4.h"

#include <gtest/gtest.h>

#include "support/fake_timers.h"

namespace nss {
namespace {

// AWS's published suite and a comparison with botocore are in tests/aws; here is what those cannot say.

const AwsCredentials example{"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "", std::nullopt};
const Seconds noon = floor_seconds(instant("2015-08-30T12:36:00Z"));

ClientRequest vanilla() {
  ClientRequest request;
  request.url = "https://example.amazonaws.com/";
  return request;
}

std::string header(const ClientRequest& request, const std::string& name) {
  std::string found = "(none)";
  for (const auto& line : request.headers) {
    if (!line.starts_with(name + ": ")) continue;
    EXPECT_EQ(found, "(none)") << name << " twice";
    found = line.substr(name.size() + 2);
  }
  return found;
}

TEST(SignatureV4, ThePublishedVanillaCase) {
  ClientRequest request = vanilla();
  sign_v4(request, example, {"us-east-1", "service"}, noon);
  EXPECT_EQ(header(request, "X-Amz-Date"), "20150830T123600Z");
  EXPECT_EQ(header(request, "X-Amz-Security-Token"), "(none)");
  EXPECT_EQ(header(request, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

TEST(SignatureV4, ASecondSignatureReplacesTheFirst) {
  ClientRequest once = vanilla();
  sign_v4(once, example, {"us-east-1", "service"}, noon);
  ClientRequest again = vanilla();
  AwsCredentials with_token = example;
  with_token.session_token = "old";
  sign_v4(again, with_token, {"eu-west-1", "dynamodb"}, noon - std::chrono::hours(100));
  sign_v4(again, example, {"us-east-1", "service"}, noon);
  EXPECT_EQ(again.headers, once.headers);
}

TEST(SignatureV4, TheKeptKeyIsThatOfTheDayAndTheSecret) {
  SignerV4 signer({"us-east-1", "service"});
  AwsCredentials other = example;
  other.secret_access_key = "another";
  const auto both_agree = [&signer](const AwsCredentials& credentials, Seconds now) {
    ClientRequest kept = vanilla();
    ClientRequest fresh = vanilla();
    signer.sign(kept, credentials, now);
    sign_v4(fresh, credentials, {"us-east-1", "service"}, now);
    EXPECT_EQ(kept.headers, fresh.headers);
  };
  both_agree(example, noon);
  both_agree(example, noon);
  both_agree(other, noon);
  both_agree(example, noon + std::chrono::hours(24));
  both_agree(example, noon);
}

TEST(SignatureV4, WhatIsNotSentIsNotSigned) {
  ClientRequest request = vanilla();
  request.headers = {"Accept:", "X-Empty:  ", "Content-Type: text/plain"};
  const SignatureSteps steps = SignerV4({"us-east-1", "service"}).sign(request, example, noon);
  EXPECT_NE(steps.canonical_request.find("\ncontent-type;host;x-amz-date\n"), std::string::npos) << steps.canonical_request;
}

TEST(SignatureV4, ALaterTimeIsAnotherSignature) {
  ClientRequest first = vanilla();
  ClientRequest second = vanilla();
  sign_v4(first, example, {"us-east-1", "service"}, noon);
  sign_v4(second, example, {"us-east-1", "service"}, noon + std::chrono::seconds(1));
  EXPECT_NE(header(first, "Authorization"), header(second, "Authorization"));
}

TEST(SignatureV4, AQueryIsSignedAsItIsSent) {
  ClientRequest request = vanilla();
  request.url = "https://example.amazonaws.com?b=%7e%2F/&a=1 2&&c#end";
  const SignatureSteps steps = SignerV4({"us-east-1", "service"}).sign(request, example, noon);
  EXPECT_EQ(steps.canonical_request.substr(0, steps.canonical_request.find("host:")), "GET\n/\n=&a=1%202&b=%7e%2F%2F&c=\n");
}

}  // namespace
}  // namespace nss
