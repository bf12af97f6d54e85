// The activity table (SPEC 6; API 5): what interval of a namespace's time an operation, or somebody's hand, opened. At most
// one record of a namespace is open; it is closed once and nothing else in it ever changes.
// Times are whole seconds; (namespace, start) is the key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/demand.h"
#include "domain/operation.h"

namespace nss {

enum class ActivityStatus : std::uint8_t { active, completed, failed };
const char* to_string(ActivityStatus value);
std::optional<ActivityStatus> parse_activity_status(std::string_view text);

struct ActivityRecord {
  std::string ns;
  Seconds start{};
  std::optional<Seconds> end;  // absent exactly while `status` is active
  OperationType type = OperationType::auto_startup;
  std::string cost_center;
  std::string cluster_name;
  std::string requested_by;
  std::string approved_by;  // empty: nobody
  std::string user_id;
  ActivityStatus status = ActivityStatus::active;
  std::string error_message;  // empty: none
  std::string operation_id;   // empty: the cluster showed it without an operation of ours
  std::string reason;
  std::optional<Demand> demand = std::nullopt;  // of a switch-off: what it was up with until then; not shown by API 5
  friend bool operator==(const ActivityRecord&, const ActivityRecord&) = default;
};

// The record that an operation opens, from the second on at which it was asked for.
ActivityRecord activity_of(const OperationRecord& operation, const std::string& cluster_name);

// Closed at that instant; never before its start.
ActivityRecord closed_at(ActivityRecord record, Seconds at);

// floor((end - start) / 60); empty while it is open.
std::optional<std::int64_t> duration_minutes(const ActivityRecord& record);

}  // namespace nss
