#include "domain/activity.h"

#include <algorithm>

namespace nss {

const char* to_string(ActivityStatus value) {
  switch (value) {
    case ActivityStatus::active: return "active";
    case ActivityStatus::completed: return "completed";
    case ActivityStatus::failed: break;
  }
  return "failed";
}

std::optional<ActivityStatus> parse_activity_status(std::string_view text) {
  for (const ActivityStatus status : {ActivityStatus::active, ActivityStatus::completed, ActivityStatus::failed}) {
    if (text == to_string(status)) return status;
  }
  return std::nullopt;
}

ActivityRecord activity_of(const OperationRecord& operation, const std::string& cluster_name) {
  ActivityRecord record;
  record.ns = operation.ns;
  record.start = operation.requested_at;
  record.type = operation.type;
  record.cost_center = operation.cost_center;
  record.cluster_name = cluster_name;
  record.requested_by = operation.requested_by;
  record.approved_by = operation.approved_by;
  record.user_id = operation.user_id;
  record.operation_id = operation.id;
  record.reason = operation.reason;
  return record;
}

ActivityRecord closed_at(ActivityRecord record, Seconds at) {
  record.end = std::max(at, record.start);
  record.status = ActivityStatus::completed;
  return record;
}

std::optional<std::int64_t> duration_minutes(const ActivityRecord& record) {
  if (!record.end) return std::nullopt;
  return (*record.end - record.start).count() / 60;
}

}  // namespace nss
