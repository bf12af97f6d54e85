#include "domain/activity.h"

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

std::optional<std::int64_t> duration_minutes(const ActivityRecord& record) {
  if (!record.end) return std::nullopt;
  return (*record.end - record.start).count() / 60;
}

}  // namespace nss
