// Settings that change while the product runs: who may, what wins, and what an observed holiday does to everything.
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/app/product.h"

namespace nss {
namespace {

// Monday 7 December 2026, 10:00 in Bogotá; Tuesday is Inmaculada Concepción.
ProductSetup before_a_holiday() {
  ProductSetup setup;
  setup.now = "2026-12-07T15:00:00Z";
  return setup;
}

// Bogotá local time.
std::string december(int day, int hour) {
  return to_rfc3339(std::chrono::sys_days(std::chrono::year(2026) / 12 / day) + std::chrono::hours(hour + 5));
}

std::string tag(Product& p) { return p.controller->live_settings()->etag; }

SettingsPatch mode(Product& p, HolidayMode wanted) {
  SettingsPatch patch;
  patch.holidays = wanted;
  patch.if_match = tag(p);
  patch.context = {"ana", true, {}};
  return patch;
}

Result<LiveSettingsView> change(Product& p, const SettingsPatch& patch) {
  return p.wait_for<LiveSettingsView>([&](Reply<LiveSettingsView> reply) { p.controller->patch_settings(patch, reply); });
}

std::vector<TimeEntry> planned(Product& p, const std::string& ns, const char* monday) {
  WeekQuery query;
  query.first = std::chrono::sys_days(parse_date(monday).value());
  query.ns = ns;
  const auto week = p.wait_for<WeekInputsPtr>([&](Reply<WeekInputsPtr> reply) { p.controller->week(query, reply); });
  return time_of(**week, (*week)->namespaces.front()).planned;
}

std::chrono::seconds length_of(const std::vector<TimeEntry>& entries) {
  std::chrono::seconds length{0};
  for (const TimeEntry& entry : entries) length += entry.span.length();
  return length;
}

TEST(LiveSettings, AMarkedHolidayIsABusinessDay) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  p.to(december(8, 8));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_FALSE(p.controller->namespaces()->off_hours_now);
}

TEST(LiveSettings, AnObservedHolidayStartsNothing) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(change(p, mode(p, HolidayMode::observe)).has_value());
  EXPECT_TRUE(p.as_made("pagos")) << "today is none";
  const auto tasks = p.wait_for<std::vector<TaskView>>([&](auto reply) { p.controller->tasks(reply); });
  const auto startup =
      std::find_if(tasks->begin(), tasks->end(), [](const TaskView& t) { return t.record.id == "builtin-startup"; });
  EXPECT_EQ(to_rfc3339(startup->next_run.value()), december(9, 7));
  p.to(december(8, 8));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_TRUE(p.controller->namespaces()->off_hours_now);
  EXPECT_EQ(to_rfc3339(p.view("pagos").next.value().at), december(9, 7));
  const auto why = p.wait_for<ExplainView>([&](auto reply) { p.controller->explain("pagos", reply); });
  const auto day =
      std::find_if(why->rules.begin(), why->rules.end(), [](const RuleView& rule) { return rule.rule == "business_hours"; });
  EXPECT_EQ(day->detail.en, "Tuesday, holiday: automatic shutdown of 2026-12-07 20:00.");
  EXPECT_EQ(day->detail.es, "martes, festivo: apagado automático de 2026-12-07 20:00.");
  SwitchRequest request;
  request.ns = "pagos";
  request.cost_center = "CC-001";
  ASSERT_TRUE(p.switch_to(request).has_value());
  EXPECT_TRUE(p.view("pagos").slot);
  ASSERT_EQ(p.controller->namespaces()->holders.size(), 1U) << "it is off-hours: a place is taken";
  EXPECT_EQ(to_rfc3339(p.controller->namespaces()->holders[0].frees_at), december(9, 7));
  p.to(december(9, 8));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.controller->namespaces()->holders.empty());
}

TEST(LiveSettings, AChangeActsFromTheNextFiringOn) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  p.to(december(8, 10));
  ASSERT_TRUE(change(p, mode(p, HolidayMode::observe)).has_value());
  p.to(december(8, 12));
  EXPECT_TRUE(p.as_made("pagos")) << "it was started this morning, and nobody has switched it off";
  p.restart();
  p.to(december(8, 13));
  EXPECT_TRUE(p.as_made("pagos")) << "after a restart too";
  p.to(december(8, 21));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(LiveSettings, BackToMarkedItStartsAgainTheNextMorning) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(change(p, mode(p, HolidayMode::observe)).has_value());
  p.to(december(8, 10));
  ASSERT_TRUE(change(p, mode(p, HolidayMode::mark)).has_value());
  p.to(december(8, 12));
  EXPECT_TRUE(p.asleep("pagos")) << "the startup of this morning did not happen";
  EXPECT_FALSE(p.controller->namespaces()->off_hours_now);
  p.to(december(9, 8));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(LiveSettings, ALocalDayIsObservedToo) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(change(p, mode(p, HolidayMode::observe)).has_value());
  LocalHolidayRequest bridge;
  bridge.date = parse_date("2026-12-09").value();
  bridge.name = "Puente";
  bridge.context.administrator = true;
  ASSERT_TRUE(p.wait_for<LocalHolidayRecord>([&](auto reply) { p.controller->add_local_holiday(bridge, reply); }).has_value());
  p.to(december(9, 9));
  EXPECT_TRUE(p.asleep("pagos"));
  p.restart();
  p.to(december(9, 10));
  EXPECT_TRUE(p.asleep("pagos"));
  p.to(december(10, 8));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(LiveSettings, ThePlanOfAPastWeekIsWhatItWasThen) {
  Product p(before_a_holiday());
  p.add_namespace("pagos");
  p.start();
  const auto marked = length_of(planned(p, "pagos", "2026-12-07"));
  ASSERT_TRUE(change(p, mode(p, HolidayMode::observe)).has_value());
  EXPECT_EQ(length_of(planned(p, "pagos", "2026-12-07")), marked - std::chrono::hours(13));
  p.to(december(14, 12));
  ASSERT_TRUE(change(p, mode(p, HolidayMode::mark)).has_value());
  EXPECT_EQ(length_of(planned(p, "pagos", "2026-12-07")), marked - std::chrono::hours(13)) << "it was observed then";
  EXPECT_EQ(length_of(planned(p, "pagos", "2026-12-21")), std::chrono::hours(5 * 13)) << "Navidad is marked again";
  p.restart();
  p.pass(Milliseconds(1'000));
  EXPECT_EQ(length_of(planned(p, "pagos", "2026-12-07")), marked - std::chrono::hours(13));
}

TEST(LiveSettings, WhoMayChangeAndWhatIsRefused) {
  Product p(before_a_holiday());
  p.start();
  SettingsPatch patch = mode(p, HolidayMode::observe);
  patch.context.administrator = false;
  EXPECT_EQ(change(p, patch).error().code, "forbidden");
  patch.context.administrator = true;
  patch.if_match.clear();
  EXPECT_EQ(change(p, patch).error().code, "precondition_required");
  patch.if_match = "\"other\"";
  EXPECT_EQ(change(p, patch).error().code, "precondition_failed");
  EXPECT_EQ(p.controller->live_settings()->holidays, HolidayMode::mark) << "a refusal changes nothing";
  patch.if_match = tag(p);
  patch.price_cpu_hour = std::optional<Micros>(40'500);
  ASSERT_TRUE(change(p, patch).has_value());
  EXPECT_EQ(change(p, patch).error().code, "precondition_failed") << "it has another tag now";
  p.restart();
  p.pass(Milliseconds(1'000));
  const auto now = p.controller->live_settings();
  EXPECT_EQ(now->holidays, HolidayMode::observe);
  EXPECT_EQ(now->prices.cpu_hour, std::optional<Micros>(40'500));
  EXPECT_EQ(now->sources.at("holidays"), "stored");
  EXPECT_EQ(now->sources.at("currency"), "default");
}

TEST(LiveSettings, WhatTheEnvironmentDecidesStays) {
  ProductSetup setup = before_a_holiday();
  setup.fixed.values.holidays = HolidayMode::observe;
  setup.fixed.places["holidays"] = {"environment", "environment NSCHED_HOLIDAYS"};
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  const auto refused = change(p, mode(p, HolidayMode::mark));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "setting_fixed");
  EXPECT_NE(refused.error().message.en.find("NSCHED_HOLIDAYS"), std::string::npos);
  EXPECT_EQ(refused.error().pointer, "/holidays");
  SettingsPatch price;
  price.price_gib_hour = std::optional<Micros>(4'446);
  price.if_match = tag(p);
  price.context = {"ana", true, {}};
  EXPECT_TRUE(change(p, price).has_value()) << "the others are free";
  p.to(december(8, 9));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(LiveSettings, AnUnknownOutcomeIsLookedUp) {
  Product p(before_a_holiday());
  p.start();
  p.storage->faults().lose_reply_of_next_commit();
  EXPECT_FALSE(change(p, mode(p, HolidayMode::observe)).has_value());
  EXPECT_EQ(p.controller->live_settings()->holidays, HolidayMode::observe) << "the store has it";
  p.storage->faults().conflict_next();
  EXPECT_EQ(change(p, mode(p, HolidayMode::mark)).error().code, "store_unavailable");
  EXPECT_EQ(p.controller->live_settings()->holidays, HolidayMode::observe);
  ASSERT_TRUE(change(p, mode(p, HolidayMode::mark)).has_value());
}

}  // namespace
}  // namespace nss
