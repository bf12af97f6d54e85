#include "domain/week.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::LocalWeek;
using testing::Subject;
using Type = OperationType;

// All that is made of a namespace's history.
struct Made {
  HourGrid grid;
  PlanFrame frame;
  NamespaceTime time;
  std::vector<TimeEntry> shown;
  std::vector<Slot> slots;
  std::vector<DayUsage> days;
  std::vector<PayerUsage> rows;

  Made(const LocalWeek& w, const PlanRules& rules, const Subject& subject, Seconds now)
      : grid(w.grid()),
        frame(rules, grid.span(), now),
        time(time_of(frame, subject.history(), testing::task_of)),
        shown(shown_entries(time, now)),
        slots(slots_of(shown, grid)),
        days(day_usage_of(time, grid, frame)),
        rows(payer_usage_of(time, days)) {}

  // As API.md 1.2 prints them.
  static std::string minutes_text(seconds on) {
    return fmt::format("{}", std::round(static_cast<double>(on.count()) * 100 / 60) / 100);
  }

  // The elements of one hour: "CC-1 cron builtin-startup 60".
  std::string slot(int day, int hour) const {
    std::string text;
    for (const Slot& slot : slots) {
      if (slot.hour != HourGrid::key_of(day, hour)) continue;
      const TimeEntry& e = shown[slot.entry];
      text += fmt::format("{}{} {} {} {}", text.empty() ? "" : "; ", e.payer, to_string(e.type), e.source, minutes_text(slot.on));
    }
    return text;
  }

  seconds sum_of_slots() const {
    return std::accumulate(slots.begin(), slots.end(), seconds{0}, [](seconds sum, const Slot& slot) { return sum + slot.on; });
  }
};

std::string said(const Usage& u) {
  const auto h = [](seconds s) { return fmt::format("{:g}", static_cast<double>(s.count()) / 3600); };
  return fmt::format("{}/{}/{}/{}/{}", h(u.scheduled), h(u.scheduled_until_now), h(u.actual), h(u.non_business), h(u.avoided));
}

// payer scheduled/until now/actual/non-business/avoided, in hours
std::string said(const std::vector<PayerUsage>& rows) {
  std::string text;
  for (const auto& row : rows) text += fmt::format("{}{} {}", text.empty() ? "" : "; ", row.payer, said(row.usage));
  return text;
}

// On Monday and Tuesday as planned, until Wednesday 10:20.
std::vector<ActivityRecord> until_wednesday(const LocalWeek& w) {
  return {w.record(Type::auto_shutdown, "2026-11-20 20:00", "Mon 07:00", "CC-1", "op_0"),
          w.record(Type::auto_startup, "Mon 07:00", "Mon 20:00", "CC-1", "op_1"),
          w.record(Type::auto_shutdown, "Mon 20:00", "Tue 07:00", "CC-1", "op_2"),
          w.record(Type::auto_startup, "Tue 07:00", "Tue 20:00", "CC-1", "op_3"),
          w.record(Type::auto_shutdown, "Tue 20:00", "Wed 07:00", "CC-1", "op_4"),
          w.record(Type::auto_startup, "Wed 07:00", "", "CC-1", "op_5")};
}

TEST(Week, AnOrdinaryWeekInTheMiddleOfAnHour) {
  const LocalWeek w;
  Subject subject;
  subject.records = until_wednesday(w);
  subject.standing = Standing{};
  const Made m(w, w.rules(), subject, w.t("Wed 10:20"));
  EXPECT_EQ(m.slot(0, 6), "");
  EXPECT_EQ(m.slot(0, 7), "CC-1 cron builtin-startup 60");
  EXPECT_EQ(m.slot(2, 10), "CC-1 cron builtin-startup 60") << "the past of the hour and its future";
  EXPECT_EQ(m.slot(4, 19), "CC-1 cron builtin-startup 60");
  EXPECT_EQ(m.slot(4, 20), "");
  EXPECT_EQ(m.slots.size(), 65U);
  EXPECT_EQ(said(m.rows), fmt::format("CC-1 65/{0:g}/{0:g}/0/29", 26 + 3 + 20.0 / 60));
  EXPECT_EQ(efficiency_permille(m.rows[0].usage), 1000);
}

TEST(Week, KeptOnPastTwenty) {
  const LocalWeek w;
  Subject subject;
  subject.records = {w.record(Type::auto_startup, "Mon 07:00", "Mon 18:00", "CC-1", "op_1"),
                     w.record(Type::manual_activation, "Mon 18:00", "", "CC-2", "op_2")};
  subject.standing = Standing{StandingKind::person_on, w.t("Mon 18:00"), w.t("Mon 22:30"), "op_2", "ana", "CC-2"};
  Made m(w, w.rules(), subject, w.t("Mon 20:30"));
  EXPECT_EQ(m.slot(0, 17), "CC-1 cron builtin-startup 60");
  EXPECT_EQ(m.slot(0, 18), "CC-2 manual op_2 60") << "whoever books a place pays from then on";
  EXPECT_EQ(m.slot(0, 20), "CC-2 manual op_2 60");
  EXPECT_EQ(m.slot(0, 22), "CC-2 manual op_2 30");
  EXPECT_EQ(said(m.rows), "CC-1 65/13/11/0/0; CC-2 2.5/0.5/2.5/0.5/0");

  subject.records[1] = closed_at(subject.records[1], w.t("Mon 22:30"));
  subject.records.push_back(w.record(Type::auto_shutdown, "Mon 22:30", "", "CC-2", "op_3"));
  subject.standing = Standing{};
  m = Made(w, w.rules(), subject, w.t("Mon 23:30"));
  EXPECT_EQ(said(m.rows), "CC-1 65/13/11/0/1; CC-2 2.5/2.5/4.5/2.5/0") << "avoided is in the row of its own cost centre";
  const auto daily = daily_of(m.time, m.days, m.grid);
  EXPECT_EQ(daily.size(), 7U);
  EXPECT_EQ(daily[0].payer + " " + said(daily[0].usage), "CC-1 15.5/15.5/15.5/2.5/1");
  EXPECT_EQ(daily[6].payer + " " + said(daily[6].usage), "CC-1 0/0/0/0/0");
}

TEST(Week, APersonOffThroughTheMorning) {
  const LocalWeek w;
  Subject subject;
  subject.standing = Standing{};
  subject.records = {w.record(Type::auto_startup, "Tue 07:00", "Tue 08:00", "CC-1", "op_1"),
                     w.record(Type::manual_deactivation, "Tue 08:00", "Tue 12:00", "CC-1", "op_2"),
                     w.record(Type::manual_activation, "Tue 12:00", "Tue 20:00", "CC-3", "op_3")};
  const Made m(w, w.rules(), subject, w.t("Tue 20:00"));
  EXPECT_EQ(m.slot(1, 7), "CC-1 cron builtin-startup 60");
  EXPECT_EQ(m.slot(1, 8), "");
  EXPECT_EQ(m.slot(1, 12), "CC-3 manual op_3 60");
  EXPECT_EQ(said(m.rows), "CC-1 61/22/1/0/4; CC-3 0/0/8/0/0");
  EXPECT_EQ(daily_of(m.time, m.days, m.grid)[1].payer, "CC-3") << "the one that paid longest";
}

TEST(Week, AnHourWithTwoPayers) {
  const LocalWeek w;
  Subject subject;
  subject.records = {w.record(Type::manual_activation, "Sat 10:00:30", "Sat 10:20:50", "CC-2", "op_1"),
                     w.record(Type::activate, "Sat 10:30:10", "Sat 10:45:25", "CC-2", "op_task_t1"),
                     w.record(Type::manual_activation, "Sat 10:50:00", "Sat 10:50:45", "CC-2", "op_2")};
  const Made m(w, w.rules(), subject, w.t("Sun 10:00"));
  EXPECT_EQ(m.slot(5, 10), "CC-2 cron t1 15.25; CC-2 manual op_1 21.08") << "by payer and type; the first source";
  EXPECT_EQ(m.sum_of_slots(), seconds(20 * 60 + 20 + 15 * 60 + 15 + 45));
}

TEST(Week, SecondsThatNoMinuteShowsAreThereAllTheSame) {
  const LocalWeek w;
  Subject subject;
  subject.records = {w.record(Type::manual_activation, "Sat 10:00:05", "Sat 10:00:45", "CC-2", "op_1"),
                     w.record(Type::manual_activation, "Sat 12:00:00", "Sat 12:00:30", "CC-2", "op_2"),
                     w.record(Type::auto_startup, "Sun 07:00:05", "Sun 09:00:03", "CC-1", "op_3")};
  const Made m(w, w.rules(), subject, w.t("Sun 10:00"));
  EXPECT_EQ(m.slot(5, 10), "CC-2 manual op_1 0.67");
  EXPECT_EQ(m.slot(5, 12), "CC-2 manual op_2 0.5");
  EXPECT_EQ(m.slot(6, 8), "CC-1 cron builtin-startup 60") << "a full hour is always 60";
}

TEST(Week, TheClockIsChanged) {
  const LocalWeek berlin("Europe/Berlin", "2026-10-19");
  Subject subject;
  subject.records = {berlin.record(Type::manual_activation, "Mon 00:00", "2026-10-26 00:00", "CC-1", "op_1")};
  const Made m(berlin, berlin.rules(), subject, berlin.t("2026-10-30 10:00"));
  EXPECT_EQ(m.slot(6, 2), "CC-1 manual op_1 120");
  EXPECT_EQ(m.rows[0].usage.actual, hours(169));
  EXPECT_EQ(m.rows[0].usage.non_business, hours(169 - 65));
  EXPECT_EQ(m.sum_of_slots(), hours(169));
}

TEST(Week, HolidaysAndEfficiency) {
  const LocalWeek w("America/Bogota", "2026-12-07");
  PlanRules rules = w.rules();
  rules.settings[0].observed = [](std::chrono::sys_days day) { return day == testing::date("2026-12-08"); };
  Subject subject;
  subject.records = {w.record(Type::manual_activation, "Tue 09:00", "Tue 12:00", "CC-1", "op_1")};
  subject.standing = Standing{};
  const Made m(w, rules, subject, w.t("Wed 00:00"));
  EXPECT_EQ(said(m.rows), "CC-1 55/16/3/3/0") << "on a holiday: what a person asked for, outside business hours";
  EXPECT_EQ(efficiency_permille(m.rows[0].usage), 188) << "18.75 %";
  EXPECT_EQ(efficiency_permille(Usage{}), std::nullopt) << "nothing was scheduled";
}

TEST(Week, TheOwnCostCentresRowIsThereWhileItExists) {
  const LocalWeek w("America/Bogota", "2026-11-30");
  Subject subject;
  PlanRules rules = w.rules();
  rules.startup[0].enabled = rules.shutdown[0].enabled = false;
  EXPECT_EQ(said(Made(w, rules, subject, w.t("Wed 10:00")).rows), "CC-1 0/0/0/0/0");
  subject.managed = IntervalSet({{w.t("2026-01-01 00:00"), w.t("2026-11-30 00:00")}});
  EXPECT_EQ(said(Made(w, rules, subject, w.t("Wed 10:00")).rows), "") << "it was gone when the week began";
  subject.records = {w.record(Type::manual_activation, "2026-11-29 10:00", "Mon 01:00", "CC-2", "op_1")};
  EXPECT_EQ(said(Made(w, rules, subject, w.t("Wed 10:00")).rows), "CC-1 0/0/0/0/0; CC-2 0/0/1/1/0")
      << "its record says otherwise";
}

// ---- grid = report = records ----

Seconds some_second(Interval span) { return span.begin + seconds(*rc::gen::inRange(-200'000, 804'800)); }

Subject some_subject(const std::string& name, Interval span, Seconds now) {
  Subject subject;
  subject.name = name;
  subject.cost_center = *rc::gen::element<std::string>("CC-1", "CC-2", "system");
  Seconds start = span.begin - seconds(*rc::gen::inRange(0, 100'000));
  for (int n = *rc::gen::inRange(0, 14); n > 0 && start < now; --n) {
    ActivityRecord record;
    record.ns = name;
    record.start = start;
    record.type = *rc::gen::element(Type::auto_startup, Type::auto_shutdown, Type::manual_activation, Type::manual_deactivation,
                                    Type::activate, Type::deactivate);
    record.cost_center = *rc::gen::element<std::string>("CC-1", "CC-2", "CC-3");
    record.operation_id = *rc::gen::element<std::string>("op_1", "op_2", "op_task_t1", "");
    start += seconds(*rc::gen::inRange(1, 120'000));
    if (start < now) record = closed_at(record, start);
    subject.records.push_back(record);
    start += seconds(*rc::gen::element(0, 0, 0, 5'000));
  }
  if (*rc::gen::arbitrary<bool>()) {
    const auto kind = *rc::gen::element(StandingKind::none, StandingKind::person_on, StandingKind::person_off);
    subject.standing = Standing{kind, now - seconds(100), now + seconds(*rc::gen::inRange(1, 90'000)), "op_9", "ana", "CC-3"};
  }
  if (*rc::gen::inRange(0, 4) == 0) subject.managed = IntervalSet({{some_second(span), span.end + hours(99)}});
  return subject;
}

PlanRules some_rules(const LocalWeek& w) {
  PlanRules rules = w.rules();
  if (*rc::gen::arbitrary<bool>()) {
    rules.settings.push_back({some_second(w.span()), BusinessHours(), w.zone,
                              [](std::chrono::sys_days day) { return std::chrono::weekday(day) == std::chrono::Wednesday; }});
  }
  for (const std::string ns : {"a", "b", "c"}) {
    if (*rc::gen::arbitrary<bool>()) continue;
    TaskVersion task = w.task("t_" + ns, *rc::gen::element(Direction::on, Direction::off),
                              *rc::gen::element<std::string>("17 5 * * *", "0 21 * * 1-5", "30 18 * * 3"));
    task.ns = ns;
    rules.tasks.push_back(task);
  }
  return rules;
}

// The seconds of a sorted list that lie in an interval, by payer.
void add_seconds(const std::vector<TimeEntry>& entries, Interval within, std::map<std::string, seconds>& by_payer) {
  for (const TimeEntry& e : entries) by_payer[e.payer] += e.span.clipped(within).length();
}

void check_slots(const Made& m, Seconds now) {
  std::map<std::pair<int, std::string>, seconds> wanted;  // (hour, payer type): walked through the hours of the grid
  for (const auto& piece : m.grid.pieces()) {
    for (const auto& [entries, part] : {std::pair{&m.time.actual, Interval{piece.span.begin, std::min(piece.span.end, now)}},
                                        std::pair{&m.time.planned, Interval{std::max(piece.span.begin, now), piece.span.end}}}) {
      for (const TimeEntry& e : *entries) {
        const seconds on = e.span.clipped(part).length();
        if (on > seconds(0)) wanted[{piece.key, e.payer + to_string(e.type)}] += on;
      }
    }
  }
  std::map<std::pair<int, std::string>, seconds> shown;
  for (const Slot& slot : m.slots) {
    const TimeEntry& e = m.shown[slot.entry];
    RC_ASSERT(shown.emplace(std::pair{slot.hour, e.payer + to_string(e.type)}, slot.on).second);
  }
  RC_ASSERT(shown == wanted);
}

void check_rows(const Made& m, const Subject& subject, Seconds now) {
  std::map<std::string, seconds> scheduled, until_now, actual, records;
  add_seconds(m.time.planned, m.grid.span(), scheduled);
  add_seconds(m.time.planned, {m.grid.span().begin, now}, until_now);
  add_seconds(m.time.actual, m.grid.span(), actual);
  seconds avoided{0};
  for (const ActivityRecord& r : subject.records) {
    const seconds in_week = Interval{r.start, std::min(now, r.end.value_or(now))}.clipped(m.grid.span()).length();
    const bool on = r.type == Type::auto_startup || r.type == Type::manual_activation || r.type == Type::activate;
    (on ? records[r.cost_center] : avoided) += in_week;
  }
  Usage whole;
  for (const PayerUsage& row : m.rows) {
    whole += row.usage;
    RC_ASSERT(row.usage.scheduled == scheduled[row.payer]);
    RC_ASSERT(row.usage.scheduled_until_now == until_now[row.payer]);
    RC_ASSERT(row.usage.actual == actual[row.payer]);
    RC_ASSERT(row.usage.actual == records[row.payer]);
    RC_ASSERT(row.usage.avoided == (row.payer == subject.cost_center ? avoided : seconds(0)));
    RC_ASSERT(row.usage.scheduled_until_now <= row.usage.scheduled && row.usage.non_business <= row.usage.actual);
  }
  seconds in_business{0};
  for (const TimeEntry& e : m.time.actual) in_business += length_within(e.span, m.frame.business());
  RC_ASSERT(whole.actual - whole.non_business == in_business);
  RC_ASSERT(whole.actual + whole.avoided <= std::max(seconds(0), now - m.grid.span().begin));
  RC_ASSERT(whole.scheduled <= m.grid.span().length());
  Usage days;
  for (const DayUsage& day : daily_of(m.time, m.days, m.grid)) days += day.usage;
  RC_ASSERT(days == whole);
}

bool same(const Made& a, const Made& b) {
  const auto row = [](const PayerUsage& x, const PayerUsage& y) { return x.payer == y.payer && x.usage == y.usage; };
  return a.shown == b.shown && std::equal(a.rows.begin(), a.rows.end(), b.rows.begin(), b.rows.end(), row);
}

RC_GTEST_PROP(Week, GridReportAndRecordsAgreeToTheSecond, ()) {
  const std::vector<std::pair<std::string, std::string>> weeks = {
      {"America/Bogota", "2026-11-23"},      {"Europe/Berlin", "2026-03-23"}, {"Europe/Berlin", "2026-10-19"},
      {"Australia/Lord_Howe", "2026-03-30"}, {"Pacific/Apia", "2011-12-26"},  {"Antarctica/Troll", "2026-10-19"}};
  const auto& [name, monday] = weeks[*rc::gen::inRange(std::size_t{0}, weeks.size())];
  const LocalWeek w(name, monday);
  const Seconds now = some_second(w.span());
  const PlanRules rules = some_rules(w);
  for (const std::string ns : {"a", "b", "c"}) {
    const Subject subject = some_subject(ns, w.span(), now);
    const Made m(w, rules, subject, now);
    check_slots(m, now);
    check_rows(m, subject, now);
    PlanRules narrowed = rules;
    std::erase_if(narrowed.tasks, [&](const TaskVersion& task) { return task.ns != ns; });
    RC_ASSERT(same(m, Made(w, narrowed, subject, now)));
  }
}

}  // namespace
}  // namespace nss
