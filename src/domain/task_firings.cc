#include "domain/task_firings.h"

#include <algorithm>

#include "base/check.h"

namespace nss {
namespace {

// Built-in tasks are made with a Spanish title; one that somebody gave is in the language that it was given in.
Text title_of(const TaskRecord& task) {
  if (task.builtin && task.title == "Encendido automático") return {task.title, "Automatic startup"};
  if (task.builtin && task.title == "Apagado automático") return {task.title, "Automatic shutdown"};
  return {task.title, task.title};
}

}  // namespace

CalendarTask calendar_task(const TaskRecord& task, Seconds valid_from, const TimeZone& product_zone) {
  CalendarTask version{valid_from, task.id, title_of(task), task.builtin ? "" : task.ns, task.cost_center};
  const auto zone = task.timezone.empty() ? Result<TimeZone>(product_zone) : TimeZone::load(task.timezone);
  if (task.builtin || !task.enabled || task.status == "deleted" || !zone) return version;
  version.zone = *zone;
  if (auto cron = CronExpression::parse(task.schedule)) version.cron = *cron;
  return version;
}

std::optional<TaskFirings::Occurrence> TaskFirings::next(Seconds after) {
  NSS_CHECK(!versions_.empty());
  auto found = versions_.front().builtin() ? next_builtin(after) : next_own(after);
  return found && found->at < frame_.window().end ? found : std::nullopt;
}

std::optional<TaskFirings::Occurrence> TaskFirings::next_own(Seconds after) const {
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const CalendarTask& version = versions_[i];
    const Seconds upto = i + 1 == versions_.size() ? Seconds::max() : versions_[i + 1].valid_from;
    if (!version.cron || upto <= after) continue;
    const auto at = version.cron->next_after(std::max(after, version.valid_from), version.zone);
    if (at && *at <= upto) return Occurrence{*at, &version};
  }
  return std::nullopt;
}

std::optional<TaskFirings::Occurrence> TaskFirings::next_builtin(Seconds after) {
  const bool startup = versions_.front().id == builtin_startup_id;
  // Before its first version there was no task.
  for (Seconds t = std::max(after, versions_.front().valid_from); t < frame_.window().end; t = schedule_end_) {
    if (!schedule_ || t >= schedule_end_) {
      schedule_ = frame_.schedule_at(t);
      schedule_end_ = frame_.next_version(t).value_or(Seconds::max());
      // Each task by itself: in one same second both fire.
      (startup ? schedule_->shutdown_enabled : schedule_->startup_enabled) = false;
    }
    const auto firing = next_automatic(*schedule_, t);
    if (firing && firing->at <= schedule_end_) return Occurrence{firing->at, version_of(firing->at)};
  }
  return std::nullopt;
}

const CalendarTask* TaskFirings::version_of(Seconds firing) const {
  const auto after = std::lower_bound(versions_.begin(), versions_.end(), firing,
                                      [](const CalendarTask& version, Seconds at) { return version.valid_from < at; });
  return after == versions_.begin() ? &versions_.front() : &*std::prev(after);
}

}  // namespace nss
