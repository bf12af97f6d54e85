// Business hours: on which days, from when to when, on the wall clock of a zone. `[start, end)`; pure; thread-safe.
// They decide places, shading and reports; what is switched on and off follows the built-in tasks (domain/schedule.h),
// whose default schedules are written here.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "domain/time_zone.h"

namespace nss {

struct BusinessHours {
  int start_minute = 7 * 60;                                                // of the day, 0 to 1439
  int end_minute = 20 * 60;                                                 // of the day, start < end <= 1440
  std::array<bool, 7> days = {true, true, true, true, true, false, false};  // [0] is Monday; at least one

  // hours "07:00-20:00"; days "MON-FRI", "MON,WED,SAT-SUN", any case. Code `invalid_value`.
  static Result<BusinessHours> parse(std::string_view hours, std::string_view days);

  bool contains(Seconds t, const TimeZone& zone) const;

  // The first instant strictly after t at which `contains` answers otherwise / becomes true / becomes false. Empty when
  // there is none: the hours are all of every day.
  std::optional<Seconds> next_change(Seconds t, const TimeZone& zone) const;
  std::optional<Seconds> next_start(Seconds t, const TimeZone& zone) const;
  std::optional<Seconds> next_end(Seconds t, const TimeZone& zone) const;

  // The built-in tasks' schedules while they follow the business hours: "0 7 * * 1-5" and "0 20 * * 1-5"; an end of
  // 24:00 is minute 0 of the next days.
  std::string startup_cron() const;
  std::string shutdown_cron() const;

  std::string hours_text() const;  // "07:00-20:00"
  std::string days_text() const;   // "MON-FRI"

  friend bool operator==(const BusinessHours&, const BusinessHours&) = default;
};

}  // namespace nss
