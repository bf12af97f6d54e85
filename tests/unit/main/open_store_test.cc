// What is decided before DynamoDB is asked anything, and what a start says when it cannot be. With real tables:
// tests/system/test_dynamodb.py.
#include "main/open_store.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

class OpenStore : public testing::Test {
 protected:
  OpenStore() {
    settings_ = test::settings_of({"--storage", "dynamodb", "--eks-cluster-name", "prod", "--aws-region", "us-east-1"});
    settings_.aws = AwsEnvironment{};
    settings_.aws.region = "us-east-1";
    settings_.aws.access_key_id = "AKIDEXAMPLE";
    settings_.aws.secret_access_key = "wJalrXUtnFEMI";
    settings_.aws.metadata_disabled = true;
  }
  Error refused() {
    auto opened = open_store(settings_, clock_, metrics_);
    EXPECT_FALSE(opened.has_value());
    return opened ? Error{} : opened.error();
  }

  test::RealClock clock_;
  Metrics metrics_;
  Settings settings_;
};

TEST_F(OpenStore, ARegionsOwnAddressUnlessAnotherOneIsSaid) {
  EXPECT_EQ(dynamodb_access(settings_)->client.endpoint, "https://dynamodb.us-east-1.amazonaws.com");
  settings_.aws.fips = true;
  EXPECT_EQ(dynamodb_access(settings_)->client.endpoint, "https://dynamodb-fips.us-east-1.amazonaws.com");
  settings_.aws.endpoint = "http://127.0.0.1:4566/";
  EXPECT_EQ(dynamodb_access(settings_)->client.endpoint, "http://127.0.0.1:4566") << "that of every service";
  settings_.aws.endpoint = "http://emulator.example";
  EXPECT_EQ(dynamodb_access(settings_).error().code, "aws_credentials_unreadable") << "in the clear over a network";
  settings_.dynamodb_endpoint = "http://127.0.0.1:8000";
  EXPECT_EQ(dynamodb_access(settings_)->client.endpoint, "http://127.0.0.1:8000");
  settings_.aws.region.clear();
  EXPECT_EQ(dynamodb_access(settings_).error().code, "aws_region_not_found");
}

TEST_F(OpenStore, LongLivedKeysAreNotUsedInAPod) {
  settings_.in_pod = true;
  const Error error = refused();
  EXPECT_EQ(error.code, "static_keys");
  EXPECT_NE(error.message.en.find("EKS Pod Identity"), std::string::npos) << error.message.en;
  EXPECT_EQ(error.message.en.find("wJalr"), std::string::npos);
}

TEST_F(OpenStore, NobodyThereIsSaidInOneLine) {
  settings_.dynamodb_endpoint = "http://127.0.0.1:" + std::to_string(test::free_port());
  EXPECT_EQ(refused().code, "store_unavailable");
}

// A server that ended because of it would be started again later and later; commands that a person started end.
TEST_F(OpenStore, AServerWaitsForADynamoDbThatDoesNotAnswer) {
  settings_.dynamodb_endpoint = "http://127.0.0.1:" + std::to_string(test::free_port());
  EXPECT_TRUE(open_store_to_serve(settings_, clock_, metrics_).has_value());
  test::HttpImposter busy([](const test::ImposterRequest&, test::ImposterWire& wire) { wire.answer(503, "busy"); });
  settings_.dynamodb_endpoint = busy.url();
  EXPECT_TRUE(open_store_to_serve(settings_, clock_, metrics_).has_value());
}

TEST_F(OpenStore, WhatWaitingDoesNotMendEndsAServerToo) {
  const std::vector<std::pair<const char*, const char*>> rows = {{"AccessDeniedException", "store_refuses"},
                                                                 {"ResourceNotFoundException", "store_not_set_up"},
                                                                 {"ValidationException", "store_refuses"}};
  for (const auto& [name, code] : rows) {
    test::HttpImposter server([name = name](const test::ImposterRequest&, test::ImposterWire& wire) {
      wire.answer(400, fmt::format(R"({{"__type":"com.amazonaws.dynamodb.v20120810#{}","message":"no"}})", name));
    });
    settings_.dynamodb_endpoint = server.url();
    const auto opened = open_store_to_serve(settings_, clock_, metrics_);
    ASSERT_FALSE(opened.has_value()) << name;
    EXPECT_EQ(opened.error().code, code);
  }
}

TEST_F(OpenStore, NoCredentialsAreSaidInOneLine) {
  settings_.aws.access_key_id.clear();
  settings_.aws.secret_access_key.clear();
  settings_.dynamodb_endpoint = "http://127.0.0.1:" + std::to_string(test::free_port());
  EXPECT_NE(refused().message.en.find("credentials"), std::string::npos);
}

TEST_F(OpenStore, AMissingTableIsNamedWithWhatMakesIt) {
  test::HttpImposter server([](const test::ImposterRequest&, test::ImposterWire& wire) {
    wire.answer(400, R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no"})");
  });
  settings_.dynamodb_endpoint = server.url();
  const Error error = refused();
  EXPECT_EQ(error.code, "store_not_set_up");
  EXPECT_EQ(error.message.en,
            "there is no table namespace_activity_logs; namespace-scheduler init-dynamodb makes what is missing");
}

}  // namespace
}  // namespace nss
