#include "domain/business_hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::at;
using testing::cron;
using testing::said;
using testing::zone;

BusinessHours business(const std::string& when, const std::string& days) {
  auto parsed = BusinessHours::parse(when, days);
  if (!parsed) throw std::invalid_argument(when + " " + days);
  return *parsed;
}

TEST(BusinessHours, WhatIsAccepted) {
  struct Row {
    const char* hours;
    const char* days;
    const char* hours_text;
    const char* days_text;
    const char* startup;
    const char* shutdown;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"07:00-20:00", "MON-FRI", "07:00-20:00", "MON-FRI", "0 7 * * 1-5", "0 20 * * 1-5", "the default"},
      {"7:30-18:05", "mon,Tue,SAT", "07:30-18:05", "MON,TUE,SAT", "30 7 * * 1,2,6", "5 18 * * 1,2,6", "a list, any case"},
      {"00:00-24:00", "MON-SUN", "00:00-24:00", "MON-SUN", "0 0 * * *", "0 0 * * *", "always"},
      {"06:00-24:00", "MON-FRI", "06:00-24:00", "MON-FRI", "0 6 * * 1-5", "0 0 * * 2-6", "24:00 is minute 0 of the next days"},
      {"06:00-24:00", "SAT", "06:00-24:00", "SAT", "0 6 * * 6", "0 0 * * 0", "the day after Saturday is Sunday, 0"},
      {"06:00-24:00", "SUN", "06:00-24:00", "SUN", "0 6 * * 0", "0 0 * * 1", "and after Sunday is Monday"},
      {"08:00-12:00", "SAT-SUN", "08:00-12:00", "SAT,SUN", "0 8 * * 0,6", "0 12 * * 0,6", "the weekend"},
      {"08:00-12:00", "SUN-THU", "08:00-12:00", "MON-THU,SUN", "0 8 * * 0-4", "0 12 * * 0-4", "a range over the week's end"},
      {" 08:00 - 12:00 ", " MON - WED , FRI ", "08:00-12:00", "MON-WED,FRI", "0 8 * * 1-3,5", "0 12 * * 1-3,5", "blanks"},
      {"00:00-00:01", "MON,MON", "00:00-00:01", "MON", "0 0 * * 1", "1 0 * * 1", "a minute; a day twice"},
  };
  for (const Row& row : rows) {
    const auto parsed = BusinessHours::parse(row.hours, row.days);
    ASSERT_TRUE(parsed) << row.why;
    EXPECT_EQ(parsed->hours_text(), row.hours_text) << row.why;
    EXPECT_EQ(parsed->days_text(), row.days_text) << row.why;
    EXPECT_EQ(parsed->startup_cron(), row.startup) << row.why;
    EXPECT_EQ(parsed->shutdown_cron(), row.shutdown) << row.why;
    EXPECT_TRUE(CronExpression::parse(row.startup) && CronExpression::parse(row.shutdown)) << row.why;
    EXPECT_EQ(business(parsed->hours_text(), parsed->days_text()), *parsed) << row.why;
  }
  EXPECT_EQ(BusinessHours(), business("07:00-20:00", "MON-FRI")) << "the default of the type is that of the product";
}

TEST(BusinessHours, WhatIsRefused) {
  struct Row {
    const char* hours;
    const char* days;
    const char* expected;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"", "MON-FRI", "07:00-20:00", "nothing"},
      {"07:00", "MON-FRI", "07:00-20:00", "no end"},
      {"20:00-07:00", "MON-FRI", "the start before the end", "over midnight"},
      {"07:00-07:00", "MON-FRI", "the start before the end", "empty"},
      {"07:00-24:01", "MON-FRI", "at most 24:00", "past the day's end"},
      {"07:60-20:00", "MON-FRI", "HH:MM", "no such minute"},
      {"0700-2000", "MON-FRI", "HH:MM", "no colon"},
      {":00-20:00", "MON-FRI", "HH:MM", "no hour"},
      {"007:00-20:00", "MON-FRI", "HH:MM", "three digits"},
      {"07:0-20:00", "MON-FRI", "HH:MM", "one digit of a minute"},
      {"07:00-20:00-22:00", "MON-FRI", "HH:MM", "two ranges"},
      {"x7:00-20:00", "MON-FRI", "HH:MM", "not a digit"},
      {"07:00-20:\x01\x01", "MON-FRI", "??", "control characters are not repeated"},
      {"07:00-20:00", "", "MON-FRI", "no day"},
      {"07:00-20:00", "LUN-VIE", "MON TUE WED", "Spanish names"},
      {"07:00-20:00", "MON-", "MON-FRI", "half a range"},
      {"07:00-20:00", "MON,,TUE", "MON-FRI", "an empty item"},
      {"07:00-20:00", "MON,", "MON-FRI", "a comma at the end"},
      {"07:00-20:00", "1-5", "MON-FRI", "numbers mean different days to different people"},
  };
  for (const Row& row : rows) {
    const auto parsed = BusinessHours::parse(row.hours, row.days);
    ASSERT_FALSE(parsed) << row.why;
    EXPECT_EQ(parsed.error().code, "invalid_value") << row.why;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid) << row.why;
    EXPECT_NE(parsed.error().message.en.find(row.expected), std::string::npos) << row.why << ": " << parsed.error().message.en;
    EXPECT_NE(parsed.error().message.es, parsed.error().message.en) << row.why;
  }
}

TEST(BusinessHours, ContainsIsHalfOpen) {
  const TimeZone bogota = zone("America/Bogota");
  const BusinessHours b;
  EXPECT_FALSE(b.contains(at("2026-11-23T11:59:59Z"), bogota)) << "Monday 06:59:59";
  EXPECT_TRUE(b.contains(at("2026-11-23T12:00:00Z"), bogota)) << "Monday 07:00";
  EXPECT_TRUE(b.contains(at("2026-11-24T00:59:59Z"), bogota)) << "Monday 19:59:59";
  EXPECT_FALSE(b.contains(at("2026-11-24T01:00:00Z"), bogota)) << "Monday 20:00";
  EXPECT_FALSE(b.contains(at("2026-11-22T17:00:00Z"), bogota)) << "Sunday noon";
}

TEST(BusinessHours, NextChanges) {
  struct Row {
    const char* hours;
    const char* days;
    const char* zone;
    const char* after;
    const char* start;
    const char* end;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"07:00-20:00", "MON-FRI", "America/Bogota", "2026-11-22T13:52:00Z", "2026-11-23T12:00:00Z", "2026-11-24T01:00:00Z",
       "Sunday"},
      {"07:00-20:00", "MON-FRI", "America/Bogota", "2026-11-23T12:00:00Z", "2026-11-24T12:00:00Z", "2026-11-24T01:00:00Z",
       "at 07:00"},
      {"07:00-20:00", "MON-FRI", "America/Bogota", "2026-11-28T01:00:00Z", "2026-11-30T12:00:00Z", "2026-12-01T01:00:00Z",
       "Friday at 20:00"},
      {"00:00-24:00", "MON-SUN", "America/Bogota", "2026-11-22T00:00:00Z", "never", "never", "always: no change at all"},
      {"00:00-24:00", "MON-FRI", "UTC", "2026-11-24T10:00:00Z", "2026-11-30T00:00:00Z", "2026-11-28T00:00:00Z",
       "midnights inside the week are no change"},
      {"02:30-04:00", "MON-SUN", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z",
       "the start lies in a gap: right after it"},
      {"01:00-02:30", "MON-SUN", "Europe/Berlin", "2026-03-29T00:10:00Z", "2026-03-29T23:00:00Z", "2026-03-29T01:00:00Z",
       "the end lies in a gap: right after it"},
      {"01:00-02:30", "MON-SUN", "Europe/Berlin", "2026-10-25T00:40:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
       "the wall clock shows 02:00 once more"},
      {"09:00-17:00", "FRI", "Pacific/Apia", "2011-12-24T12:00:00Z", "2012-01-05T19:00:00Z", "2012-01-06T03:00:00Z",
       "Friday 30 December 2011 did not exist in Samoa"},
  };
  for (const Row& row : rows) {
    const BusinessHours b = business(row.hours, row.days);
    const TimeZone z = zone(row.zone);
    const auto start = b.next_start(at(row.after), z);
    const auto end = b.next_end(at(row.after), z);
    EXPECT_EQ(said(start), row.start) << row.why;
    EXPECT_EQ(said(end), row.end) << row.why;
    const auto change = b.next_change(at(row.after), z);
    EXPECT_EQ(change, start && end ? std::min(*start, *end) : change) << row.why;
  }
}

BusinessHours any_hours() {
  BusinessHours b;
  b.start_minute = *rc::gen::inRange(0, 24 * 60);
  b.end_minute = *rc::gen::inRange(b.start_minute + 1, 24 * 60 + 1);
  for (bool& day : b.days) day = *rc::gen::weightedElement<bool>({{3, true}, {1, false}});
  b.days[static_cast<std::size_t>(*rc::gen::inRange(0, 7))] = true;
  return b;
}

// The wall clock read minute by minute, without looking anything up but the offset.
bool naive_contains(const BusinessHours& b, Seconds t, const TimeZone& z) {
  const Seconds wall = t + z.offset(t);
  const auto day = std::chrono::floor<std::chrono::days>(wall);
  const auto minute = std::chrono::duration_cast<minutes>(wall - day).count();
  return b.days[std::chrono::weekday(day).iso_encoding() - 1] && b.start_minute <= minute && minute < b.end_minute;
}

RC_GTEST_PROP(BusinessHoursProperty, ChangesEqualAWalkOverAllMinutes, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const TimeZone z = zone(change.zone);
  const BusinessHours b = any_hours();
  const Seconds from = at(change.instant) - hours(20);
  const Seconds to = at(change.instant) + hours(20);
  std::vector<Seconds> expected;
  bool all_equal = true;
  bool before = naive_contains(b, from, z);
  for (Seconds t = from; t <= to; t += minutes(1)) {
    const bool inside = naive_contains(b, t, z);
    all_equal = all_equal && b.contains(t, z) == inside;
    if (inside != before) expected.push_back(t);
    before = inside;
  }
  RC_ASSERT(all_equal);
  std::vector<Seconds> found;
  for (auto t = b.next_change(from, z); t && *t <= to; t = b.next_change(*t, z)) found.push_back(*t);
  RC_ASSERT(found == expected);
}

RC_GTEST_PROP(BusinessHoursProperty, StartsAndEndsAreWhatTheyAreCalled, ()) {
  const TimeZone z = zone((*rc::gen::elementOf(testing::zone_changes())).zone);
  const BusinessHours b = any_hours();
  const Seconds t = at("2010-01-01T00:00:00Z") + seconds(*rc::gen::inRange(0, 900'000'000));
  const auto start = b.next_start(t, z);
  const auto end = b.next_end(t, z);
  RC_ASSERT(start.has_value() == end.has_value());
  if (!start) return;
  RC_ASSERT((*start > t && b.contains(*start, z) && !b.contains(*start - seconds(1), z)));
  RC_ASSERT((*end > t && !b.contains(*end, z) && b.contains(*end - seconds(1), z)));
  RC_ASSERT(b.next_change(t, z) == std::min(*start, *end));
}

RC_GTEST_PROP(BusinessHoursProperty, WithoutClockChangesTheCronsAreTheChanges, ()) {
  const TimeZone z = zone("America/Bogota");
  const BusinessHours b = any_hours();
  const Seconds t = at("2026-01-01T00:00:00Z") + minutes(*rc::gen::inRange(0, 500'000));
  const auto start = b.next_start(t, z);
  RC_PRE(start.has_value());
  // A day that ends at 24:00 before one that begins at 00:00: both fire and nothing changes.
  RC_PRE((b.start_minute != 0 || b.end_minute != 24 * 60));
  RC_ASSERT(cron(b.startup_cron()).next_after(t, z) == start);
  RC_ASSERT(cron(b.shutdown_cron()).next_after(t, z) == b.next_end(t, z));
}

}  // namespace
}  // namespace nss
