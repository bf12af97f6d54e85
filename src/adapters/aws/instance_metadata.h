// The metadata service of an EC2 instance, version 2: a session token first, then the role's name, then its credentials. Never
// version 1, which answers whoever can make the instance send a GET.
// Source: "Use IMDS" in the EC2 user guide.
#pragma once

#include <functional>

#include "adapters/aws/credential_plan.h"
#include "adapters/aws/credential_timings.h"
#include "adapters/http_client/curl_loop.h"

namespace nss {

// `reply` as PlanRunner's. Each of the three questions has three attempts.
void ask_instance_metadata(CurlLoop& loop, const InstanceMetadata& metadata, const CredentialTimings& timings,
                           std::function<void(Result<AwsCredentials>)> reply);

}  // namespace nss
