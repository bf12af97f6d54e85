#include "adapters/aws/plan_runner.h"

#include <fmt/core.h>

#include "adapters/aws/container_endpoint.h"
#include "adapters/aws/credential_errors.h"
#include "adapters/aws/credentials_codec.h"
#include "adapters/aws/instance_metadata.h"
#include "adapters/aws/signature_v4.h"
#include "adapters/aws/sts.h"
#include "base/clean_token.h"
#include "base/file_bytes.h"

namespace nss {
namespace {

// What STS answers when it could not ask the issuer of the token, or was asked too often.
bool is_bad_moment(const std::string& code) {
  return code == "IDPCommunicationError" || code == "Throttling" || code == "ThrottlingException" ||
         code == "RequestLimitExceeded";
}

Result<std::string> read_identity_token(const std::string& path) {
  const auto text = read_small_file(path, longest_token, "web identity token");
  if (!text) return credentials_unreadable(text.error().message.en);
  std::string token = clean_token(*text);
  if (!token.empty()) return token;
  return credentials_unreadable(
      fmt::format("web identity token {}: it is empty or has characters that a token cannot have", path));
}

}  // namespace

void PlanRunner::run(const CredentialPlan& plan, CredentialsReply reply) {
  auto then = [this, roles = plan.roles, reply = std::move(reply)](Result<AwsCredentials> first) {
    if (!first || roles.empty()) return reply(std::move(first));
    take_roles(roles, *first, reply);
  };
  std::visit([this, &then](const auto& first) { ask(first, std::move(then)); }, plan.first);
}

void PlanRunner::ask(const AwsCredentials& keys, CredentialsReply reply) { reply(keys); }

void PlanRunner::ask(const WebIdentity& identity, CredentialsReply reply) {
  const auto sts = find_sts(environment_);
  if (!sts) return reply(fail(sts.error()));
  const std::string where = "web identity: role " + identity.role_arn;
  auto token = std::make_shared<std::string>();  // of the last attempt
  RetriedCall call;
  call.make = [sts = *sts, identity, token, timeout = timings_.sts_attempt]() -> Result<ClientRequest> {
    auto read = read_identity_token(identity.token_file);
    if (!read) return fail(read.error());
    *token = std::move(*read);
    ClientRequest request = web_identity_request(sts, identity, *token);
    request.total_timeout = timeout;
    return request;
  };
  call.again = [read_again = false](const ClientResponse& answer) mutable {
    const std::string code = sts_fault(answer).code;
    // The kubelet may just be replacing the file: its new token is worth one more attempt.
    const bool old_token = code == "ExpiredTokenException" || code == "InvalidIdentityToken";
    return old_token && !std::exchange(read_again, true);
  };
  ask_sts(std::move(call), where, token, std::move(reply));
}

void PlanRunner::ask(const CommandOutput& command, CredentialsReply reply) {
  ProcessRequest request;
  request.argv = command.argv;
  request.timeout = timings_.process;
  const std::string where = "credential_process " + command.argv[0];
  process_.run(std::move(request), [where, reply = std::move(reply)](Result<ProcessOutput> output) {
    if (!output) return reply(error_without_answer(output.error(), where));
    // Neither of its two outputs is repeated: a program for credentials may print them anywhere.
    if (output->exit_code != 0)
      return reply(credentials_unavailable(fmt::format("{}: it ended with {}", where, output->exit_code)));
    reply(decode_process_credentials(output->out, where));
  });
}

void PlanRunner::ask(const ContainerEndpoint& endpoint, CredentialsReply reply) {
  send_retried(loop_, container_call(endpoint, timings_), [endpoint, reply = std::move(reply)](Result<ClientResponse> answer) {
    reply(answer ? read_container_answer(*answer, endpoint) : error_without_answer(answer.error(), "container endpoint"));
  });
}

void PlanRunner::ask(const InstanceMetadata& metadata, CredentialsReply reply) {
  ask_instance_metadata(loop_, metadata, timings_, std::move(reply));
}

void PlanRunner::take_roles(std::vector<RoleStep> steps, const AwsCredentials& with, CredentialsReply reply) {
  const auto sts = find_sts(environment_);
  if (!sts) return reply(fail(sts.error()));
  const RoleStep step = steps.front();
  steps.erase(steps.begin());
  const std::string where = "role " + step.role_arn;
  RetriedCall call;
  call.make = [this, sts = *sts, step, with]() -> Result<ClientRequest> {
    ClientRequest request = assume_role_request(sts, step);
    request.total_timeout = timings_.sts_attempt;
    sign_v4(request, with, {sts.region, "sts"}, sts_clock_.now());
    return request;
  };
  ask_sts(std::move(call), where, std::make_shared<const std::string>(with.session_token),
          [this, steps = std::move(steps), reply = std::move(reply)](Result<AwsCredentials> taken) {
            if (!taken || steps.empty()) return reply(std::move(taken));
            take_roles(steps, *taken, reply);
          });
}

void PlanRunner::ask_sts(RetriedCall call, const std::string& where, std::shared_ptr<const std::string> secret,
                         CredentialsReply reply) {
  call.pause = timings_.between_attempts;
  call.again = [this, more = std::move(call.again), corrected = false](const ClientResponse& answer) mutable {
    const StsFault fault = sts_fault(answer);
    if (speaks_of_time(fault.code, fault.message) && !std::exchange(corrected, true)) {
      sts_clock_.learn(answer);
      return true;
    }
    return is_bad_moment(fault.code) || (more && more(answer));
  };
  send_retried(loop_, std::move(call),
               [this, where, secret = std::move(secret), reply = std::move(reply)](Result<ClientResponse> answer) {
                 if (!answer) return reply(error_without_answer(answer.error(), where));
                 sts_clock_.learn(*answer);
                 auto read = read_sts_answer(*answer, where, *secret);
                 if (read) read->expires = sts_clock_.to_ours(*read->expires);
                 reply(std::move(read));
               });
}

}  // namespace nss
