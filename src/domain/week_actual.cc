#include "domain/week_actual.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "domain/schedule.h"

namespace nss {
namespace {

bool is_on(OperationType type) {
  return type == OperationType::auto_startup || type == OperationType::manual_activation || type == OperationType::activate;
}

struct Cover {
  const ActivityRecord* record;
  Interval span;
};

TimeEntry entry_of(const ActivityRecord& record, Interval span, const TaskOf& task_of) {
  TimeEntry entry{span, record.cost_center, ScheduleType::cron, {}};
  switch (record.type) {
    case OperationType::auto_startup: entry.source = builtin_startup_id; break;
    case OperationType::activate:
      if (task_of) entry.source = task_of(record.operation_id);
      if (entry.source.empty()) entry.source = record.operation_id;
      break;
    default: entry.type = ScheduleType::manual; entry.source = record.operation_id;
  }
  return entry;
}

// Those that say something about the window, by start.
std::vector<Cover> covers_of(std::span<const ActivityRecord> records, Interval window, Seconds now) {
  std::vector<Cover> covers;
  for (const ActivityRecord& record : records) {
    if (record.status == ActivityStatus::failed || record.type == OperationType::command) continue;
    const Interval span = Interval{record.start, std::min(record.end.value_or(now), now)}.clipped(window);
    if (!span.empty()) covers.push_back({&record, span});
  }
  std::sort(covers.begin(), covers.end(), [](const Cover& a, const Cover& b) {
    return std::tie(a.record->start, a.record) < std::tie(b.record->start, b.record);
  });
  return covers;
}

class ActualSweep {
 public:
  explicit ActualSweep(const TaskOf& task_of) : task_of_(task_of) {}

  ActualTime run(const std::vector<Cover>& covers, Seconds end) {
    for (const Cover& cover : covers) {
      advance(cover.span.begin);
      open_.push_back(cover);
    }
    advance(end);
    return std::move(time_);
  }

 private:
  // Gives the seconds until then to the last one that began, and after its end to the one before.
  void advance(Seconds until) {
    while (!open_.empty() && at_ < until) {
      const Cover& top = open_.back();
      at_ = std::max(at_, top.span.begin);
      const Seconds end = std::min(until, top.span.end);
      if (end > at_) add(*top.record, {at_, end});
      at_ = std::max(at_, end);
      if (top.span.end <= at_) open_.pop_back();
    }
    at_ = std::max(at_, until);
  }

  void add(const ActivityRecord& record, Interval span) {
    if (!is_on(record.type)) return time_.avoided.push_back({span, record.demand});
    time_.on.push_back(entry_of(record, span, task_of_));
  }

  const TaskOf& task_of_;
  ActualTime time_;
  std::vector<Cover> open_;
  Seconds at_ = Seconds::min();
};

}  // namespace

ActualTime actual_of(std::span<const ActivityRecord> records, Interval window, Seconds now, const TaskOf& task_of) {
  return ActualSweep(task_of).run(covers_of(records, window, now), std::min(window.end, now));
}

}  // namespace nss
