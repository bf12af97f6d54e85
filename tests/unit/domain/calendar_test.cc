#include "domain/calendar.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/due.h"
#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::cron;
using testing::date;
using testing::LocalWeek;
using testing::Subject;
using Type = OperationType;

CalendarTask builtin(const char* id, const char* es, const char* en) { return {Seconds(), id, {es, en}, "", "system"}; }

// A week, or more, with its rules, tasks and namespaces.
struct Scene {
  LocalWeek w;
  PlanRules rules = w.rules();
  std::vector<CalendarTask> tasks = {builtin(builtin_startup_id, "Encendido", "Startup"),
                                     builtin(builtin_shutdown_id, "Apagado", "Shutdown")};
  std::vector<Holiday> holidays = {};
  std::vector<Subject> subjects = {};
  std::string now = "Wed 10:00";
  int length = 7;
  std::size_t most_counted_firings = 500'000;

  explicit Scene(const std::string& zone = "America/Bogota", const std::string& monday = "2026-11-23") : w(zone, monday) {}

  // An own task that switches, as the plan and as the calendar know it.
  CalendarTask& add_task(const std::string& id, const std::string& schedule, const std::string& from = "2020-01-01 00:00") {
    tasks.push_back({w.t(from), id, {"Tarea " + id, "Tarea " + id}, "dev-api", "CC-9", cron(schedule), w.zone});
    return tasks.back();
  }

  Calendar calendar(const std::string& ns = "", const std::string& cost_center = "") const {
    const HourGrid grid(w.zone, w.monday, length);
    const PlanFrame frame(rules, grid.span(), w.t(now));
    std::vector<CalendarNamespace> namespaces;
    for (const Subject& subject : subjects) {
      if (!ns.empty() && subject.name != ns) continue;
      namespaces.push_back(
          {time_of(frame, subject.history(), testing::task_of), subject.name + "!", subject.place ? &*subject.place : nullptr});
    }
    return calendar_of({grid, frame, tasks, holidays, ns, cost_center, most_counted_firings}, namespaces);
  }

  // "Mon 07:00 Encendido", "Mon 07:00-Mon 20:00 Horario laboral": those of a kind; of what is actual with a star.
  std::string said(CalendarKind kind, const std::string& ns = "", const std::string& cost_center = "") const {
    std::string text;
    for (const CalendarItem& item : calendar(ns, cost_center).items) {
      if (item.kind != kind) continue;
      text += (text.empty() ? "" : "; ") + w.said(item.span.begin);
      if (item.span.end != item.span.begin) text += "-" + w.said(item.span.end);
      text += " " + item.title.es + (item.cost_center.empty() ? "" : " " + item.cost_center) + (item.actual ? " *" : "");
    }
    return text;
  }
};

// ---- firings ----

TEST(Calendar, BuiltInFiringsOfAWeek) {
  Scene s;
  EXPECT_EQ(s.said(CalendarKind::firing),
            "Mon 07:00 Encendido system *; Mon 20:00 Apagado system *; Tue 07:00 Encendido system *; Tue 20:00 Apagado system *; "
            "Wed 07:00 Encendido system *; Wed 20:00 Apagado system; Thu 07:00 Encendido system; Thu 20:00 Apagado system; "
            "Fri 07:00 Encendido system; Fri 20:00 Apagado system");
  s.now = "Wed 20:00";
  EXPECT_TRUE(s.said(CalendarKind::firing).find("Wed 20:00 Apagado system *;") != std::string::npos) << "this very second";
  const Calendar calendar = s.calendar();
  const CalendarItem& first = calendar.items[1];
  EXPECT_EQ(first.id, "builtin-startup@" + std::to_string(s.w.t("Mon 07:00").time_since_epoch().count()));
  EXPECT_EQ(first.task_id, "builtin-startup");
  EXPECT_EQ(first.ns, "");
  EXPECT_EQ(first.title.en, "Startup");
}

TEST(Calendar, FiringsAreThoseOfTheVersionsOfThen) {
  Scene s;
  BuiltinVersion later{s.w.t("Wed 20:00"), true, cron("0 22 * * *"), std::nullopt, {}};
  s.rules.shutdown.push_back(later);
  BuiltinVersion none{s.w.t("Fri 22:00"), false, std::nullopt, std::nullopt, {}};
  s.rules.shutdown.push_back(none);
  std::string offs;
  for (const CalendarItem& item : s.calendar().items)
    if (item.task_id == builtin_shutdown_id) offs += s.w.said(item.span.begin) + " ";
  EXPECT_EQ(offs, "Mon 20:00 Tue 20:00 Wed 20:00 Wed 22:00 Thu 22:00 Fri 22:00 ")
      << "a firing at the second of a change is the older one's";
}

TEST(Calendar, BeforeItsFirstVersionThereWasNoTask) {
  Scene s;
  s.tasks[0].valid_from = s.w.t("Thu 07:00");
  s.tasks[1].valid_from = s.w.t("Thu 12:00");
  EXPECT_EQ(s.said(CalendarKind::firing), "Thu 20:00 Apagado system; Fri 07:00 Encendido system; Fri 20:00 Apagado system");
}

TEST(Calendar, ABuiltInTaskIsCalledAsItWasThen) {
  Scene s;
  s.tasks.push_back({s.w.t("Thu 07:00"), builtin_startup_id, {"Buenos días", "Buenos días"}, "", "system"});
  const std::string said = s.said(CalendarKind::firing);
  EXPECT_TRUE(said.find("Thu 07:00 Encendido") != std::string::npos) << said;
  EXPECT_TRUE(said.find("Fri 07:00 Buenos días") != std::string::npos) << said;
}

TEST(Calendar, AStartupThatAHolidaySkipsIsNone) {
  Scene s("America/Bogota", "2026-12-07");
  s.rules.settings[0].observed = [](std::chrono::sys_days day) { return day == date("2026-12-08"); };
  const std::string said = s.said(CalendarKind::firing);
  EXPECT_EQ(said.find("Tue 07:00"), std::string::npos) << said;
  EXPECT_NE(said.find("Tue 20:00 Apagado"), std::string::npos) << said;
  EXPECT_NE(said.find("Wed 07:00 Encendido"), std::string::npos) << said;
}

TEST(Calendar, BothBuiltInTasksOfOneSecondFire) {
  Scene s;
  s.rules.startup[0].cron = s.rules.shutdown[0].cron = cron("0 12 * * 1");
  EXPECT_EQ(s.said(CalendarKind::firing), "Mon 12:00 Apagado system *; Mon 12:00 Encendido system *");
}

TEST(Calendar, OwnTasksFireByTheirVersions) {
  Scene s;
  s.tasks.clear();
  s.add_task("t1", "0 9 * * *", "Tue 09:00");
  s.add_task("t1", "30 9 * * *", "Thu 09:00").title = {"Otra", "Otra"};
  s.add_task("t1", "30 9 * * *", "Sat 10:00").cron.reset();
  EXPECT_EQ(s.said(CalendarKind::firing),
            "Wed 09:00 Tarea t1 CC-9 *; Thu 09:00 Tarea t1 CC-9; Thu 09:30 Otra CC-9; Fri 09:30 Otra CC-9; "
            "Sat 09:30 Otra CC-9");
}

TEST(Calendar, ATaskThatFiresAllTheTimeIsOneItemADay) {
  Scene s;
  s.tasks.clear();
  s.add_task("t1", "0 * * * 1");
  s.add_task("t2", "* 8-9 * * 2");
  s.add_task("t3", "*/2 0-1 * * 3");
  s.now = "Wed 00:30";
  const Calendar calendar = s.calendar();
  std::set<std::string> ids;
  for (const CalendarItem& item : calendar.items) {
    EXPECT_TRUE(ids.insert(item.id).second) << item.id;
    if (item.kind != CalendarKind::firing || item.task_id == "t1") continue;
    EXPECT_EQ(s.w.said(item.span.begin) + "-" + s.w.said(item.span.end) + " " + item.title.es + " " + item.title.en,
              item.task_id == "t2" ? "Tue 08:00-Tue 09:59 Tarea t2 (120 veces) Tarea t2 (120 times)"
                                   : "Wed 00:00-Wed 01:58 Tarea t3 (60 veces) Tarea t3 (60 times)");
    EXPECT_EQ(item.actual, item.task_id == "t2") << "the last of them is still to come";
    EXPECT_EQ(item.id, firing_key(item.task_id, item.span.begin));
  }
  EXPECT_EQ(std::count_if(calendar.items.begin(), calendar.items.end(), [](const auto& i) { return i.task_id == "t1"; }), 24)
      << "once an hour is still said one by one";
}

TEST(Calendar, VeryManyFiringsAreNotCounted) {
  Scene s;
  s.tasks.clear();
  s.add_task("t1", "* * * * *", "Mon 23:00");
  s.most_counted_firings = 35 + 1'416 + 6;
  std::string said;
  for (const CalendarItem& item : s.calendar().items)
    if (item.kind == CalendarKind::firing)
      said += s.w.said(item.span.begin) + "-" + s.w.said(item.span.end) + " " + item.title.es + "; ";
  EXPECT_EQ(said,
            "Mon 23:01-Mon 23:59 Tarea t1 (59 veces); Tue 00:00-Tue 23:59 Tarea t1 (1440 veces); "
            "Wed 00:00-Thu 00:00 Tarea t1 (más de 24 veces); Thu 00:00-Fri 00:00 Tarea t1 (más de 24 veces); "
            "Fri 00:00-Sat 00:00 Tarea t1 (más de 24 veces); Sat 00:00-Sun 00:00 Tarea t1 (más de 24 veces); "
            "Sun 00:00-Mon 00:00 Tarea t1 (más de 24 veces); ");
}

TEST(Calendar, TheDaysOfFiringsAreThoseOfTheZone) {
  Scene s("Europe/Berlin", "2026-10-19");
  s.tasks.clear();
  s.add_task("t1", "0 * * * *");
  std::string said;
  for (const CalendarItem& item : s.calendar().items)
    if (item.task_id == "t1" && item.span.begin != item.span.end) said += s.w.said(item.span.begin) + " " + item.title.es;
  EXPECT_EQ(said, "Sun 00:00 Tarea t1 (25 veces)") << "the clock is set back on Sunday";
}

TEST(Calendar, ThereAreAsManyItemsAsACalendarHas) {
  Scene s;
  s.tasks.clear();
  s.length = 62;
  for (int i = 0; i < 20; ++i) s.add_task("t" + std::to_string(100 + i), "0 * * * *");
  const Calendar calendar = s.calendar();
  EXPECT_TRUE(calendar.truncated);
  ASSERT_EQ(calendar.items.size(), most_calendar_items);
  // The first ones: twenty firings an hour and a business day's hours now and then.
  EXPECT_EQ(calendar.items.front().span.begin, s.w.t("Mon 00:00"));
  for (std::size_t i = 1; i < calendar.items.size(); ++i)
    EXPECT_TRUE(calendar.items[i - 1].span.begin <= calendar.items[i].span.begin);
  const auto last = calendar.items.back().span.begin - s.w.t("Mon 00:00");
  const auto firings = std::count_if(calendar.items.begin(), calendar.items.end(),
                                     [](const CalendarItem& item) { return item.kind == CalendarKind::firing; });
  EXPECT_EQ(last, hours((firings - 1) / 20)) << "none is left out before the last one";
  s.tasks.resize(1);
  EXPECT_FALSE(s.calendar().truncated);
}

// ---- namespaces ----

Place place_of(const LocalWeek& w, const std::string& operation, const std::string& from, const std::string& until) {
  Place place;
  place.ns = "dev-api";
  place.cost_center = "CC-2";
  place.operation_id = operation;
  place.from = w.t(from);
  place.until = w.t(until);
  return place;
}

TEST(Calendar, WhatPeopleAndTasksSwitchedOnIsAnActivation) {
  Scene s;
  s.rules.tasks.push_back(s.w.task("x", Direction::on, "0 9 * * 6"));
  s.add_task("x", "0 9 * * 6");
  Subject subject;
  subject.records = {s.w.record(Type::auto_startup, "Mon 07:00", "Mon 20:00", "CC-1", "op_1"),
                     s.w.record(Type::manual_activation, "Mon 21:00", "Mon 23:00", "CC-2", "op_2"),
                     s.w.record(Type::activate, "Tue 21:00", "Tue 22:00", "CC-9", "op_task_x"),
                     s.w.record(Type::activate, "Tue 23:00", "Tue 23:30", "CC-9", "op_task_gone")};
  s.subjects = {subject};
  EXPECT_EQ(s.said(CalendarKind::activation),
            "Mon 21:00-Mon 23:00 dev-api!: encendido CC-2 *; Tue 21:00-Tue 22:00 dev-api!: Tarea x CC-9 *; "
            "Tue 23:00-Tue 23:30 dev-api!: encendido CC-9 *; Sat 09:00-Mon 00:00 dev-api!: Tarea x CC-9");
  for (const CalendarItem& item : s.calendar().items) {
    if (item.kind != CalendarKind::activation) continue;
    EXPECT_EQ(item.ns, "dev-api");
    EXPECT_EQ(item.task_id, item.title.es == "dev-api!: Tarea x" ? "x" : "");
  }
}

TEST(Calendar, WhatGoesOnHasItsPlannedEnd) {
  Scene s;
  s.now = "Tue 22:00";
  Subject subject;
  subject.records = {s.w.record(Type::manual_activation, "Tue 21:00", "", "CC-2", "op_2")};
  subject.standing = Standing{StandingKind::person_on, s.w.t("Tue 21:00"), s.w.t("Wed 01:00"), "op_2", "ana", "CC-2"};
  s.subjects = {subject};
  EXPECT_EQ(s.said(CalendarKind::activation), "Tue 21:00-Wed 01:00 dev-api!: encendido CC-2 *");
  EXPECT_EQ(s.said(CalendarKind::keep_on), "");
  // A place is held for it: it can be released.
  s.subjects[0].place = place_of(s.w, "op_2", "Tue 21:00", "Wed 01:00");
  EXPECT_EQ(s.said(CalendarKind::activation), "");
  EXPECT_EQ(s.said(CalendarKind::keep_on), "Tue 21:00-Wed 01:00 dev-api!: encendido fuera de horario CC-2 *");
  // Another one's place is booked for the night after.
  s.subjects[0].place = place_of(s.w, "op_3", "Wed 20:00", "Wed 23:00");
  EXPECT_EQ(s.said(CalendarKind::activation), "Tue 21:00-Wed 01:00 dev-api!: encendido CC-2 *");
  EXPECT_EQ(s.said(CalendarKind::keep_on), "Wed 20:00-Wed 23:00 dev-api!: encendido fuera de horario CC-2");
}

TEST(Calendar, WhereBusinessAutomationTakesOverItEnds) {
  Scene s;
  s.now = "Wed 09:00";
  Subject subject;
  subject.records = {s.w.record(Type::manual_activation, "Wed 05:00", "", "CC-2", "op_2")};
  s.subjects = {subject};
  EXPECT_EQ(s.said(CalendarKind::activation), "Wed 05:00-Wed 09:00 dev-api!: encendido CC-2 *");
}

TEST(Calendar, NarrowedItHasWhatConcernsThatOneAndWhatConcernsAll) {
  Scene s;
  s.add_task("t1", "0 5 * * 2");
  CalendarTask& other = s.add_task("t2", "0 6 * * 2");
  other.ns = "web";
  other.payer = "CC-8";
  Subject subject;
  subject.records = {s.w.record(Type::manual_activation, "Mon 21:00", "Mon 23:00", "CC-2", "op_2")};
  Subject web = subject;
  web.name = "web";
  web.records[0].cost_center = "CC-8";
  s.subjects = {subject, web};
  const auto ids = [&](const std::string& ns, const std::string& cost_center) {
    std::string text;
    for (const CalendarItem& item : s.calendar(ns, cost_center).items)
      if (item.kind == CalendarKind::activation || (item.kind == CalendarKind::firing && !item.ns.empty()))
        text += item.ns + " " + to_string(item.kind) + "; ";
    return text;
  };
  EXPECT_EQ(ids("", ""), "dev-api activation; web activation; dev-api firing; web firing; ");
  EXPECT_EQ(ids("web", ""), "web activation; web firing; ");
  EXPECT_EQ(ids("", "CC-8"), "web activation; web firing; ");
  EXPECT_EQ(ids("", "CC-9"), "dev-api firing; ");
  for (const auto kind : {CalendarKind::business_hours, CalendarKind::holiday}) {
    s.holidays = {to_holiday({Date(date("2026-11-27")), "Puente", "", Seconds(), "ana"})};
    EXPECT_EQ(s.said(kind, "web", "CC-8"), s.said(kind)) << to_string(kind);
    EXPECT_NE(s.said(kind), "");
  }
  EXPECT_NE(s.said(CalendarKind::firing, "web", "CC-9").find("Mon 07:00 Encendido system *"), std::string::npos);
}

// ---- days ----

TEST(Calendar, HolidaysAreDaysOfTheZone) {
  Scene s("America/Santiago", "2026-08-31");  // midnight of Sunday, 6 September, is skipped
  s.holidays = {to_holiday({Date(date("2026-09-04")), "Puente", "Bridge", Seconds(), "ana"}),
                to_holiday({Date(date("2026-09-06")), "Domingo", "", Seconds(), "ana"}),
                to_holiday({Date(date("2026-09-07")), "Lunes", "", Seconds(), "ana"})};
  EXPECT_EQ(s.said(CalendarKind::holiday), "Fri 00:00-Sat 00:00 Puente; Sun 01:00-Mon 00:00 Domingo");
  const auto items = s.calendar().items;
  const auto bridge = std::find_if(items.begin(), items.end(), [](const auto& i) { return i.kind == CalendarKind::holiday; });
  EXPECT_EQ(bridge->id, "holiday@2026-09-04");
  EXPECT_EQ(bridge->title.en, "Bridge");
}

TEST(Calendar, BusinessHoursAreTheAutomaticDays) {
  Scene s;
  s.rules.shutdown[0].cron = cron("0 22 * * 1-5");
  EXPECT_EQ(s.said(CalendarKind::business_hours),
            "Mon 07:00-Mon 22:00 Horario laboral; Tue 07:00-Tue 22:00 Horario laboral; Wed 07:00-Wed 22:00 Horario laboral; "
            "Thu 07:00-Thu 22:00 Horario laboral; Fri 07:00-Fri 22:00 Horario laboral");
}

TEST(Calendar, ItIsSortedByStartKindAndId) {
  Scene s;
  s.add_task("z", "0 7 * * 1");
  s.add_task("a", "0 7 * * 1");
  s.holidays = {to_holiday({Date(date("2026-11-23")), "Puente", "", Seconds(), "ana"})};
  std::string order;
  for (const CalendarItem& item : s.calendar().items)
    if (item.span.begin <= s.w.t("Mon 07:00")) order += item.id.substr(0, item.id.find('@')) + " ";
  EXPECT_EQ(order, "holiday business_hours a builtin-startup z ");
}

}  // namespace
}  // namespace nss
