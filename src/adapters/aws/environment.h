// What the AWS tools' environment variables say, as values: getenv happens in main only, and a test points every address at
// a server of its own.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nss {

// Empty: not set, unless said otherwise.
struct AwsEnvironment {
  static AwsEnvironment from(const std::map<std::string, std::string>& variables);

  std::string access_key_id;      // AWS_ACCESS_KEY_ID
  std::string secret_access_key;  // AWS_SECRET_ACCESS_KEY
  std::string session_token;      // AWS_SESSION_TOKEN

  std::string web_identity_token_file;  // AWS_WEB_IDENTITY_TOKEN_FILE
  std::string role_arn;                 // AWS_ROLE_ARN
  std::string role_session_name;        // AWS_ROLE_SESSION_NAME

  std::string region;            // AWS_REGION, else AWS_DEFAULT_REGION
  std::string profile;           // AWS_PROFILE, else AWS_DEFAULT_PROFILE
  std::string credentials_file;  // AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials; empty when HOME is not set either
  std::string config_file;       // AWS_CONFIG_FILE, else ~/.aws/config; the same
  std::string home;              // HOME: what ~ stands for in paths of the profile files

  std::string container_relative_uri;  // AWS_CONTAINER_CREDENTIALS_RELATIVE_URI
  std::string container_full_uri;      // AWS_CONTAINER_CREDENTIALS_FULL_URI
  std::string container_token;         // AWS_CONTAINER_AUTHORIZATION_TOKEN
  std::string container_token_file;    // AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE; goes before the token

  std::string endpoint;                                     // AWS_ENDPOINT_URL: of every service that has none of its own
  std::string sts_endpoint;                                 // AWS_ENDPOINT_URL_STS, else AWS_ENDPOINT_URL
  std::string container_endpoint = "http://169.254.170.2";  // what a relative URI is relative to
  // AWS_EC2_METADATA_SERVICE_ENDPOINT; with AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6 http://[fd00:ec2::254]
  std::string metadata_endpoint = "http://169.254.169.254";
  bool metadata_disabled = false;  // AWS_EC2_METADATA_DISABLED=true

  bool fips = false;  // AWS_USE_FIPS_ENDPOINT=true

  // `path` with ~ at its beginning replaced by `home`.
  std::string from_home(const std::string& path) const;
};

// The region of the environment, else of the chosen profile. Reads the profile files.
// Errors: not_found (aws_region_not_found), invalid (aws_region_invalid, aws_credentials_unreadable).
Result<std::string> find_region(const AwsEnvironment& environment);

// A part of AWS with domain and accounts of its own. Source: botocore's partitions.json.
struct AwsPartition {
  std::string_view prefix;  // of its regions' names
  std::string_view name;    // in an ARN
  std::string_view domain;
};
const AwsPartition& partition_of(std::string_view region);  // aws for a region that we do not know

// "https://dynamodb.eu-west-1.amazonaws.com"; with `fips` its host of validated cryptography (dynamodb-fips.…), which not every
// region has; that of GovCloud is the ordinary one.
std::string regional_endpoint(std::string_view service, std::string_view region, bool fips = false);

}  // namespace nss
