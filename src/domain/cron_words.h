// The text of a cron expression (API.md 4.1) and the sets of numbers that it means, both ways. Pure; thread-safe.
// domain/cron.h is what the rest of the product uses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nss {

// Bit n of a mask: the value n matches. Day-of-week: 0 is Sunday, 7 was folded into 0.
struct CronFields {
  std::uint64_t minutes = 0;
  std::uint32_t hours = 0;
  std::uint32_t days = 0;
  std::uint32_t months = 0;
  std::uint32_t weekdays = 0;
  bool minute_star = false;      // contains `*`: the entry follows the wall clock
  bool hour_star = false;        // likewise
  bool days_restricted = false;  // does not begin with `*`
  bool weekdays_restricted = false;

  friend bool operator==(const CronFields&, const CronFields&) = default;
};

// Codes `invalid_cron` (always with `position`) and `cron_never_fires`.
Result<CronFields> parse_cron_fields(std::string_view text);

// One spelling per meaning; parses back to equal fields (but for flags that change nothing).
std::string canonical_cron_text(const CronFields& fields);

// "1-5", "0,6", "1,2": a day list as cron writes it, bit 0 is Sunday; "*" for all seven.
std::string cron_weekday_list(std::uint32_t weekdays);

}  // namespace nss
