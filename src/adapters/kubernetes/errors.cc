#include "adapters/kubernetes/errors.h"

#include <fmt/core.h>

#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/original_codec.h"

namespace nss {
namespace {

constexpr std::size_t longest_message = 1024;

const Keep& status_keep() {
  static const Keep keep{{{"reason", {}}, {"message", {}}, {"details", Keep{{{"retryAfterSeconds", {}}}}}}};
  return keep;
}

struct Meaning {
  ErrorKind kind;
  const char* code;
  const char* hint;  // what would be right
};

Meaning meaning_of(int code) {
  switch (code) {
    case 400: return {ErrorKind::invalid, "bad_request", ""};
    case 401: return {ErrorKind::unauthorized, "unauthorized", "; the token or client certificate is not accepted, renew it"};
    case 403: return {ErrorKind::forbidden, "forbidden", "; grant this verb to the account, or see who forbids it"};
    case 404: return {ErrorKind::not_found, "not_found", ""};
    case 409: return {ErrorKind::conflict, "conflict", ""};
    case 410: return {ErrorKind::gone, "gone", ""};
    case 429: return {ErrorKind::throttled, "throttled", ""};
    case 503: return {ErrorKind::transient, "server_unavailable", ""};
    default: break;
  }
  if (code >= 500) return {ErrorKind::transient, "server_error", ""};
  if (code >= 400) return {ErrorKind::invalid, "refused_by_server", ""};
  return {ErrorKind::invalid, "unexpected_answer", "; is this address an API server?"};
}

}  // namespace

Error error_of_status(const ApiStatus& status, std::string_view what) {
  const Meaning meaning = meaning_of(status.code);
  std::string sentence = fmt::format("{}: the API server answered {}", what, status.code);
  if (!status.reason.empty()) sentence += " " + status.reason;
  if (!status.message.empty()) sentence += ": " + status.message;
  Error error = make_error(meaning.kind, meaning.code, sentence + meaning.hint);
  if (status.retry_after) error.retry_after = *status.retry_after;
  return error;
}

Error error_of_answer(const ClientResponse& response, std::string_view what) {
  ApiStatus status;
  status.code = response.status;
  status.retry_after = response.retry_after();
  if (const auto document = read_json(response.body, status_keep())) {
    const JsonView root = document->root();
    status.reason = clipped(root["reason"].string().value_or(""), longest_message);
    status.message = clipped(root["message"].string().value_or(""), longest_message);
    const auto seconds = root["details"]["retryAfterSeconds"].integer();
    if (!status.retry_after && seconds && *seconds > 0)
      status.retry_after = std::chrono::seconds(std::min<std::int64_t>(*seconds, 3600));
  } else {
    // A proxy's page, or a sentence in plain text (the server's own 429 is one): its first line is enough.
    status.message = clipped(std::string_view(response.body).substr(0, response.body.find_first_of("\r\n")), 200);
  }
  return error_of_status(status, what);
}

}  // namespace nss
