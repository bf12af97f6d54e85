// What the week, the reports and the calendar are made of (SPEC 9): a namespace is on, or planned on, for an interval that
// one cost centre pays. Values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/activity.h"
#include "domain/intervals.h"
#include "domain/namespace_record.h"
#include "domain/places.h"

namespace nss {

enum class ScheduleType : std::uint8_t { cron, manual };  // a built-in or own task; a person
const char* to_string(ScheduleType type);

struct TimeEntry {
  Interval span;
  std::string payer;  // cost centre
  ScheduleType type = ScheduleType::cron;
  std::string source;  // task id, or the operation's of a person; empty: somebody's hand, which has no operation
  friend bool operator==(const TimeEntry&, const TimeEntry&) = default;
};

// Off by one of our own switch-offs.
struct AvoidedTime {
  Interval span;
  std::optional<Demand> demand;  // what the namespace was up with until then; empty: its record does not say
  friend bool operator==(const AvoidedTime&, const AvoidedTime&) = default;
};

// The task whose run was that operation, empty when there is none. Asked only for operations of `activate` records and for
// what holds the namespace on now.
using TaskOf = std::function<std::string(const std::string& operation_id)>;

// What is known of one namespace. Pointers and the span outlive the call.
struct NamespaceHistory {
  std::string name;
  std::string cost_center;  // who pays business automation: its own, or `system`
  // By start. Those that reach into the window, and before them back to the last one by a person or a task, which tells
  // whether business automation may wake it.
  std::span<const ActivityRecord> records;
  const Standing* standing = nullptr;  // as it is now; null: the namespace is gone
  const Place* place = nullptr;        // null: it has none
  IntervalSet managed;                 // when it is there and not excluded; into the future while that is not over
  Demand demand = {};                  // what it asks for when up, for switch-offs whose record does not say
};

}  // namespace nss
