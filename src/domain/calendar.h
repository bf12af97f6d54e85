// Some days as a calendar shows them (SPEC 9; API 9): firings, who was and will be switched on, what is kept on, holidays and
// the automatic day. It is cut from the same entries and the same frame as the week: each second that a namespace's grid
// shows is in one `activation` or `keep_on` of it, or business automation's. Pure; thread-safe.
//
// firing          A task's due time (start = end), of the past too and whatever came of it, by the versions of then; a startup
//                 that an observed holiday skips is none. Of a task that fires more than 24 times on a day of the product's
//                 zone that day is one item, from the first firing to the last, whose title says how many they are; in a calendar
//                 of very many such firings the later ones are not counted: "more than 24", to the end of the day.
//                 `actual`: it is past. The cost centre is the one that the task names.
// activation      A namespace is on by a task's or a person's doing, not by the automatic day: until now by the records
//                 (`actual`), from now on by the plan. What is on record and goes on by plan is one item, `actual`, with the
//                 planned end; where business automation takes over, it ends now.
// keep_on         The same of what a person's off-hours place holds, now or from its beginning on: what can be released.
//                 When it is over it was an activation.
// holiday         A civil day of the product's zone; an `actual` of false, as it is no event.
// business_hours  When the automatic day wants namespaces on, one item a piece and not one a namespace; planned, thus never
//                 `actual`.
//
// Everything is cut to the days. By start, kind (its name), id; ids are unique in a calendar, and that of a firing is the same
// in every one. At most 10,000 items, the first ones; `truncated` says that there are more.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "domain/holidays.h"
#include "domain/task_firings.h"
#include "domain/week.h"

namespace nss {

enum class CalendarKind : std::uint8_t { activation, business_hours, firing, holiday, keep_on };  // by name
const char* to_string(CalendarKind kind);

struct CalendarItem {
  std::string id;
  Interval span;  // of one firing: begin = end
  CalendarKind kind = CalendarKind::firing;
  Text title;
  std::string ns;       // empty: none, or all
  std::string task_id;  // empty: none behind it
  std::string cost_center;
  bool actual = false;
};

struct CalendarNamespace {
  NamespaceTime time;
  std::string display_name;
  const Place* place = nullptr;  // null: it has none
};

// All outlive the call.
struct CalendarDays {
  const HourGrid& grid;
  const PlanFrame& frame;                      // of the grid's span
  std::span<const CalendarTask> tasks;         // in any order
  std::span<const Holiday> holidays;           // of the days
  std::string ns = {};                         // only the own tasks of that one; empty: all
  std::string cost_center = {};                // only what that one pays, built-in tasks apart; empty: all
  std::size_t most_counted_firings = 500'000;  // a quarter of a second
};

struct Calendar {
  std::vector<CalendarItem> items;
  bool truncated = false;
};

inline constexpr std::size_t most_calendar_items = 10'000;
inline constexpr std::size_t most_daily_firings = 24;  // of one task, each its own item

Calendar calendar_of(const CalendarDays& days, std::span<const CalendarNamespace> namespaces);

}  // namespace nss
