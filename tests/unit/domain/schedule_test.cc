#include "domain/schedule.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::at;
using testing::cron;
using testing::zone;

BuiltinSchedule schedule(const std::string& startup, const std::string& shutdown,
                         const std::string& zone_name = "America/Bogota") {
  return BuiltinSchedule{cron(startup), cron(shutdown), zone(zone_name), zone(zone_name), true, true, {}};
}

std::string said(const AutomaticDay& day) {
  const char* state = day.state == DayState::on ? "on" : day.state == DayState::off ? "off" : "none";
  return day.state == DayState::none ? state : fmt::format("{} since {} by {}", state, to_rfc3339(day.since), day.task_id);
}

std::string said(const std::optional<Firing>& firing) {
  return firing ? fmt::format("{} at {}", firing->task_id, to_rfc3339(firing->at)) : "never";
}

TEST(AutomaticDay, TheDefaultWeek) {
  const BuiltinSchedule s = schedule("0 7 * * 1-5", "0 20 * * 1-5");
  struct Row {
    const char* now;
    const char* day;
    const char* next;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"2026-11-23T11:59:59Z", "off since 2026-11-21T01:00:00Z by builtin-shutdown", "builtin-startup at 2026-11-23T12:00:00Z",
       "Monday 06:59:59: still Friday's shutdown"},
      {"2026-11-23T12:00:00Z", "on since 2026-11-23T12:00:00Z by builtin-startup", "builtin-shutdown at 2026-11-24T01:00:00Z",
       "Monday 07:00: its own second counts"},
      {"2026-11-24T00:59:59Z", "on since 2026-11-23T12:00:00Z by builtin-startup", "builtin-shutdown at 2026-11-24T01:00:00Z",
       "Monday 19:59:59"},
      {"2026-11-24T01:00:00Z", "off since 2026-11-24T01:00:00Z by builtin-shutdown", "builtin-startup at 2026-11-24T12:00:00Z",
       "Monday 20:00"},
      {"2026-11-22T13:52:00Z", "off since 2026-11-21T01:00:00Z by builtin-shutdown", "builtin-startup at 2026-11-23T12:00:00Z",
       "Sunday"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(said(automatic_day(s, at(row.now))), row.day) << row.why;
    EXPECT_EQ(said(next_automatic(s, at(row.now))), row.next) << row.why;
  }
}

TEST(AutomaticDay, AShutdownMovedTo22LetsTwentyPass) {
  const BuiltinSchedule s = schedule("0 7 * * 1-5", "0 22 * * 1-5");
  EXPECT_EQ(automatic_day(s, at("2026-11-24T01:30:00Z")).state, DayState::on) << "20:30";
  EXPECT_EQ(automatic_day(s, at("2026-11-24T03:00:00Z")).state, DayState::off) << "22:00";
}

TEST(AutomaticDay, InOneSameSecondOnWins) {
  const BuiltinSchedule s = schedule("0 7 * * *", "0 7 * * *");
  EXPECT_EQ(said(automatic_day(s, at("2026-11-23T12:00:00Z"))), "on since 2026-11-23T12:00:00Z by builtin-startup");
  EXPECT_EQ(said(next_automatic(s, at("2026-11-23T11:00:00Z"))), "builtin-startup at 2026-11-23T12:00:00Z");
}

TEST(AutomaticDay, BothInOneGapIsOneSameSecond) {
  const BuiltinSchedule s = schedule("15 2 * * *", "45 2 * * *", "Europe/Berlin");
  EXPECT_EQ(said(automatic_day(s, at("2026-03-29T01:00:00Z"))), "on since 2026-03-29T01:00:00Z by builtin-startup");
}

TEST(AutomaticDay, DisabledTasksHaveNoSay) {
  BuiltinSchedule s = schedule("0 7 * * 1-5", "0 20 * * 1-5");
  const Seconds monday_noon = at("2026-11-23T17:00:00Z");
  s.startup_enabled = false;
  EXPECT_EQ(said(automatic_day(s, monday_noon)), "off since 2026-11-21T01:00:00Z by builtin-shutdown");
  EXPECT_EQ(said(next_automatic(s, monday_noon)), "builtin-shutdown at 2026-11-24T01:00:00Z");
  s.shutdown_enabled = false;
  EXPECT_EQ(said(automatic_day(s, monday_noon)), "none");
  EXPECT_EQ(automatic_day(s, monday_noon), AutomaticDay{});
  EXPECT_EQ(said(next_automatic(s, monday_noon)), "never");
  s.startup_enabled = true;
  EXPECT_EQ(said(automatic_day(s, monday_noon)), "on since 2026-11-23T12:00:00Z by builtin-startup");
  EXPECT_EQ(said(next_automatic(s, monday_noon)), "builtin-startup at 2026-11-24T12:00:00Z");
}

TEST(AutomaticDay, EachTaskHasItsOwnZone) {
  BuiltinSchedule s = schedule("0 7 * * 1-5", "0 20 * * 1-5");
  s.shutdown_zone = zone("UTC");
  EXPECT_EQ(said(next_automatic(s, at("2026-11-23T12:00:00Z"))), "builtin-shutdown at 2026-11-23T20:00:00Z");
}

TEST(AutomaticDay, ASkippedStartupDoesNotHappen) {
  BuiltinSchedule s = schedule("0 7 * * 1-5", "0 20 * * 1-5");
  const Seconds tuesday = at("2026-12-08T12:00:00Z");  // Inmaculada Concepción
  s.startup_skipped = [tuesday](Seconds t) { return t == tuesday; };
  EXPECT_EQ(said(automatic_day(s, tuesday + hours(5))), "off since 2026-12-08T01:00:00Z by builtin-shutdown");
  EXPECT_EQ(said(next_automatic(s, tuesday - hours(1))), "builtin-shutdown at 2026-12-09T01:00:00Z");
  s.shutdown_enabled = false;
  EXPECT_EQ(said(automatic_day(s, tuesday + hours(5))), "on since 2026-12-07T12:00:00Z by builtin-startup");
  s.startup_skipped = [](Seconds) { return true; };
  EXPECT_EQ(automatic_day(s, tuesday).state, DayState::none) << "all are skipped; the search ends";
  EXPECT_FALSE(next_automatic(s, tuesday));
}

TEST(AutomaticDay, AFiringByHandCountsLikeAnyOther) {
  BuiltinSchedule s = schedule("0 7 * * 1-5", "0 20 * * 1-5");
  const Seconds monday_noon = at("2026-11-23T17:00:00Z");
  s.shutdown_change.fired_at = monday_noon;
  EXPECT_EQ(said(automatic_day(s, monday_noon - seconds(1))), "on since 2026-11-23T12:00:00Z by builtin-startup");
  EXPECT_EQ(said(automatic_day(s, monday_noon)), "off since " + to_rfc3339(monday_noon) + " by builtin-shutdown");
  s.shutdown_enabled = false;
  EXPECT_EQ(automatic_day(s, monday_noon).state, DayState::off) << "also of a disabled task";
  EXPECT_EQ(automatic_day(s, at("2026-11-24T12:00:00Z")).state, DayState::on);
}

TEST(AutomaticDay, AReplacedEntryReplaysNothing) {
  BuiltinSchedule s = schedule("0 7 * * 1-5", "0 18 * * 1-5");
  const Seconds change = at("2026-11-24T00:00:00Z");  // 19:00: the shutdown moved from 20:00 to 18:00
  EXPECT_EQ(automatic_day(s, change).state, DayState::off) << "as if it had always been so";
  s.shutdown_change.replaced_since = at("2026-11-23T12:00:00Z");
  s.shutdown_change.replaced_at = change;
  EXPECT_EQ(said(automatic_day(s, change)), "on since 2026-11-23T12:00:00Z by builtin-startup");
  EXPECT_EQ(said(automatic_day(s, at("2026-11-24T23:00:00Z"))), "off since 2026-11-24T23:00:00Z by builtin-shutdown");
}

RC_GTEST_PROP(AutomaticDayProperty, TheStateIsThatOfTheFiringsOneByOne, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const auto time = [] { return fmt::format("{} {} * * *", *rc::gen::inRange(0, 60), *rc::gen::inRange(0, 5)); };
  const BuiltinSchedule s = schedule(time(), time(), change.zone);
  // Walk through the firings; between them the state must not change, at each it must be the firing's.
  auto firing = next_automatic(s, at(change.instant) - hours(30));
  for (int n = 0; n < 6; ++n) {
    RC_ASSERT(firing.has_value());
    const AutomaticDay day = automatic_day(s, firing->at);
    RC_ASSERT(day.since == firing->at);
    RC_ASSERT(day.task_id == firing->task_id);
    RC_ASSERT((day.state == DayState::on) == (firing->task_id == builtin_startup_id));
    const auto next = next_automatic(s, firing->at);
    RC_ASSERT((next && next->at > firing->at));
    RC_ASSERT(automatic_day(s, next->at - seconds(1)) == day);
    firing = next;
  }
}

}  // namespace
}  // namespace nss
