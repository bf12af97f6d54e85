// The actual time of one namespace: what its activity records say (SPEC 6, 9). Pure; thread-safe.
//
// A namespace is on from a record of an activation (auto_startup, manual_activation, activate) to its end, or to now while it
// is open; switched off by us from a record of a switch-off (auto_shutdown, manual_deactivation, deactivate) likewise. Each
// second belongs to one record: of several that cover it, to the one that began last (only a record that was delivered late
// overlaps another). Records that failed and those of commands say nothing: they were closed at once and closed nothing.
#pragma once

#include <span>
#include <vector>

#include "domain/week_entry.h"

namespace nss {

struct ActualTime {
  std::vector<TimeEntry> on;         // by begin, disjoint
  std::vector<AvoidedTime> avoided;  // inside our own switch-off records; by begin, disjoint
};

// Of the window until now. `records` in any order.
ActualTime actual_of(std::span<const ActivityRecord> records, Interval window, Seconds now, const TaskOf& task_of);

}  // namespace nss
