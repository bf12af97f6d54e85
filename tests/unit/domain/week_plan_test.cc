#include "domain/week_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;
using testing::cron;
using testing::date;
using testing::LocalWeek;
using testing::Subject;
using Type = OperationType;

constexpr const char* ordinary_week =
    "Mon 07:00-Mon 20:00 CC-1 cron builtin-startup; Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; "
    "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup; Thu 07:00-Thu 20:00 CC-1 cron builtin-startup; "
    "Fri 07:00-Fri 20:00 CC-1 cron builtin-startup";

std::string plan(const LocalWeek& w, const PlanRules& rules, const Subject& subject, const std::string& now) {
  const PlanFrame frame(rules, w.span(), w.t(now));
  return w.said(plan_of(frame, subject.history(), testing::task_of));
}

std::string only(const std::string& day, const std::string& said) {
  std::string found;
  std::istringstream in(said);
  for (std::string item; std::getline(in, item, ';');) {
    if (item.front() == ' ') item.erase(0, 1);
    if (item.starts_with(day)) found += (found.empty() ? "" : "; ") + item;
  }
  return found;
}

Standing standing(StandingKind kind, Seconds since, std::optional<Seconds> until = std::nullopt,
                  const std::string& operation = "op_1") {
  return {kind, since, until, operation, "ana", "CC-2"};
}

// ---- business automation and its versions ----

TEST(WeekPlan, AnOrdinaryWeek) {
  const LocalWeek w;
  EXPECT_EQ(plan(w, w.rules(), {}, "Wed 10:00"), ordinary_week);
  EXPECT_EQ(plan(w, w.rules(), {}, "2026-10-01 10:00"), ordinary_week) << "weeks before";
  EXPECT_EQ(plan(w, w.rules(), {}, "2027-10-01 10:00"), ordinary_week) << "and long after";
  const PlanFrame frame(w.rules(), w.span(), w.t("Wed 10:00"));
  EXPECT_EQ(w.said(frame.business()), w.said(frame.automation()));
  EXPECT_EQ(w.said(frame.since()), "Fri 20:00") << "of the week before";
}

TEST(WeekPlan, WhatIsNotManagedIsNotPlanned) {
  const LocalWeek w;
  Subject made;
  made.managed = IntervalSet({{w.t("Wed 09:30"), w.t("Thu 10:00")}, {w.t("Fri 18:00"), w.t("2027-01-01 00:00")}});
  EXPECT_EQ(plan(w, w.rules(), made, "Wed 10:00"),
            "Wed 09:30-Wed 20:00 CC-1 cron builtin-startup; Thu 07:00-Thu 10:00 CC-1 cron builtin-startup; "
            "Fri 18:00-Fri 20:00 CC-1 cron builtin-startup");
  made.managed = {};
  EXPECT_EQ(plan(w, w.rules(), made, "Wed 10:00"), "");
}

TEST(WeekPlan, Holidays) {
  const LocalWeek w("America/Bogota", "2026-12-07");
  const auto tuesday = [](sys_days day) { return day == date("2026-12-08"); };
  PlanRules rules = w.rules();
  EXPECT_EQ(plan(w, rules, {}, "Wed 10:00"), ordinary_week) << "only marked";
  rules.settings[0].observed = tuesday;
  EXPECT_EQ(only("Tue", plan(w, rules, {}, "Wed 10:00")), "");
  const PlanFrame frame(rules, w.span(), w.t("Wed 10:00"));
  EXPECT_FALSE(frame.business_at(w.t("Tue 10:00")));
  EXPECT_TRUE(frame.business_at(w.t("Wed 10:00")));
  EXPECT_EQ(frame.business().length(), std::chrono::hours(4 * 13));

  rules = w.rules();
  rules.settings.push_back({w.t("Tue 12:00"), BusinessHours(), w.zone, tuesday});
  EXPECT_EQ(only("Tue", plan(w, rules, {}, "Wed 10:00")), "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup")
      << "a change of the mode acts from the next transition on";
  const PlanFrame changed(rules, w.span(), w.t("Wed 10:00"));
  EXPECT_TRUE(changed.business_at(w.t("Tue 11:59"))) << "but the hours are others at once";
  EXPECT_FALSE(changed.business_at(w.t("Tue 12:00")));
  EXPECT_EQ(changed.business().length(), std::chrono::hours(4 * 13 + 5));
}

TEST(WeekPlan, VersionsOfTheBuiltinTasks) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  BuiltinVersion later{w.t("Tue 15:00"), true, cron("0 22 * * 1-5"), std::nullopt, {}};
  later.change = {std::nullopt, w.t("Tue 07:00"), w.t("Tue 15:00")};
  rules.shutdown.push_back(later);
  BuiltinVersion none{w.t("Thu 12:00"), false, std::nullopt, std::nullopt, {}};
  rules.startup.push_back(none);
  EXPECT_EQ(plan(w, rules, {}, "Wed 10:00"),
            "Mon 07:00-Mon 20:00 CC-1 cron builtin-startup; Tue 07:00-Tue 22:00 CC-1 cron builtin-startup; "
            "Wed 07:00-Wed 22:00 CC-1 cron builtin-startup; Thu 07:00-Thu 12:00 CC-1 cron builtin-startup")
      << "disabled on Thursday: what wants it on is gone";
  rules = w.rules();
  rules.startup[0].change.fired_at = w.t("Sat 10:00");
  EXPECT_EQ(only("Sat", plan(w, rules, {}, "Sat 10:00")), "Sat 10:00-Mon 00:00 CC-1 cron builtin-startup") << "run by hand";
}

TEST(WeekPlan, VersionsOfTheSettings) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  BusinessHours shorter;
  shorter.start_minute = 8 * 60;
  shorter.end_minute = 18 * 60;
  rules.settings.push_back({w.t("Wed 00:00"), shorter, w.zone});
  const std::string said = plan(w, rules, {}, "Fri 10:00");
  EXPECT_EQ(only("Tue", said), "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup");
  EXPECT_EQ(only("Wed", said), "Wed 08:00-Wed 18:00 CC-1 cron builtin-startup");
  const PlanFrame frame(rules, w.span(), w.t("Fri 10:00"));
  EXPECT_EQ(w.said(frame.business()), w.said(frame.automation()));
}

TEST(WeekPlan, NewHoursEndAnActivationThatTheOldOnesHeld) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  BusinessHours shorter;
  shorter.end_minute = 11 * 60;
  rules.settings.push_back({w.t("Tue 11:30"), shorter, w.zone});
  rules.tasks = {w.task("t1", Direction::on, "30 8 * * *")};
  const PlanFrame frame(rules, {w.t("Tue 13:30"), w.t("Tue 20:00")}, w.t("Mon 10:00"));
  EXPECT_EQ(w.said(plan_of(frame, Subject().history(), testing::task_of)), "") << "by them it was over at 11:00";
}

TEST(WeekPlan, AZoneWhoseClockIsChanged) {
  const LocalWeek berlin("Europe/Berlin", "2026-10-19");
  PlanRules rules = berlin.rules();
  rules.startup[0].cron = cron("0 1 * * *");
  rules.shutdown[0].cron = cron("0 4 * * *");
  const PlanFrame frame(rules, berlin.span(), berlin.t("Wed 10:00"));
  EXPECT_EQ(frame.automation().length(), std::chrono::hours(6 * 3 + 4)) << "02:00 comes twice on Sunday";
}

TEST(WeekPlan, VersionsFromRecordsOfTasks) {
  const LocalWeek w;
  TaskRecord task;
  task.id = "t1";
  task.ns = "dev-api";
  task.schedule = "0 9 * * 6";
  task.cost_center = "CC-2";
  const auto fires = [&](const TaskRecord& record) { return task_version(record, w.t("Mon 00:00"), w.zone).cron.has_value(); };
  EXPECT_TRUE(fires(task));
  EXPECT_EQ(task_version(task, w.t("Mon 00:00"), w.zone).direction, Direction::on);
  TaskRecord other = task;
  other.enabled = false;
  EXPECT_FALSE(fires(other));
  other = task;
  other.status = "deleted";
  EXPECT_FALSE(fires(other));
  other = task;
  other.type = Type::command;
  EXPECT_FALSE(fires(other));
  other.type = Type::deactivate;
  EXPECT_EQ(task_version(other, w.t("Mon 00:00"), w.zone).direction, Direction::off);
  other.timezone = "Mars/Olympus";
  EXPECT_FALSE(fires(other));
  other.timezone = "UTC";
  EXPECT_EQ(task_version(other, w.t("Mon 00:00"), w.zone).zone.name(), "UTC");

  TaskRecord builtin;
  builtin.id = builtin_startup_id;
  builtin.fired_at = w.t("Mon 03:00");
  BuiltinVersion version = builtin_version(builtin, w.t("Mon 00:00"));
  EXPECT_TRUE(version.enabled && !version.cron && !version.zone) << "follows the business hours";
  EXPECT_EQ(version.change.fired_at, w.t("Mon 03:00"));
  builtin.schedule = "0 8 * * *";
  builtin.timezone = "UTC";
  version = builtin_version(builtin, w.t("Mon 00:00"));
  EXPECT_EQ(version.cron->text(), "0 8 * * *");
  EXPECT_EQ(version.zone->name(), "UTC");
  builtin.timezone = "Mars/Olympus";
  EXPECT_FALSE(builtin_version(builtin, w.t("Mon 00:00")).enabled);
  builtin.timezone.clear();
  builtin.schedule = "nonsense";
  EXPECT_FALSE(builtin_version(builtin, w.t("Mon 00:00")).enabled);
}

// ---- own tasks ----

TEST(WeekPlan, OwnTasks) {
  const LocalWeek w;
  const auto on = [&](const char* schedule) { return w.task("t_on", Direction::on, schedule); };
  const auto off = [&](const char* schedule) { return w.task("t_off", Direction::off, schedule); };
  TaskVersion stopped{w.t("Wed 00:00"), "t_on", "dev-api", Direction::on, std::nullopt, w.zone, "CC-9"};
  const TaskVersion off_from_monday = w.task("t_off", Direction::off, "0 18 * * 2", "CC-9", "Mon 00:00");
  TaskVersion elsewhere = on("0 9 * * 6");
  elsewhere.ns = "other";
  struct Row {
    std::vector<TaskVersion> tasks;
    const char* day;
    const char* planned;
    const char* why;
  };
  const std::vector<Row> rows = {
      {{on("0 9 * * 6")}, "Sat", "Sat 09:00-Mon 00:00 CC-9 cron t_on", "until the next built-in firing, on Monday"},
      {{on("0 9 * * 6"), off("0 17 * * 6")}, "Sat", "Sat 09:00-Sat 17:00 CC-9 cron t_on", "until a task switches it off"},
      {{on("30 21 * * 2")},
       "Tue",
       "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:30-Wed 07:00 CC-9 cron t_on",
       "a night; by day business automation pays"},
      {{on("0 5 * * 2")}, "Tue", "Tue 05:00-Tue 07:00 CC-9 cron t_on; Tue 07:00-Tue 20:00 CC-1 cron builtin-startup", "early"},
      {{on("0 10 * * 2")}, "Tue", "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup", "within business hours it adds nothing"},
      {{off_from_monday}, "Tue", "Tue 07:00-Tue 18:00 CC-1 cron builtin-startup", "off before 20:00"},
      {{off_from_monday}, "Thu", "", "and the startup does not wake it"},
      {{off("0 18 * * 2"), on("0 8 * * 4")}, "Thu", "Thu 08:00-Thu 20:00 CC-1 cron builtin-startup", "until a task does"},
      {{off("0 22 * * 2")}, "Wed", "", "also when it was off already"},
      {{on("0 21 * * 2"), off("0 23 * * 2")},
       "Wed",
       "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup",
       "the end of an off-hours activation gives it back to the automatic day"},
      {{on("0 21 * * 2"), off("0 21 * * 2")},
       "Tue",
       "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Wed 07:00 CC-9 cron t_on",
       "in one second offs before ons"},
      {{on("0 21 * * *"), stopped}, "Thu", "Thu 07:00-Thu 20:00 CC-1 cron builtin-startup", "disabled on Wednesday"},
      {{on("0 21 * * *"), stopped},
       "Tue",
       "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Wed 07:00 CC-9 cron t_on",
       "not before"},
      {{elsewhere}, "Sat", "", "of another namespace"},
      {{on("0 9 * * 6"), w.task("t_2", Direction::on, "0 11 * * 6", "CC-8")},
       "Sat",
       "Sat 09:00-Mon 00:00 CC-9 cron t_on",
       "a second activation changes nothing"},
      {{on("* 9 * * 6"), off("30 9 * * 6")}, "Sat", "Sat 09:00-Mon 00:00 CC-9 cron t_on", "switched on again in the same second"},
  };
  for (const Row& row : rows) {
    PlanRules rules = w.rules();
    rules.tasks = row.tasks;
    EXPECT_EQ(only(row.day, plan(w, rules, {}, "2026-11-01 10:00")), row.planned) << row.why;
    EXPECT_EQ(only(row.day, plan(w, rules, {}, "2027-11-01 10:00")), row.planned) << row.why << " (looking back)";
  }
}

TEST(WeekPlan, AVersionFiresAfterItsSecondAndUntilTheNextOnes) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  rules.tasks = {w.task("t1", Direction::on, "0 21 * * *", "CC-9"),
                 w.task("t1", Direction::on, "0 21 * * *", "CC-8", "Tue 21:00")};
  const std::string said = plan(w, rules, {}, "Wed 10:00");
  EXPECT_EQ(only("Tue", said), "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Wed 07:00 CC-9 cron t1");
  EXPECT_EQ(only("Wed", said), "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup; Wed 21:00-Thu 07:00 CC-8 cron t1");
}

TEST(WeekPlan, WithoutAnAutomaticDayATaskHoldsUntilAnotherEndsIt) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  rules.startup[0].enabled = rules.shutdown[0].enabled = false;
  rules.tasks = {w.task("t_on", Direction::on, "0 9 * * 2"), w.task("t_off", Direction::off, "0 9 * * 6")};
  EXPECT_EQ(plan(w, rules, {}, "Wed 10:00"), "Tue 09:00-Sat 09:00 CC-9 cron t_on");
  rules.tasks = {w.task("t_on", Direction::on, "0 9 * * 2")};
  EXPECT_EQ(plan(w, rules, {}, "Wed 10:00"), "Mon 00:00-Mon 00:00 CC-9 cron t_on") << "the whole week";
}

// ---- persons ----

TEST(WeekPlan, APersonSwitchedItOff) {
  const LocalWeek w;
  Subject off;
  off.standing = standing(StandingKind::person_off, w.t("Tue 09:00"));
  off.records = {w.record(Type::auto_startup, "Tue 07:00", "Tue 09:00", "CC-1", "op_0"),
                 w.record(Type::manual_deactivation, "Tue 09:00", "", "CC-1", "op_1")};
  EXPECT_EQ(plan(w, w.rules(), off, "Tue 10:00"),
            "Mon 07:00-Mon 20:00 CC-1 cron builtin-startup; Tue 07:00-Tue 09:00 CC-1 cron builtin-startup")
      << "nobody wakes it";
  PlanRules rules = w.rules();
  rules.tasks = {w.task("t1", Direction::on, "0 8 * * 5")};
  EXPECT_EQ(plan(w, rules, off, "Tue 10:00"),
            "Mon 07:00-Mon 20:00 CC-1 cron builtin-startup; Tue 07:00-Tue 09:00 CC-1 cron builtin-startup; "
            "Fri 08:00-Fri 20:00 CC-1 cron builtin-startup")
      << "but a task";
  rules.tasks = {w.task("t1", Direction::on, "30 9 * * 2")};
  EXPECT_EQ(only("Tue", plan(w, rules, off, "Tue 10:00")),
            "Tue 07:00-Tue 09:00 CC-1 cron builtin-startup; Tue 09:30-Tue 10:00 CC-1 cron builtin-startup")
      << "a firing that was missed wakes nothing from now on";

  off.records[1] = closed_at(off.records[1], w.t("Tue 12:00"));
  off.records.push_back(w.record(Type::manual_activation, "Tue 12:00", "Tue 20:00", "CC-2", "op_2"));
  off.standing = Standing{};
  EXPECT_EQ(only("Tue", plan(w, w.rules(), off, "Wed 10:00")),
            "Tue 07:00-Tue 09:00 CC-1 cron builtin-startup; Tue 12:00-Tue 20:00 CC-1 cron builtin-startup")
      << "through the morning; then business automation pays again";
  EXPECT_EQ(only("Wed", plan(w, w.rules(), off, "Wed 10:00")), "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup");
}

TEST(WeekPlan, AStrangersHandAndAFailedSwitchPlanNothing) {
  const LocalWeek w;
  Subject subject;
  ActivityRecord failed = w.record(Type::manual_activation, "Tue 14:00", "Tue 15:00", "CC-2", "op_3");
  failed.status = ActivityStatus::failed;
  ActivityRecord failed_off = w.record(Type::manual_deactivation, "Mon 14:00", "Mon 15:00", "CC-2", "op_4");
  failed_off.status = ActivityStatus::failed;
  subject.records = {failed_off, w.record(Type::manual_deactivation, "Tue 09:00", "Tue 12:00", "CC-1", "op_1"),
                     w.record(Type::manual_activation, "Tue 12:00", "Tue 13:00", "CC-1", ""), failed};
  const std::string said = plan(w, w.rules(), subject, "Wed 10:00");
  EXPECT_EQ(only("Mon", said), "Mon 07:00-Mon 20:00 CC-1 cron builtin-startup");
  EXPECT_EQ(only("Tue", said), "Tue 07:00-Tue 09:00 CC-1 cron builtin-startup");
}

TEST(WeekPlan, KeptOn) {
  const LocalWeek w;
  Subject kept;
  kept.standing = standing(StandingKind::person_on, w.t("Tue 18:00"), w.t("Tue 23:00"));
  kept.records = {w.record(Type::manual_activation, "Tue 18:00", "", "CC-2", "op_1")};
  kept.place = Place{"dev-api", "uid", "CC-2", "ana", "ana", "op_1", w.t("Tue 18:00"), w.t("Tue 23:00")};
  const char* tuesday = "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 20:00-Tue 23:00 CC-2 manual op_1";
  EXPECT_EQ(only("Tue", plan(w, w.rules(), kept, "Tue 18:30")), tuesday);
  kept.place.reset();
  EXPECT_EQ(only("Tue", plan(w, w.rules(), kept, "Tue 18:30")), tuesday) << "the word alone";
  kept.place = Place{"dev-api", "uid", "CC-2", "ana", "ana", "op_1", w.t("Tue 18:00"), w.t("Tue 23:00")};
  kept.standing = Standing{};
  EXPECT_EQ(only("Tue", plan(w, w.rules(), kept, "Tue 18:30")), tuesday) << "the place alone";
  kept.place.reset();
  kept.records[0] = closed_at(kept.records[0], w.t("Tue 23:00:01"));
  EXPECT_EQ(only("Tue", plan(w, w.rules(), kept, "Thu 10:00")),
            "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 20:00-Tue 23:00:01 CC-2 manual op_1")
      << "afterwards, on record";

  Subject open_ended;
  open_ended.standing = standing(StandingKind::person_on, w.t("Sat 10:00"));
  EXPECT_EQ(only("Sat", plan(w, w.rules(), open_ended, "Sat 11:00")), "Sat 10:00-Mon 00:00 CC-2 manual op_1");
  open_ended.standing->operation_id = "op_task_t7";
  EXPECT_EQ(only("Sat", plan(w, w.rules(), open_ended, "Sat 11:00")), "Sat 10:00-Mon 00:00 CC-2 cron t7")
      << "a task, run by hand";
}

// By the new rules the shutdown was on Sunday at 06:00: that ends Saturday's activation when they come, and not Sunday's.
TEST(WeekPlan, ARuleThatChangesDoesNotEndWhatBeganAfterItsFiring) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  rules.tasks = {w.task("t_on", Direction::on, "0 12 * * 0,6")};
  rules.shutdown.push_back({w.t("Sun 15:00"), true, cron("0 6 * * *"), std::nullopt, {}});
  const std::string said = plan(w, rules, Subject(), "Thu 10:00");
  EXPECT_EQ(only("Sat", said), "Sat 12:00-Mon 00:00 CC-9 cron t_on");
  rules.tasks = {w.task("t_on", Direction::on, "0 12 * * 6")};
  EXPECT_EQ(only("Sat", plan(w, rules, Subject(), "Thu 10:00")), "Sat 12:00-Sun 15:00 CC-9 cron t_on");
}

TEST(WeekPlan, WhoEndsAnActivationEarly) {
  const LocalWeek w;
  Subject subject;
  subject.standing = Standing{};
  subject.records = {w.record(Type::manual_activation, "Tue 21:00", "Tue 22:00", "CC-2", "op_1"),
                     w.record(Type::manual_deactivation, "Tue 22:00", "Wed 07:00", "CC-2", "op_2")};
  std::string said = plan(w, w.rules(), subject, "Thu 10:00");
  EXPECT_EQ(only("Tue", said), "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Tue 22:00 CC-2 manual op_1");
  EXPECT_EQ(only("Wed", said), "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup") << "outside business hours: back to the day";

  PlanRules rules = w.rules();
  rules.tasks = {w.task("t_on", Direction::on, "0 21 * * 2"), w.task("t_off", Direction::off, "0 22 * * 2")};
  subject.records = {w.record(Type::activate, "Tue 21:00:01", "Tue 22:00:01", "CC-9", "op_task_t_on"),
                     w.record(Type::deactivate, "Tue 22:00:01", "Wed 07:00", "CC-9", "op_task_t_off")};
  said = plan(w, rules, subject, "Thu 10:00");
  EXPECT_EQ(only("Tue", said), "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Tue 22:00 CC-9 cron t_on");
  EXPECT_EQ(only("Wed", said), "Wed 07:00-Wed 20:00 CC-1 cron builtin-startup") << "the record of a firing is not a second word";
}

TEST(WeekPlan, ATaskPaysBeforeAKeepAlive) {
  const LocalWeek w;
  PlanRules rules = w.rules();
  rules.tasks = {w.task("t1", Direction::on, "0 22 * * 2")};
  Subject subject;
  subject.standing = standing(StandingKind::person_on, w.t("Tue 21:00"), w.t("Wed 09:00"));
  const std::string said = plan(w, rules, subject, "Tue 21:30");
  EXPECT_EQ(only("Tue", said),
            "Tue 07:00-Tue 20:00 CC-1 cron builtin-startup; Tue 21:00-Tue 22:00 CC-2 manual op_1; "
            "Tue 22:00-Wed 07:00 CC-9 cron t1");
}

// ---- against the rules written down once more, moment by moment ----

constexpr minutes tick{30};

// Walks from long before the window through every moment at which anything can happen.
class NaivePlan {
 public:
  NaivePlan(const PlanRules& rules, const Subject& subject, Seconds now) : rules_(rules), subject_(subject), now_(now) {}

  // "payer type source" of that moment; to be asked for moment after moment.
  std::string at(Seconds t) {
    const AutomaticDay day = day_at(t);
    std::erase_if(on_,
                  [&](const Held& h) { return h.until ? *h.until < t : day.state != DayState::none && day.since > h.since; });
    offs(t);
    ons(t);
    if (!subject_.managed.contains(t)) return "";
    if (day.state == DayState::on && !off_) return subject_.cost_center + " cron builtin-startup";
    for (const bool task : {true, false}) {
      for (const Held& h : on_) {
        if (h.task == task && (!h.until || t < *h.until)) return h.said;
      }
    }
    return "";
  }

 private:
  struct Held {
    Seconds since;
    std::optional<Seconds> until;
    bool task;
    std::string said;
  };

  template <typename Version>
  static const Version& in_force(const std::vector<Version>& versions, Seconds t) {
    const Version* found = &versions.front();
    for (const Version& version : versions) {
      if (version.valid_from <= t) found = &version;
    }
    return *found;
  }

  AutomaticDay day_at(Seconds t) const {
    const SettingsVersion& settings = in_force(rules_.settings, t);
    const BuiltinVersion& on = in_force(rules_.startup, t);
    const BuiltinVersion& off = in_force(rules_.shutdown, t);
    BuiltinSchedule schedule{on.cron.value_or(cron(settings.hours.startup_cron())),
                             off.cron.value_or(cron(settings.hours.shutdown_cron())), settings.zone, settings.zone};
    schedule.startup_enabled = on.enabled;
    schedule.shutdown_enabled = off.enabled;
    return automatic_day(schedule, t);
  }

  bool fires(Direction direction, Seconds t, const std::function<void(const TaskVersion&)>& then) const {
    bool any = false;
    for (const TaskVersion& task : rules_.tasks) {
      bool last = task.valid_from < t;
      for (const TaskVersion& other : rules_.tasks) {
        last = last && !(other.id == task.id && other.valid_from > task.valid_from && other.valid_from < t);
      }
      if (!last || task.direction != direction || !task.cron || !subject_.managed.contains(t)) continue;
      if (task.cron->next_after(t - std::chrono::seconds(1), task.zone) != t) continue;
      any = true;
      then(task);
    }
    return any;
  }

  void switch_off(Seconds t, bool word) {
    const bool ended = std::any_of(on_.begin(), on_.end(), [&](const Held& h) { return h.since < t; });
    std::erase_if(on_, [&](const Held& h) { return h.since < t; });
    const SettingsVersion& settings = in_force(rules_.settings, t);
    if (word || !ended || settings.hours.contains(t, settings.zone)) off_ = true;
  }

  void offs(Seconds t) {
    if (!fires(Direction::off, t, [&](const TaskVersion&) { switch_off(t, false); })) {
      for (const ActivityRecord& r : subject_.records) {
        if (r.start == t && (r.type == Type::manual_deactivation || r.type == Type::deactivate)) switch_off(t, false);
      }
    }
    const auto& word = subject_.standing;
    if (!word) return;
    const bool held = word->kind == StandingKind::person_off || word->kind == StandingKind::task_off;
    if (held && (t == word->since || t == now_)) switch_off(t, true);
    if (!held && t == now_) off_ = false;
  }

  void ons(Seconds t) {
    const auto add = [&](std::optional<Seconds> until, bool task, std::string said) {
      if (until && *until <= t) until = t;
      on_.push_back({t, until, task, std::move(said)});
      off_ = false;
    };
    fires(Direction::on, t, [&](const TaskVersion& task) { add(std::nullopt, true, task.payer + " cron " + task.id); });
    for (const ActivityRecord& r : subject_.records) {
      const bool task = r.type == Type::activate;
      if (r.start != t || (r.type != Type::manual_activation && !task)) continue;
      add(r.end.value_or(now_), task, r.cost_center + (task ? " cron " : " manual ") + r.operation_id);
    }
    const auto& word = subject_.standing;
    if (word && word->kind == StandingKind::person_on && word->since == t) {
      add(word->until, false, word->cost_center + " manual " + word->operation_id);
    }
  }

  const PlanRules& rules_;
  const Subject& subject_;
  Seconds now_;
  std::vector<Held> on_;
  bool off_ = false;
};

struct PlanCase {
  PlanRules rules;
  Subject subject;
  Interval window;
  Seconds now;
};

Seconds some_moment(Seconds around, int days_before, int days_after) {
  return around + tick * *rc::gen::inRange(-48 * days_before, 48 * days_after);
}

void add_rules(PlanCase& c, const TimeZone& z) {
  c.rules = {{SettingsVersion{Seconds(), BusinessHours(), z}}, {BuiltinVersion{}}, {BuiltinVersion{}}, {}};
  if (*rc::gen::arbitrary<bool>()) {
    BusinessHours hours;
    hours.start_minute = 60 * *rc::gen::inRange(0, 10);
    hours.end_minute = 60 * *rc::gen::inRange(11, 25);
    c.rules.settings.push_back({some_moment(c.window.begin, 3, 3), hours, z});
  }
  for (auto* versions : {&c.rules.startup, &c.rules.shutdown}) {
    if (*rc::gen::inRange(0, 3) != 0) continue;
    BuiltinVersion version{some_moment(c.window.begin, 6, 3), *rc::gen::arbitrary<bool>(), std::nullopt, std::nullopt, {}};
    if (*rc::gen::arbitrary<bool>()) version.cron = cron(*rc::gen::element<std::string>("0 6 * * *", "30 22 * * 1-5"));
    versions->push_back(version);
  }
  for (const std::string id : {"t1", "t2", "t3"}) {
    Seconds from = some_moment(c.window.begin, 10, 0);
    for (int n = *rc::gen::inRange(0, 3); n > 0; --n, from += tick * *rc::gen::inRange(1, 300)) {
      const auto schedule = *rc::gen::element<std::string>("0 9 * * 6", "30 14 * * *", "0 21 * * 1-5", "30 2 * * *", "0 19 * * 5",
                                                           "*/30 8 * * *", "0 * * * 0", "0 23 * * 2,4", "none");
      TaskVersion task{from, id, "dev-api", *rc::gen::element(Direction::on, Direction::off), std::nullopt, z, "CC-" + id};
      if (schedule != "none") task.cron = cron(schedule);
      c.rules.tasks.push_back(task);
    }
  }
}

// At most one record of a namespace at a time; what a firing did and what a person did are not told apart by two minutes.
void add_history(PlanCase& c) {
  Seconds start = some_moment(c.window.begin, 5, 0);
  for (int n = *rc::gen::inRange(0, 7); n > 0 && start < c.now; --n) {
    ActivityRecord record;
    record.start = start;
    record.type = *rc::gen::element(Type::auto_startup, Type::auto_shutdown, Type::manual_activation, Type::manual_deactivation,
                                    Type::activate, Type::deactivate);
    record.cost_center = "CC-2";
    record.operation_id = "op_" + std::to_string(n);
    start += tick * *rc::gen::inRange(1, 60);
    if (start < c.now) record = closed_at(record, start);
    c.subject.records.push_back(record);
  }
  const auto kind =
      *rc::gen::element(StandingKind::none, StandingKind::person_on, StandingKind::person_off, StandingKind::task_off);
  if (*rc::gen::arbitrary<bool>()) {
    c.subject.standing = standing(kind, c.now - tick * *rc::gen::inRange(0, 100), std::nullopt, "op_now");
    if (*rc::gen::arbitrary<bool>()) c.subject.standing->until = c.now + tick * *rc::gen::inRange(1, 100);
  }
  if (*rc::gen::arbitrary<bool>()) {
    const Seconds from = some_moment(c.window.begin, 2, 2);
    c.subject.managed = IntervalSet({{c.window.begin - days(60), from}, {some_moment(from, 0, 2), c.window.end + days(1)}});
  }
}

std::string said(const PlanCase& c) {
  std::string text = fmt::format("{} window {} {} now {}\n", c.rules.settings[0].zone.name(), to_rfc3339(c.window.begin),
                                 to_rfc3339(c.window.end), to_rfc3339(c.now));
  for (const auto& v : c.rules.settings) text += fmt::format("settings {} {}\n", to_rfc3339(v.valid_from), v.hours.hours_text());
  for (const auto* versions : {&c.rules.startup, &c.rules.shutdown}) {
    for (const auto& v : *versions) {
      text += fmt::format("built-in {} {} {}\n", to_rfc3339(v.valid_from), v.enabled, v.cron ? v.cron->text() : "");
    }
  }
  for (const auto& v : c.rules.tasks) {
    text += fmt::format("task {} {} {} {}\n", v.id, to_rfc3339(v.valid_from), v.direction == Direction::on ? "on" : "off",
                        v.cron ? v.cron->text() : "");
  }
  for (const auto& r : c.subject.records) {
    text += fmt::format("record {} {} {}\n", to_rfc3339(r.start), testing::said(r.end), to_string(r.type));
  }
  if (const auto& word = c.subject.standing) {
    text += fmt::format("standing {} {} {}\n", to_string(word->kind), to_rfc3339(word->since), testing::said(word->until));
  }
  for (const Interval& piece : c.subject.managed.pieces()) {
    text += fmt::format("managed {} {}\n", to_rfc3339(piece.begin), to_rfc3339(piece.end));
  }
  return text;
}

RC_GTEST_PROP(WeekPlan, EachMomentHasThePayerThatTheRulesName, ()) {
  const auto name = *rc::gen::element<std::string>("America/Bogota", "Europe/Berlin");
  const TimeZone z = testing::zone(name);
  PlanCase c;
  c.window.begin = testing::at("2026-03-24T05:00:00Z") + days(*rc::gen::inRange(0, 7)) + tick * *rc::gen::inRange(0, 48);
  c.window.end = c.window.begin + tick * *rc::gen::inRange(1, 48 * 4);
  c.now = some_moment(c.window.begin, 4, 6);
  add_rules(c, z);
  add_history(c);
  const PlanFrame frame(c.rules, c.window, c.now);
  const auto entries = plan_of(frame, c.subject.history(), {});
  for (std::size_t i = 1; i < entries.size(); ++i) RC_ASSERT(entries[i - 1].span.end <= entries[i].span.begin);
  NaivePlan naive(c.rules, c.subject, c.now);
  for (Seconds t = c.window.begin - days(20); t < c.window.end; t += tick) {
    const std::string wanted = naive.at(t);
    if (t < c.window.begin) continue;
    std::string planned;
    for (const TimeEntry& e : entries) {
      if (e.span.contains(t)) planned += fmt::format("{} {} {}", e.payer, to_string(e.type), e.source);
    }
    if (planned != wanted) RC_FAIL(fmt::format("{}: planned '{}', wanted '{}'\n{}", to_rfc3339(t), planned, wanted, said(c)));
  }
}

}  // namespace
}  // namespace nss
