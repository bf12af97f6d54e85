#include "adapters/aws/credential_plan.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.h"

namespace nss {
namespace {

const std::string role_a = "arn:aws:iam::123456789012:role/a";
const std::string role_b = "arn:aws:iam::123456789012:role/path/b";

class CredentialPlanTest : public testing::Test {
 protected:
  CredentialPlanTest() {
    environment_.config_file = folder_.file("config");
    environment_.credentials_file = folder_.file("credentials");
    environment_.home = "/home/ana";
  }
  void config(const std::string& text) { std::ofstream(environment_.config_file) << text; }
  Result<CredentialPlan> plan(const std::string& profile) {
    environment_.profile = profile;
    return plan_credentials(CredentialProvider::profile, environment_);
  }
  std::string problem(const std::string& text) {
    config(text);
    const auto made = plan("");
    EXPECT_FALSE(made) << text;
    if (made) return {};
    EXPECT_EQ(made.error().code, "aws_credentials_unreadable");
    return made.error().message.en;
  }
  TemporaryFolder folder_;
  AwsEnvironment environment_;
};

TEST_F(CredentialPlanTest, TheFirstThatIsConfigured) {
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::metadata);
  environment_.metadata_disabled = true;
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::none);
  environment_.container_relative_uri = "/x";
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::container);
  config("[default]\nregion = eu-west-1\n");
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::container) << "a profile without credentials";
  config("[default]\ncredential_process = x\n");
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::profile);
  environment_.web_identity_token_file = "/token";
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::web_identity);
  environment_.access_key_id = "AKIA1";
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::environment);
}

TEST_F(CredentialPlanTest, AProfileThatCannotBeReadOrFoundIsNotPassedOver) {
  config("nonsense\n");
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::profile);
  config("[default]\n");
  environment_.profile = "dev";
  EXPECT_EQ(choose_provider(environment_), CredentialProvider::profile);
  EXPECT_NE(plan("dev").error().message.en.find("AWS profile dev: "), std::string::npos);
}

TEST_F(CredentialPlanTest, KeysOfTheEnvironment) {
  environment_.access_key_id = "AKIA1";
  EXPECT_EQ(plan_credentials(CredentialProvider::environment, environment_).error().code, "aws_credentials_unreadable");
  environment_.secret_access_key = "s";
  environment_.session_token = "t";
  const auto made = plan_credentials(CredentialProvider::environment, environment_);
  ASSERT_TRUE(made) << made.error().message.en;
  EXPECT_EQ(std::get<AwsCredentials>(made->first), (AwsCredentials{"AKIA1", "s", "t", std::nullopt}));
  EXPECT_EQ(made->description, "environment: keys");
}

TEST_F(CredentialPlanTest, WebIdentityOfTheEnvironment) {
  environment_.web_identity_token_file = "/token";
  EXPECT_EQ(plan_credentials(CredentialProvider::web_identity, environment_).error().code, "aws_credentials_unreadable")
      << "no role";
  environment_.role_arn = role_a;
  const auto made = plan_credentials(CredentialProvider::web_identity, environment_);
  ASSERT_TRUE(made) << made.error().message.en;
  EXPECT_EQ(std::get<WebIdentity>(made->first).session_name, "namespace-scheduler");
  EXPECT_EQ(made->description, "web identity: role " + role_a);
  environment_.role_session_name = "a b";
  EXPECT_EQ(plan_credentials(CredentialProvider::web_identity, environment_).error().code, "aws_credentials_unreadable");
}

TEST_F(CredentialPlanTest, AContainersAddress) {
  environment_.container_full_uri = "http://169.254.170.23/v1/credentials";
  environment_.container_token = "t";
  environment_.container_token_file = "/f";
  const auto full = plan_credentials(CredentialProvider::container, environment_);
  ASSERT_TRUE(full) << full.error().message.en;
  EXPECT_EQ(std::get<ContainerEndpoint>(full->first).url, "http://169.254.170.23/v1/credentials");
  EXPECT_EQ(std::get<ContainerEndpoint>(full->first).token_file, "/f");
  environment_.container_relative_uri = "/v2/credentials/1";
  EXPECT_EQ(std::get<ContainerEndpoint>(plan_credentials(CredentialProvider::container, environment_)->first).url,
            "http://169.254.170.2/v2/credentials/1");
  environment_.container_relative_uri = "@evil.example/";
  EXPECT_EQ(plan_credentials(CredentialProvider::container, environment_).error().code, "aws_credentials_unreadable");
}

TEST_F(CredentialPlanTest, NothingIsConfigured) {
  EXPECT_EQ(plan_credentials(CredentialProvider::none, environment_).error().code, "aws_credentials_not_found");
  environment_.metadata_disabled = true;
  EXPECT_EQ(plan_credentials(CredentialProvider::metadata, environment_).error().code, "aws_credentials_not_found");
}

TEST_F(CredentialPlanTest, AProfilesKeysAndCommand) {
  config(
      "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s\naws_session_token = t\ncredential_process = no\n"
      "[profile p]\ncredential_process = /bin/get 'a b'\n");
  EXPECT_EQ(std::get<AwsCredentials>(plan("")->first), (AwsCredentials{"AKIA1", "s", "t", std::nullopt}));
  EXPECT_EQ(plan("")->description, "profile default: keys");
  EXPECT_EQ(std::get<CommandOutput>(plan("p")->first).argv, (std::vector<std::string>{"/bin/get", "a b"}));
}

TEST_F(CredentialPlanTest, RolesAreTakenOnOneAfterTheOther) {
  config("[default]\nrole_arn = " + role_b +
         "\nsource_profile = mid\nrole_session_name = me@x\nexternal_id = e\nduration_seconds = 900\n" +
         "[profile mid]\nrole_arn = " + role_a +
         "\nsource_profile = base\n[profile base]\naws_access_key_id = AKIA1\naws_secret_access_key = s\n");
  const auto made = plan("");
  ASSERT_TRUE(made) << made.error().message.en;
  EXPECT_EQ(std::get<AwsCredentials>(made->first).access_key_id, "AKIA1");
  ASSERT_EQ(made->roles.size(), 2U);
  EXPECT_EQ(made->roles[0].role_arn, role_a);
  EXPECT_EQ(made->roles[0].session_name, "namespace-scheduler");
  EXPECT_EQ(made->roles[1].role_arn, role_b);
  EXPECT_EQ(made->roles[1].session_name, "me@x");
  EXPECT_EQ(made->roles[1].external_id, "e");
  EXPECT_EQ(made->roles[1].duration, "900");
  EXPECT_EQ(made->description, "profile default: role " + role_b + " by profile mid: role " + role_a + " by profile base: keys");
}

TEST_F(CredentialPlanTest, ARoleWithItsOwnKeysAndEachSource) {
  const std::string role = "role_arn = " + role_a + "\n";
  config("[default]\n" + role + "source_profile = default\naws_access_key_id = AKIA1\naws_secret_access_key = s\n[profile e]\n" +
         role + "credential_source = Environment\n[profile c]\n" + role + "credential_source = EcsContainer\n[profile m]\n" +
         role + "credential_source = Ec2InstanceMetadata\n[profile w]\n" + role + "web_identity_token_file = ~/token\n");
  environment_.access_key_id = "AKIA2";
  environment_.secret_access_key = "s";
  environment_.container_relative_uri = "/x";
  EXPECT_EQ(std::get<AwsCredentials>(plan("")->first).access_key_id, "AKIA1");
  EXPECT_EQ(plan("")->roles.size(), 1U);
  EXPECT_EQ(std::get<AwsCredentials>(plan("e")->first).access_key_id, "AKIA2");
  EXPECT_EQ(std::get<ContainerEndpoint>(plan("c")->first).url, "http://169.254.170.2/x");
  EXPECT_EQ(std::get<InstanceMetadata>(plan("m")->first).endpoint, "http://169.254.169.254");
  EXPECT_EQ(plan("m")->roles.size(), 1U);
  EXPECT_EQ(std::get<WebIdentity>(plan("w")->first).token_file, "/home/ana/token");
  EXPECT_EQ(plan("w")->roles.size(), 0U);
}

TEST_F(CredentialPlanTest, WhatAProfileCannotSay) {
  const std::string role = "[default]\nrole_arn = " + role_a + "\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[default]\n", "it does not say how"},
      {"[default]\naws_access_key_id = A\n", "its secret access key is missing"},
      {"[default]\ncredential_process = 'x\n", "a quote has no end"},
      {"[default]\nsso_session = s\n", "it logs in by SSO"},
      {"[default]\nsso_start_url = s\n", "it logs in by SSO"},
      {"[default]\nrole_arn = a\n", "its role_arn is none"},
      {role, "role_arn needs one of"},
      {role + "source_profile = x\ncredential_source = Environment\n", "role_arn needs one of"},
      {role + "source_profile = x\n", "AWS profile x: "},
      {role + "credential_source = Moon\n", "credential_source is none of"},
      {role + "source_profile = b\n[profile b]\nrole_arn = " + role_b + "\nsource_profile = default\n", "go round"},
      {role + "source_profile = default\n", "its access key id is missing"},
      {role + "source_profile = x\nmfa_serial = m\n", "its mfa_serial needs a person"},
      {role + "source_profile = x\nrole_session_name = x\n", "its role_session_name is not"},
      {role + "source_profile = x\nduration_seconds = 60\n", "its duration_seconds is not"},
      {role + "source_profile = x\nduration_seconds = 3600s\n", "its duration_seconds is not"},
      {role + "source_profile = x\nduration_seconds = 999999\n", "its duration_seconds is not"},
  };
  for (const auto& [text, said] : cases) {
    const std::string message = problem(text);
    EXPECT_NE(message.find(said), std::string::npos) << text << message;
  }
}

// botocore signs with the keys of the source, whatever role that profile has for itself.
TEST_F(CredentialPlanTest, KeysOfASourceGoBeforeItsOwnRole) {
  config("[default]\nrole_arn = " + role_a + "\nsource_profile = mid\n[profile mid]\nrole_arn = " + role_b +
         "\nsource_profile = base\naws_access_key_id = AKIAMID\naws_secret_access_key = s\n");
  const auto planned = plan("");
  ASSERT_TRUE(planned.has_value()) << planned.error().message.en;
  EXPECT_EQ(planned->roles.size(), 1U);
  EXPECT_EQ(std::get<AwsCredentials>(planned->first).access_key_id, "AKIAMID");
}

}  // namespace
}  // namespace nss
