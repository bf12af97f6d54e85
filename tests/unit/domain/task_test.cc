#include "domain/task.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"
#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

TaskRecord good() {
  TaskRecord task;
  task.title = "Encender QA";
  task.type = OperationType::activate;
  task.schedule = "0 9 * * 6";
  task.ns = "qa-pay";
  task.cost_center = "CC-002";
  task.timezone = "America/Bogota";
  return task;
}

struct Case {
  const char* name;
  std::function<void(TaskRecord&)> spoil;
  const char* code;
  const char* pointer;
  std::optional<std::size_t> position = std::nullopt;
};

TEST(Task, EachFaultHasItsCodeAndItsPointer) {
  const Case cases[] = {
      {"no title", [](TaskRecord& t) { t.title.clear(); }, "invalid_value", "/title"},
      {"long title", [](TaskRecord& t) { t.title.assign(201, 'x'); }, "invalid_value", "/title"},
      {"type of an operation", [](TaskRecord& t) { t.type = OperationType::auto_shutdown; }, "invalid_value", "/operation_type"},
      {"command of a switch", [](TaskRecord& t) { t.command = "get pods"; }, "invalid_value", "/command"},
      {"no command", [](TaskRecord& t) { t.type = OperationType::command; }, "missing_field", "/command"},
      {"a shell", [](TaskRecord& t) { t.type = OperationType::command, t.command = "get pods; ls"; }, "invalid_command",
       "/command", 8},
      {"long command", [](TaskRecord& t) { t.type = OperationType::command, t.command.assign(5000, 'x'); }, "invalid_value",
       "/command"},
      {"no schedule", [](TaskRecord& t) { t.schedule.clear(); }, "missing_field", "/schedule"},
      {"cron", [](TaskRecord& t) { t.schedule = "0 25 * * *"; }, "invalid_cron", "/schedule", 2},
      {"never", [](TaskRecord& t) { t.schedule = "30 2 31 2 *"; }, "cron_never_fires", "/schedule"},
      {"zone", [](TaskRecord& t) { t.timezone = "America/Bogot"; }, "invalid_timezone", "/timezone"},
      {"namespace", [](TaskRecord& t) { t.ns = "QA"; }, "invalid_value", "/namespace"},
      {"dotted namespace", [](TaskRecord& t) { t.ns = "a.b"; }, "invalid_value", "/namespace"},
      {"all namespaces", [](TaskRecord& t) { t.ns = "*"; }, "invalid_value", "/namespace"},
      {"cost centre", [](TaskRecord& t) { t.cost_center = "CC 2"; }, "invalid_value", "/cost_center"},
  };
  EXPECT_TRUE(check_task(good()).has_value());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    TaskRecord task = good();
    c.spoil(task);
    const auto checked = check_task(task);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, c.code);
    EXPECT_EQ(checked.error().pointer, c.pointer);
    EXPECT_TRUE(!c.position || checked.error().position == c.position);
    EXPECT_TRUE(checked.error().more.empty());
    EXPECT_FALSE(checked.error().message.empty());
  }
}

TEST(Task, EveryFaultIsSaidAtOnce) {
  TaskRecord task = good();
  task.title.clear();
  task.schedule = "x";
  task.timezone = "Nowhere";
  task.ns = "";
  const auto checked = check_task(task);
  ASSERT_FALSE(checked.has_value());
  std::vector<std::string> pointers{checked.error().pointer};
  for (const Error& more : checked.error().more) pointers.push_back(more.pointer);
  EXPECT_EQ(pointers, (std::vector<std::string>{"/title", "/namespace", "/schedule", "/timezone"}));
}

TEST(Task, TitlesAreCountedInCharacters) {
  TaskRecord task = good();
  task.title.clear();
  for (int i = 0; i < 200; ++i) task.title += "ñ";
  EXPECT_TRUE(check_task(task).has_value());
}

TEST(Task, OfABuiltInOneOnlyScheduleZoneTitleAndSwitchMayChange) {
  TaskRecord task;
  task.id = "builtin-shutdown";
  task.title = "Apagado automático";
  task.type = OperationType::deactivate;
  task.ns = "*";
  task.cost_center = "system";
  task.builtin = true;
  TaskRecord wanted = task;
  wanted.title = "A las diez";
  wanted.schedule = "0 22 * * 1-5";
  wanted.timezone = "UTC";
  wanted.enabled = false;
  EXPECT_TRUE(check_builtin_task(task, wanted).has_value());
  wanted.schedule.clear();
  EXPECT_TRUE(check_builtin_task(task, wanted).has_value()) << "it follows the business hours again";
  const std::pair<const char*, std::function<void(TaskRecord&)>> refused[] = {
      {"/operation_type", [](TaskRecord& t) { t.type = OperationType::activate; }},
      {"/command", [](TaskRecord& t) { t.command = "get pods"; }},
      {"/namespace", [](TaskRecord& t) { t.ns = "qa"; }},
      {"/cost_center", [](TaskRecord& t) { t.cost_center = "CC-1"; }},
  };
  for (const auto& [pointer, change] : refused) {
    TaskRecord other = task;
    change(other);
    const auto checked = check_builtin_task(task, other);
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, "builtin_task");
    EXPECT_EQ(checked.error().pointer, pointer);
  }
  wanted.schedule = "0 99 * * *";
  wanted.timezone = "X";
  const auto checked = check_builtin_task(task, wanted);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, "invalid_cron");
  EXPECT_EQ(checked.error().more.at(0).code, "invalid_timezone");
}

TEST(Task, AnIfMatchNamesTheTagOrAnything) {
  const std::string tag = task_etag(good());
  EXPECT_EQ(tag.size(), 18U);
  EXPECT_TRUE(etag_matches(tag, tag));
  EXPECT_TRUE(etag_matches("*", tag));
  EXPECT_TRUE(etag_matches("\"other\" ,\t" + tag, tag));
  EXPECT_FALSE(etag_matches("", tag));
  EXPECT_FALSE(etag_matches("W/" + tag, tag));
  EXPECT_FALSE(etag_matches("\"other\"", tag));
}

TEST(Task, TheNextFirings) {
  const auto firings =
      next_firings(testing::cron("0 9 * * 6"), testing::zone("America/Bogota"), testing::at("2026-11-23T15:00:00Z"), 5);
  ASSERT_EQ(firings.size(), 5U);
  EXPECT_EQ(to_rfc3339(firings[0]), "2026-11-28T14:00:00Z");
  EXPECT_EQ(to_rfc3339(firings[4]), "2026-12-26T14:00:00Z");
  EXPECT_TRUE(next_firings(testing::cron("0 0 1 1 *"), testing::zone("UTC"), testing::at("9999-06-01T00:00:00Z"), 5).empty());
}

RC_GTEST_PROP(TaskProperty, TheTagChangesWithTheWritableMembersOnly, ()) {
  const TaskRecord task = *arbitrary_task_record();
  TaskRecord ran = *arbitrary_task_record();
  ran.title = task.title;
  ran.type = task.type;
  ran.command = task.command;
  ran.schedule = task.schedule;
  ran.timezone = task.timezone;
  ran.ns = task.ns;
  ran.cost_center = task.cost_center;
  ran.enabled = task.enabled;
  RC_ASSERT(task_etag(ran) == task_etag(task));
  TaskRecord changed = task;
  switch (*rc::gen::inRange(0, 4)) {
    case 0: changed.title += "x"; break;
    case 1: changed.enabled = !changed.enabled; break;
    case 2: changed.ns += "x"; break;
    default: changed.command += "x"; break;
  }
  RC_ASSERT(task_etag(changed) != task_etag(task));
}

}  // namespace
}  // namespace nss
