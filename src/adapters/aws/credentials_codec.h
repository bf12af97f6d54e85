// The JSON texts that credentials come in. Pure. Errors: aws_credentials_unreadable, or aws_credentials_refused when the text
// itself says that there are none; what was read is never quoted.
#pragma once

#include <string>
#include <string_view>

#include "adapters/aws/credentials.h"
#include "base/result.h"

namespace nss {

// Of a container endpoint (EKS Pod Identity, ECS) and of the instance's metadata service: AccessKeyId, SecretAccessKey, Token,
// Expiration. Of other Codes than Success it is a refusal. `where` begins the messages.
Result<AwsCredentials> decode_endpoint_credentials(std::string_view text, std::string_view where);

// What a credential_process prints: Version 1, AccessKeyId, SecretAccessKey, and perhaps SessionToken and Expiration.
Result<AwsCredentials> decode_process_credentials(std::string_view text, std::string_view where);

}  // namespace nss
