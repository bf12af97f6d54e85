#include "domain/activity_step.h"

#include <algorithm>
#include <utility>

namespace nss {
namespace {

Seconds free_second(const NamespaceRecord& ns, Seconds wanted) {
  return ns.last_activity ? std::max(wanted, *ns.last_activity + std::chrono::seconds(1)) : wanted;
}

}  // namespace

ActivityStep open_activity(NamespaceRecord& ns, ActivityRecord record, bool on) {
  record.start = free_second(ns, record.start);
  ActivityStep step = close_activity(ns, record.start);
  ns.last_activity = record.start;
  step.opened = record;
  ns.open_activity = OpenActivity{std::move(record), on};
  return step;
}

ActivityStep close_activity(NamespaceRecord& ns, Seconds at) {
  ActivityStep step;
  if (!ns.open_activity) return step;
  step.closed = closed_at(ns.open_activity->record, at);
  ns.open_activity.reset();
  return step;
}

ActivityStep note_activity(NamespaceRecord& ns, ActivityRecord record, Seconds end, ActivityStatus status) {
  record.start = free_second(ns, record.start);
  ns.last_activity = record.start;
  record = closed_at(std::move(record), end);
  record.status = status;
  ActivityStep step;
  step.opened = std::move(record);
  return step;
}

Shown compare_activity(const NamespaceRecord& ns, bool active) {
  const bool says_on = ns.open_activity && ns.open_activity->on;
  if (active == says_on) return Shown::as_recorded;
  return active ? Shown::awake : Shown::asleep;
}

}  // namespace nss
