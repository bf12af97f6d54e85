// The record of a task as the calendar knows it; when tasks fire is in calendar_test.cc.
#include "domain/task_firings.h"

#include <gtest/gtest.h>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

using testing::cron;
using Type = OperationType;

TEST(CalendarTask, IsWhatItsRecordSays) {
  TaskRecord record;
  record.id = "t_1";
  record.title = "Revisión";
  record.type = Type::command;
  record.schedule = "0 9 * * *";
  record.ns = "dev-api";
  record.cost_center = "CC-9";
  const TimeZone bogota = testing::zone("America/Bogota");
  CalendarTask task = calendar_task(record, Seconds(std::chrono::minutes(5)), bogota);
  EXPECT_EQ(task.valid_from, Seconds(std::chrono::minutes(5)));
  EXPECT_EQ(task.cron, cron("0 9 * * *")) << "a command fires too";
  EXPECT_EQ(task.zone.name(), "America/Bogota");
  EXPECT_EQ(task.title, (Text{"Revisión", "Revisión"}));
  record.timezone = "Europe/Berlin";
  EXPECT_EQ(calendar_task(record, {}, bogota).zone.name(), "Europe/Berlin");
  const auto fires = [&](auto change) {
    TaskRecord changed = record;
    change(changed);
    return calendar_task(changed, {}, bogota).cron.has_value();
  };
  EXPECT_FALSE(fires([](TaskRecord& r) { r.enabled = false; }));
  EXPECT_FALSE(fires([](TaskRecord& r) { r.status = "deleted"; }));
  EXPECT_FALSE(fires([](TaskRecord& r) { r.timezone = "Nowhere"; }));
  EXPECT_FALSE(fires([](TaskRecord& r) { r.schedule = "never"; }));
}

TEST(CalendarTask, ABuiltInOneHasATitleInBothLanguagesUntilSomebodyGivesItAnother) {
  TaskRecord record;
  record.builtin = true;
  record.ns = "*";
  record.title = "Encendido automático";
  EXPECT_EQ(calendar_task(record, {}, {}).title, (Text{"Encendido automático", "Automatic startup"}));
  EXPECT_TRUE(calendar_task(record, {}, {}).builtin());
  record.title = "Apagado automático";
  EXPECT_EQ(calendar_task(record, {}, {}).title, (Text{"Apagado automático", "Automatic shutdown"}));
  record.title = "Good night";
  EXPECT_EQ(calendar_task(record, {}, {}).title, (Text{"Good night", "Good night"}));
}

}  // namespace
}  // namespace nss
