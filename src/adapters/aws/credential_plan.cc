#include "adapters/aws/credential_plan.h"

#include <fmt/core.h>

#include <algorithm>

#include "adapters/aws/credential_errors.h"
#include "adapters/aws/profile_files.h"
#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t most_profiles = 8;  // of a chain of source profiles
constexpr const char* session_name = "namespace-scheduler";

// RoleSessionName of STS: [\w+=,.@-]{2,64}.
bool is_session_name(std::string_view text) {
  return text.size() >= 2 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view("_+=,.@-").find(c) != std::string_view::npos;
         });
}

bool is_role_arn(std::string_view text) {
  return text.starts_with("arn:") && text.find(":role/") != std::string_view::npos && text.size() <= 2048 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// `duration` empty or a number from 900 to 43200.
bool is_duration(std::string_view duration) {
  if (duration.empty()) return true;
  const auto seconds = whole_number<int>(duration);
  return seconds && *seconds >= 900 && *seconds <= 43200;
}

bool says_credentials(const ProfileSettings& settings) {
  for (const char* name : {"role_arn", "aws_access_key_id", "credential_process", "sso_session", "sso_start_url"}) {
    if (!setting_of(settings, name).empty()) return true;
  }
  return false;
}

// One profile after the other, from the chosen one to the one that needs no other.
class ProfilePlanner {
 public:
  ProfilePlanner(const ProfileFiles& files, const AwsEnvironment& environment) : files_(files), environment_(environment) {}

  // Of a profile that another one names as its source, keys go before its own role: botocore signs with them.
  Result<CredentialPlan> plan(const std::string& name, bool is_source = false) {
    const ProfileSettings* settings = files_.find(name);
    if (settings == nullptr)
      return bad(name, fmt::format("{} and {} do not have it", environment_.credentials_file, environment_.config_file));
    if (seen_.size() >= most_profiles) return bad(name, "its source profiles go round, or are too many");
    seen_.push_back(name);
    const bool has_keys = !setting_of(*settings, "aws_access_key_id").empty();
    if (!setting_of(*settings, "role_arn").empty() && !(is_source && has_keys)) return role(name, *settings);
    if (has_keys) return keys(name, *settings);
    if (const std::string command = setting_of(*settings, "credential_process"); !command.empty()) {
      auto argv = split_command(command);
      if (argv.empty()) return bad(name, "its credential_process is not a command: a quote has no end");
      return CredentialPlan{CommandOutput{std::move(argv)}, {}, described(name, "credential_process")};
    }
    if (says_credentials(*settings)) {
      return bad(name, fmt::format("it logs in by SSO, which needs a person; set credential_process = aws configure "
                                   "export-credentials --profile {} in a profile for this program",
                                   name));
    }
    return bad(name, "it does not say how to get credentials");
  }

 private:
  static tl::unexpected<Error> bad(const std::string& name, std::string_view why) {
    return credentials_unreadable(fmt::format("AWS profile {}: {}", name, why));
  }
  static std::string described(const std::string& name, std::string_view how) { return fmt::format("profile {}: {}", name, how); }

  static Result<CredentialPlan> keys(const std::string& name, const ProfileSettings& settings) {
    auto keys = checked_credentials({setting_of(settings, "aws_access_key_id"), setting_of(settings, "aws_secret_access_key"),
                                     setting_of(settings, "aws_session_token"), std::nullopt},
                                    "AWS profile " + name);
    if (!keys) return fail(keys.error());
    return CredentialPlan{std::move(*keys), {}, described(name, "keys")};
  }

  Result<CredentialPlan> role(const std::string& name, const ProfileSettings& settings) {
    const std::string own_session = setting_of(settings, "role_session_name");
    RoleStep step{setting_of(settings, "role_arn"), own_session.empty() ? session_name : own_session,
                  setting_of(settings, "external_id"), setting_of(settings, "duration_seconds")};
    if (!is_role_arn(step.role_arn)) return bad(name, "its role_arn is none; one is arn:aws:iam::123456789012:role/name");
    if (!is_session_name(step.session_name)) return bad(name, "its role_session_name is not 2 to 64 of A-Z a-z 0-9 _+=,.@-");
    if (!is_duration(step.duration)) return bad(name, "its duration_seconds is not a number from 900 to 43200");
    if (!setting_of(settings, "mfa_serial").empty()) return bad(name, "its mfa_serial needs a person");
    const std::string how = "role " + step.role_arn;
    if (const std::string file = setting_of(settings, "web_identity_token_file"); !file.empty()) {
      return CredentialPlan{
          WebIdentity{step.role_arn, step.session_name, environment_.from_home(file)}, {}, described(name, how)};
    }
    auto source = source_of(name, settings);
    if (!source) return source;
    source->roles.push_back(std::move(step));
    source->description = described(name, how) + " by " + source->description;
    return source;
  }

  Result<CredentialPlan> source_of(const std::string& name, const ProfileSettings& settings) {
    const std::string profile = setting_of(settings, "source_profile");
    const std::string source = setting_of(settings, "credential_source");
    if (profile.empty() == source.empty())
      return bad(name, "role_arn needs one of source_profile, credential_source, web_identity_token_file");
    // Its own keys, and not its own role again.
    if (profile == name) return keys(name, settings);
    if (!profile.empty()) return plan(profile, true);
    if (source == "Environment") return plan_credentials(CredentialProvider::environment, environment_);
    if (source == "EcsContainer") return plan_credentials(CredentialProvider::container, environment_);
    if (source == "Ec2InstanceMetadata") return plan_credentials(CredentialProvider::metadata, environment_);
    return bad(name, "credential_source is none of Environment, EcsContainer, Ec2InstanceMetadata");
  }

  const ProfileFiles& files_;
  const AwsEnvironment& environment_;
  std::vector<std::string> seen_;
};

Result<CredentialPlan> plan_environment(const AwsEnvironment& environment) {
  auto keys =
      checked_credentials({environment.access_key_id, environment.secret_access_key, environment.session_token, std::nullopt},
                          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  if (!keys) return fail(keys.error());
  return CredentialPlan{std::move(*keys), {}, "environment: keys"};
}

Result<CredentialPlan> plan_web_identity(const AwsEnvironment& environment) {
  const std::string session = environment.role_session_name.empty() ? session_name : environment.role_session_name;
  if (!is_role_arn(environment.role_arn)) return credentials_unreadable("AWS_ROLE_ARN: it is not the ARN of a role");
  if (!is_session_name(session)) return credentials_unreadable("AWS_ROLE_SESSION_NAME: it is not 2 to 64 of A-Z a-z 0-9 _+=,.@-");
  if (environment.web_identity_token_file.empty()) return credentials_unreadable("AWS_WEB_IDENTITY_TOKEN_FILE: it is not set");
  return CredentialPlan{WebIdentity{environment.role_arn, session, environment.web_identity_token_file},
                        {},
                        "web identity: role " + environment.role_arn};
}

Result<CredentialPlan> plan_profile(const AwsEnvironment& environment) {
  const auto files = ProfileFiles::load(environment);
  if (!files) return fail(files.error());
  return ProfilePlanner(*files, environment).plan(profile_name(environment));
}

Result<CredentialPlan> plan_container(const AwsEnvironment& environment) {
  const std::string& relative = environment.container_relative_uri;
  if (relative.empty() && environment.container_full_uri.empty()) {
    return credentials_unreadable(
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI: neither is set");
  }
  if (!relative.empty() && relative.front() != '/')
    return credentials_unreadable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: it does not begin with /");
  const std::string url = relative.empty() ? environment.container_full_uri : environment.container_endpoint + relative;
  return CredentialPlan{
      ContainerEndpoint{url, environment.container_token, environment.container_token_file}, {}, "container endpoint"};
}

Result<CredentialPlan> plan_metadata(const AwsEnvironment& environment) {
  if (environment.metadata_disabled)
    return credentials_not_found("the instance's metadata service is disabled by AWS_EC2_METADATA_DISABLED");
  return CredentialPlan{InstanceMetadata{environment.metadata_endpoint}, {}, "instance metadata service"};
}

}  // namespace

CredentialProvider choose_provider(const AwsEnvironment& environment) {
  if (!environment.access_key_id.empty()) return CredentialProvider::environment;
  // botocore asks for the file only; a role alone is what a profile's user may have set for other tools.
  if (!environment.web_identity_token_file.empty()) return CredentialProvider::web_identity;
  const auto files = ProfileFiles::load(environment);
  const ProfileSettings* settings = files ? files->find(profile_name(environment)) : nullptr;
  const bool chosen_is_missing = files && settings == nullptr && !environment.profile.empty();
  if (!files || chosen_is_missing || (settings != nullptr && says_credentials(*settings))) return CredentialProvider::profile;
  if (!environment.container_relative_uri.empty() || !environment.container_full_uri.empty())
    return CredentialProvider::container;
  return environment.metadata_disabled ? CredentialProvider::none : CredentialProvider::metadata;
}

Result<CredentialPlan> plan_credentials(CredentialProvider provider, const AwsEnvironment& environment) {
  switch (provider) {
    case CredentialProvider::environment: return plan_environment(environment);
    case CredentialProvider::web_identity: return plan_web_identity(environment);
    case CredentialProvider::profile: return plan_profile(environment);
    case CredentialProvider::container: return plan_container(environment);
    case CredentialProvider::metadata: return plan_metadata(environment);
    case CredentialProvider::none: break;
  }
  return credentials_not_found(
      "no AWS credentials: no keys in the environment, no web identity, no profile that says how, no container endpoint, and the "
      "instance's metadata service is disabled");
}

}  // namespace nss
