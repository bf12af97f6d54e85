#include "adapters/aws/environment.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/temporary_folder.h"

namespace nss {
namespace {

TEST(AwsEnvironment, ReadsEveryVariable) {
  const AwsEnvironment environment = AwsEnvironment::from({{"AWS_ACCESS_KEY_ID", "1"},
                                                           {"AWS_SECRET_ACCESS_KEY", "2"},
                                                           {"AWS_SESSION_TOKEN", "3"},
                                                           {"AWS_WEB_IDENTITY_TOKEN_FILE", "4"},
                                                           {"AWS_ROLE_ARN", "5"},
                                                           {"AWS_ROLE_SESSION_NAME", "6"},
                                                           {"AWS_REGION", "7"},
                                                           {"AWS_DEFAULT_REGION", "x"},
                                                           {"AWS_PROFILE", "8"},
                                                           {"AWS_DEFAULT_PROFILE", "x"},
                                                           {"AWS_SHARED_CREDENTIALS_FILE", "~/9"},
                                                           {"AWS_CONFIG_FILE", "/10"},
                                                           {"HOME", "/home/ana"},
                                                           {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "12"},
                                                           {"AWS_CONTAINER_CREDENTIALS_FULL_URI", "13"},
                                                           {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "14"},
                                                           {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "15"},
                                                           {"AWS_ENDPOINT_URL_STS", "16"},
                                                           {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "17"},
                                                           {"AWS_EC2_METADATA_DISABLED", "True"}});
  EXPECT_EQ(environment.access_key_id, "1");
  EXPECT_EQ(environment.secret_access_key, "2");
  EXPECT_EQ(environment.session_token, "3");
  EXPECT_EQ(environment.web_identity_token_file, "4");
  EXPECT_EQ(environment.role_arn, "5");
  EXPECT_EQ(environment.role_session_name, "6");
  EXPECT_EQ(environment.region, "7");
  EXPECT_EQ(environment.profile, "8");
  EXPECT_EQ(environment.credentials_file, "/home/ana/9");
  EXPECT_EQ(environment.config_file, "/10");
  EXPECT_EQ(environment.container_relative_uri, "12");
  EXPECT_EQ(environment.container_full_uri, "13");
  EXPECT_EQ(environment.container_token, "14");
  EXPECT_EQ(environment.container_token_file, "15");
  EXPECT_EQ(environment.sts_endpoint, "16");
  EXPECT_EQ(environment.metadata_endpoint, "17");
  EXPECT_TRUE(environment.metadata_disabled);
}

TEST(AwsEnvironment, WhatIsNotSetHasItsUsualPlace) {
  const AwsEnvironment environment = AwsEnvironment::from({{"HOME", "/home/ana"},
                                                           {"AWS_REGION", ""},
                                                           {"AWS_DEFAULT_REGION", "a"},
                                                           {"AWS_DEFAULT_PROFILE", "b"},
                                                           {"AWS_ENDPOINT_URL", "c"}});
  EXPECT_EQ(environment.region, "a");
  EXPECT_EQ(environment.profile, "b");
  EXPECT_EQ(environment.sts_endpoint, "c");
  EXPECT_EQ(environment.credentials_file, "/home/ana/.aws/credentials");
  EXPECT_EQ(environment.config_file, "/home/ana/.aws/config");
  EXPECT_EQ(environment.container_endpoint, "http://169.254.170.2");
  EXPECT_EQ(environment.metadata_endpoint, "http://169.254.169.254");
  EXPECT_FALSE(environment.metadata_disabled);
  EXPECT_EQ(AwsEnvironment::from({}).config_file, "");
  EXPECT_EQ(AwsEnvironment::from({}).from_home("~/x"), "~/x");
  EXPECT_EQ(environment.from_home("~"), "/home/ana");
  EXPECT_EQ(environment.from_home("~other/x"), "~other/x");
}

TEST(AwsEnvironment, TheMetadataServiceOverIpv6) {
  const auto endpoint = [](std::map<std::string, std::string> variables) {
    return AwsEnvironment::from(variables).metadata_endpoint;
  };
  EXPECT_EQ(endpoint({{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}}), "http://[fd00:ec2::254]");
  EXPECT_EQ(endpoint({{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv4"}}), "http://169.254.169.254");
  EXPECT_EQ(endpoint({{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}, {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "x"}}), "x");
}

TEST(FindRegion, OfTheEnvironmentElseOfTheProfile) {
  const TemporaryFolder folder;
  AwsEnvironment environment;
  environment.config_file = folder.file("config");
  EXPECT_EQ(find_region(environment).error().code, "aws_region_not_found");
  EXPECT_NE(find_region(environment).error().message.en.find(environment.config_file), std::string::npos);
  std::ofstream(environment.config_file) << "[default]\nregion = eu-west-1\n[profile dev]\nregion = sa-east-1\n[profile none]\n";
  EXPECT_EQ(find_region(environment), "eu-west-1");
  environment.profile = "dev";
  EXPECT_EQ(find_region(environment), "sa-east-1");
  environment.profile = "none";
  EXPECT_EQ(find_region(environment).error().kind, ErrorKind::not_found);
  environment.region = "us-gov-west-1";
  EXPECT_EQ(find_region(environment), "us-gov-west-1");
  // It becomes part of a host's name.
  for (const char* bad : {"evil.example/", "a b", "EU", "-a", "x#", "eu_west", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    environment.region = bad;
    EXPECT_EQ(find_region(environment).error().code, "aws_region_invalid") << bad;
  }
}

TEST(RegionalEndpoint, HasThePartitionsDomain) {
  EXPECT_EQ(regional_endpoint("dynamodb", "eu-west-1"), "https://dynamodb.eu-west-1.amazonaws.com");
  EXPECT_EQ(regional_endpoint("sts", "cn-north-1"), "https://sts.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(regional_endpoint("dynamodb", "us-gov-west-1"), "https://dynamodb.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(regional_endpoint("sts", "us-iso-east-1"), "https://sts.us-iso-east-1.c2s.ic.gov");
  EXPECT_EQ(regional_endpoint("sts", "us-isob-east-1"), "https://sts.us-isob-east-1.sc2s.sgov.gov");
  EXPECT_EQ(regional_endpoint("sts", "eu-isoe-west-1"), "https://sts.eu-isoe-west-1.cloud.adc-e.uk");
  EXPECT_EQ(regional_endpoint("sts", "us-isof-south-1"), "https://sts.us-isof-south-1.csp.hci.ic.gov");
  EXPECT_EQ(regional_endpoint("dynamodb", "eusc-de-east-1"), "https://dynamodb.eusc-de-east-1.amazonaws.eu");
  EXPECT_EQ(partition_of("eusc-de-east-1").name, "aws-eusc");
  EXPECT_EQ(partition_of("mars-north-1").name, "aws");
}

TEST(RegionalEndpoint, OfValidatedCryptographyIsAnotherHost) {
  EXPECT_EQ(regional_endpoint("dynamodb", "us-east-1", true), "https://dynamodb-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(regional_endpoint("sts", "us-east-1", true), "https://sts-fips.us-east-1.amazonaws.com");
  EXPECT_EQ(regional_endpoint("dynamodb", "us-gov-west-1", true), "https://dynamodb.us-gov-west-1.amazonaws.com");
  EXPECT_TRUE(AwsEnvironment::from({{"AWS_USE_FIPS_ENDPOINT", "True"}}).fips);
  EXPECT_FALSE(AwsEnvironment::from({{"AWS_USE_FIPS_ENDPOINT", "false"}}).fips);
}

}  // namespace
}  // namespace nss
