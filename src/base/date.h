// A civil date: a day on the wall's calendar, in whichever zone the product keeps its rules (API.md 1.2). It is no instant,
// and its type does not turn into one by itself. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace nss {

using Date = std::chrono::year_month_day;

// "2026-07-13". Years 0000 to 9999.
std::string to_text(Date date);

// Four digits, two, two, with hyphens: whether there is such a day is another question (2026-02-30 has the form).
bool has_date_form(std::string_view text);

// Empty when it has not the form or there is no such day.
std::optional<Date> parse_date(std::string_view text);

inline Date add_days(Date date, int days) { return std::chrono::sys_days(date) + std::chrono::days(days); }

}  // namespace nss
