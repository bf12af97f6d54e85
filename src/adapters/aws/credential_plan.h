// Where credentials come from, as a value: what to ask first, and which roles to take on with what comes. Nothing is asked
// here; files are read.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapters/aws/credentials.h"
#include "adapters/aws/environment.h"
#include "base/result.h"

namespace nss {

// In the order in which they are looked for.
enum class CredentialProvider { environment, web_identity, profile, container, metadata, none };

struct WebIdentity {
  std::string role_arn;
  std::string session_name;
  std::string token_file;
};

struct CommandOutput {
  std::vector<std::string> argv;
};

struct ContainerEndpoint {
  std::string url;
  std::string token;       // of the Authorization header; empty: none
  std::string token_file;  // the same, read for each question; goes before
};

struct InstanceMetadata {
  std::string endpoint;
};

// A role that is taken on by signed AssumeRole.
struct RoleStep {
  std::string role_arn;
  std::string session_name;
  std::string external_id;  // empty: none
  std::string duration;     // seconds; empty: STS decides (an hour)
};

struct CredentialPlan {
  std::variant<AwsCredentials, WebIdentity, CommandOutput, ContainerEndpoint, InstanceMetadata> first;
  std::vector<RoleStep> roles;  // in the order in which they are taken on
  std::string description;      // without secrets
};

// The first provider that is configured. A profile file that cannot be read counts as configured: what it says is not known,
// so nothing may go before it.
CredentialProvider choose_provider(const AwsEnvironment& environment);

// Errors: aws_credentials_unreadable, aws_credentials_not_found.
Result<CredentialPlan> plan_credentials(CredentialProvider provider, const AwsEnvironment& environment);

}  // namespace nss
