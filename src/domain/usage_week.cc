#include "domain/usage_week.h"

#include <algorithm>

#include "base/check.h"
#include "base/date.h"

namespace nss {
namespace {

std::string day_text(const HourGrid& grid, int day) { return to_text(Date(grid.date(day))); }

}  // namespace

KeptUsage kept_usage(std::string day, const std::string& payer, const Usage& usage) {
  return {std::move(day),
          payer,
          usage.scheduled.count(),
          usage.actual.count(),
          usage.non_business.count(),
          usage.avoided.count(),
          usage.avoided_cpu,
          usage.avoided_memory};
}

Usage usage_of(const KeptUsage& kept) {
  using std::chrono::seconds;
  Usage usage;
  usage.scheduled = usage.scheduled_until_now = seconds(kept.scheduled);  // the week is over
  usage.actual = seconds(kept.actual);
  usage.non_business = seconds(kept.non_business);
  usage.avoided = seconds(kept.avoided);
  usage.avoided_cpu = kept.avoided_cpu;
  usage.avoided_memory = kept.avoided_memory;
  return usage;
}

LastRecord last_record(const ActivityRecord& record, Seconds instant) {
  return {record.start, std::min(record.end.value_or(instant), instant), record.operation_id};
}

std::vector<UsageWeek> usage_weeks(const NamespaceTime& time, const HourGrid& grid, const PlanFrame& frame,
                                   const IntervalSet& managed) {
  NSS_CHECK(grid.days() % days_of_week == 0);
  const std::vector<DayUsage> days = day_usage_of(time, grid, frame);
  std::vector<UsageWeek> weeks;
  auto row = days.begin();
  for (int first = 0; first < grid.days(); first += days_of_week) {
    UsageWeek week{time.name, day_text(grid, first), time.cost_center, {}};
    for (; row != days.end() && row->day < first + days_of_week; ++row) {
      week.rows.push_back(kept_usage(day_text(grid, row->day), row->payer, row->usage));
    }
    const Interval span{grid.day(first).begin, grid.day(first + days_of_week - 1).end};
    if (!week.rows.empty() || !managed.clipped(span).empty()) weeks.push_back(std::move(week));
  }
  return weeks;
}

}  // namespace nss
