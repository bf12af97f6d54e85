// Reports: kept sums of the weeks that are over, and the running week; what is avoided; the check.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/app/product.h"

namespace nss {
namespace {

using std::chrono::hours;

struct Reports : testing::Test {
  Product p;

  Reports() {
    p.add_namespace("pagos", {{"cost-center", "CC-001"}});
    p.start();
    p.pass(Milliseconds(1'000));  // Monday 23 November, 10:00
  }

  Result<std::shared_ptr<const UsageAnswer>> ask(const char* first, int days, UsageBy by = UsageBy::payer_and_namespace,
                                                 const std::string& ns = {}) {
    UsageQuery query{std::chrono::sys_days(parse_date(first).value()), days, ns, by};
    return p.wait_for<std::shared_ptr<const UsageAnswer>>([&](auto reply) { p.controller->usage(query, reply); });
  }

  UsageTable report(const char* first, int days, UsageBy by = UsageBy::payer_and_namespace) {
    return usage_table(*ask(first, days, by).value());
  }

  std::size_t kept_weeks() const {
    const auto tables = p.storage->tables();
    return static_cast<std::size_t>(std::count_if(tables->items.begin(), tables->items.end(), [](const auto& item) {
      return std::holds_alternative<UsageWeek>(item.second.record);
    }));
  }

  // As if somebody had written into the store.
  void write(const StorageKey& key, const Record& record) {
    auto& item = p.storage->tables()->items[key];
    item = {record, item.version + 1, std::nullopt};
  }
};

TEST_F(Reports, AWeekThatIsOverIsWhatItWasWhileItRan) {
  p.to(bogota(25, 12));
  SwitchRequest off;
  off.ns = "pagos";
  off.direction = Direction::off;
  ASSERT_TRUE(p.switch_to(off).has_value());
  p.to(bogota(29, 23));
  const UsageTable running = report("2026-11-23", 7);
  p.to(bogota(30, 12));
  const UsageTable over = report("2026-11-23", 7);
  ASSERT_EQ(over.rows().size(), running.rows().size());
  const Usage& was = running.rows().begin()->second;
  const Usage& is = over.rows().begin()->second;
  EXPECT_EQ(is.actual, was.actual);
  EXPECT_EQ(is.scheduled, was.scheduled);
  EXPECT_EQ(is.avoided, was.avoided + hours(1)) << "the last hour of Sunday";
  EXPECT_GT(is.avoided_cpu, 0);
}

TEST_F(Reports, ARangeAddsUpTheDaysOfKeptAndRunningWeeks) {
  p.to("2026-12-16T17:00:00Z");
  std::chrono::seconds by_day{0};
  const UsageTable days = report("2026-11-26", 20, UsageBy::day);
  for (const auto& [key, row] : days.rows()) by_day += row.actual;
  const UsageTable whole = report("2026-11-26", 20);
  EXPECT_EQ(whole.total().actual, by_day);
  // Two days, two weeks, three days: 26 and 27 November, 30 November to 11 December, 14 and 15 December.
  EXPECT_EQ(whole.total().actual, hours(13) * (2 + 10 + 2));
  EXPECT_EQ(report("2026-12-16", 1).total().actual, hours(5)) << "from 7 to 12";
  EXPECT_EQ(report("2026-12-20", 3).total().scheduled, hours(26)) << "what is planned";
  const auto usage = ask("2026-11-26", 20, UsageBy::namespace_day, "pagos").value();
  std::chrono::seconds daily{0};
  const UsageTable table = usage_table(*usage);
  for (const auto& [key, row] : table.rows()) daily += row.actual;
  EXPECT_EQ(daily, by_day);
}

TEST_F(Reports, AWeekIsSummedOnce) {
  p.to("2026-12-15T17:00:00Z");
  (void)report("2026-11-23", 23);
  EXPECT_EQ(kept_weeks(), 3U);
  p.restart();
  p.pass(Milliseconds(1'000));
  const auto started = p.metrics.store_commits.load();
  (void)report("2026-11-23", 23);
  EXPECT_EQ(p.metrics.store_commits.load(), started) << "kept ones are read, also after a restart";
}

TEST_F(Reports, ARecordThatComesLateIsCounted) {
  p.to("2026-12-01T17:00:00Z");
  const auto before = report("2026-11-23", 7).total().actual;
  // The store was away on Saturday: what somebody did then is delivered now.
  ActivityRecord late;
  late.ns = "pagos";
  late.start = Seconds(std::chrono::sys_days(parse_date("2026-11-28").value())) + hours(20);
  late = closed_at(late, late.start + hours(2));
  late.type = OperationType::manual_activation;
  late.cost_center = "CC-002";
  late.operation_id = "op_late";
  write(StorageKeys("test").activity("pagos", late.start), late);
  EXPECT_EQ(report("2026-11-23", 7).total().actual, before + hours(2));
}

TEST_F(Reports, TheCheckFindsSumsThatAreWrong) {
  p.to("2026-12-01T17:00:00Z");
  const auto right = report("2026-11-23", 7).total().actual;
  const StorageKey key = StorageKeys("test").usage_week("pagos", "2026-11-23");
  auto week = std::get<UsageWeek>(p.storage->tables()->items.at(key).record);
  week.rows[0].actual += 3'600;
  write(key, week);
  EXPECT_EQ(report("2026-11-23", 7).total().actual, right + hours(1)) << "nobody has looked yet";
  p.to("2026-12-07T17:00:00Z");  // a week has ended: the sums are made, and looked at
  EXPECT_EQ(p.metrics.usage_mismatches.load(), 1);
  EXPECT_EQ(report("2026-11-23", 7).total().actual, right);
}

TEST_F(Reports, ANamespaceThatIsGoneKeepsWhatItAvoided) {
  p.to(bogota(24, 12));
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.to("2026-12-01T17:00:00Z");
  const UsageTable over = report("2026-11-23", 7);
  ASSERT_EQ(over.rows().size(), 1U);
  EXPECT_EQ(over.rows().begin()->second.avoided, hours(11)) << "the night of Monday";
  EXPECT_GT(over.rows().begin()->second.avoided_cpu, 0) << "its shutdown knew what was up";
}

// SPEC 4: without hours, totals or savings.
TEST_F(Reports, AnExcludedNamespaceHasNoHours) {
  p.add_namespace("aparte", {{"cost-center", "CC-002"}});
  ASSERT_TRUE(p.cluster->annotate_namespace("aparte", std::string(annotation_exclude), "true").has_value());
  p.to(bogota(27, 12));
  const UsageTable table = report("2026-11-23", 7);
  EXPECT_EQ(table.namespaces(), 1U);
  for (const auto& [key, usage] : table.rows()) EXPECT_EQ(key.ns, "pagos");
  p.to(bogota(30, 12));
  EXPECT_EQ(report("2026-11-23", 7).namespaces(), 1U) << "nor when the week is over";
}

TEST_F(Reports, WhatIsRefused) {
  EXPECT_EQ(ask("2026-11-23", 7, UsageBy::namespace_day, "nobody").error().code, "namespace_not_found");
  p.to("2026-12-01T17:00:00Z");
  p.storage->faults().unavailable(true);
  EXPECT_EQ(ask("2026-11-23", 7).error().code, "store_unavailable");
  EXPECT_EQ(ask("2026-11-30", 7).error().code, "store_unavailable");
  p.storage->faults().unavailable(false);
  EXPECT_TRUE(ask("2026-11-23", 7).has_value());
}

}  // namespace
}  // namespace nss
