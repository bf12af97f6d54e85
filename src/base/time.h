// The two kinds of instants. Calendar time (`Instant`: wall clock, UTC, milliseconds; `Seconds`: whole seconds) is for
// rules and records; monotonic time is for timeouts and backoff. Neither is ever read here: ports/clock.h does that.
// RFC 3339 text is always UTC with `Z` and whole seconds (API.md 1.2).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace nss {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;
using Seconds = std::chrono::sys_seconds;

inline Seconds floor_seconds(Instant t) { return std::chrono::floor<std::chrono::seconds>(t); }

// "2026-11-22T13:52:00Z". Years 0000 to 9999.
std::string to_rfc3339(Seconds t);

// RFC 3339 with `Z` or a numeric offset; a fraction of the second is accepted and cut off. Empty when it is not one.
std::optional<Seconds> parse_rfc3339(std::string_view text);

}  // namespace nss
