#include "adapters/aws/sts.h"

#include <fmt/core.h>

#include "adapters/aws/credential_errors.h"
#include "adapters/aws/endpoint_rules.h"
#include "adapters/aws/xml_text.h"
#include "adapters/http_client/percent_encoding.h"

namespace nss {
namespace {

std::string text_at(const XmlTexts& texts, const std::string& path) {
  const auto at = texts.find(path);
  return at == texts.end() ? std::string() : at->second;
}

// The text of the element of that path below the answer's own, whose name is that of the question.
std::string text_below(const XmlTexts& texts, std::string_view path) {
  for (const auto& [whole, text] : texts) {
    if (whole.ends_with(path)) return text;
  }
  return {};
}

ClientRequest form_request(const StsEndpoint& sts, std::string body) {
  ClientRequest request;
  request.method = "POST";
  request.url = sts.url + "/";
  request.headers = {"Content-Type: application/x-www-form-urlencoded; charset=utf-8"};
  request.body = std::move(body);
  request.connect_timeout = std::chrono::seconds(2);
  request.max_body = std::size_t{64} << 10;
  return request;
}

void add(std::string& form, std::string_view name, std::string_view value) {
  if (!value.empty()) form += fmt::format("&{}={}", name, percent_encoded(value));
}

std::string form_of(std::string_view action, std::string_view role_arn, std::string_view session_name) {
  std::string form = fmt::format("Action={}&Version=2011-06-15", action);
  add(form, "RoleArn", role_arn);
  add(form, "RoleSessionName", session_name);
  return form;
}

}  // namespace

Result<StsEndpoint> find_sts(const AwsEnvironment& environment) {
  const auto region = find_region(environment);
  if (environment.sts_endpoint.empty()) {
    if (!region) return fail(region.error());
    return StsEndpoint{regional_endpoint("sts", *region, environment.fips), *region};
  }
  auto url = service_endpoint(environment.sts_endpoint, "AWS_ENDPOINT_URL_STS");
  if (!url) return fail(std::move(url.error()));
  return StsEndpoint{std::move(*url), region ? *region : "us-east-1"};
}

ClientRequest web_identity_request(const StsEndpoint& sts, const WebIdentity& identity, std::string_view token) {
  std::string form = form_of("AssumeRoleWithWebIdentity", identity.role_arn, identity.session_name);
  add(form, "DurationSeconds", "3600");
  add(form, "WebIdentityToken", token);
  return form_request(sts, std::move(form));
}

ClientRequest assume_role_request(const StsEndpoint& sts, const RoleStep& step) {
  std::string form = form_of("AssumeRole", step.role_arn, step.session_name);
  add(form, "DurationSeconds", step.duration);
  add(form, "ExternalId", step.external_id);
  return form_request(sts, std::move(form));
}

StsFault sts_fault(const ClientResponse& answer) {
  const auto texts = read_xml(answer.body);
  if (!texts) return {};
  return {foreign_sentence(text_at(*texts, "ErrorResponse/Error/Code"), {}), text_at(*texts, "ErrorResponse/Error/Message")};
}

Result<AwsCredentials> read_sts_answer(const ClientResponse& answer, std::string_view where, std::string_view secret) {
  if (answer.status >= 500 || answer.status == 429) {
    return credentials_unavailable(fmt::format("{}: STS answers {}", where, answer.status));
  }
  if (!answer.ok()) {
    const StsFault fault = sts_fault(answer);
    return credentials_refused(
        fmt::format("{}: STS answers {} {}: {}", where, answer.status, fault.code, foreign_sentence(fault.message, secret)));
  }
  const auto texts = read_xml(answer.body);
  if (!texts) return credentials_unreadable(fmt::format("{}: the answer of STS: {}", where, texts.error().message.en));
  AwsCredentials read{
      text_below(*texts, "Result/Credentials/AccessKeyId"), text_below(*texts, "Result/Credentials/SecretAccessKey"),
      text_below(*texts, "Result/Credentials/SessionToken"), parse_rfc3339(text_below(*texts, "Result/Credentials/Expiration"))};
  if (read.session_token.empty() || !read.expires) {
    return credentials_unreadable(fmt::format("{}: the answer of STS has no SessionToken or no Expiration", where));
  }
  return checked_credentials(std::move(read), where);
}

}  // namespace nss
