// The week's grid as JSON (API 7). It is cut from the same entries of domain/week.h as reports and usage, so that they agree to
// the second; only printing rounds: minutes to two decimals, so that the seconds can be had back (API 1.2).
#pragma once

#include <string>

#include "adapters/rest/json_writer.h"
#include "app/week_inputs.h"

namespace nss {

double minutes_of(std::chrono::seconds time);  // seconds / 60, as API 1.2 prints it

// `cost_center`: only what that one pays; empty: everything.
void write_week(JsonWriter& json, const WeekInputs& data, const std::string& cost_center);

}  // namespace nss
