#include "domain/cron.h"

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

std::vector<std::string> next_ones(const std::string& text, const std::string& zone_name, const std::string& after, int count) {
  std::vector<std::string> result;
  const TimeZone z = zone(zone_name);
  auto t = std::optional<Seconds>(at(after));
  for (int i = 0; i < count && t; ++i) {
    t = cron(text).next_after(*t, z);
    result.push_back(said(t));
  }
  return result;
}

struct NextRow {
  const char* text;
  const char* zone;
  const char* after;
  std::vector<std::string> next;
  const char* why;
};

void expect_next(const std::vector<NextRow>& rows) {
  for (const NextRow& row : rows) {
    EXPECT_EQ(next_ones(row.text, row.zone, row.after, static_cast<int>(row.next.size())), row.next)
        << row.text << ": " << row.why;
  }
}

TEST(Cron, NextFirings) {
  expect_next({
      {"0 20 * * 1-5",
       "America/Bogota",
       "2026-11-22T13:52:00Z",
       {"2026-11-24T01:00:00Z", "2026-11-25T01:00:00Z"},
       "20:00 in Bogota is 01:00 UTC of the next day; Sunday is passed over"},
      {"0 7 * * 1-5", "America/Bogota", "2026-11-23T12:00:00Z", {"2026-11-24T12:00:00Z"}, "strictly after"},
      {"0 7 * * 1-5", "America/Bogota", "2026-11-23T11:59:59Z", {"2026-11-23T12:00:00Z"}, "one second before"},
      {"*/15 * * * *", "UTC", "2026-01-01T00:00:01Z", {"2026-01-01T00:15:00Z", "2026-01-01T00:30:00Z"}, "steps"},
      {"0 0 13 * 5",
       "UTC",
       "2026-02-01T00:00:00Z",
       {"2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z", "2026-02-20T00:00:00Z"},
       "both day fields restricted: either will do"},
      {"0 0 */2 * 1",
       "UTC",
       "2026-02-01T00:00:00Z",
       {"2026-02-09T00:00:00Z", "2026-02-23T00:00:00Z"},
       "*/2 is no restriction: odd Mondays"},
      {"0 0 29 2 *", "UTC", "2097-01-01T00:00:00Z", {"2104-02-29T00:00:00Z"}, "2100 is no leap year"},
      {"59 23 31 12 *", "UTC", "2026-12-31T23:59:00Z", {"2027-12-31T23:59:00Z"}, "over the year's end"},
  });
}

TEST(Cron, NextFiringsAcrossAGap) {
  expect_next({
      // Fixed time.
      {"30 2 * * *",
       "Europe/Berlin",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"},
       "02:30 does not exist: right after the gap"},
      {"15,45 2 * * *",
       "Europe/Berlin",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:15:00Z"},
       "two times of one gap are one firing"},
      {"0 2,3 * * *",
       "Europe/Berlin",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"},
       "02:00 falls on 03:00, where another is: one firing"},
      {"30 2,3 * * *",
       "Europe/Berlin",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"},
       "02:30 at 03:00, then 03:30"},
      {"0 0 * * *",
       "Africa/Cairo",
       "2026-04-23T12:00:00Z",
       {"2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"},
       "midnight does not exist"},
      {"0 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", {"2026-10-03T15:30:00Z"}, "a gap of half an hour"},
      {"0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00Z", {"2011-12-30T10:00:00Z"}, "a day that does not exist"},
      {"0-30/10 2 * * *",
       "Europe/Berlin",
       "2026-03-28T12:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"},
       "a step over a range is fixed time"},
      // Wall clock.
      {"*/30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", {"2026-03-30T00:00:00Z"}, "a missing hour does not run"},
      {"0 * * * *",
       "Europe/Berlin",
       "2026-03-29T00:00:00Z",
       {"2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"},
       "each real hour once"},
      {"0 * * * *", "Australia/Lord_Howe", "2026-10-03T14:30:00Z", {"2026-10-03T16:00:00Z"}, "02:00 is not shown, 03:00 is"},
  });
}

TEST(Cron, NextFiringsInAnOverlap) {
  expect_next({
      // Fixed time.
      {"30 2 * * *",
       "Europe/Berlin",
       "2026-10-24T12:00:00Z",
       {"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
       "the first 02:30"},
      {"0 2,3 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", {"2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"}, "02:00 once"},
      {"30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", {"2026-10-26T01:30:00Z"}, "asked in the second 02:10"},
      // Wall clock.
      {"30 * * * *",
       "Europe/Berlin",
       "2026-10-25T00:00:00Z",
       {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"},
       "both copies"},
      {"*/30 2 * * *",
       "Europe/Berlin",
       "2026-10-24T12:00:00Z",
       {"2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:00:00Z"},
       "both copies of a named hour"},
  });
}

TEST(Cron, LastFirings) {
  struct Row {
    const char* text;
    const char* zone;
    const char* upto;
    const char* last;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"0 20 * * 1-5", "America/Bogota", "2026-11-22T13:52:00Z", "2026-11-21T01:00:00Z", "on Sunday: Friday's 20:00"},
      {"0 20 * * 1-5", "America/Bogota", "2026-11-21T01:00:00Z", "2026-11-21T01:00:00Z", "at it"},
      {"0 20 * * 1-5", "America/Bogota", "2026-11-21T00:59:59Z", "2026-11-20T01:00:00Z", "a second before it"},
      {"30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z", "right after the gap"},
      {"30 2 * * *", "Europe/Berlin", "2026-03-29T00:59:59Z", "2026-03-28T01:30:00Z", "right before the gap"},
      {"30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-25T00:30:00Z",
       "in the second 02:10 the first 02:30 has been"},
      {"30 2 * * *", "Europe/Berlin", "2026-10-25T00:10:00Z", "2026-10-24T00:30:00Z", "in the first 02:10 it has not"},
      {"30 * * * *", "Europe/Berlin", "2026-10-25T01:45:00Z", "2026-10-25T01:30:00Z", "the second copy on the wall clock"},
      {"*/30 2 * * *", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T01:30:00Z", "a missing hour did not run"},
      {"0 0 29 2 *", "UTC", "2104-02-28T00:00:00Z", "2096-02-29T00:00:00Z", "eight years back"},
      {"0 0 1 1 *", "UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "the year's beginning"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(said(cron(row.text).last_at_or_before(at(row.upto), zone(row.zone))), row.last) << row.text << ": " << row.why;
  }
}

TEST(Cron, TheRarestEntryIsFound) {
  // 29 February on a Sunday: 2088 and, because 2100 has none, 2128.
  const CronExpression rare = cron("0 0 29 2 */7");
  EXPECT_EQ(said(rare.next_after(at("2088-03-01T00:00:00Z"), TimeZone())), "2128-02-29T00:00:00Z");
  EXPECT_EQ(said(rare.last_at_or_before(at("2128-02-28T00:00:00Z"), TimeZone())), "2088-02-29T00:00:00Z");
}

TEST(Cron, TextIsKeptAndCanonicalIsOne) {
  EXPECT_EQ(cron(" 0  7 * * mon-FRI").text(), " 0  7 * * mon-FRI");
  EXPECT_EQ(cron(" 0  7 * * mon-FRI").canonical(), "0 7 * * 1-5");
  EXPECT_EQ(cron("0 7 * * 1-5"), cron("0 7 * * 1-5"));
  EXPECT_FALSE(cron("0 7 * * 1-5") == cron("0 8 * * 1-5"));
}

TEST(Cron, FixedTimeIsWithoutAStarInMinuteAndHour) {
  EXPECT_TRUE(cron("0 7 * * *").fixed_time());
  EXPECT_TRUE(cron("0-30/10 0-23 * * *").fixed_time());
  EXPECT_TRUE(cron("@daily").fixed_time());
  EXPECT_FALSE(cron("*/5 7 * * *").fixed_time());
  EXPECT_FALSE(cron("@hourly").fixed_time());
  EXPECT_FALSE(cron("1,*/30 7 * * *").fixed_time());
}

TEST(Cron, ParseErrorsComeThrough) {
  EXPECT_EQ(CronExpression::parse("0 25 * * *").error().position, std::optional<std::size_t>(2));
  EXPECT_EQ(CronExpression::parse("30 2 31 2 *").error().code, "cron_never_fires");
  EXPECT_EQ(CronExpression::parse("30 2 31 2 *").error().message.en,
            "\"30 2 31 2 *\" never fires: none of its months has that day");
}

TEST(Cron, NothingBeyondTheYearsThatCanBeWritten) {
  for (const char* text : {"0 0 1 1 *", "* * 1 1 *"}) {
    const CronExpression c = cron(text);
    EXPECT_FALSE(c.next_after(at("9999-12-31T00:00:00Z"), TimeZone())) << text;
    EXPECT_FALSE(c.next_after(Seconds::max(), TimeZone())) << text;
    EXPECT_FALSE(c.last_at_or_before(Seconds::min(), TimeZone())) << text;
    EXPECT_TRUE(c.next_after(at("0001-01-01T00:00:00Z"), TimeZone())) << text;
  }
  for (const char* text : {"0 0 31 12 *", "* * 31 12 *"}) {
    EXPECT_FALSE(cron(text).last_at_or_before(at("0001-01-02T00:00:00Z"), TimeZone())) << text;
  }
}

// --- against the naive evaluation ---

rc::Gen<std::string> field(int least, int most) {
  const auto value = rc::gen::inRange(least, most + 1);
  const auto range = rc::gen::map(rc::gen::pair(value, value), [](const std::pair<int, int>& p) {
    return std::pair<int, int>(std::minmax(p.first, p.second));
  });
  const auto step = rc::gen::inRange(1, most + 3);
  const auto item =
      rc::gen::oneOf(rc::gen::just(std::string("*")), rc::gen::map(value, [](int v) { return std::to_string(v); }),
                     rc::gen::map(step, [](int s) { return fmt::format("*/{}", s); }),
                     rc::gen::map(range, [](const std::pair<int, int>& r) { return fmt::format("{}-{}", r.first, r.second); }),
                     rc::gen::map(rc::gen::pair(range, step), [](const std::pair<std::pair<int, int>, int>& r) {
                       return fmt::format("{}-{}/{}", r.first.first, r.first.second, r.second);
                     }));
  return rc::gen::map(rc::gen::resize(3, rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(item))),
                      [](const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, ",")); });
}

// Mostly entries that run in the days around the change; hours early and late are where clocks change.
rc::Gen<std::string> expression() {
  const auto often_star = [](rc::Gen<std::string> gen) {
    return rc::gen::weightedOneOf<std::string>({{3, rc::gen::just(std::string("*"))}, {1, std::move(gen)}});
  };
  const auto hour = rc::gen::weightedOneOf<std::string>({{2, field(0, 23)}, {2, field(0, 4)}, {1, field(22, 23)}});
  return rc::gen::map(
      rc::gen::tuple(field(0, 59), hour, often_star(field(1, 31)), often_star(field(1, 12)), often_star(field(0, 7))),
      [](const auto& f) {
        return fmt::format("{} {} {} {} {}", std::get<0>(f), std::get<1>(f), std::get<2>(f), std::get<3>(f), std::get<4>(f));
      });
}

struct Window {
  TimeZone zone;
  Seconds from;
  Seconds to;
};

Window window_around(const testing::ZoneChange& change) {
  return Window{zone(change.zone), at(change.instant) - hours(13), at(change.instant) + hours(10)};
}

// Walking forward and back with the fast search gives exactly the firings that a walk over all minutes finds.
void expect_same(const std::string& text, const CronExpression& fast, const Window& w) {
  const testing::NaiveCron naive(text);
  const auto expected = naive.firings(w.from, w.to, w.zone);
  RC_ASSERT(naive.fixed_time() == fast.fixed_time());
  std::vector<Seconds> forward;
  for (auto t = fast.next_after(w.from - seconds(1), w.zone); t && *t <= w.to; t = fast.next_after(*t, w.zone))
    forward.push_back(*t);
  RC_ASSERT(forward == expected);
  std::vector<Seconds> back;
  for (auto t = fast.last_at_or_before(w.to, w.zone); t && *t >= w.from; t = fast.last_at_or_before(*t - seconds(1), w.zone)) {
    back.push_back(*t);
  }
  std::reverse(back.begin(), back.end());
  RC_ASSERT(back == expected);
}

RC_GTEST_PROP(CronProperty, SearchEqualsAWalkOverAllMinutes, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const std::string text = *expression();
  const auto parsed = CronExpression::parse(text);
  RC_PRE((parsed.has_value() || parsed.error().code == "cron_never_fires"));
  const Window w = window_around(change);
  if (!parsed) {
    RC_ASSERT(testing::NaiveCron(text).firings(w.from, w.to, w.zone).empty());
    return;
  }
  expect_same(text, *parsed, w);
}

RC_GTEST_PROP(CronProperty, CanonicalTextFiresTheSame, ()) {
  const std::string text = *expression();
  const auto parsed = CronExpression::parse(text);
  RC_PRE(parsed.has_value());
  const CronExpression again = cron(parsed->canonical());
  RC_ASSERT(again.canonical() == parsed->canonical());
  RC_ASSERT(again.fixed_time() == parsed->fixed_time());
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const TimeZone z = zone(change.zone);
  for (int n = 0; n < 20; ++n) {
    const Seconds t = at(change.instant) + seconds(*rc::gen::inRange(-200'000, 200'000));
    RC_ASSERT(again.next_after(t, z) == parsed->next_after(t, z));
    RC_ASSERT(again.last_at_or_before(t, z) == parsed->last_at_or_before(t, z));
  }
}

RC_GTEST_PROP(CronProperty, NextAndLastAgreeAtAnyInstant, ()) {
  const auto parsed = CronExpression::parse(*expression());
  RC_PRE(parsed.has_value());
  const TimeZone z = zone((*rc::gen::elementOf(testing::zone_changes())).zone);
  const Seconds t = at("2010-01-01T00:00:00Z") + seconds(*rc::gen::inRange(0, 900'000'000));
  const auto next = parsed->next_after(t, z);
  const auto last = parsed->last_at_or_before(t, z);
  RC_ASSERT((next.has_value() && *next > t));
  RC_ASSERT((last.has_value() && *last <= t));
  RC_ASSERT(parsed->next_after(*last, z) == next);
  RC_ASSERT(parsed->last_at_or_before(*next - seconds(1), z) == last);
  RC_ASSERT(parsed->last_at_or_before(*next, z) == next);
}

}  // namespace
}  // namespace nss
