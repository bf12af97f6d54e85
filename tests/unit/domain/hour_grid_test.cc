#include "domain/hour_grid.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using testing::at;
using testing::zone;

sys_days date(const std::string& text) { return std::chrono::floor<days>(at(text + "T00:00:00Z")); }
std::string said(sys_days day) { return to_rfc3339(Seconds(day)).substr(0, 10); }

// Hours of the grid that have not 60 minutes, as "day/hour=minutes".
std::string odd_hours(const HourGrid& grid) {
  std::map<int, seconds> time;
  for (int key = 0; key < grid.days() * hours_of_day; ++key) time[key] = seconds(0);
  for (const auto& piece : grid.pieces()) time[piece.key] += piece.span.length();
  std::string text;
  for (const auto& [key, length] : time) {
    if (length == hours(1)) continue;
    text += fmt::format("{}{}/{}={}", text.empty() ? "" : " ", key / 24, key % 24,
                        std::chrono::duration_cast<minutes>(length).count());
  }
  return text;
}

TEST(HourGrid, Weeks) {
  struct Row {
    const char* zone;
    const char* any_date;
    const char* monday;
    const char* begin;
    const char* end;
    const char* odd;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"America/Bogota", "2026-11-22", "2026-11-16", "2026-11-16T05:00:00Z", "2026-11-23T05:00:00Z", "",
       "Sunday is the last day"},
      {"America/Bogota", "2026-11-16", "2026-11-16", "2026-11-16T05:00:00Z", "2026-11-23T05:00:00Z", "", "Monday itself"},
      {"Europe/Berlin", "2026-03-29", "2026-03-23", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", "6/2=0",
       "23 hours on Sunday"},
      {"Europe/Berlin", "2026-10-25", "2026-10-19", "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", "6/2=120",
       "25 hours on Sunday"},
      {"Australia/Lord_Howe", "2026-10-04", "2026-09-28", "2026-09-27T13:30:00Z", "2026-10-04T13:00:00Z", "6/2=30",
       "half an hour less"},
      {"Australia/Lord_Howe", "2026-04-05", "2026-03-30", "2026-03-29T13:00:00Z", "2026-04-05T13:30:00Z", "6/1=90",
       "half an hour more"},
      {"Antarctica/Troll", "2026-10-25", "2026-10-19", "2026-10-18T22:00:00Z", "2026-10-26T00:00:00Z", "6/1=120 6/2=120",
       "two hours come twice, one after the other"},
      {"America/Santiago", "2026-09-06", "2026-08-31", "2026-08-31T04:00:00Z", "2026-09-07T03:00:00Z", "6/0=0",
       "the day begins at 01:00"},
      {"America/Santiago", "2026-04-04", "2026-03-30", "2026-03-30T03:00:00Z", "2026-04-06T04:00:00Z", "5/23=120",
       "the last hour comes twice"},
      {"Pacific/Apia", "2011-12-30", "2011-12-26", "2011-12-26T10:00:00Z", "2012-01-01T10:00:00Z",
       "4/0=0 4/1=0 4/2=0 4/3=0 4/4=0 4/5=0 4/6=0 4/7=0 4/8=0 4/9=0 4/10=0 4/11=0 4/12=0 4/13=0 4/14=0 4/15=0 4/16=0 4/17=0 "
       "4/18=0 4/19=0 4/20=0 4/21=0 4/22=0 4/23=0",
       "Friday does not exist"},
      {"America/St_Johns", "2010-11-07", "2010-11-01", "2010-11-01T02:30:00Z", "2010-11-08T03:30:00Z", "6/0=120",
       "00:01 becomes 23:01: Saturday does not come back"},
      {"Asia/Kathmandu", "2026-11-18", "2026-11-16", "2026-11-15T18:15:00Z", "2026-11-22T18:15:00Z", "",
       "three quarters of an hour"},
  };
  for (const Row& row : rows) {
    const TimeZone z = zone(row.zone);
    const WeekBounds week = week_bounds(z, date(row.any_date));
    EXPECT_EQ(said(week.monday), row.monday) << row.why;
    EXPECT_EQ(week.span, (Interval{at(row.begin), at(row.end)}))
        << row.zone << ": " << row.why << " " << to_rfc3339(week.span.begin) << " " << to_rfc3339(week.span.end);
    const HourGrid grid = HourGrid::week(z, date(row.any_date));
    EXPECT_EQ(grid.span(), week.span) << row.why;
    EXPECT_EQ(grid.days(), 7);
    EXPECT_EQ(odd_hours(grid), row.odd) << row.zone << ": " << row.why;
  }
}

TEST(HourGrid, DaysAndDates) {
  const TimeZone apia = zone("Pacific/Apia");
  EXPECT_TRUE(day_bounds(apia, date("2011-12-30")).empty());
  EXPECT_EQ(day_bounds(apia, date("2011-12-31")).length(), hours(24));
  EXPECT_EQ(said(date_of(apia, at("2011-12-30T09:59:59Z"))), "2011-12-29");
  EXPECT_EQ(said(date_of(apia, at("2011-12-30T10:00:00Z"))), "2011-12-31");
  const TimeZone st_johns = zone("America/St_Johns");
  EXPECT_EQ(day_bounds(st_johns, date("2010-11-07")).begin, at("2010-11-07T02:30:00Z"));
  EXPECT_EQ(said(date_of(st_johns, at("2010-11-07T02:40:00Z"))), "2010-11-07") << "the wall says Saturday 23:10 again";
  EXPECT_EQ(said(date_of(zone("America/Bogota"), at("2026-11-23T04:59:59Z"))), "2026-11-22");
}

TEST(HourGrid, WhatLiesOutsideIsLeftOut) {
  const HourGrid grid(zone("UTC"), date("2026-11-16"), 1);
  std::string cut;
  const auto note = [&](int key, Interval part) { cut += fmt::format("{}:{} ", key, part.length().count()); };
  grid.cut_hours({at("2026-11-15T23:00:00Z"), at("2026-11-16T01:30:00Z")}, note);
  grid.cut_hours({at("2026-11-16T23:59:59Z"), at("2026-11-17T05:00:00Z")}, note);
  grid.cut_hours({at("2026-11-17T00:00:00Z"), at("2026-11-17T05:00:00Z")}, note);
  grid.cut_hours({at("2026-11-16T05:00:00Z"), at("2026-11-16T05:00:00Z")}, note);
  grid.cut_days({at("2026-11-15T23:00:00Z"), at("2026-11-17T05:00:00Z")}, note);
  grid.cut_days({at("2026-11-17T00:00:00Z"), at("2026-11-17T05:00:00Z")}, note);
  EXPECT_EQ(cut, "0:3600 1:1800 23:1 0:86400 ");
}

// The wall, watched every few seconds: its date never goes back.
constexpr seconds tick{15};

struct Watched {
  std::map<int, seconds> hours;
  std::map<int, seconds> days;
};

Watched watch(const TimeZone& z, const HourGrid& grid, Interval interval) {
  Watched seen;
  sys_days shown = grid.date(0);
  for (Seconds t = grid.span().begin; t < std::min(interval.end, grid.span().end); t += tick) {
    const Seconds wall = t + z.offset(t);
    const sys_days day = std::chrono::floor<days>(wall);
    const bool back = day < shown;
    shown = std::max(shown, day);
    if (t < interval.begin) continue;
    const int index = static_cast<int>((shown - grid.date(0)).count());
    const int hour = back ? 0 : static_cast<int>(std::chrono::floor<hours>(wall - day).count());
    seen.hours[index * 24 + hour] += tick;
    seen.days[index] += tick;
  }
  return seen;
}

RC_GTEST_PROP(HourGrid, CutsAsTheWallShows, ()) {
  auto changes = testing::zone_changes();
  changes.push_back({"America/St_Johns", "2010-11-07T02:31:00Z", "set back over midnight"});
  const auto& change = *rc::gen::elementOf(changes);
  const TimeZone z = zone(change.zone);
  const Seconds instant = at(change.instant);
  const HourGrid grid(z, std::chrono::floor<days>(instant + z.offset(instant - seconds(1))) - days(*rc::gen::inRange(0, 2)), 2);
  const int length = static_cast<int>(grid.span().length() / tick);
  const Seconds begin = grid.span().begin + tick * *rc::gen::inRange(0, length);
  const Interval interval{begin, begin + tick * *rc::gen::inRange(0, length)};
  Watched cut;
  Seconds last = interval.begin;
  grid.cut_hours(interval, [&](int key, Interval part) {
    RC_ASSERT(part.begin == last && !part.empty());
    last = part.end;
    cut.hours[key] += part.length();
  });
  grid.cut_days(interval, [&](int day, Interval part) { cut.days[day] += part.length(); });
  const Watched seen = watch(z, grid, interval);
  RC_ASSERT(cut.hours == seen.hours);
  RC_ASSERT(cut.days == seen.days);
  for (int i = 0; i < grid.days(); ++i) RC_ASSERT(grid.day(i) == day_bounds(z, grid.date(i)));
  if (begin < grid.span().end) RC_ASSERT(grid.day(static_cast<int>((date_of(z, begin) - grid.date(0)).count())).contains(begin));
}

}  // namespace
}  // namespace nss
