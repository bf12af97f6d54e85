#include "adapters/aws/environment.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "adapters/aws/ascii_text.h"
#include "adapters/aws/profile_files.h"

namespace nss {
namespace {

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 32 && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

AwsEnvironment AwsEnvironment::from(const std::map<std::string, std::string>& variables) {
  const auto value = [&variables](const char* name, const char* otherwise = "") {
    const auto at = variables.find(name);
    if (at != variables.end() && !at->second.empty()) return at->second;
    const auto second = variables.find(otherwise);
    return second == variables.end() ? std::string() : second->second;
  };
  AwsEnvironment environment;
  environment.access_key_id = value("AWS_ACCESS_KEY_ID");
  environment.secret_access_key = value("AWS_SECRET_ACCESS_KEY");
  environment.session_token = value("AWS_SESSION_TOKEN");
  environment.web_identity_token_file = value("AWS_WEB_IDENTITY_TOKEN_FILE");
  environment.role_arn = value("AWS_ROLE_ARN");
  environment.role_session_name = value("AWS_ROLE_SESSION_NAME");
  environment.region = value("AWS_REGION", "AWS_DEFAULT_REGION");
  environment.profile = value("AWS_PROFILE", "AWS_DEFAULT_PROFILE");
  environment.home = value("HOME");
  const auto file = [&](const char* name, const char* below_home) {
    const std::string path = value(name);
    if (path.empty()) return environment.home.empty() ? std::string() : environment.home + below_home;
    return environment.from_home(path);
  };
  environment.credentials_file = file("AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials");
  environment.config_file = file("AWS_CONFIG_FILE", "/.aws/config");
  environment.container_relative_uri = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  environment.container_full_uri = value("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  environment.container_token = value("AWS_CONTAINER_AUTHORIZATION_TOKEN");
  environment.container_token_file = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  environment.endpoint = value("AWS_ENDPOINT_URL");
  environment.fips = in_lower_case(value("AWS_USE_FIPS_ENDPOINT")) == "true";
  environment.sts_endpoint = value("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL");
  if (const std::string endpoint = value("AWS_EC2_METADATA_SERVICE_ENDPOINT"); !endpoint.empty()) {
    environment.metadata_endpoint = endpoint;
  } else if (in_lower_case(value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")) == "ipv6") {
    environment.metadata_endpoint = "http://[fd00:ec2::254]";
  }
  environment.metadata_disabled = in_lower_case(value("AWS_EC2_METADATA_DISABLED")) == "true";
  return environment;
}

std::string AwsEnvironment::from_home(const std::string& path) const {
  const bool below_home = path == "~" || path.starts_with("~/");
  return below_home && !home.empty() ? home + path.substr(1) : path;
}

Result<std::string> find_region(const AwsEnvironment& environment) {
  std::string region = environment.region;
  std::string where = "AWS_REGION";
  if (region.empty()) {
    const auto files = ProfileFiles::load(environment);
    if (!files) return fail(files.error());
    where = "profile " + profile_name(environment);
    if (const ProfileSettings* settings = files->find(profile_name(environment))) region = setting_of(*settings, "region");
  }
  if (region.empty()) {
    return fail(ErrorKind::not_found, "aws_region_not_found",
                fmt::format("no AWS region: set AWS_REGION (or region in {} of {})", where, environment.config_file));
  }
  if (is_region(region)) return region;
  return fail(ErrorKind::invalid, "aws_region_invalid", fmt::format("{}: its region is none; one is eu-west-1", where));
}

const AwsPartition& partition_of(std::string_view region) {
  static constexpr std::array<AwsPartition, 8> partitions{{
      {"cn-", "aws-cn", "amazonaws.com.cn"},
      {"us-gov-", "aws-us-gov", "amazonaws.com"},
      {"us-iso-", "aws-iso", "c2s.ic.gov"},
      {"us-isob-", "aws-iso-b", "sc2s.sgov.gov"},
      {"eu-isoe-", "aws-iso-e", "cloud.adc-e.uk"},
      {"us-isof-", "aws-iso-f", "csp.hci.ic.gov"},
      {"eusc-", "aws-eusc", "amazonaws.eu"},
      {"", "aws", "amazonaws.com"},
  }};
  return *std::find_if(partitions.begin(), partitions.end(),
                       [region](const AwsPartition& partition) { return region.starts_with(partition.prefix); });
}

std::string regional_endpoint(std::string_view service, std::string_view region, bool fips) {
  const AwsPartition& partition = partition_of(region);
  const bool apart = fips && partition.name != "aws-us-gov";
  return fmt::format("https://{}{}.{}.{}", service, apart ? "-fips" : "", region, partition.domain);
}

}  // namespace nss
