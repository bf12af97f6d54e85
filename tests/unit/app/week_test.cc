// The week as the product has it: from what happened, what is planned, and who is gone.
#include <gtest/gtest.h>

#include "unit/app/product.h"
#include "unit/app/task_desk.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Weeks : testing::Test {
  Product p;

  Weeks() {
    p.add_namespace("pagos", {{"cost-center", "CC-001"}});
    p.add_namespace("ventas");
    p.start();
    p.pass(Milliseconds(1'000));  // Monday, 10:00
  }

  Result<WeekInputsPtr> week(const char* monday = "2026-11-23", const std::string& ns = "", int days = 7) {
    WeekQuery query;
    query.first = std::chrono::sys_days(parse_date(monday).value());
    query.days = days;
    query.ns = ns;
    return p.wait_for<WeekInputsPtr>([&](Reply<WeekInputsPtr> reply) { p.controller->week(query, reply); });
  }

  static const NamespaceInput& input(const WeekInputs& data, const std::string& name) {
    for (const NamespaceInput& each : data.namespaces)
      if (each.name == name) return each;
    throw std::out_of_range(name);
  }

  std::map<std::string, Usage> usage(const std::string& name, const char* monday = "2026-11-23") {
    const WeekInputsPtr data = week(monday).value();
    const NamespaceTime time = time_of(*data, input(*data, name));
    std::map<std::string, Usage> found;
    for (const PayerUsage& row : payer_usage_of(time, day_usage_of(time, data->grid, data->frame))) found[row.payer] = row.usage;
    return found;
  }

  std::vector<TimeEntry> planned(const std::string& name, const char* monday) {
    const WeekInputsPtr data = week(monday).value();
    return time_of(*data, input(*data, name)).planned;
  }
};

TEST_F(Weeks, WhatWasIsTheRecordsAndWhatComesIsThePlan) {
  p.to(bogota(23, 21));
  SwitchRequest request;
  request.ns = "pagos";
  request.cost_center = "CC-002";
  request.duration = minutes(120);
  ASSERT_TRUE(p.switch_to(request).has_value());
  p.to(bogota(24, 12));
  const auto rows = usage("pagos");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at("CC-001").actual, hours(10) + hours(5)) << "adopted at 10:00, off at 20:00; on again at 7:00";
  EXPECT_EQ(rows.at("CC-001").scheduled, hours(62)) << "from 10:00 on: nobody managed it before";
  EXPECT_EQ(rows.at("CC-001").avoided, hours(1) + hours(8));
  EXPECT_EQ(rows.at("CC-002").actual, hours(2));
  EXPECT_EQ(rows.at("CC-002").non_business, hours(2));
  EXPECT_EQ(usage("ventas").at("system").actual, hours(15));
}

TEST_F(Weeks, ATaskPlansWhatItDidThenAlsoWhenItIsDeleted) {
  const auto made = create(p, task_request(OperationType::activate, "0 9 * * 6"));
  ASSERT_TRUE(made.has_value());
  const auto is_of_task = [&](const TimeEntry& entry) { return entry.source == made->record.id; };
  const auto saturdays = [&](const char* monday) {
    const auto entries = planned("pagos", monday);
    return std::count_if(entries.begin(), entries.end(), is_of_task);
  };
  EXPECT_EQ(saturdays("2026-11-23"), 1);
  EXPECT_EQ(saturdays("2026-11-30"), 2) << "until Monday's startup, and again";
  p.to(bogota(28, 12));
  EXPECT_EQ(code_of_removal(p, made->record.id), "deleted " + made->record.id);
  EXPECT_EQ(saturdays("2026-11-23"), 1) << "it was planned then";
  EXPECT_EQ(saturdays("2026-11-30"), 1) << "what it switched on goes on until Monday";
  const WeekInputsPtr data = week().value();
  const auto actual = time_of(*data, input(*data, "pagos")).actual;
  ASSERT_FALSE(actual.empty());
  EXPECT_EQ(actual.back().source, made->record.id) << "the operation says whose it was";
  EXPECT_EQ(actual.back().type, ScheduleType::cron);
}

TEST_F(Weeks, ANamespaceThatIsGoneKeepsItsHours) {
  p.to(bogota(23, 15));
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.to(bogota(25, 12));
  const auto actual = usage("pagos").at("CC-001").actual;
  EXPECT_TRUE(actual >= hours(5) && actual < hours(5) + minutes(1)) << "it is Terminating for a moment: " << actual.count();
  EXPECT_TRUE(planned("pagos", "2026-11-30").empty());
  EXPECT_EQ(week("2026-11-23", "nobody").error().code, "namespace_not_found");
  EXPECT_EQ(week("2026-11-23", "pagos").value()->namespaces.size(), 1U);
}

TEST_F(Weeks, IsReadAgainOnlyWhenSomethingIsOtherwise) {
  p.to(bogota(30, 12));
  const auto past = week().value();
  EXPECT_EQ(week().value(), past) << "nothing has happened";
  p.pass(std::chrono::minutes(5));
  EXPECT_EQ(week().value(), past) << "a week that is over is the same at any time";
  const auto running = week("2026-11-30").value();
  p.pass(std::chrono::minutes(5));
  EXPECT_NE(week("2026-11-30").value(), running) << "the running one has gone on";
  SwitchRequest off;
  off.ns = "pagos";
  off.direction = Direction::off;
  ASSERT_TRUE(p.switch_to(off).has_value());
  const auto after = week().value();
  EXPECT_NE(after, past) << "something was stored";
  ASSERT_TRUE(p.cluster->create_namespace("nueva", {}).has_value());
  p.pass(std::chrono::minutes(1));
  EXPECT_NE(week().value(), after) << "there is one more";
}

TEST_F(Weeks, AStoreThatFailsIsSaid) {
  p.storage->faults().unavailable(true);
  EXPECT_EQ(week().error().code, "store_unavailable");
  p.storage->faults().unavailable(false);
  EXPECT_TRUE(week().has_value());
}

TEST(WeekOfApia, ADayThatTheZoneSkippedIsRefused) {
  ProductSetup setup;
  setup.zone = "Pacific/Apia";
  Product p(setup);
  p.add_namespace("pagos");
  p.start();
  p.pass(Milliseconds(1'000));
  WeekQuery query;
  query.first = std::chrono::sys_days(parse_date("2011-12-30").value());
  query.days = 1;
  const auto ask = [&] {
    return p.wait_for<WeekInputsPtr>([&](Reply<WeekInputsPtr> reply) { p.controller->week(query, reply); });
  };
  EXPECT_EQ(ask().error().code, "invalid_date");
  query.days = 2;
  EXPECT_TRUE(ask().has_value());
}

TEST_F(Weeks, AMonthHasItsDaysAndHolidays) {
  const WeekInputsPtr data = week("2026-12-01", "pagos", 31).value();
  EXPECT_EQ(data->grid.days(), 31);
  ASSERT_EQ(data->holidays.size(), 2U);
  EXPECT_EQ(data->holidays[1].name, "Navidad");
}

// ---- the calendar ----

TEST_F(Weeks, ACalendarHasTheTasksOfThenAndNowCommandsToo) {
  const auto daily = create(p, task_request(OperationType::command, "0 12 * * *"));
  ASSERT_TRUE(daily.has_value());
  p.to(bogota(25, 13));
  EXPECT_EQ(code_of_removal(p, daily->record.id), "deleted " + daily->record.id);
  WeekQuery query;
  query.first = std::chrono::sys_days(parse_date("2026-11-23").value());
  query.ns = "pagos";
  const auto read = [&] {
    return p.wait_for<WeekInputsPtr>([&](Reply<WeekInputsPtr> reply) { p.controller->week(query, reply); });
  };
  EXPECT_TRUE(read().value()->task_versions.empty()) << "nobody asked for them";
  query.with_tasks = true;
  const Calendar calendar = calendar_of(*read().value(), "pagos", "");
  const auto fired = [&](const std::string& id) {
    std::string days;
    for (const CalendarItem& item : calendar.items)
      if (item.kind == CalendarKind::firing && item.task_id == id)
        days += to_rfc3339(item.span.begin).substr(8, 5) + (item.actual ? "* " : " ");
    return days;
  };
  EXPECT_EQ(fired(daily->record.id), "23T17* 24T17* 25T17* ") << "until it was deleted";
  EXPECT_EQ(fired(builtin_startup_id), "24T12* 25T12* 26T12 27T12 ") << "it began on Monday at 10:00";
  EXPECT_EQ(fired(builtin_shutdown_id), "24T01* 25T01* 26T01 27T01 28T01 ");
  EXPECT_EQ(calendar.items.front().title, (Text{"Horario laboral", "Business hours"}));
}

TEST_F(Weeks, WhatIsKeptOnIsInTheCalendarWithItsEnd) {
  p.to(bogota(23, 18));
  SwitchRequest request;
  request.ns = "pagos";
  request.cost_center = "CC-002";
  request.duration = minutes(240);
  ASSERT_TRUE(p.switch_to(request).has_value());
  const auto of_kind = [&](CalendarKind kind) {
    std::string text;
    for (const CalendarItem& item : calendar_of(*week().value(), "", "CC-002").items)
      if (item.kind == kind) text += to_rfc3339(item.span.begin) + " " + to_rfc3339(item.span.end) + (item.actual ? " *" : "");
    return text;
  };
  EXPECT_EQ(of_kind(CalendarKind::keep_on), "2026-11-24T01:00:00Z 2026-11-24T03:00:00Z") << "from 20:00 to 22:00";
  p.to(bogota(23, 21));
  EXPECT_EQ(of_kind(CalendarKind::keep_on).substr(21), "2026-11-24T03:00:00Z *");
  EXPECT_EQ(of_kind(CalendarKind::activation), "");
  p.to(bogota(23, 23));
  EXPECT_EQ(of_kind(CalendarKind::keep_on), "");
  EXPECT_EQ(of_kind(CalendarKind::activation).substr(21), "2026-11-24T03:00:00Z *") << "it was one";
}

}  // namespace
}  // namespace nss
