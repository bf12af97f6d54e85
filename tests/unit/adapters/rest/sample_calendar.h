// The sample week with something of every kind that a calendar shows, Tuesday at 12:30 in Bogotá: what somebody had switched on
// on Monday night, a place that keeps it on tonight, a task that switches it on on Saturday, a command that runs every other
// minute of an hour, a local holiday.
#pragma once

#include "app/week_inputs.h"

namespace nss {

// `week` gives the namespaces and what they did.
WeekInputsPtr sample_calendar(const WeekInputs& week);

}  // namespace nss
