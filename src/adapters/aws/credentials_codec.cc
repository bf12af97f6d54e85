#include "adapters/aws/credentials_codec.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/aws/credential_errors.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = std::size_t{64} << 10;
constexpr std::size_t deepest = 8;

Result<json::object> read_object(std::string_view text, std::string_view where) {
  json::parse_options options;
  options.max_depth = deepest;
  boost::system::error_code problem;
  if (text.size() <= longest_text) {
    json::value value = json::parse(text, problem, {}, options);
    if (!problem && value.is_object()) return std::move(value.get_object());
  }
  return credentials_unreadable(fmt::format("{}: what it gave is not one JSON object of at most {} bytes", where, longest_text));
}

// Empty: there is none, or it is no text.
std::string member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<AwsCredentials> read_members(const json::object& object, std::string_view token, std::string_view where) {
  AwsCredentials read{member(object, "AccessKeyId"), member(object, "SecretAccessKey"), member(object, token), std::nullopt};
  if (object.contains(token) && read.session_token.empty() && !object.at(token).is_null()) {
    return credentials_unreadable(fmt::format("{}: its {} is not a text", where, token));
  }
  if (object.contains("Expiration")) {
    read.expires = parse_rfc3339(member(object, "Expiration"));
    if (!read.expires) return credentials_unreadable(fmt::format("{}: its Expiration is not a time", where));
  }
  return checked_credentials(std::move(read), where);
}

}  // namespace

Result<AwsCredentials> decode_endpoint_credentials(std::string_view text, std::string_view where) {
  const auto object = read_object(text, where);
  if (!object) return fail(object.error());
  const std::string code = member(*object, "Code");
  if (object->contains("Code") && code != "Success") {
    return credentials_refused(fmt::format("{}: it gives no credentials, and says {}", where, foreign_sentence(code, {})));
  }
  auto read = read_members(*object, "Token", where);
  if (read && (read->session_token.empty() || !read->expires)) {
    return credentials_unreadable(fmt::format("{}: credentials without Token or Expiration", where));
  }
  return read;
}

Result<AwsCredentials> decode_process_credentials(std::string_view text, std::string_view where) {
  const auto object = read_object(text, where);
  if (!object) return fail(object.error());
  const json::value* version = object->if_contains("Version");
  if (version == nullptr || *version != 1) return credentials_unreadable(fmt::format("{}: its Version is not 1", where));
  return read_members(*object, "SessionToken", where);
}

}  // namespace nss
