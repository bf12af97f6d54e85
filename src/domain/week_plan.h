// The plan of one namespace (SPEC 9; API 7): when it is wanted on, by whom, and who pays. Pure; thread-safe.
//
// Each planned second has one payer, one type and one source: business automation (the namespace's own cost centre), else an
// own task's activation, else what a person keeps on; of several alike the one that began first.
// An activation without an end lasts until the next built-in firing (activation_holds). A switch-off, by a person or by an
// own task, ends the activations; when it did so outside business hours, the namespace goes back to the automatic day, else
// business automation plans nothing until a person or a task switches it on. The hand of a stranger plans nothing.
// What holds now (standing, place) is known; what held before comes from the records, what will from the tasks.
#pragma once

#include <vector>

#include "domain/week_entry.h"
#include "domain/week_rules.h"

namespace nss {

// By begin, disjoint, inside the window and the time in which the namespace is managed.
std::vector<TimeEntry> plan_of(const PlanFrame& frame, const NamespaceHistory& history, const TaskOf& task_of);

}  // namespace nss
