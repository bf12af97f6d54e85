// The week (SPEC 9; API 7): a namespace's time in a window, the slots of the grid, the rows of the reports. Grid, report and
// daily usage are cut from the same entries, so that they agree to the second with each other and with the records.
// Pure; thread-safe. The unit is the second everywhere: only what prints rounds.
//
// A week of all namespaces: one HourGrid, one PlanFrame of its span, then time_of each namespace. A namespace's time depends
// on nothing of the others, so that a narrowed answer is a part of the whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/hour_grid.h"
#include "domain/week_entry.h"
#include "domain/week_rules.h"

namespace nss {

struct NamespaceTime {
  std::string name;
  std::string cost_center;           // its own, or `system`
  bool existed = false;              // in the window: managed, or on by its records
  std::vector<TimeEntry> actual;     // until now, from the records
  std::vector<TimeEntry> planned;    // of the whole window
  std::vector<AvoidedTime> avoided;  // inside our own switch-off records, until now
  Demand demand;                     // for those of them that do not say
};

NamespaceTime time_of(const PlanFrame& frame, const NamespaceHistory& history, const TaskOf& task_of);

// What the grid shows: past seconds from the records, present and later ones from the plan. By begin, disjoint.
std::vector<TimeEntry> shown_entries(const NamespaceTime& time, Seconds now);

// One element per hour, cost centre and type. `entry` is the first entry behind it, which has its payer, type and source.
struct Slot {
  HourGrid::Key hour = 0;
  std::size_t entry = 0;  // index into the entries
  std::chrono::seconds on{};
};

// By hour, then payer, then type.
std::vector<Slot> slots_of(const std::vector<TimeEntry>& entries, const HourGrid& grid);

struct Usage {
  std::chrono::seconds scheduled{};            // in the whole window
  std::chrono::seconds scheduled_until_now{};  // what actual is compared with: efficiency
  std::chrono::seconds actual{};
  std::chrono::seconds non_business{};  // the part of actual outside business hours
  std::chrono::seconds avoided{};       // in the row of the namespace's own cost centre only
  std::int64_t avoided_cpu = 0;         // millicore-seconds: avoided time × what the namespace asks for when up
  std::int64_t avoided_memory = 0;      // MiB-seconds

  Usage& operator+=(const Usage& other);
  friend bool operator==(const Usage&, const Usage&) = default;
};

struct DayUsage {
  int day = 0;  // of the grid
  std::string payer;
  Usage usage;
};

struct PayerUsage {
  std::string payer;
  Usage usage;
};

// The rows of one namespace, by day and payer; none of zeros. The grid covers the frame's window.
std::vector<DayUsage> day_usage_of(const NamespaceTime& time, const HourGrid& grid, const PlanFrame& frame);

// The days added up, by payer. The row of the namespace's own cost centre is there whenever it existed.
std::vector<PayerUsage> payer_usage_of(const NamespaceTime& time, const std::vector<DayUsage>& days);

// The days added up, one each, none left out. The payer is the one that paid longest that day, of several the first by id,
// else the namespace's own.
std::vector<DayUsage> daily_of(const NamespaceTime& time, const std::vector<DayUsage>& days, const HourGrid& grid);

// actual / scheduled_until_now in tenths of a percent, rounded half up; empty when nothing was scheduled until now.
std::optional<std::int64_t> efficiency_permille(const Usage& usage);

}  // namespace nss
