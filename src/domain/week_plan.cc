#include "domain/week_plan.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "domain/due.h"

namespace nss {
namespace {

using std::chrono::seconds;

// Something that keeps the namespace on: a task's firing, or what is on record.
struct Activation {
  Interval span;
  std::string payer;
  ScheduleType type = ScheduleType::cron;
  std::string source;
  bool open_ended = false;  // the span's end is the next built-in firing
};

enum class What : std::uint8_t {  // in the order of one same second: offs before ons
  off_firing,
  off_record,  // the end of one that the plan did not have, or the record of a firing
  held,        // off by a word that still holds
  released,    // no such word holds now
  on,
};

struct Event {
  Seconds at;
  What what = What::on;
  std::size_t activation = 0;  // of `on`
};

bool is_word_on(OperationType type) { return type == OperationType::manual_activation || type == OperationType::activate; }
bool is_word_off(OperationType type) { return type == OperationType::manual_deactivation || type == OperationType::deactivate; }
bool holds_off(const Standing& standing) {
  return standing.kind == StandingKind::person_off || standing.kind == StandingKind::task_off;
}

// An activation by an operation: without an end it lasts until the next built-in firing.
struct Word {
  Seconds since;
  std::optional<Seconds> until;
  const std::string& payer;
  const std::string& operation_id;
  bool by_task = false;
};

class NamespacePlan {
 public:
  NamespacePlan(const PlanFrame& frame, const NamespaceHistory& history, const TaskOf& task_of)
      : frame_(frame), history_(history), task_of_(task_of) {}

  std::vector<TimeEntry> entries() {
    add_offs();
    add_ons();
    add_early_offs();
    std::sort(events_.begin(), events_.end(), [](const Event& a, const Event& b) {
      return std::tie(a.at, a.what, a.activation) < std::tie(b.at, b.what, b.activation);
    });
    sweep();
    return layered();
  }

 private:
  void add_offs();
  void add_early_offs();
  void add_ons();
  void add_on_firings(const TaskSpan& task, const std::vector<Seconds>& offs);
  void add_on(Activation activation);
  void add_standing();
  Activation by_operation(const Word& word) const;

  void sweep();
  static bool holds(const Activation& activation, Seconds at);
  bool end_activations(Seconds at);
  void switch_off(const Event& event);

  std::vector<TimeEntry> layered();
  void add_layer(const std::vector<const Activation*>& ordered, ScheduleType type, IntervalSet& room,
                 std::vector<TimeEntry>& entries) const;

  const PlanFrame& frame_;
  const NamespaceHistory& history_;
  const TaskOf& task_of_;
  std::vector<Activation> activations_;
  std::vector<Event> events_;
  // The state of the sweep.
  std::vector<std::size_t> holding_;
  std::optional<Seconds> held_since_;
  std::optional<Seconds> off_fired_;  // the last off, if it was a firing
  IntervalSet held_;
};

// A version's last firing until then, and the next one after it; those while the namespace was not managed switched nothing.
std::optional<Seconds> last_firing(const TaskSpan& task, Seconds upto, const IntervalSet& managed) {
  const auto& pieces = managed.pieces();
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    const auto at = task.cron.last_at_or_before(std::min({upto, task.upto, piece->end - seconds(1)}), task.zone);
    if (!at || *at <= task.after) return std::nullopt;
    if (*at >= piece->begin) return at;
  }
  return std::nullopt;
}

std::optional<Seconds> next_firing(const TaskSpan& task, Seconds after, const IntervalSet& managed) {
  for (const Interval& piece : managed.pieces()) {
    if (piece.end <= after) continue;
    const auto at = task.cron.next_after(std::max({after, task.after, piece.begin - seconds(1)}), task.zone);
    if (!at || *at > task.upto) return std::nullopt;
    if (*at < piece.end) return at;
  }
  return std::nullopt;
}

void NamespacePlan::add_offs() {
  for (const ActivityRecord& record : history_.records) {
    if (is_word_off(record.type) && record.status != ActivityStatus::failed) {
      events_.push_back({record.start, What::off_record, 0});
    }
  }
  if (history_.standing != nullptr) {
    const bool held = holds_off(*history_.standing);
    events_.push_back({frame_.now(), held ? What::held : What::released, 0});
    // Whatever the plan had since then (a firing that was missed): the word holds.
    if (held) events_.push_back({history_.standing->since, What::held, 0});
  }
  for (const TaskSpan& task : frame_.tasks_of(history_.name)) {
    if (task.direction != Direction::off) continue;
    auto at = next_firing(task, frame_.since(), history_.managed);
    for (; at && *at < frame_.window().end; at = next_firing(task, *at, history_.managed)) {
      events_.push_back({*at, What::off_firing, 0});
    }
  }
}

// Of a task's firings before the frame two sorts matter: the first after each activation, which ends it, and the last one,
// which says what holds since.
void NamespacePlan::add_early_offs() {
  std::vector<Seconds> ons;
  for (const Event& event : events_) {
    if (event.what == What::on && event.at < frame_.since()) ons.push_back(event.at);
  }
  for (const TaskSpan& task : frame_.tasks_of(history_.name)) {
    if (task.direction != Direction::off) continue;
    const auto last = last_firing(task, frame_.since(), history_.managed);
    if (!last) continue;
    std::set<Seconds> offs = {*last};
    for (const Seconds on : ons) {
      if (const auto at = next_firing(task, on, history_.managed); at && *at < *last) offs.insert(*at);
    }
    for (const Seconds at : offs) events_.push_back({at, What::off_firing, 0});
  }
}

void NamespacePlan::add_ons() {
  std::vector<Seconds> offs;
  for (const Event& event : events_) offs.push_back(event.at);
  std::sort(offs.begin(), offs.end());
  for (const TaskSpan& task : frame_.tasks_of(history_.name)) {
    if (task.direction == Direction::on) add_on_firings(task, offs);
  }
  for (const ActivityRecord& record : history_.records) {
    const bool ours = !record.operation_id.empty() && record.status != ActivityStatus::failed;
    if (!ours || !is_word_on(record.type)) continue;
    const bool by_task = record.type == OperationType::activate;
    add_on(by_operation({record.start, record.end.value_or(frame_.now()), record.cost_center, record.operation_id, by_task}));
  }
  add_standing();
}

// A firing while the task's own activation lasts changes nothing: the next one that matters comes when it has ended. But for the
// last one before a change of the rules ends it, which may have fired too late for that end.
void NamespacePlan::add_on_firings(const TaskSpan& task, const std::vector<Seconds>& offs) {
  auto at = last_firing(task, frame_.since(), history_.managed);
  if (!at) at = next_firing(task, frame_.since(), history_.managed);
  while (at && *at < frame_.window().end) {
    const Seconds end = frame_.activation_end(*at);
    add_on({{*at, end}, task.payer, ScheduleType::cron, task.id, true});
    const auto off = std::upper_bound(offs.begin(), offs.end(), *at);
    const bool switched_off = off != offs.end() && *off < end;
    const auto last = switched_off ? std::nullopt : last_firing(task, end - seconds(1), history_.managed);
    if (last && *last > *at && frame_.activation_end(*last) > end) {
      at = last;
    } else {
      const Seconds over = std::max(frame_.since() + seconds(1), switched_off ? *off : end);
      at = next_firing(task, over - seconds(1), history_.managed);
    }
  }
}

void NamespacePlan::add_on(Activation activation) {
  events_.push_back({activation.span.begin, What::on, activations_.size()});
  activations_.push_back(std::move(activation));
}

// What holds it on now goes on after now; the place says the same, and is the one that remains when the word is lost.
void NamespacePlan::add_standing() {
  const Standing* standing = history_.standing;
  if (standing != nullptr && standing->kind == StandingKind::person_on) {
    add_on(by_operation({standing->since, standing->until, standing->cost_center, standing->operation_id}));
  }
  if (const Place* place = history_.place) {
    add_on(by_operation({place->from, place->until, place->cost_center, place->operation_id}));
  }
}

Activation NamespacePlan::by_operation(const Word& word) const {
  std::string task = task_of_ ? task_of_(word.operation_id) : std::string();
  const bool cron = word.by_task || !task.empty();
  const Seconds end = word.until ? *word.until : frame_.activation_end(word.since);
  return {{word.since, end},
          word.payer,
          cron ? ScheduleType::cron : ScheduleType::manual,
          task.empty() ? word.operation_id : std::move(task),
          !word.until};
}

// ---- what ends what ----

void NamespacePlan::sweep() {
  for (const Event& event : events_) {
    if (event.what == What::on) {
      std::erase_if(holding_, [&](std::size_t i) { return activations_[i].span.end < event.at; });
      holding_.push_back(event.activation);
      off_fired_.reset();
    }
    if (event.what == What::on || event.what == What::released) {
      if (held_since_) held_.append({*held_since_, event.at});
      held_since_.reset();
    } else {
      switch_off(event);
    }
  }
  if (held_since_) held_.append({*held_since_, frame_.window().end});
}

// A record ends at the switch-off that closes it; the next built-in firing comes before a switch-off of its own second.
bool NamespacePlan::holds(const Activation& activation, Seconds at) {
  const Interval& span = activation.span;
  return span.begin < at && (activation.open_ended ? at < span.end : at <= span.end);
}

bool NamespacePlan::end_activations(Seconds at) {
  bool any = false;
  for (const std::size_t i : holding_) {
    any = any || holds(activations_[i], at);
    activations_[i].span.end = std::min(activations_[i].span.end, at);
  }
  holding_.clear();
  return any;
}

void NamespacePlan::switch_off(const Event& event) {
  // The record of a firing that is counted already: what the firing ended, it does not find any more.
  const bool counted = event.what == What::off_record && off_fired_ && event.at - *off_fired_ <= on_time_limit;
  if (counted) return;
  const bool ended = end_activations(event.at);
  off_fired_.reset();
  if (event.what == What::off_firing) off_fired_ = event.at;
  const bool back_to_the_day = event.what != What::held && ended && !frame_.business_at(event.at);
  if (!back_to_the_day && !held_since_) held_since_ = event.at;
}

// ---- who pays ----

std::vector<TimeEntry> NamespacePlan::layered() {
  IntervalSet room = history_.managed.clipped(frame_.window());
  const IntervalSet automation = difference_of(intersection_of(frame_.automation(), room), held_);
  std::vector<TimeEntry> entries;
  for (const Interval& piece : automation.pieces()) {
    entries.push_back({piece, history_.cost_center, ScheduleType::cron, builtin_startup_id});
  }
  room = difference_of(room, automation);
  // Of one second the scheduled ones come first, as they were added; those on record tell of the same, or of runs by hand.
  std::vector<const Activation*> ordered;
  for (const Activation& activation : activations_) ordered.push_back(&activation);
  std::sort(ordered.begin(), ordered.end(),
            [](const Activation* a, const Activation* b) { return std::tie(a->span.begin, a) < std::tie(b->span.begin, b); });
  add_layer(ordered, ScheduleType::cron, room, entries);
  add_layer(ordered, ScheduleType::manual, room, entries);
  std::sort(entries.begin(), entries.end(), [](const TimeEntry& a, const TimeEntry& b) { return a.span.begin < b.span.begin; });
  return entries;
}

void NamespacePlan::add_layer(const std::vector<const Activation*>& ordered, ScheduleType type, IntervalSet& room,
                              std::vector<TimeEntry>& entries) const {
  IntervalSet taken;
  Seconds covered = frame_.window().begin;
  auto free = room.pieces().begin();
  for (const Activation* activation : ordered) {
    const Interval rest{std::max(covered, activation->span.begin), activation->span.end};
    if (activation->type != type || rest.empty()) continue;
    covered = rest.end;
    while (free != room.pieces().end() && free->end <= rest.begin) ++free;
    for (auto piece = free; piece != room.pieces().end() && piece->begin < rest.end; ++piece) {
      const Interval span = rest.clipped(*piece);
      taken.append(span);
      TimeEntry* last = entries.empty() ? nullptr : &entries.back();
      if (last != nullptr && last->span.end == span.begin && last->type == type && last->payer == activation->payer &&
          last->source == activation->source) {
        last->span.end = span.end;
      } else {
        entries.push_back({span, activation->payer, type, activation->source});
      }
    }
  }
  room = difference_of(room, taken);
}

}  // namespace

std::vector<TimeEntry> plan_of(const PlanFrame& frame, const NamespaceHistory& history, const TaskOf& task_of) {
  return NamespacePlan(frame, history, task_of).entries();
}

}  // namespace nss
