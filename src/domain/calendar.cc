#include "domain/calendar.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "domain/due.h"

namespace nss {
namespace {

// What a namespace's grid shows; on record is what begins before now.
std::vector<TimeEntry> joined_entries(const NamespaceTime& time, Seconds now) {
  std::vector<TimeEntry> entries;
  for (TimeEntry& entry : shown_entries(time, now)) {
    TimeEntry* last = entries.empty() ? nullptr : &entries.back();
    const bool goes_on = last != nullptr && last->span.end == now && entry.span.begin == now && last->payer == entry.payer &&
                         last->type == entry.type && last->source == entry.source;
    if (goes_on) {
      last->span.end = entry.span.end;
    } else {
      entries.push_back(std::move(entry));
    }
  }
  return entries;
}

bool by_automatic_day(const TimeEntry& entry) { return entry.type == ScheduleType::cron && entry.source == builtin_startup_id; }

bool is_kept_on(const TimeEntry& entry, const Place* place, Seconds now) {
  return place != nullptr && entry.type == ScheduleType::manual && entry.span.end > now && entry.source == place->operation_id;
}

// Each task with its next firing.
struct Source {
  TaskFirings firings;
  std::optional<TaskFirings::Occurrence> next;
};

class CalendarWriter {
 public:
  explicit CalendarWriter(const CalendarDays& days) : days_(days), tasks_(days.tasks.begin(), days.tasks.end()) {
    std::sort(tasks_.begin(), tasks_.end(), [](const CalendarTask& a, const CalendarTask& b) {
      return std::tie(a.id, a.valid_from) < std::tie(b.id, b.valid_from);
    });
  }

  Calendar write(std::span<const CalendarNamespace> namespaces) {
    for (const CalendarNamespace& each : namespaces) add_namespace(each);
    add_business_hours();
    add_holidays();
    add_firings();
    std::sort(calendar_.items.begin(), calendar_.items.end(), [](const CalendarItem& a, const CalendarItem& b) {
      return std::tie(a.span.begin, a.kind, a.id) < std::tie(b.span.begin, b.kind, b.id);
    });
    calendar_.truncated = calendar_.items.size() > most_calendar_items;
    if (calendar_.truncated) calendar_.items.resize(most_calendar_items);
    return std::move(calendar_);
  }

 private:
  Seconds now() const { return days_.frame.now(); }
  // As it is called by its last version.
  const CalendarTask* find_task(const std::string& id) const;
  void add_namespace(const CalendarNamespace& each);
  void add_business_hours();
  void add_holidays();
  void add_firings();
  void add_firings_of_day(Source& source, Seconds end);
  bool wanted(const CalendarTask& task) const;
  void add_firing(const CalendarTask& task, Interval span, Text title);

  const CalendarDays& days_;
  std::vector<CalendarTask> tasks_;
  std::size_t counted_ = 0;  // firings that are only a number in a title
  Calendar calendar_;
};

const CalendarTask* CalendarWriter::find_task(const std::string& id) const {
  const auto after = std::upper_bound(tasks_.begin(), tasks_.end(), id,
                                      [](const std::string& wanted, const CalendarTask& task) { return wanted < task.id; });
  return after == tasks_.begin() || std::prev(after)->id != id ? nullptr : &*std::prev(after);
}

void CalendarWriter::add_namespace(const CalendarNamespace& each) {
  const std::string& name = each.display_name;
  for (TimeEntry& entry : joined_entries(each.time, now())) {
    if (by_automatic_day(entry) || (!days_.cost_center.empty() && entry.payer != days_.cost_center)) continue;
    const bool kept_on = is_kept_on(entry, each.place, now());
    const CalendarTask* task = entry.type == ScheduleType::cron ? find_task(entry.source) : nullptr;
    CalendarItem item;
    item.kind = kept_on ? CalendarKind::keep_on : CalendarKind::activation;
    item.id = fmt::format("{}@{}@{}", to_string(item.kind), each.time.name, entry.span.begin.time_since_epoch().count());
    item.span = entry.span;
    item.title = kept_on           ? Text{name + ": encendido fuera de horario", name + ": kept on off-hours"}
                 : task != nullptr ? Text{name + ": " + task->title.es, name + ": " + task->title.en}
                                   : Text{name + ": encendido", name + ": switched on"};
    item.ns = each.time.name;
    if (task != nullptr) item.task_id = task->id;
    item.cost_center = std::move(entry.payer);
    item.actual = entry.span.begin < now();
    calendar_.items.push_back(std::move(item));
  }
}

void CalendarWriter::add_business_hours() {
  for (const Interval& piece : days_.frame.automation().pieces()) {
    CalendarItem item;
    item.kind = CalendarKind::business_hours;
    item.id = fmt::format("{}@{}", to_string(item.kind), piece.begin.time_since_epoch().count());
    item.span = piece;
    item.title = {"Horario laboral", "Business hours"};
    item.task_id = builtin_startup_id;
    calendar_.items.push_back(std::move(item));
  }
}

void CalendarWriter::add_holidays() {
  const HourGrid& grid = days_.grid;
  for (const Holiday& holiday : days_.holidays) {
    const auto day = (std::chrono::sys_days(holiday.date) - grid.date(0)).count();
    if (day < 0 || day >= grid.days() || grid.day(static_cast<int>(day)).empty()) continue;
    CalendarItem item;
    item.kind = CalendarKind::holiday;
    item.id = fmt::format("{}@{}", to_string(item.kind), to_text(holiday.date));
    item.span = grid.day(static_cast<int>(day));
    item.title = {holiday.name, holiday.name_en.empty() ? holiday.name : holiday.name_en};
    calendar_.items.push_back(std::move(item));
  }
}

// A day at a time: when there are more than a calendar has, the days after it are not looked at.
void CalendarWriter::add_firings() {
  std::vector<Source> sources;
  for (auto first = tasks_.begin(); first != tasks_.end();) {
    const auto last = std::find_if(first, tasks_.end(), [&](const CalendarTask& task) { return task.id != first->id; });
    if (std::any_of(first, last, [this](const CalendarTask& task) { return wanted(task); })) {
      TaskFirings firings(days_.frame, {first, last});
      const auto next = firings.next(days_.grid.span().begin - std::chrono::seconds(1));
      if (next) sources.push_back({std::move(firings), next});
    }
    first = last;
  }
  const std::size_t others = calendar_.items.size();
  for (int day = 0; day < days_.grid.days() && calendar_.items.size() - others <= most_calendar_items; ++day) {
    for (Source& source : sources) add_firings_of_day(source, days_.grid.day(day).end);
  }
}

bool CalendarWriter::wanted(const CalendarTask& task) const {
  if (task.builtin()) return true;
  return (days_.ns.empty() || task.ns == days_.ns) && (days_.cost_center.empty() || task.payer == days_.cost_center);
}

void CalendarWriter::add_firings_of_day(Source& source, Seconds end) {
  std::vector<TaskFirings::Occurrence> found;
  std::size_t looked_at = 0;
  std::size_t count = 0;
  Seconds last{};
  bool counted = true;
  while (source.next && source.next->at < end) {
    if (wanted(*source.next->version)) {
      if (++count <= most_daily_firings) found.push_back(*source.next);
      last = source.next->at;
    }
    if (++looked_at > most_daily_firings && ++counted_ > days_.most_counted_firings) {
      counted = false;
      last = end;
      source.next = source.firings.next(end - std::chrono::seconds(1));
      break;
    }
    source.next = source.firings.next(source.next->at);
  }
  if (counted && count <= most_daily_firings) {
    for (const auto& [at, version] : found) add_firing(*version, {at, at}, version->title);
    return;
  }
  if (found.empty()) return;
  const CalendarTask& task = *found.front().version;
  const std::size_t said = counted ? count : most_daily_firings;
  add_firing(task, {found.front().at, last},
             {fmt::format("{} ({}{} veces)", task.title.es, counted ? "" : "más de ", said),
              fmt::format("{} ({}{} times)", task.title.en, counted ? "" : "more than ", said)});
}

void CalendarWriter::add_firing(const CalendarTask& task, Interval span, Text title) {
  CalendarItem item;
  item.id = firing_key(task.id, span.begin);
  item.span = span;
  item.kind = CalendarKind::firing;
  item.title = std::move(title);
  item.ns = task.ns;
  item.task_id = task.id;
  item.cost_center = task.payer;
  item.actual = span.end <= now();
  calendar_.items.push_back(std::move(item));
}

}  // namespace

const char* to_string(CalendarKind kind) {
  switch (kind) {
    case CalendarKind::activation: return "activation";
    case CalendarKind::business_hours: return "business_hours";
    case CalendarKind::firing: return "firing";
    case CalendarKind::holiday: return "holiday";
    case CalendarKind::keep_on: break;
  }
  return "keep_on";
}

Calendar calendar_of(const CalendarDays& days, std::span<const CalendarNamespace> namespaces) {
  return CalendarWriter(days).write(namespaces);
}

}  // namespace nss
