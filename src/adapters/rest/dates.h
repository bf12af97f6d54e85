// Civil dates as the path and the query have them (API.md 1.3). Pure.
#pragma once

#include <chrono>
#include <string>

#include "adapters/rest/problem.h"
#include "adapters/rest/query.h"
#include "base/date.h"
#include "base/result.h"

namespace nss {

// Errors: malformed_request for what has not the form of a date, invalid_date for a day that does not exist.
Result<Date> read_date(const std::string& text);

// A day of the years that holidays are known of: those of weeks and reports. Errors: also year_out_of_range.
Result<std::chrono::sys_days> read_day(const std::string& text);

// The days from `start_date` to `end_date` of the query, both included and both required; at most that many.
// Problems: missing_field, invalid_range; those of read_day.
struct DayRange {
  std::chrono::sys_days first{};
  int days = 0;
};
tl::expected<DayRange, Problem> read_day_range(const Query& query, int most_days);

}  // namespace nss
