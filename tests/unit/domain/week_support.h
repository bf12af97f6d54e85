// Short words for the tests of the week: rules, records and histories in local time ("Mon 07:00" of the week of
// 2026-11-23 in Bogota), and entries said in it.
#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

#include "domain/week.h"
#include "unit/domain/calendar_support.h"

namespace nss::testing {

inline const std::array<std::string, 7> weekday_names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

inline std::chrono::sys_days date(const std::string& text) {
  return std::chrono::floor<std::chrono::days>(at(text + "T00:00:00Z"));
}

// A week of a zone, in which instants are "Mon 07:00", "Mon 07:00:05", or with a date "2026-11-20 07:00".
struct LocalWeek {
  TimeZone zone;
  std::chrono::sys_days monday;

  explicit LocalWeek(const std::string& zone_name = "America/Bogota", const std::string& monday_date = "2026-11-23")
      : zone(testing::zone(zone_name)), monday(date(monday_date)) {}

  HourGrid grid() const { return HourGrid::week(zone, monday); }
  Interval span() const { return week_bounds(zone, monday).span; }

  Seconds t(const std::string& text) const {
    const auto space = text.find(' ');
    const std::string day = text.substr(0, space);
    std::string clock = text.substr(space + 1);
    if (clock.size() == 5) clock += ":00";
    const auto name = std::find(weekday_names.begin(), weekday_names.end(), day);
    const auto civil_day = name == weekday_names.end() ? date(day) : monday + std::chrono::days(name - weekday_names.begin());
    const Seconds wall = at(to_rfc3339(Seconds(civil_day)).substr(0, 11) + clock + "Z");
    return wall - zone.offset(wall - zone.offset(wall));
  }

  std::string said(Seconds t) const {
    const CivilSecond c = zone.to_civil(t);
    std::string text = fmt::format("{} {:02d}:{:02d}", weekday_names[static_cast<std::size_t>(weekday_of(c))], c.hour, c.minute);
    if (c.second != 0) text += fmt::format(":{:02d}", c.second);
    return text;
  }

  std::string said(const IntervalSet& set) const {
    std::string text;
    for (const Interval& piece : set.pieces()) {
      text += fmt::format("{}{}-{}", text.empty() ? "" : "; ", said(piece.begin), said(piece.end));
    }
    return text;
  }

  std::string said(const std::vector<TimeEntry>& entries) const {
    std::string text;
    for (const TimeEntry& e : entries) {
      text += fmt::format("{}{}-{} {} {} {}", text.empty() ? "" : "; ", said(e.span.begin), said(e.span.end), e.payer,
                          to_string(e.type), e.source);
    }
    return text;
  }

  PlanRules rules() const {
    return {{SettingsVersion{Seconds(), BusinessHours(), zone}}, {BuiltinVersion{}}, {BuiltinVersion{}}, {}};
  }

  ActivityRecord record(OperationType type, const std::string& from, const std::string& to, const std::string& payer,
                        const std::string& operation) const {
    ActivityRecord record;
    record.ns = "dev-api";
    record.start = t(from);
    record.type = type;
    record.cost_center = payer;
    record.operation_id = operation;
    record = to.empty() ? record : closed_at(record, t(to));
    return record;
  }

  TaskVersion task(const std::string& id, Direction direction, const std::string& schedule, const std::string& payer = "CC-9",
                   const std::string& from = "2020-01-01 00:00") const {
    return {t(from), id, "dev-api", direction, cron(schedule), zone, payer};
  }
};

// A namespace with what it owns of its history.
struct Subject {
  std::string name = "dev-api";
  std::string cost_center = "CC-1";
  std::vector<ActivityRecord> records = {};
  std::optional<Standing> standing = std::nullopt;
  std::optional<Place> place = std::nullopt;
  IntervalSet managed = IntervalSet({{at("2020-01-01T00:00:00Z"), at("2100-01-01T00:00:00Z")}});

  NamespaceHistory history() const {
    return {name, cost_center, records, standing ? &*standing : nullptr, place ? &*place : nullptr, managed};
  }
};

inline IntervalSet spans_of(const std::vector<AvoidedTime>& avoided) {
  IntervalSet spans;
  for (const AvoidedTime& off : avoided) spans.append(off.span);
  return spans;
}

// "op_task_x" belongs to the task x.
inline std::string task_of(const std::string& operation_id) {
  const std::string prefix = "op_task_";
  return operation_id.starts_with(prefix) ? operation_id.substr(prefix.size()) : std::string();
}

}  // namespace nss::testing
