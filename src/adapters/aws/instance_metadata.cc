#include "adapters/aws/instance_metadata.h"

#include <fmt/core.h>

#include "adapters/aws/credential_errors.h"
#include "adapters/aws/credentials_codec.h"
#include "adapters/aws/endpoint_rules.h"
#include "adapters/aws/retried_call.h"
#include "base/clean_token.h"

namespace nss {
namespace {

constexpr const char* where = "instance metadata service";
// It is asked when nothing else is configured, which is what somebody who has no instance must hear.
constexpr const char* nobody_else =
    "no keys, web identity, profile or container endpoint is configured, and the instance metadata service does not answer";
constexpr const char* credentials_path = "/latest/meta-data/iam/security-credentials/";

struct MetadataQuestions {
  CurlLoop& loop;
  std::string endpoint;  // without a slash at the end
  CredentialTimings timings;
  std::function<void(Result<AwsCredentials>)> reply;
  std::string token{};
};
using Shared = std::shared_ptr<MetadataQuestions>;

using TextReply = std::function<void(const std::string& body)>;

void send(const Shared& questions, ClientRequest request, TextReply then) {
  request.connect_timeout = questions->timings.metadata_attempt;
  request.total_timeout = questions->timings.metadata_attempt;
  request.max_body = std::size_t{64} << 10;
  const bool of_role = request.method == "GET";
  RetriedCall call;
  call.pause = questions->timings.between_attempts;
  call.make = [request = std::move(request)]() -> Result<ClientRequest> { return request; };
  send_retried(questions->loop, std::move(call), [questions, of_role, then = std::move(then)](Result<ClientResponse> answer) {
    if (!answer) return questions->reply(error_without_answer(answer.error(), nobody_else));
    if (answer->status == 404 && of_role)
      return questions->reply(credentials_not_found(fmt::format("{}: the instance has no role", where)));
    if (answer->status >= 500 || answer->status == 429) {
      return questions->reply(credentials_unavailable(fmt::format("{}: it answers {}", where, answer->status)));
    }
    if (!answer->ok()) return questions->reply(credentials_refused(fmt::format("{}: it answers {}", where, answer->status)));
    then(answer->body);
  });
}

ClientRequest with_token(const MetadataQuestions& questions, const std::string& path) {
  ClientRequest request;
  request.url = questions.endpoint + path;
  request.headers = {"X-aws-ec2-metadata-token: " + questions.token};
  return request;
}

void ask_credentials(const Shared& questions, const std::string& roles) {
  const std::string role = clean_token(roles.substr(0, roles.find('\n')));
  if (role.empty() || role.size() > 128 || role.find_first_of("/?#%") != std::string::npos) {
    return questions->reply(credentials_unreadable(fmt::format("{}: the name of the instance's role cannot be read", where)));
  }
  send(questions, with_token(*questions, credentials_path + role),
       [questions](const std::string& body) { questions->reply(decode_endpoint_credentials(body, where)); });
}

void ask_role(const Shared& questions, const std::string& body) {
  questions->token = clean_token(body);
  if (questions->token.empty())
    return questions->reply(credentials_unreadable(fmt::format("{}: its session token cannot be read", where)));
  send(questions, with_token(*questions, credentials_path),
       [questions](const std::string& roles) { ask_credentials(questions, roles); });
}

}  // namespace

void ask_instance_metadata(CurlLoop& loop, const InstanceMetadata& metadata, const CredentialTimings& timings,
                           std::function<void(Result<AwsCredentials>)> reply) {
  if (auto problem = endpoint_problem(metadata.endpoint, "AWS_EC2_METADATA_SERVICE_ENDPOINT"))
    return reply(fail(std::move(*problem)));
  const auto questions =
      std::make_shared<MetadataQuestions>(MetadataQuestions{loop, metadata.endpoint, timings, std::move(reply)});
  while (questions->endpoint.ends_with('/')) questions->endpoint.pop_back();
  ClientRequest request;
  request.method = "PUT";
  request.url = questions->endpoint + "/latest/api/token";
  request.headers = {"X-aws-ec2-metadata-token-ttl-seconds: 21600"};
  send(questions, std::move(request), [questions](const std::string& body) { ask_role(questions, body); });
}

}  // namespace nss
