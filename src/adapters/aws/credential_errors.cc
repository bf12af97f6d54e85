#include "adapters/aws/credential_errors.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/clean_token.h"

namespace nss {
namespace {

constexpr std::size_t longest_key = 1024;
constexpr std::size_t longest_sentence = 300;
constexpr std::size_t telling_piece = 12;  // of a secret: no shorter one is worth anything

// A comma would end the Credential in the Authorization header.
bool fits(const std::string& text, std::size_t bound) {
  return !text.empty() && text.size() <= bound && clean_token(text) == text && text.find(',') == std::string::npos;
}

}  // namespace

tl::unexpected<Error> credentials_not_found(std::string message) {
  return fail(ErrorKind::not_found, "aws_credentials_not_found", std::move(message));
}

tl::unexpected<Error> credentials_refused(std::string message) {
  return fail(ErrorKind::unauthorized, "aws_credentials_refused", std::move(message));
}

tl::unexpected<Error> credentials_unreadable(std::string message) {
  return fail(ErrorKind::invalid, "aws_credentials_unreadable", std::move(message));
}

tl::unexpected<Error> credentials_unavailable(std::string message) {
  return fail(ErrorKind::unavailable, "aws_credentials_unavailable", std::move(message));
}

tl::unexpected<Error> error_without_answer(const Error& error, std::string_view where) {
  if (error.code.starts_with("aws_") || error.code == "stopping") return fail(error);
  std::string message = fmt::format("{}: {}", where, error.message.en);
  return error.kind == ErrorKind::invalid ? credentials_unreadable(std::move(message))
                                          : credentials_unavailable(std::move(message));
}

Result<AwsCredentials> checked_credentials(AwsCredentials given, std::string_view where) {
  const auto bad = [where](std::string_view what) {
    return credentials_unreadable(fmt::format("{}: its {} is missing or has characters that it cannot have", where, what));
  };
  if (!fits(given.access_key_id, longest_key)) return bad("access key id");
  if (!fits(given.secret_access_key, longest_key)) return bad("secret access key");
  if (!given.session_token.empty() && clean_token(given.session_token) != given.session_token) return bad("session token");
  return given;
}

std::string foreign_sentence(std::string_view said, std::string_view secret) {
  const std::size_t piece = std::min(telling_piece, secret.size());
  for (std::size_t at = 0; piece > 0 && at + piece <= secret.size(); ++at) {
    if (said.find(secret.substr(at, piece)) != std::string_view::npos) return {};
  }
  std::string line(said.substr(0, longest_sentence));
  std::replace_if(line.begin(), line.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
  return line;
}

}  // namespace nss
