// What the week, the reports and daily usage are computed from, gathered for some days (SPEC 9). The computation itself is
// domain/week.h, on whichever thread writes the answer: nothing here changes once it is made.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/calendar.h"
#include "domain/holidays.h"
#include "domain/week.h"

namespace nss {

struct WeekQuery {
  std::chrono::sys_days first{};  // civil days of the product's zone
  int days = 7;                   // 1 to 366
  std::string ns;                 // empty: all
  bool with_tasks = false;        // also the versions of all tasks, for the calendar
  friend bool operator==(const WeekQuery&, const WeekQuery&) = default;
};

struct NamespaceInput {
  std::string name;
  std::string display_name;
  std::string cost_center;              // who pays business automation
  std::vector<ActivityRecord> records;  // by start
  std::optional<Standing> standing;     // empty: the namespace is gone
  std::optional<Place> place;
  IntervalSet managed;
  Demand demand = {};  // what it asks for when up
};

struct WeekInputs {
  HourGrid grid;
  PlanFrame frame;
  std::vector<NamespaceInput> namespaces = {};    // by name
  std::map<std::string, std::string> tasks = {};  // by operation: the task behind it
  std::vector<Holiday> holidays = {};             // of the days
  std::string timezone = {};
  std::vector<CalendarTask> task_versions = {};  // when asked for
};
using WeekInputsPtr = std::shared_ptr<const WeekInputs>;

inline NamespaceTime time_of(const WeekInputs& data, const NamespaceInput& input) {
  NamespaceHistory history;
  history.name = input.name;
  history.cost_center = input.cost_center;
  history.records = input.records;
  history.standing = input.standing ? &*input.standing : nullptr;
  history.place = input.place ? &*input.place : nullptr;
  history.managed = input.managed;
  history.demand = input.demand;
  return time_of(data.frame, history, [&data](const std::string& operation_id) {
    const auto found = data.tasks.find(operation_id);
    return found == data.tasks.end() ? std::string() : found->second;
  });
}

// `cost_center`: only what that one pays; empty: everything.
inline Calendar calendar_of(const WeekInputs& data, const std::string& ns, const std::string& cost_center) {
  std::vector<CalendarNamespace> namespaces;
  for (const NamespaceInput& input : data.namespaces)
    namespaces.push_back({time_of(data, input), input.display_name, input.place ? &*input.place : nullptr});
  return calendar_of({data.grid, data.frame, data.task_versions, data.holidays, ns, cost_center}, namespaces);
}

}  // namespace nss
