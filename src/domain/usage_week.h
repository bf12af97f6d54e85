// The sums of a week that is over, as they are kept (SPEC 9; issue of the week, "Speed"): computed once from the records and
// the rules of then, read by every report after that. Values.
//
// What makes them trustworthy without a write in anybody's way: a namespace's activity records begin one after the other, and
// each is closed once. So everything before an instant is what it was as long as the last record that began before it, cut
// there, is. The head keeps that one; whoever uses the sums compares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/activity.h"
#include "domain/week.h"

namespace nss {

// A day of a payer.
struct KeptUsage {
  std::string day;  // "2026-11-16"
  std::string payer;
  std::int64_t scheduled = 0;  // seconds
  std::int64_t actual = 0;
  std::int64_t non_business = 0;
  std::int64_t avoided = 0;
  std::int64_t avoided_cpu = 0;     // millicore-seconds
  std::int64_t avoided_memory = 0;  // MiB-seconds
  friend bool operator==(const KeptUsage&, const KeptUsage&) = default;
};

KeptUsage kept_usage(std::string day, const std::string& payer, const Usage& usage);
Usage usage_of(const KeptUsage& kept);

struct UsageWeek {
  std::string ns;
  std::string monday;       // "2026-11-16"
  std::string cost_center;  // its own, then
  std::vector<KeptUsage> rows;
  friend bool operator==(const UsageWeek&, const UsageWeek&) = default;
};

// The last record that began before some instant, as far as it matters there.
struct LastRecord {
  Seconds start{};
  Seconds end{};  // cut at that instant; of an open one the instant itself
  std::string operation_id;
  friend bool operator==(const LastRecord&, const LastRecord&) = default;
};
LastRecord last_record(const ActivityRecord& record, Seconds instant);

// Until when the weeks of a namespace are kept.
struct UsageHead {
  std::string ns;
  Seconds until{};       // the end of a week
  std::string timezone;  // whose days and weeks they are
  std::optional<LastRecord> last = std::nullopt;
  friend bool operator==(const UsageHead&, const UsageHead&) = default;
};

// The weeks of a namespace's days: those in which it existed. The grid begins on a Monday and has whole weeks.
std::vector<UsageWeek> usage_weeks(const NamespaceTime& time, const HourGrid& grid, const PlanFrame& frame,
                                   const IntervalSet& managed);

}  // namespace nss
