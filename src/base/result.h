// Result<T>: a value, or why there is none. For what the outside world can do to us (STYLE: decide by cause); a broken
// invariant of our own is CHECK (base/check.h). Error says three things: what sort of thing happened (`kind`, decides
// retries), the stable code that clients switch on (API.md 1.8), and the sentence for a person in both languages.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/text.h"

namespace nss {

enum class ErrorKind {
  not_found,     // it is gone; for a delete or a restore that is done
  conflict,      // the version we read is no longer the version there: read again
  gone,          // a list token or a watch version expired: list again
  unauthorized,  // our credentials were not accepted: refresh them
  forbidden,     // permanent for this verb on this object
  invalid,       // the peer or the caller said something that cannot be: permanent
  throttled,     // wait `retry_after`
  transient,     // the outcome is unknown: read again, try again
  unavailable,   // the peer cannot be reached or refuses to work now
  refused,       // a decision of ours (a rule): never retried
  internal,      // our bug
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;  // [a-z][a-z0-9_]*, never changes
  Text message;
  std::optional<std::size_t> position = std::nullopt;  // 0-based character, for cron and commands
  std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
  std::string pointer = {};      // JSON Pointer or ?name of the offending member
  std::string extra = {};        // more members of the answer as JSON text ("limit":5,"holders":[…]); empty: none
  std::vector<Error> more = {};  // what else is wrong with the same request
};

template <typename T>
using Result = tl::expected<T, Error>;

// An error whose sentence is only for operators (logs, start-up): the same in both languages.
inline Error make_error(ErrorKind kind, std::string code, std::string message) {
  return Error{kind, std::move(code), Text{message, message}};
}

inline tl::unexpected<Error> fail(ErrorKind kind, std::string code, std::string message) {
  return tl::make_unexpected(make_error(kind, std::move(code), std::move(message)));
}

inline tl::unexpected<Error> fail(Error error) { return tl::make_unexpected(std::move(error)); }

const char* to_string(ErrorKind kind);

}  // namespace nss
