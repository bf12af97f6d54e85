// The rules that a plan is made of, in versions with their validity: the plan of last week is what it was last week
// (SPEC 6, 9). PlanFrame is what all namespaces of a window have in common, computed once. Pure; a PlanFrame is immutable,
// and thread-safe as long as `observed` of the settings is.
//
// A version is in force from its second until that of the next; before the first one, the first is. A firing at the second of
// a change still belongs to the older version, as the scheduler has it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/business_hours.h"
#include "domain/cron.h"
#include "domain/intervals.h"
#include "domain/schedule.h"
#include "domain/task.h"
#include "domain/time_zone.h"

namespace nss {

struct SettingsVersion {
  Seconds valid_from{};
  BusinessHours hours;
  TimeZone zone;
  // Non-business days, on which the built-in startup is skipped; empty while holidays are only marked.
  std::function<bool(std::chrono::sys_days)> observed = {};
};

// The version of that second. By valid_from, at least one; before the first one, the first is.
const SettingsVersion& in_force(const std::vector<SettingsVersion>& versions, Seconds t);
// Its day is observed by the version of that second: the built-in startup does not happen.
bool startup_skipped(const std::vector<SettingsVersion>& versions, Seconds t);

struct BuiltinVersion {
  Seconds valid_from{};
  bool enabled = true;
  std::optional<CronExpression> cron = {};  // empty: follows the business hours
  std::optional<TimeZone> zone = {};        // empty: that of the settings
  BuiltinChange change = {};
};

// An own task that switches. A version of one that does not fire (disabled, deleted, a command) has no cron: it ends the
// one before.
struct TaskVersion {
  Seconds valid_from{};
  std::string id;
  std::string ns;
  Direction direction = Direction::on;
  std::optional<CronExpression> cron = {};
  TimeZone zone = {};
  std::string payer = {};
};

struct PlanRules {
  // By valid_from; at least one of each.
  std::vector<SettingsVersion> settings;
  std::vector<BuiltinVersion> startup;
  std::vector<BuiltinVersion> shutdown;
  std::vector<TaskVersion> tasks = {};  // in any order
};

// The record of a task as it was from that second on. A text that does not parse never fires.
BuiltinVersion builtin_version(const TaskRecord& task, Seconds valid_from);
TaskVersion task_version(const TaskRecord& task, Seconds valid_from, const TimeZone& product_zone);

// One version of an own task; its firings are those in (after, upto].
struct TaskSpan {
  std::string id;
  Direction direction = Direction::on;
  CronExpression cron;
  TimeZone zone;
  std::string payer;
  Seconds after{};
  Seconds upto{};
};

class PlanFrame {
 public:
  // The window is not empty. Present seconds and later ones are planned with the last versions.
  PlanFrame(PlanRules rules, Interval window, Seconds now);

  Interval window() const { return window_; }
  Seconds now() const { return now_; }
  // The last built-in firing at or before the window's begin: activations of before it are over. Without an automatic day
  // there is none: then 35 days before.
  Seconds since() const { return since_; }

  // When business automation wants namespaces on, in the window.
  const IntervalSet& automation() const { return automation_; }
  // The business hours, in the window.
  const IntervalSet& business() const { return business_; }
  const std::vector<TaskSpan>& tasks_of(const std::string& ns) const;

  bool business_at(Seconds t) const;
  AutomaticDay day_at(Seconds t) const;
  // The built-in tasks by the versions of that second; they hold until the next one, whose second is still theirs. Outlived
  // by the frame.
  BuiltinSchedule schedule_at(Seconds t) const;
  std::optional<Seconds> next_version(Seconds after) const;
  // When an activation of that second ends that has no end of its own (activation_holds), at any time; at most the window's end.
  Seconds activation_end(Seconds since) const;

 private:
  // The automatic day is in the state of a firing at `since` from `at` on.
  struct Mark {
    Seconds at;
    Seconds since;
  };

  std::optional<Seconds> next_change_of_day(const BuiltinSchedule& schedule, Seconds t) const;
  std::optional<Seconds> end_before_frame(Seconds since) const;
  void note_changes();
  void plan_automation();
  void walk(const BuiltinSchedule& schedule, Interval segment);
  void find_business();
  void sort_tasks();

  PlanRules rules_;
  Interval window_;
  Seconds now_;
  Seconds since_{};
  std::vector<Seconds> changes_;  // of settings and built-in tasks, sorted
  IntervalSet automation_;
  IntervalSet business_;
  std::vector<Mark> marks_;  // by `at`, from since_ on
  std::map<std::string, std::vector<TaskSpan>> tasks_;
};

}  // namespace nss
