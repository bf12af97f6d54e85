#include "domain/week_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/check.h"
#include "domain/hour_grid.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::seconds;

// Without an automatic day an activation lasts for ever; that far back it is looked for which one came first.
constexpr days longest_activation{35};

std::optional<CronExpression> parsed(const std::string& text) {
  auto cron = CronExpression::parse(text);
  if (!cron) return std::nullopt;
  return *cron;
}

// Those of business hours always parse.
CronExpression cron_of(const std::string& text) {
  auto cron = parsed(text);
  NSS_CHECK(cron.has_value());
  return *cron;
}

template <typename Version>
const Version& version_at(const std::vector<Version>& versions, Seconds t) {
  const auto after =
      std::upper_bound(versions.begin(), versions.end(), t, [](Seconds at, const Version& v) { return at < v.valid_from; });
  return after == versions.begin() ? versions.front() : *std::prev(after);
}

template <typename Version>
void add_changes(const std::vector<Version>& versions, std::vector<Seconds>& changes) {
  for (const Version& version : versions) changes.push_back(version.valid_from);
}

// The window cut at each of the changes, which are sorted.
std::vector<Interval> segments_of(Interval window, const std::vector<Seconds>& changes) {
  std::vector<Interval> segments;
  Seconds from = window.begin;
  for (const Seconds change : changes) {
    if (change <= from || change >= window.end) continue;
    segments.push_back({from, change});
    from = change;
  }
  segments.push_back({from, window.end});
  return segments;
}

void add_business(const SettingsVersion& settings, Interval segment, IntervalSet& business) {
  IntervalSet hours;
  bool open = settings.hours.contains(segment.begin, settings.zone);
  for (Seconds t = segment.begin; t < segment.end; open = !open) {
    const Seconds change = std::min(segment.end, settings.hours.next_change(t, settings.zone).value_or(segment.end));
    if (open) hours.append({t, change});
    t = change;
  }
  IntervalSet closed;
  if (settings.observed) {
    const auto last = date_of(settings.zone, segment.end - seconds(1));
    for (auto date = date_of(settings.zone, segment.begin); date <= last; date += days(1)) {
      if (settings.observed(date)) closed.append(day_bounds(settings.zone, date));
    }
  }
  for (const Interval& piece : difference_of(hours, closed).pieces()) business.append(piece);
}

}  // namespace

const SettingsVersion& in_force(const std::vector<SettingsVersion>& versions, Seconds t) { return version_at(versions, t); }

bool startup_skipped(const std::vector<SettingsVersion>& versions, Seconds t) {
  const SettingsVersion& settings = version_at(versions, t);
  return settings.observed && settings.observed(date_of(settings.zone, t));
}

BuiltinVersion builtin_version(const TaskRecord& task, Seconds valid_from) {
  BuiltinVersion version{valid_from, task.enabled, std::nullopt, std::nullopt, {}};
  if (!task.schedule.empty()) {
    version.cron = parsed(task.schedule);
    version.enabled = version.enabled && version.cron.has_value();
  }
  if (!task.timezone.empty()) {
    auto zone = TimeZone::load(task.timezone);
    version.enabled = version.enabled && zone.has_value();
    if (zone) version.zone = *zone;
  }
  version.change = {task.fired_at, task.replaced_since.value_or(Seconds()), task.replaced_at.value_or(Seconds())};
  return version;
}

TaskVersion task_version(const TaskRecord& task, Seconds valid_from, const TimeZone& product_zone) {
  TaskVersion version{valid_from, task.id, task.ns, Direction::on, std::nullopt, product_zone, task.cost_center};
  if (task.type == OperationType::deactivate) version.direction = Direction::off;
  const bool switches = task.type == OperationType::activate || task.type == OperationType::deactivate;
  const auto zone = task.timezone.empty() ? Result<TimeZone>(product_zone) : TimeZone::load(task.timezone);
  if (!switches || !task.enabled || task.status == "deleted" || !zone) return version;
  version.zone = *zone;
  version.cron = parsed(task.schedule);
  return version;
}

PlanFrame::PlanFrame(PlanRules rules, Interval window, Seconds now) : rules_(std::move(rules)), window_(window), now_(now) {
  NSS_CHECK(!window.empty() && !rules_.settings.empty() && !rules_.startup.empty() && !rules_.shutdown.empty());
  note_changes();
  const AutomaticDay day = day_at(window.begin);
  since_ = day.state == DayState::none ? window.begin - longest_activation : std::min(window.begin, day.since);
  plan_automation();
  find_business();
  sort_tasks();
}

// A holiday's startup is skipped by the mode of its own second: a change of the mode acts from the next transition on.
BuiltinSchedule PlanFrame::schedule_at(Seconds t) const {
  const SettingsVersion& settings = version_at(rules_.settings, t);
  const BuiltinVersion& startup = version_at(rules_.startup, t);
  const BuiltinVersion& shutdown = version_at(rules_.shutdown, t);
  BuiltinSchedule schedule{startup.cron ? *startup.cron : cron_of(settings.hours.startup_cron()),
                           shutdown.cron ? *shutdown.cron : cron_of(settings.hours.shutdown_cron()),
                           startup.zone.value_or(settings.zone), shutdown.zone.value_or(settings.zone)};
  schedule.startup_enabled = startup.enabled;
  schedule.shutdown_enabled = shutdown.enabled;
  schedule.startup_change = startup.change;
  schedule.shutdown_change = shutdown.change;
  const bool skips = std::any_of(rules_.settings.begin(), rules_.settings.end(),
                                 [](const SettingsVersion& version) { return static_cast<bool>(version.observed); });
  if (skips) schedule.startup_skipped = [this](Seconds at) { return nss::startup_skipped(rules_.settings, at); };
  return schedule;
}

std::optional<Seconds> PlanFrame::next_version(Seconds after) const {
  const auto change = std::upper_bound(changes_.begin(), changes_.end(), after);
  return change == changes_.end() ? std::nullopt : std::optional(*change);
}

AutomaticDay PlanFrame::day_at(Seconds t) const { return automatic_day(schedule_at(t), t); }

void PlanFrame::note_changes() {
  add_changes(rules_.settings, changes_);
  add_changes(rules_.startup, changes_);
  add_changes(rules_.shutdown, changes_);
  std::sort(changes_.begin(), changes_.end());
}

void PlanFrame::plan_automation() {
  for (const Interval& segment : segments_of({since_, window_.end}, changes_)) walk(schedule_at(segment.begin), segment);
  automation_ = automation_.clipped(window_);
}

// A firing, by the clock or by hand: what the state may change at while the versions stay.
std::optional<Seconds> PlanFrame::next_change_of_day(const BuiltinSchedule& schedule, Seconds t) const {
  std::optional<Seconds> next;
  if (const auto firing = next_automatic(schedule, t)) next = firing->at;
  for (const auto& by_hand : {schedule.startup_change.fired_at, schedule.shutdown_change.fired_at}) {
    if (by_hand && *by_hand > t && (!next || *by_hand < *next)) next = by_hand;
  }
  return next;
}

void PlanFrame::walk(const BuiltinSchedule& schedule, Interval segment) {
  for (Seconds t = segment.begin; t < segment.end;) {
    const AutomaticDay day = automatic_day(schedule, t);
    const Seconds since = day.state == DayState::none ? Seconds::min() : day.since;
    if (marks_.empty() || marks_.back().since != since) marks_.push_back({t, since});
    const Seconds next = std::min(segment.end, next_change_of_day(schedule, t).value_or(segment.end));
    if (day.state == DayState::on) automation_.append({t, next});
    t = next;
  }
}

void PlanFrame::find_business() {
  for (const Interval& segment : segments_of(window_, changes_)) {
    add_business(version_at(rules_.settings, segment.begin), segment, business_);
  }
}

void PlanFrame::sort_tasks() {
  auto& versions = rules_.tasks;
  std::sort(versions.begin(), versions.end(), [](const TaskVersion& a, const TaskVersion& b) {
    return std::tie(a.id, a.valid_from) < std::tie(b.id, b.valid_from);
  });
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const TaskVersion& version = versions[i];
    const bool last = i + 1 == versions.size() || versions[i + 1].id != version.id;
    const Seconds upto = last ? Seconds::max() : versions[i + 1].valid_from;
    if (!version.cron || upto <= version.valid_from) continue;
    tasks_[version.ns].push_back(
        {version.id, version.direction, *version.cron, version.zone, version.payer, version.valid_from, upto});
  }
}

const std::vector<TaskSpan>& PlanFrame::tasks_of(const std::string& ns) const {
  static const std::vector<TaskSpan> none;
  const auto found = tasks_.find(ns);
  return found == tasks_.end() ? none : found->second;
}

bool PlanFrame::business_at(Seconds t) const {
  const SettingsVersion& settings = version_at(rules_.settings, t);
  return !startup_skipped(rules_.settings, t) && settings.hours.contains(t, settings.zone);
}

Seconds PlanFrame::activation_end(Seconds since) const {
  if (const auto end = end_before_frame(since)) return *end;
  auto mark = std::upper_bound(marks_.begin(), marks_.end(), since, [](Seconds at, const Mark& m) { return at < m.at; });
  while (mark != marks_.end() && mark->since <= since) ++mark;
  return mark == marks_.end() ? window_.end : mark->at;
}

// From one firing, or change of the versions, to the next; mostly the first one ends it.
std::optional<Seconds> PlanFrame::end_before_frame(Seconds since) const {
  for (Seconds t = since; t < since_;) {
    const auto change = std::upper_bound(changes_.begin(), changes_.end(), t);
    t = std::min(since_, next_change_of_day(schedule_at(t), t).value_or(since_));
    if (change != changes_.end()) t = std::min(t, *change);
    const AutomaticDay day = day_at(t);
    if (day.state != DayState::none && day.since > since) return t;
  }
  return std::nullopt;
}

}  // namespace nss
