// The calendar is the week in other words (SPEC 9): whatever happened, in whichever zone and around every change of its clock,
// the activations and what is kept on are exactly the time that the week's engine has outside business automation, by payer, and
// business hours are exactly the automatic day. Once with the whole product, once with histories that no product would make.
#include <algorithm>
#include <set>
#include <tuple>

#include "app/week_inputs.h"
#include "properties/world.h"
#include "unit/domain/week_support.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

struct Piece {
  Seconds begin;
  Seconds end;
  std::string payer;
  bool actual = false;
  friend auto operator<=>(const Piece&, const Piece&) = default;
};

// Outside business automation: until now what was, later what is planned.
std::vector<Piece> pieces_of(const NamespaceTime& time, Seconds now) {
  std::vector<Piece> pieces;
  for (const TimeEntry& e : time.actual)
    if (e.source != builtin_startup_id) pieces.push_back({e.span.begin, e.span.end, e.payer, true});
  for (const TimeEntry& e : time.planned)
    if (e.source != builtin_startup_id && e.span.end > now)
      pieces.push_back({std::max(now, e.span.begin), e.span.end, e.payer, false});
  std::sort(pieces.begin(), pieces.end());
  return pieces;
}

// The same of the calendar: what goes on is one item there.
std::vector<Piece> pieces_of(const Calendar& calendar, const std::string& ns, Seconds now) {
  std::vector<Piece> pieces;
  for (const CalendarItem& item : calendar.items) {
    const bool on = item.kind == CalendarKind::activation || item.kind == CalendarKind::keep_on;
    if (!on || item.ns != ns) continue;
    RC_ASSERT(item.actual == (item.span.begin < now));
    if (item.actual) pieces.push_back({item.span.begin, std::min(now, item.span.end), item.cost_center, true});
    if (item.span.end > now) pieces.push_back({std::max(now, item.span.begin), item.span.end, item.cost_center, false});
  }
  std::sort(pieces.begin(), pieces.end());
  return pieces;
}

void check_order(const Calendar& calendar) {
  std::set<std::string> ids;
  const CalendarItem* before = nullptr;
  for (const CalendarItem& item : calendar.items) {
    RC_ASSERT(ids.insert(item.id).second);
    RC_ASSERT((item.span.begin < item.span.end || (item.kind == CalendarKind::firing && item.span.begin == item.span.end)));
    if (before != nullptr)
      RC_ASSERT(std::tie(before->span.begin, before->kind, before->id) < std::tie(item.span.begin, item.kind, item.id));
    before = &item;
  }
}

void check(const Calendar& calendar, const PlanFrame& frame, const std::vector<NamespaceTime>& times) {
  RC_ASSERT(!calendar.truncated);
  check_order(calendar);
  IntervalSet business;
  for (const CalendarItem& item : calendar.items)
    if (item.kind == CalendarKind::business_hours) business.append(item.span);
  RC_ASSERT(business == frame.automation());
  for (const NamespaceTime& time : times) {
    RC_ASSERT(pieces_of(calendar, time.name, frame.now()) == pieces_of(time, frame.now()));
    for (const TimeEntry& e : time.planned)
      if (e.source == builtin_startup_id) RC_ASSERT(length_within(e.span, business) == e.span.length());
  }
}

// The automatic day changes only where a built-in task fires, and is what the last firing says.
void check_firings(const Calendar& calendar, const PlanFrame& frame, Seconds since) {
  std::set<Seconds> startups, shutdowns;
  for (const CalendarItem& item : calendar.items) {
    if (item.kind != CalendarKind::firing) continue;
    RC_ASSERT(item.actual == (item.span.end <= frame.now()));
    if (item.task_id == builtin_startup_id) startups.insert(item.span.begin);
    if (item.task_id == builtin_shutdown_id) shutdowns.insert(item.span.begin);
  }
  for (const Seconds at : startups) RC_ASSERT(frame.automation().contains(at));
  // In one same second, as on the day that Apia skipped, on wins.
  for (const Seconds at : shutdowns) RC_ASSERT(frame.automation().contains(at) == startups.contains(at));
  for (const Interval& piece : frame.automation().pieces()) {
    if (piece.begin > std::max(since, frame.window().begin)) RC_ASSERT(startups.contains(piece.begin));
    if (piece.end > since && piece.end < frame.window().end) RC_ASSERT(shutdowns.contains(piece.end));
  }
}

struct Begin {
  const char* zone;
  const char* now;
};

RC_GTEST_PROP(CalendarAgreesWithWeek, WhateverTheProductDid, ()) {
  const Begin begin =
      *rc::gen::element(Begin{"America/Bogota", "2026-11-23T11:00:00Z"}, Begin{"Europe/Berlin", "2026-10-22T05:00:00Z"},
                        Begin{"Europe/Berlin", "2026-03-26T05:00:00Z"}, Begin{"America/Santiago", "2026-09-03T12:00:00Z"},
                        Begin{"Australia/Lord_Howe", "2026-04-02T00:00:00Z"});
  World world(3, begin.now, begin.zone);
  const Seconds since = world.now();
  world.authorize("CC-001");
  world.authorize("CC-002");
  for (int step = 0; step < *rc::gen::inRange(2, 12); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 3)];
    switch (*rc::gen::inRange(0, 5)) {
      case 0: world.deactivate(name); break;
      case 1: world.product().restart(); break;
      case 2: {
        TaskRequest request;
        request.title = "Tarea";
        request.type = *rc::gen::element(OperationType::activate, OperationType::deactivate, OperationType::command);
        if (request.type == OperationType::command) request.command = "get pods";
        request.schedule = std::to_string(*rc::gen::inRange(0, 60)) + " " + std::to_string(*rc::gen::inRange(0, 24)) + " * * *";
        request.ns = name;
        request.cost_center = "CC-002";
        request.context.user_id = "ana";
        RC_ASSERT(world.create_task(request).has_value());
        break;
      }
      default: world.activate(name, *rc::gen::element<std::string>("CC-001", "CC-002"), *duration());
    }
    world.pass(seconds(*rc::gen::inRange(1, 60'000)));
  }
  WeekQuery query;
  query.first = std::chrono::floor<days>(since) - days(*rc::gen::inRange(0, 4));
  query.days = *rc::gen::inRange(1, 32);
  query.with_tasks = true;
  const auto read = world.product().wait_for<WeekInputsPtr>(
      [&](Reply<WeekInputsPtr> reply) { world.product().controller->week(query, reply); });
  RC_ASSERT(read.has_value());
  const WeekInputs& inputs = **read;
  std::vector<NamespaceTime> times;
  for (const NamespaceInput& input : inputs.namespaces) times.push_back(time_of(inputs, input));
  const Calendar whole = calendar_of(inputs, "", "");
  check(whole, inputs.frame, times);
  check_firings(whole, inputs.frame, since);
}

// Records and words of any kind, which overlap the days and now.
testing::Subject some_subject(const std::string& name, Interval span, Seconds now) {
  using Type = OperationType;
  testing::Subject subject;
  subject.name = name;
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
    subject.standing = Standing{*rc::gen::element(StandingKind::none, StandingKind::person_on, StandingKind::person_off),
                                now - seconds(100),
                                now + seconds(*rc::gen::inRange(1, 90'000)),
                                "op_1",
                                "ana",
                                "CC-3"};
  }
  if (*rc::gen::arbitrary<bool>()) {
    Place place;
    place.ns = name;
    place.cost_center = *rc::gen::element<std::string>("CC-1", "CC-3");
    place.operation_id = *rc::gen::element<std::string>("op_1", "op_2");
    place.from = now + seconds(*rc::gen::inRange(-90'000, 90'000));
    if (*rc::gen::arbitrary<bool>()) place.until = place.from + seconds(*rc::gen::inRange(1, 90'000));
    subject.place = place;
  }
  return subject;
}

RC_GTEST_PROP(CalendarAgreesWithWeek, AroundEveryChangeOfTheClock, ()) {
  const auto& change = testing::zone_changes()[*rc::gen::inRange<std::size_t>(0, testing::zone_changes().size())];
  const TimeZone zone = testing::zone(change.zone);
  const Seconds instant = testing::at(change.instant);
  const HourGrid grid(zone, std::chrono::floor<days>(instant) - days(*rc::gen::inRange(0, 6)), *rc::gen::inRange(7, 63));
  const Seconds now = instant + seconds(*rc::gen::inRange(-300'000, 300'000));
  PlanRules rules{{SettingsVersion{Seconds(), BusinessHours(), zone}}, {BuiltinVersion{}}, {BuiltinVersion{}}, {}};
  std::vector<CalendarTask> tasks;
  for (const char* id : {builtin_startup_id, builtin_shutdown_id}) tasks.push_back({Seconds(), id, {id, id}, "", "system"});
  for (const std::string ns : {"a", "b"}) {
    if (*rc::gen::arbitrary<bool>()) continue;
    TaskVersion task{Seconds(), "t_" + ns, ns, *rc::gen::element(Direction::on, Direction::off), std::nullopt, zone, "CC-2"};
    task.cron = testing::cron(*rc::gen::element<std::string>("17 5 * * *", "0 21 * * 1-5", "30 2 * * *", "*/30 0-3 * * *"));
    rules.tasks.push_back(task);
    tasks.push_back({Seconds(), task.id, {"Tarea", "Tarea"}, ns, task.payer, task.cron, zone});
  }
  const PlanFrame frame(rules, grid.span(), now);
  std::vector<testing::Subject> subjects;
  for (const std::string ns : {"a", "b"}) subjects.push_back(some_subject(ns, grid.span(), now));
  std::vector<NamespaceTime> times;
  std::vector<CalendarNamespace> namespaces;
  for (const testing::Subject& subject : subjects) {
    times.push_back(time_of(frame, subject.history(), testing::task_of));
    namespaces.push_back({times.back(), subject.name, subject.place ? &*subject.place : nullptr});
  }
  const Calendar whole = calendar_of({grid, frame, tasks, {}}, namespaces);
  check(whole, frame, times);
  check_firings(whole, frame, Seconds());
}

}  // namespace
}  // namespace nss
