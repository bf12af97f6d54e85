// Short words for the tests of the calendar: at("…Z"), zone("Europe/Berlin"), cron("0 7 * * 1-5"); what they are given is right.
// And a cron that is evaluated minute by minute, against which the fast one is checked.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/cron.h"
#include "domain/time_zone.h"

namespace nss::testing {

inline Seconds at(const std::string& text) {
  const auto t = parse_rfc3339(text);
  if (!t) throw std::invalid_argument(text);
  return *t;
}

inline TimeZone zone(const std::string& name) {
  auto z = TimeZone::load(name);
  if (!z) throw std::invalid_argument(name);
  return *z;
}

inline CronExpression cron(const std::string& text) {
  auto c = CronExpression::parse(text);
  if (!c) throw std::invalid_argument(text + ": " + c.error().message.en);
  return *c;
}

inline std::string said(const std::optional<Seconds>& t) { return t ? to_rfc3339(*t) : "never"; }

struct ZoneChange {
  const char* zone;
  const char* instant;
  const char* what;
};

// Every sort of change that a clock makes.
inline const std::vector<ZoneChange>& zone_changes() {
  static const std::vector<ZoneChange> all = {
      {"Europe/Berlin", "2026-03-29T01:00:00Z", "an hour is skipped at 02:00"},
      {"Europe/Berlin", "2026-10-25T01:00:00Z", "an hour comes twice from 02:00"},
      {"America/New_York", "2026-03-08T07:00:00Z", "an hour is skipped at 02:00"},
      {"America/New_York", "2026-11-01T06:00:00Z", "an hour comes twice from 01:00"},
      {"Australia/Lord_Howe", "2026-10-03T15:30:00Z", "half an hour is skipped"},
      {"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "half an hour comes twice"},
      {"Africa/Cairo", "2026-04-23T22:00:00Z", "midnight is skipped"},
      {"Africa/Cairo", "2026-10-29T21:00:00Z", "the last hour of the day comes twice"},
      {"America/Santiago", "2026-09-06T04:00:00Z", "midnight is skipped"},
      {"America/Santiago", "2026-04-05T03:00:00Z", "the last hour of the day comes twice"},
      {"Asia/Beirut", "2026-03-28T22:00:00Z", "midnight is skipped"},
      {"Asia/Beirut", "2026-10-24T21:00:00Z", "the last hour of the day comes twice"},
      {"Antarctica/Troll", "2026-03-29T01:00:00Z", "two hours are skipped"},
      {"Antarctica/Troll", "2026-10-25T01:00:00Z", "two hours come twice"},
      {"Africa/Casablanca", "2026-02-15T02:00:00Z", "Ramadan begins"},
      {"Africa/Casablanca", "2026-03-22T02:00:00Z", "Ramadan has ended"},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", "a whole day is skipped"},
      {"Europe/Dublin", "2026-03-29T01:00:00Z", "the standard time is the summer's"},
      {"Europe/Dublin", "2026-10-25T01:00:00Z", "the daylight saving is negative"},
      {"Asia/Kathmandu", "2026-03-29T01:00:00Z", "nothing changes, three quarters of an hour off"},
      {"America/Bogota", "2026-11-22T01:00:00Z", "nothing changes"},
      {"UTC", "2028-02-29T00:00:00Z", "nothing changes, a leap day"},
  };
  return all;
}

// The rules of API.md 4.1 written down once more, slowly: no masks, no search, no lookup of civil times.
class NaiveCron {
 public:
  explicit NaiveCron(const std::string& text) {
    std::istringstream words(text);
    for (auto& field : fields_) words >> field;
    minutes_ = values(0, 0, 59);
    hours_ = values(1, 0, 23);
    days_ = values(2, 1, 31);
    months_ = values(3, 1, 12);
    weekdays_ = values(4, 0, 7);
    weekdays_[0] = weekdays_[0] || weekdays_[7];
  }

  bool fixed_time() const { return (fields_[0] + fields_[1]).find('*') == std::string::npos; }

  // `wall`: a civil time as if it were UTC.
  bool matches(Seconds wall) const {
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::year_month_day date(day);
    const auto minute = static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::minutes>(wall - day).count());
    if (!minutes_[minute % 60] || !hours_[minute / 60] || !months_[static_cast<unsigned>(date.month())]) return false;
    const bool by_day = days_[static_cast<unsigned>(date.day())];
    const bool by_weekday = weekdays_[std::chrono::weekday(day).c_encoding()];
    const bool either = fields_[2][0] != '*' && fields_[4][0] != '*';
    return either ? by_day || by_weekday : by_day && by_weekday;
  }

  // All firings of [from, to], found by walking over every minute and watching the wall.
  std::vector<Seconds> firings(Seconds from, Seconds to, const TimeZone& zone) const {
    std::vector<Seconds> result;
    Seconds furthest = from + zone.offset(from) - std::chrono::minutes(1);
    for (Seconds t = from; t <= to; t += std::chrono::minutes(1)) {
      const Seconds wall = t + zone.offset(t);
      bool fires = matches(wall);
      if (fixed_time()) {
        fires = fires && wall > furthest;
        for (Seconds missing = furthest + std::chrono::minutes(1); missing < wall; missing += std::chrono::minutes(1)) {
          fires = fires || matches(missing);
        }
      }
      if (fires) result.push_back(t);
      furthest = std::max(furthest, wall);
    }
    return result;
  }

 private:
  std::vector<bool> values(std::size_t field, int least, int most) const {
    std::vector<bool> result(static_cast<std::size_t>(most) + 1);
    std::istringstream items(fields_[field]);
    for (std::string item; std::getline(items, item, ',');) {
      const auto slash = item.find('/');
      const int step = slash == std::string::npos ? 1 : std::stoi(item.substr(slash + 1));
      const std::string range = item.substr(0, slash);
      const auto dash = range.find('-');
      const int first = range == "*" ? least : std::stoi(range.substr(0, dash));
      const int last = range == "*" ? most : dash == std::string::npos ? first : std::stoi(range.substr(dash + 1));
      for (int v = first; v <= last; v += step) result[static_cast<std::size_t>(v)] = true;
    }
    return result;
  }

  std::array<std::string, 5> fields_;
  std::vector<bool> minutes_, hours_, days_, months_, weekdays_;
};

}  // namespace nss::testing
