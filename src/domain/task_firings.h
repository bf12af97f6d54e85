// When a task fires, by the versions of it that were in force: own and built-in ones, commands included (SPEC 8, 9). Of the
// past too: what was due, whatever came of it. Pure; one thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "domain/week_rules.h"

namespace nss {

// A task as it was from that second on: its firings are those after it, up to the second of the next version.
struct CalendarTask {
  Seconds valid_from{};
  std::string id;
  Text title;
  std::string ns;  // empty: a built-in one, which is everybody's
  std::string payer;
  // Of an own one; empty while it does not fire (disabled, deleted). A built-in one fires by the frame's rules.
  std::optional<CronExpression> cron = {};
  TimeZone zone = {};

  bool builtin() const { return ns.empty(); }
};

// The record of a version; its cron may be one that does not parse, which never fires.
CalendarTask calendar_task(const TaskRecord& task, Seconds valid_from, const TimeZone& product_zone);

class TaskFirings {
 public:
  struct Occurrence {
    Seconds at;
    const CalendarTask* version;
  };

  // The versions of one task, by valid_from, at least one; they and the frame outlive this.
  TaskFirings(const PlanFrame& frame, std::span<const CalendarTask> versions) : frame_(frame), versions_(versions) {}

  // The first one strictly after that, before the frame's end. What is asked for later is not before what was asked for.
  std::optional<Occurrence> next(Seconds after);

 private:
  std::optional<Occurrence> next_own(Seconds after) const;
  std::optional<Occurrence> next_builtin(Seconds after);
  const CalendarTask* version_of(Seconds firing) const;

  const PlanFrame& frame_;
  std::span<const CalendarTask> versions_;
  std::optional<BuiltinSchedule> schedule_;  // in force up to `schedule_end_`
  Seconds schedule_end_{};
};

}  // namespace nss
