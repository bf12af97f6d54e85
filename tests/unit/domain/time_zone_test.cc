#include "domain/time_zone.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using testing::at;
using testing::said;
using testing::zone;
using Kind = CivilLookup::Kind;

TEST(TimeZone, KnowsTheNamesOfTheDatabase) {
  for (const char* name : {"America/Bogota", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "EST5EDT"}) {
    const auto loaded = TimeZone::load(name);
    ASSERT_TRUE(loaded) << name;
    EXPECT_EQ(loaded->name(), name);
  }
}

TEST(TimeZone, RefusesEverythingElse) {
  struct Row {
    std::string name;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"", "nothing"},
      {"/etc/localtime", "a path"},
      {"/usr/share/zoneinfo/America/Bogota", "a path to a real zone"},
      {"../zoneinfo/America/Bogota", "a way out of the folder"},
      {"America/../America/Bogota", "a way out and back"},
      {"posix/America/Bogota", "a folder beside the database"},
      {"right/UTC", "leap seconds"},
      {"localtime", "the machine's own"},
      {"posixrules", "a file that is no zone"},
      {"tzdata.zi", "a file that is no zone"},
      {"Factory", "nobody has chosen"},
      {"america/bogota", "wrong case"},
      {"America/Bogota ", "a blank at the end"},
      {"America/", "a folder"},
      {"Fixed/UTC+05:00:00", "the library's own names"},
      {"UTC+5", "not IANA"},
      {"-05:00", "an offset"},
      {"Mars/Olympus", "not on this planet"},
      {std::string("UTC\0", 4), "a zero byte"},
      {std::string(10'000, 'A'), "far too long"},
      {"Bogot\xc3\xa1", "not ASCII"},
  };
  for (const Row& row : rows) {
    const auto loaded = TimeZone::load(row.name);
    ASSERT_FALSE(loaded) << row.why;
    EXPECT_EQ(loaded.error().code, "invalid_timezone") << row.why;
    EXPECT_EQ(loaded.error().kind, ErrorKind::invalid) << row.why;
    EXPECT_NE(loaded.error().message.en.find("America/Bogota"), std::string::npos) << row.why;
    EXPECT_NE(loaded.error().message.es.find("America/Bogota"), std::string::npos) << row.why;
    EXPECT_LT(loaded.error().message.en.size(), 300U) << row.why;
  }
}

TEST(TimeZone, ProposesWhatWasMeant) {
  EXPECT_NE(TimeZone::load("europe/berlin").error().message.en.find("did you mean Europe/Berlin?"), std::string::npos);
  EXPECT_NE(TimeZone::load("Europe/Berln").error().message.es.find("¿quiso decir Europe/Berlin?"), std::string::npos);
  EXPECT_EQ(TimeZone::load("Mars/Olympus").error().message.en.find("did you mean"), std::string::npos);
}

TEST(TimeZone, DefaultIsUtcAndEqualityIsTheName) {
  EXPECT_EQ(TimeZone().name(), "UTC");
  EXPECT_EQ(TimeZone(), zone("UTC"));
  EXPECT_FALSE(TimeZone() == zone("America/Bogota"));
  EXPECT_EQ(TimeZone().offset(at("2026-11-22T13:52:00Z")).count(), 0);
  EXPECT_FALSE(TimeZone().next_transition(at("2026-01-01T00:00:00Z")));
  EXPECT_FALSE(TimeZone().last_transition(at("2026-01-01T00:00:00Z")));
}

TEST(TimeZone, CivilTime) {
  EXPECT_EQ(zone("America/Bogota").to_civil(at("2026-11-22T03:04:05Z")), (CivilSecond{2026, 11, 21, 22, 4, 5}));
  EXPECT_EQ(zone("Asia/Kathmandu").to_civil(at("2026-01-01T00:00:00Z")), (CivilSecond{2026, 1, 1, 5, 45, 0}));
  EXPECT_EQ(zone("UTC").to_civil(at("1969-12-31T23:59:59Z")), (CivilSecond{1969, 12, 31, 23, 59, 59}));
  EXPECT_LT((CivilSecond{2026, 1, 31, 23, 59, 59}), (CivilSecond{2026, 2, 1, 0, 0, 0}));
  EXPECT_EQ(weekday_of({2026, 11, 23, 0, 0, 0}), 0) << "Monday";
  EXPECT_EQ(weekday_of({2026, 11, 22, 23, 59, 59}), 6) << "Sunday";
}

TEST(TimeZone, LookupTellsGapsAndOverlaps) {
  struct Row {
    const char* zone;
    CivilSecond civil;
    Kind kind;
    const char* pre;
    const char* transition;
    const char* post;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"America/Bogota",
       {2026, 11, 23, 7, 0, 0},
       Kind::unique,
       "2026-11-23T12:00:00Z",
       "2026-11-23T12:00:00Z",
       "2026-11-23T12:00:00Z",
       "a zone without changes"},
      {"Europe/Berlin",
       {2026, 3, 29, 2, 30, 0},
       Kind::skipped,
       "2026-03-29T01:30:00Z",
       "2026-03-29T01:00:00Z",
       "2026-03-29T00:30:00Z",
       "the gap of spring"},
      {"Europe/Berlin",
       {2026, 3, 29, 3, 0, 0},
       Kind::unique,
       "2026-03-29T01:00:00Z",
       "2026-03-29T01:00:00Z",
       "2026-03-29T01:00:00Z",
       "the first second after the gap"},
      {"Europe/Berlin",
       {2026, 10, 25, 2, 30, 0},
       Kind::repeated,
       "2026-10-25T00:30:00Z",
       "2026-10-25T01:00:00Z",
       "2026-10-25T01:30:00Z",
       "the overlap of autumn"},
      {"Africa/Cairo",
       {2026, 4, 24, 0, 30, 0},
       Kind::skipped,
       "2026-04-23T22:30:00Z",
       "2026-04-23T22:00:00Z",
       "2026-04-23T21:30:00Z",
       "a gap at midnight"},
      {"Pacific/Apia",
       {2011, 12, 30, 12, 0, 0},
       Kind::skipped,
       "2011-12-30T22:00:00Z",
       "2011-12-30T10:00:00Z",
       "2011-12-29T22:00:00Z",
       "a day that never was"},
  };
  for (const Row& row : rows) {
    const CivilLookup found = zone(row.zone).lookup(row.civil);
    EXPECT_EQ(found.kind, row.kind) << row.why;
    EXPECT_EQ(to_rfc3339(found.pre), row.pre) << row.why;
    EXPECT_EQ(to_rfc3339(found.transition), row.transition) << row.why;
    EXPECT_EQ(to_rfc3339(found.post), row.post) << row.why;
  }
}

TEST(TimeZone, TransitionsAreWhereTheOffsetChanges) {
  for (const auto& change : testing::zone_changes()) {
    const TimeZone z = zone(change.zone);
    const Seconds t = at(change.instant);
    const std::string why = fmt::format("{} {}", change.zone, change.what);
    if (std::string(change.what).starts_with("nothing")) continue;
    EXPECT_NE(z.offset(t), z.offset(t - std::chrono::seconds(1))) << why;
    EXPECT_EQ(said(z.next_transition(t - std::chrono::seconds(1))), change.instant) << why;
    EXPECT_EQ(said(z.last_transition(t)), change.instant) << why;
    EXPECT_GT(*z.next_transition(t), t) << why;
    EXPECT_LT(*z.last_transition(t - std::chrono::seconds(1)), t) << why;
  }
}

TEST(TimeZone, ChangesOfTheNameAloneAreNoTransitions) {
  const TimeZone z = zone("America/Anchorage");  // 1967: the name changed, the offset did not
  for (auto t = z.next_transition(at("1900-01-01T00:00:00Z")); t && *t < at("2000-01-01T00:00:00Z"); t = z.next_transition(*t)) {
    EXPECT_NE(z.offset(*t), z.offset(*t - std::chrono::seconds(1))) << to_rfc3339(*t);
  }
}

TEST(TimeZone, SummerTimeGoesOnForEver) {
  EXPECT_EQ(zone("Europe/Berlin").offset(at("2090-07-01T00:00:00Z")).count(), 7200);
  EXPECT_EQ(zone("Europe/Berlin").offset(at("2090-01-01T00:00:00Z")).count(), 3600);
}

TEST(TimeZone, InstantsFarAwayAreTheEndsOfTheRange) {
  EXPECT_EQ(zone("UTC").to_civil(Seconds::max()), (CivilSecond{9999, 12, 31, 23, 59, 59}));
  EXPECT_EQ(zone("UTC").to_civil(Seconds::min()), (CivilSecond{1, 1, 1, 0, 0, 0}));
}

TEST(TimeZone, IsUsedFromManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> hours(4);
  for (std::size_t i = 0; i < hours.size(); ++i) {
    threads.emplace_back([&, i] { hours[i] = zone("Asia/Tokyo").to_civil(at("2026-01-01T00:00:00Z")).hour; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(hours, (std::vector<int>{9, 9, 9, 9}));
}

RC_GTEST_PROP(TimeZoneProperty, CivilTimeAndLookupAreInverse, ()) {
  const auto change = *rc::gen::elementOf(testing::zone_changes());
  const TimeZone z = zone(change.zone);
  const Seconds t = at(change.instant) + std::chrono::seconds(*rc::gen::inRange(-100'000, 100'000));
  const CivilLookup found = z.lookup(z.to_civil(t));
  RC_ASSERT(found.kind != Kind::skipped);
  RC_ASSERT((found.pre == t || (found.kind == Kind::repeated && found.post == t)));
  RC_ASSERT((found.kind == Kind::unique || (found.pre < found.transition && found.post >= found.transition)));
}

}  // namespace
}  // namespace nss
