// AWS's Security Token Service: the two questions that we have for it, and its answers. Pure.
// Source: the STS API reference (version 2011-06-15), query protocol: a form in, XML out.
#pragma once

#include <string>
#include <string_view>

#include "adapters/aws/credential_plan.h"
#include "adapters/http_client/http_request.h"

namespace nss {

// The region's own endpoint, never the global one, which is one region's for all.
struct StsEndpoint {
  std::string url;
  std::string region;  // that requests are signed for
};

// Errors: those of find_region (not when the environment names an endpoint), aws_credentials_unreadable.
Result<StsEndpoint> find_sts(const AwsEnvironment& environment);

// AssumeRoleWithWebIdentity for an hour; not signed, the token says who we are.
ClientRequest web_identity_request(const StsEndpoint& sts, const WebIdentity& identity, std::string_view token);

// AssumeRole, still to be signed.
ClientRequest assume_role_request(const StsEndpoint& sts, const RoleStep& step);

// What STS says of a refusal ("AccessDenied", "Not authorized to perform …"); empty: it does not. The message may hold what the
// question held.
struct StsFault {
  std::string code;
  std::string message;
};
StsFault sts_fault(const ClientResponse& answer);

// Credentials, or aws_credentials_refused, aws_credentials_unavailable, aws_credentials_unreadable. `where` begins the messages,
// `secret` is what must not be repeated in them.
Result<AwsCredentials> read_sts_answer(const ClientResponse& answer, std::string_view where, std::string_view secret);

}  // namespace nss
