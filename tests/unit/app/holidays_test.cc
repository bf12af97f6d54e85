// The local holidays as callers of the API add and remove them.
#include "app/holidays.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

Date day(const std::string& text) { return parse_date(text).value(); }

LocalHolidayRequest bridge(const std::string& date = "2026-12-07") {
  LocalHolidayRequest request;
  request.date = day(date);
  request.name = "Puente de la empresa";
  request.name_en = "Company bridge";
  request.context.user_id = "ana";
  return request;
}

Result<LocalHolidayRecord> add(Product& p, const LocalHolidayRequest& request) {
  return p.wait_for<LocalHolidayRecord>(
      [&](Reply<LocalHolidayRecord> reply) { p.controller->add_local_holiday(request, reply); });
}

Result<Date> remove(Product& p, const std::string& date, const CommandContext& context = {}) {
  return p.wait_for<Date>([&](Reply<Date> reply) { p.controller->remove_local_holiday(day(date), context, reply); });
}

std::vector<std::string> dates(const Product& p) {
  std::vector<std::string> all;
  const auto held = p.controller->local_holidays();
  for (const auto& [date, record] : *held) all.push_back(to_text(date));
  return all;
}

TEST(LocalHolidays, AreKeptAcrossARestart) {
  Product p;
  p.start();
  EXPECT_TRUE(dates(p).empty());
  const auto added = add(p, bridge());
  ASSERT_TRUE(added.has_value());
  EXPECT_EQ(added->created_by, "ana");
  EXPECT_EQ(to_rfc3339(added->created_at).substr(0, 10), "2026-11-23");
  ASSERT_TRUE(add(p, bridge("2026-01-02")).has_value());
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-01-02", "2026-12-07"}));
  p.restart();
  p.pass(std::chrono::seconds(1));
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-01-02", "2026-12-07"}));
  EXPECT_EQ(p.controller->local_holidays()->at(day("2026-12-07")), *added);
  EXPECT_EQ(remove(p, "2026-01-02"), day("2026-01-02"));
  p.restart();
  p.pass(std::chrono::seconds(1));
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-12-07"}));
}

TEST(LocalHolidays, ASnapshotStaysAsItWas) {
  Product p;
  p.start();
  const auto before = p.controller->local_holidays();
  ASSERT_TRUE(add(p, bridge()).has_value());
  EXPECT_TRUE(before->empty());
  EXPECT_EQ(p.controller->local_holidays()->size(), 1u);
}

TEST(LocalHolidays, Refusals) {
  Product p;
  p.start();
  ASSERT_TRUE(add(p, bridge()).has_value());
  const auto twice = add(p, bridge());
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code, "already_exists");
  EXPECT_EQ(twice.error().pointer, "/date");
  EXPECT_EQ(add(p, bridge("1983-12-31")).error().code, "year_out_of_range");
  EXPECT_EQ(add(p, bridge("2101-01-01")).error().code, "year_out_of_range");
  EXPECT_EQ(remove(p, "2026-12-08").error().code, "not_found") << "a national one is none of ours";
  LocalHolidayRequest nobody = bridge("2026-12-09");
  nobody.context.administrator = false;
  EXPECT_EQ(add(p, nobody).error().code, "forbidden");
  EXPECT_EQ(remove(p, "2026-12-07", nobody.context).error().code, "forbidden");
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-12-07"})) << "nothing has changed";
}

TEST(LocalHolidays, ThereIsABound) {
  Product p;
  p.start();
  Date date = day("2026-01-01");
  for (std::size_t i = 0; i < Holidays::most_local_days; ++i, date = add_days(date, 1)) {
    ASSERT_TRUE(add(p, bridge(to_text(date))).has_value()) << to_text(date);
  }
  EXPECT_EQ(add(p, bridge("2050-01-01")).error().code, "invalid_value");
  EXPECT_EQ(add(p, bridge("2026-01-01")).error().code, "already_exists");
  ASSERT_TRUE(remove(p, "2026-01-01").has_value());
  EXPECT_TRUE(add(p, bridge("2050-01-01")).has_value());
}

TEST(LocalHolidays, AStoreThatFailsIsSaidAndChangesNothing) {
  Product p;
  p.start();
  const Error down = make_error(ErrorKind::unavailable, "store_unavailable", "no");
  p.storage->faults().fail_next_commits(1, down);
  EXPECT_EQ(add(p, bridge()).error().code, "store_unavailable");
  EXPECT_TRUE(dates(p).empty());
  ASSERT_TRUE(add(p, bridge()).has_value());
  p.storage->faults().fail_next_commits(1, down);
  EXPECT_EQ(remove(p, "2026-12-07").error().code, "store_unavailable");
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-12-07"}));
  ASSERT_TRUE(remove(p, "2026-12-07").has_value());
}

TEST(LocalHolidays, AnUnknownOutcomeIsLookedUp) {
  Product p;
  p.start();
  p.storage->faults().lose_reply_of_next_commit();
  EXPECT_FALSE(add(p, bridge()).has_value());
  EXPECT_EQ(dates(p), (std::vector<std::string>{"2026-12-07"})) << "the store has it";
  EXPECT_EQ(add(p, bridge()).error().code, "already_exists");
  p.storage->faults().conflict_next();
  EXPECT_EQ(add(p, bridge("2026-12-09")).error().code, "store_unavailable") << "overtaken is no decision";
  p.storage->faults().lose_reply_of_next_commit();
  EXPECT_FALSE(remove(p, "2026-12-07").has_value());
  EXPECT_TRUE(dates(p).empty());
}

TEST(LocalHolidays, TheKeyOfARequestNamesTheDay) {
  Product p;
  p.start();
  LocalHolidayRequest request = bridge();
  const IdempotencyToken token{"k", "f"};
  request.context.idempotency = token;
  ASSERT_TRUE(add(p, request).has_value());
  p.restart();
  const auto known =
      p.wait_for<IdempotencyVerdict>([&](Reply<IdempotencyVerdict> reply) { p.controller->begin_idempotent(token, reply); });
  ASSERT_TRUE(known.has_value());
  EXPECT_EQ(known->effect, "local_holiday");
  EXPECT_EQ(known->effect_id, "2026-12-07");
}

}  // namespace
}  // namespace nss
