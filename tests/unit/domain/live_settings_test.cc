// Prices, the versions of the rules, and when it is business time.
#include "domain/live_settings.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <set>

#include "base/date.h"
#include "domain/business_time.h"
#include "domain/hour_grid.h"
#include "domain/savings.h"
#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST(Price, WhatIsOne) {
  const std::pair<const char*, Micros> prices[] = {{"0", 0},           {"1", 1'000'000},
                                                   {"0.0405", 40'500}, {"12.5", 12'500'000},
                                                   {"007", 7'000'000}, {"999999999.999999", 999'999'999'999'999}};
  for (const auto& [text, price] : prices) EXPECT_EQ(parse_price(text).value(), price) << text;
  for (const char* text : {"", ".", ".5", "5.", "-1", "+1", "1e3", "1,5", "0.0000001", "1234567890", "1.2.3", " 1", "nan"}) {
    const auto price = parse_price(text);
    ASSERT_FALSE(price.has_value()) << text;
    EXPECT_EQ(price.error().code, "invalid_value");
  }
}

RC_GTEST_PROP(Price, ItsTextGivesItBack, ()) {
  const Micros price = *rc::gen::inRange<Micros>(0, highest_price);
  RC_ASSERT(parse_price(price_text(price)).value() == price);
}

TEST(Currency, ThreeCapitalLetters) {
  EXPECT_TRUE(is_currency("COP"));
  for (const char* text : {"", "cop", "CO", "COPS", "C P", "C0P"}) EXPECT_FALSE(is_currency(text)) << text;
}

TEST(RulesVersion, WhatIsStoredIsRead) {
  RulesVersion version{Seconds(), "07:00-20:00", "MON-FRI", "America/Bogota", HolidayMode::observe, {"2026-12-24"}};
  const auto settings = settings_version(version);
  ASSERT_TRUE(settings.has_value());
  const auto observed = [&](const char* day) { return settings->observed(std::chrono::sys_days(parse_date(day).value())); };
  EXPECT_TRUE(observed("2026-12-24")) << "a local day";
  EXPECT_TRUE(observed("2026-12-25"));
  EXPECT_FALSE(observed("2026-12-23"));
  version.holidays = HolidayMode::mark;
  EXPECT_FALSE(settings_version(version)->observed);
  version.holidays = HolidayMode::observe;
  for (const auto& spoil : std::vector<std::function<void(RulesVersion&)>>{
           [](RulesVersion& v) { v.business_hours = "20:00-07:00"; }, [](RulesVersion& v) { v.business_days = "LUN"; },
           [](RulesVersion& v) { v.timezone = "Bogota"; }, [](RulesVersion& v) { v.local_days = {"2026-02-30"}; }}) {
    RulesVersion bad = version;
    spoil(bad);
    EXPECT_FALSE(settings_version(bad).has_value());
  }
}

// Minute by minute, in zones with changes of the clock, with days off anywhere.
RC_GTEST_PROP(BusinessTime, ItsChangesAreThoseOfEachMinute, ()) {
  const TimeZone zone =
      testing::zone(*rc::gen::element<std::string>("America/Bogota", "America/New_York", "Australia/Lord_Howe"));
  BusinessHours hours_of_day;
  hours_of_day.start_minute = *rc::gen::inRange(0, 1'200);
  hours_of_day.end_minute = *rc::gen::inRange(hours_of_day.start_minute + 1, 1'441);
  const auto off = *rc::gen::container<std::set<int>>(rc::gen::inRange(0, 12));
  const auto first = std::chrono::sys_days(parse_date("2026-10-28").value());
  const BusinessTime business{hours_of_day, zone,
                              [&](std::chrono::sys_days day) { return off.contains(static_cast<int>((day - first).count())); }};
  const Seconds from = Seconds(first) + minutes(*rc::gen::inRange(0, 6 * 1'440));
  const auto brute = [&](Seconds t) { return hours_of_day.contains(t, zone) && !business.observed(date_of(zone, t)); };
  const Seconds end = from + hours(24 * 4);
  std::optional<Seconds> change;
  std::optional<Seconds> start;
  std::optional<Seconds> stop;
  for (Seconds t = from + minutes(1); t < end; t += minutes(1)) {
    if (brute(t) != brute(from) && !change) change = t;
    if (brute(t) && !brute(t - minutes(1)) && !start) start = t;
    if (!brute(t) && brute(t - minutes(1)) && !stop) stop = t;
  }
  RC_ASSERT(business.contains(from) == brute(from));
  const auto within = [&](std::optional<Seconds> t) { return t && *t < end ? t : std::nullopt; };
  RC_ASSERT(within(business.next_change(from)) == change);
  RC_ASSERT(within(business.next_start(from)) == start);
  RC_ASSERT(within(business.next_end(from)) == stop);
}

TEST(BusinessTime, WithoutDaysOffItIsTheHours) {
  BusinessHours always{0, 1'440, {true, true, true, true, true, true, true}};
  const TimeZone zone = testing::zone("America/Bogota");
  const BusinessTime business{always, zone};
  EXPECT_FALSE(business.next_change(testing::at("2026-11-23T12:00:00Z")));
  const BusinessTime never{always, zone, [](std::chrono::sys_days) { return true; }};
  EXPECT_FALSE(never.contains(testing::at("2026-11-23T12:00:00Z")));
  EXPECT_FALSE(never.next_start(testing::at("2026-11-23T12:00:00Z")));
}

TEST(Savings, AreWorkedOutFromThePrintedHours) {
  Usage usage;
  usage.avoided_cpu = 105 * 3'600 * 2'500;                   // 105 h of 2.5 cores
  usage.avoided_memory = std::int64_t{105} * 3'600 * 6'144;  // and 6 GiB
  EXPECT_FALSE(savings_of(usage, {}));
  EXPECT_EQ(savings_of(usage, {40'500, 4'446, "USD"}), (Savings{2'625'000, 6'300'000, 134'322})) << "10.63125 + 2.80098";
  EXPECT_EQ(savings_of(usage, {std::nullopt, 4'446, "USD"})->amount, 28'010);
  usage.avoided_cpu = 1;
  EXPECT_EQ(savings_of(usage, {40'500, std::nullopt, "USD"})->cpu_core_hours, 0) << "a millicore-second is below what is printed";
}

// What a person would do with the printed numbers.
RC_GTEST_PROP(Savings, TheAmountFollowsFromWhatIsPrinted, ()) {
  Usage usage;
  usage.avoided_cpu = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  usage.avoided_memory = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  const Prices prices{*rc::gen::inRange<Micros>(0, 100'000'000), *rc::gen::inRange<Micros>(0, 100'000'000), "COP"};
  const Savings savings = savings_of(usage, prices).value();
  const double exact = static_cast<double>(savings.cpu_core_hours) * static_cast<double>(*prices.cpu_hour) +
                       static_cast<double>(savings.memory_gib_hours) * static_cast<double>(*prices.gib_hour);
  RC_ASSERT(std::abs(static_cast<double>(savings.amount) - exact / 1e6) <= 0.51);
  RC_ASSERT(std::abs(static_cast<double>(savings.cpu_core_hours) - static_cast<double>(usage.avoided_cpu) / 360.0) <= 0.51);
  RC_ASSERT(std::abs(static_cast<double>(savings.memory_gib_hours) - static_cast<double>(usage.avoided_memory) / 368.64) <= 0.51);
}

}  // namespace
}  // namespace nss
