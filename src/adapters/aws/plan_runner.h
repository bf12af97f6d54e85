// Carries out a plan of credentials (credential_plan.h): asks what comes first, then takes on one role after the other.
// Thread: run: the loop's, and one at a time. stop: another, after the loop has stopped.
#pragma once

#include <functional>
#include <memory>

#include "adapters/aws/credential_plan.h"
#include "adapters/aws/credential_process.h"
#include "adapters/aws/credential_timings.h"
#include "adapters/aws/retried_call.h"
#include "adapters/aws/service_clock.h"
#include "adapters/http_client/curl_loop.h"
#include "ports/clock.h"

namespace nss {

using CredentialsReply = std::function<void(Result<AwsCredentials>)>;

class PlanRunner {
 public:
  PlanRunner(CurlLoop& loop, const AwsEnvironment& environment, const Clock& clock, const CredentialTimings& timings)
      : loop_(loop), environment_(environment), timings_(timings), sts_clock_(clock, "STS"), process_(loop) {}

  // `reply`: the loop's thread, once; not when the loop stops before. Errors: those of credential_source.h.
  void run(const CredentialPlan& plan, CredentialsReply reply);
  void stop() { process_.stop(); }

 private:
  void ask(const AwsCredentials& keys, CredentialsReply reply);
  void ask(const WebIdentity& identity, CredentialsReply reply);
  void ask(const CommandOutput& command, CredentialsReply reply);
  void ask(const ContainerEndpoint& endpoint, CredentialsReply reply);
  void ask(const InstanceMetadata& metadata, CredentialsReply reply);
  // The question `call`, made in attempts. What the answer must not repeat is in `*secret` then.
  void ask_sts(RetriedCall call, const std::string& where, std::shared_ptr<const std::string> secret, CredentialsReply reply);
  void take_roles(std::vector<RoleStep> steps, const AwsCredentials& with, CredentialsReply reply);

  CurlLoop& loop_;
  const AwsEnvironment& environment_;
  const CredentialTimings timings_;
  ServiceClock sts_clock_;
  CredentialProcess process_;
};

}  // namespace nss
