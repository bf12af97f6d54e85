// The HTTP endpoint that gives a container its credentials: EKS Pod Identity (169.254.170.23), ECS (169.254.170.2). Pure but
// for the token's file.
// Source: "Container credential provider" of the AWS SDKs' reference guide.
#pragma once

#include "adapters/aws/credential_plan.h"
#include "adapters/aws/credential_timings.h"
#include "adapters/aws/retried_call.h"

namespace nss {

// Errors of its `make`: aws_credentials_unreadable (address or token).
RetriedCall container_call(const ContainerEndpoint& endpoint, const CredentialTimings& timings);

Result<AwsCredentials> read_container_answer(const ClientResponse& answer, const ContainerEndpoint& endpoint);

}  // namespace nss
