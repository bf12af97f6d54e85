#include "domain/week.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "domain/week_actual.h"
#include "domain/week_plan.h"

namespace nss {
namespace {

using std::chrono::seconds;

using DayPayers = std::map<std::pair<int, std::string_view>, Usage>;  // the views are those of the time's entries

void add_scheduled(const TimeEntry& entry, const HourGrid& grid, Seconds now, DayPayers& rows) {
  grid.cut_days(entry.span, [&](int day, Interval part) {
    Usage& usage = rows[{day, entry.payer}];
    usage.scheduled += part.length();
    usage.scheduled_until_now += Interval{part.begin, std::min(part.end, now)}.length();
  });
}

void add_actual(const TimeEntry& entry, const HourGrid& grid, const IntervalSet& business, DayPayers& rows) {
  grid.cut_days(entry.span, [&](int day, Interval part) {
    Usage& usage = rows[{day, entry.payer}];
    usage.actual += part.length();
    usage.non_business += part.length() - length_within(part, business);
  });
}

// Whole MiB, so that a year of thousands of namespaces fits into 64 bits.
std::int64_t mib_of(std::int64_t bytes) { return (bytes + (1 << 20) - 1) >> 20; }

void add_avoided(const AvoidedTime& off, const NamespaceTime& time, const HourGrid& grid, DayPayers& rows) {
  const Demand& demand = off.demand ? *off.demand : time.demand;
  grid.cut_days(off.span, [&](int day, Interval part) {
    Usage& usage = rows[{day, time.cost_center}];
    usage.avoided += part.length();
    usage.avoided_cpu += part.length().count() * demand.cpu_millicores;
    usage.avoided_memory += part.length().count() * mib_of(demand.memory_bytes);
  });
}

}  // namespace

const char* to_string(ScheduleType type) { return type == ScheduleType::cron ? "cron" : "manual"; }

NamespaceTime time_of(const PlanFrame& frame, const NamespaceHistory& history, const TaskOf& task_of) {
  ActualTime actual = actual_of(history.records, frame.window(), frame.now(), task_of);
  NamespaceTime time{history.name,
                     history.cost_center,
                     false,
                     std::move(actual.on),
                     plan_of(frame, history, task_of),
                     std::move(actual.avoided),
                     history.demand};
  time.existed = !time.actual.empty() || !time.avoided.empty() || !history.managed.clipped(frame.window()).empty();
  return time;
}

std::vector<TimeEntry> shown_entries(const NamespaceTime& time, Seconds now) {
  std::vector<TimeEntry> entries = time.actual;
  for (const TimeEntry& planned : time.planned) {
    if (planned.span.end <= now) continue;
    entries.push_back(planned);
    entries.back().span.begin = std::max(now, planned.span.begin);
  }
  return entries;
}

std::vector<Slot> slots_of(const std::vector<TimeEntry>& entries, const HourGrid& grid) {
  std::vector<Slot> parts;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    grid.cut_hours(entries[i].span, [&](HourGrid::Key hour, Interval part) { parts.push_back({hour, i, part.length()}); });
  }
  const auto place = [&](const Slot& slot) {
    const TimeEntry& entry = entries[slot.entry];
    return std::tie(slot.hour, entry.payer, entry.type);
  };
  std::sort(parts.begin(), parts.end(), [&](const Slot& a, const Slot& b) {
    return std::tuple_cat(place(a), std::tie(a.entry)) < std::tuple_cat(place(b), std::tie(b.entry));
  });
  std::vector<Slot> slots;
  for (const Slot& part : parts) {
    if (!slots.empty() && place(slots.back()) == place(part)) {
      slots.back().on += part.on;
    } else {
      slots.push_back(part);
    }
  }
  return slots;
}

Usage& Usage::operator+=(const Usage& other) {
  scheduled += other.scheduled;
  scheduled_until_now += other.scheduled_until_now;
  actual += other.actual;
  non_business += other.non_business;
  avoided += other.avoided;
  avoided_cpu += other.avoided_cpu;
  avoided_memory += other.avoided_memory;
  return *this;
}

std::vector<DayUsage> day_usage_of(const NamespaceTime& time, const HourGrid& grid, const PlanFrame& frame) {
  DayPayers rows;
  for (const TimeEntry& entry : time.planned) add_scheduled(entry, grid, frame.now(), rows);
  for (const TimeEntry& entry : time.actual) add_actual(entry, grid, frame.business(), rows);
  for (const AvoidedTime& off : time.avoided) add_avoided(off, time, grid, rows);
  std::vector<DayUsage> days;
  days.reserve(rows.size());
  for (const auto& [key, usage] : rows) days.push_back({key.first, std::string(key.second), usage});
  return days;
}

std::vector<PayerUsage> payer_usage_of(const NamespaceTime& time, const std::vector<DayUsage>& days) {
  std::map<std::string_view, Usage> payers;
  if (time.existed) payers[time.cost_center];
  for (const DayUsage& day : days) payers[day.payer] += day.usage;
  std::vector<PayerUsage> rows;
  for (const auto& [payer, usage] : payers) rows.push_back({std::string(payer), usage});
  return rows;
}

std::vector<DayUsage> daily_of(const NamespaceTime& time, const std::vector<DayUsage>& days, const HourGrid& grid) {
  std::vector<DayUsage> daily;
  auto row = days.begin();
  for (int day = 0; day < grid.days(); ++day) {
    DayUsage sum{day, time.cost_center, {}};
    seconds longest{0};
    for (; row != days.end() && row->day == day; ++row) {
      sum.usage += row->usage;
      if (row->usage.actual <= longest) continue;
      longest = row->usage.actual;
      sum.payer = row->payer;
    }
    daily.push_back(std::move(sum));
  }
  return daily;
}

std::optional<std::int64_t> efficiency_permille(const Usage& usage) {
  const std::int64_t scheduled = usage.scheduled_until_now.count();
  if (scheduled == 0) return std::nullopt;
  return (usage.actual.count() * 2000 + scheduled) / (scheduled * 2);
}

}  // namespace nss
