// The week, daily usage and reports as JSON and CSV (API 7). Everything here is cut from the same entries of domain/week.h, so
// that grid, report and usage agree to the second; only printing rounds: minutes to two decimals, hours to four, so that the
// seconds can be had back (API 1.2).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/rest/json_writer.h"
#include "adapters/rest/language.h"
#include "app/week_inputs.h"

namespace nss {

// seconds / 60 and seconds / 3600 as API 1.2 prints them.
double minutes_of(std::chrono::seconds time);
double hours_of(std::chrono::seconds time);

// `cost_center`: only what that one pays; empty: everything.
void write_week(JsonWriter& json, const WeekInputs& data, const std::string& cost_center);

struct ReportRow {
  std::string cost_center;
  std::string ns;
  std::string display_name;
  Usage usage;
};

struct Report {
  std::vector<ReportRow> rows;  // by cost centre, then namespace
  std::size_t namespaces = 0;   // in the rows, each once
  Usage total;
};
Report report_of(const WeekInputs& data);

void write_report(JsonWriter& json, const WeekInputs& data, const Report& report);
// RFC 4180; Spanish: with a byte order mark, semicolons and decimal commas, as Excel in Colombia opens it.
std::string report_csv(const WeekInputs& data, const Report& report, Language language);

// One namespace, a row a day.
void write_usage(JsonWriter& json, const WeekInputs& data);

}  // namespace nss
