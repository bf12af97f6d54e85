// Reports and daily usage as they are answered (API 7, 9): rows of one table of usage, in seconds; only printing rounds, hours
// to four decimals, so that the seconds can be had back (API 1.2). Totals are the sums of the rows that are shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/rest/json_writer.h"
#include "adapters/rest/language.h"
#include "app/usage_inputs.h"
#include "domain/savings.h"

namespace nss {

// seconds / 3600, as API 1.2 prints it.
double hours_of(std::chrono::seconds time);

struct Measures {
  Usage usage;
  std::optional<Savings> savings;  // empty: nothing is priced
  Measures& operator+=(const Measures& other);
};

struct ReportRow {
  std::string cost_center;       // empty: of a day
  std::string cost_center_name;  // the id where it has none
  std::string ns;                // empty: of all
  std::string display_name;
  std::chrono::sys_days date{};   // of a day
  std::size_t namespaces = 1;     // in the row
  std::chrono::seconds length{};  // of the range, or of the day
  Measures measures;
};

struct Report {
  UsageBy by = UsageBy::payer_and_namespace;
  bool weekly = false;  // the seeds' report of a week, and no range
  std::chrono::sys_days first{};
  std::chrono::sys_days last{};
  Interval span;
  std::string cluster_name;
  std::string timezone;
  Prices prices;
  std::vector<ReportRow> rows;  // by cost centre, then namespace; or by day, none left out
  std::size_t namespaces = 0;   // in the rows, each once
  Measures total;
};
Report report_of(const UsageAnswer& answer);

// The end of the rows of the same cost centre as *first.
std::vector<ReportRow>::const_iterator end_of_center(const std::vector<ReportRow>& rows,
                                                     std::vector<ReportRow>::const_iterator first);

void write_weekly_report(JsonWriter& json, const Report& report, Language language);
void write_range_report(JsonWriter& json, const Report& report, Language language);
// One namespace, a row a day.
void write_usage(JsonWriter& json, const UsageAnswer& answer);

// How the money is worked out, for a person; empty while nothing is priced.
std::optional<Text> formula_of(const Prices& prices);

}  // namespace nss
