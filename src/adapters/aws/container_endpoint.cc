#include "adapters/aws/container_endpoint.h"

#include <fmt/core.h>

#include <algorithm>

#include "adapters/aws/credential_errors.h"
#include "adapters/aws/credentials_codec.h"
#include "adapters/aws/endpoint_rules.h"
#include "base/clean_token.h"
#include "base/file_bytes.h"

namespace nss {
namespace {

constexpr const char* where = "container endpoint";

// Empty: the endpoint wants none.
Result<std::string> authorization_of(const ContainerEndpoint& endpoint) {
  std::string token = endpoint.token;
  if (!endpoint.token_file.empty()) {
    auto text = read_small_file(endpoint.token_file, longest_token, "container authorization token");
    if (!text) return credentials_unreadable(text.error().message.en);
    token = std::move(*text);
    while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) token.pop_back();
    if (token.empty())
      return credentials_unreadable(fmt::format("container authorization token {}: it is empty", endpoint.token_file));
  }
  // "Basic abc" is a token too: a space may be in it, a line end may not.
  const bool fits = std::all_of(token.begin(), token.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (fits && token.size() <= longest_token) return token;
  return credentials_unreadable(fmt::format("{}: its authorization token has characters that a token cannot have", where));
}

}  // namespace

RetriedCall container_call(const ContainerEndpoint& endpoint, const CredentialTimings& timings) {
  RetriedCall call;
  call.pause = timings.between_attempts;
  call.make = [endpoint, timeout = timings.container_attempt]() -> Result<ClientRequest> {
    if (auto problem = endpoint_problem(endpoint.url, where)) return fail(std::move(*problem));
    const auto authorization = authorization_of(endpoint);
    if (!authorization) return fail(authorization.error());
    ClientRequest request;
    request.url = endpoint.url;
    request.headers = {"Accept: application/json"};
    if (!authorization->empty()) request.headers.push_back("Authorization: " + *authorization);
    request.connect_timeout = timeout;
    request.total_timeout = timeout;
    request.max_body = std::size_t{64} << 10;
    return request;
  };
  return call;
}

Result<AwsCredentials> read_container_answer(const ClientResponse& answer, const ContainerEndpoint& endpoint) {
  if (answer.ok()) return decode_endpoint_credentials(answer.body, where);
  if (answer.status >= 500 || answer.status == 429) {
    return credentials_unavailable(fmt::format("{}: it answers {}", where, answer.status));
  }
  const std::string hint = endpoint.token_file.empty() ? "" : "; its token is " + endpoint.token_file;
  return credentials_refused(fmt::format("{}: it answers {}{}", where, answer.status, hint));
}

}  // namespace nss
