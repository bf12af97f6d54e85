#include "app/scheduler.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t most_ahead = 16;
constexpr std::chrono::days keep_firings{400};
constexpr std::chrono::seconds claim_again{5};

// Expressions of our own making (from checked settings) always parse.
CronExpression cron_of(const std::string& text) {
  auto parsed = CronExpression::parse(text);
  NSS_CHECK(parsed.has_value());
  return *parsed;
}

BuiltinSchedule schedule_of(const Policy& policy) {
  return BuiltinSchedule{cron_of(policy.hours.startup_cron()), cron_of(policy.hours.shutdown_cron()), policy.zone, policy.zone};
}

DueOrder order_of(const TaskRecord& task) {
  if (task.type == OperationType::command) return DueOrder::command;
  return task.type == OperationType::activate ? DueOrder::on : DueOrder::off;
}

std::int64_t seconds_of(std::optional<Seconds> t) { return t ? t->time_since_epoch().count() : -1; }

std::string applied_text(const TaskRecord& task) {
  return fmt::format("{}|{}|{}|{}|{}|{}", task.schedule, task.timezone, task.enabled, seconds_of(task.fired_at),
                     seconds_of(task.replaced_since), seconds_of(task.replaced_at));
}

BuiltinChange change_of(const TaskRecord& task) {
  return BuiltinChange{task.fired_at, task.replaced_since.value_or(Seconds()), task.replaced_at.value_or(Seconds())};
}

auto position(const DueFiring& firing) { return std::tie(firing.at, firing.order, firing.task_id, firing.kind); }

// It was changed or claimed while it waited for its turn.
Error not_due() { return make_error(ErrorKind::refused, "not_due", "the firing is not due any more"); }

}  // namespace

Scheduler::Scheduler(Ports ports, Rules rules) : ports_(ports), rules_(std::move(rules)), day_(schedule_of(ports.policy)) {
  day_.startup_skipped = rules_.startup_skipped;
  ports_.tasks.skip_startups(rules_.startup_skipped);
  ports_.tasks.on_change([this](const std::string& id, const TaskBook::Entry* entry) { changed(id, entry); });
}

void Scheduler::load(Store::Then<void> then) { ports_.tasks.load(std::move(then)); }

void Scheduler::start() {
  started_ = true;
  ports_.runs.resume();
  rules_.fired();
  ring();
}

// ---- the automatic day ----

void Scheduler::rules_changed() {
  ahead_.clear();
  if (started_) rules_.fired();
}

void Scheduler::changed(const std::string& id, const TaskBook::Entry* entry) {
  if (entry != nullptr && entry->record.builtin) {
    std::string text = applied_text(entry->record);
    if (applied_[id] != text) {
      applied_[id] = std::move(text);
      apply(*entry);
      ahead_.clear();
      if (started_) rules_.fired();
    }
  }
  if (entry == nullptr || !entry->record.builtin) note_own(id, entry);
  if (started_ && !claiming_) arm();
}

// The namespace of an own task shows its next switch; one that has moved shows it no more.
void Scheduler::note_own(const std::string& id, const TaskBook::Entry* entry) {
  std::string& place = own_[id];
  const std::string before = place;
  place = entry == nullptr ? std::string() : entry->record.ns;
  const std::string now = place;
  if (entry == nullptr) own_.erase(id);
  if (!rules_.replanned || !started_) return;
  if (!before.empty() && before != now) rules_.replanned(before);
  if (!now.empty()) rules_.replanned(now);
}

std::optional<NextChange> Scheduler::next_switch(const std::string& ns, OperationType type) const {
  std::optional<NextChange> next;
  for (const auto& [id, entry] : ports_.tasks.entries()) {
    const TaskRecord& task = entry.record;
    if (task.builtin || !task.enabled || task.type != type || task.ns != ns || !entry.next_at) continue;
    if (!next || *entry.next_at < next->at) next = NextChange{*entry.next_at, type, id};
  }
  return next;
}

void Scheduler::apply(const TaskBook::Entry& entry) {
  const bool startup = entry.record.id == builtin_startup_id;
  if (entry.cron) {
    (startup ? day_.startup : day_.shutdown) = *entry.cron;
    (startup ? day_.startup_zone : day_.shutdown_zone) = entry.zone;
  }
  (startup ? day_.startup_enabled : day_.shutdown_enabled) = entry.record.enabled;
  (startup ? day_.startup_change : day_.shutdown_change) = change_of(entry.record);
}

// The state stays what it is; the new entry counts from its next firing on.
void Scheduler::note_replaced(TaskRecord& task) const {
  const Seconds now = ports_.loop.now();
  const AutomaticDay day = automatic_day(day_, now);
  task.replaced_since = day.state == DayState::none ? Seconds() : day.since;
  task.replaced_at = now;
  if (day.task_id == task.id) task.fired_at = day.since;
}

const std::vector<AutomaticDay>& Scheduler::ahead() {
  const Seconds now = ports_.loop.now();
  if (!ahead_.empty() && ahead_.front().since > now) return ahead_;
  ahead_.clear();
  Seconds after = now;
  while (ahead_.size() < most_ahead) {
    const auto next = next_automatic(day_, after);
    if (!next) break;
    ahead_.push_back(automatic_day(day_, next->at));
    after = next->at;
  }
  return ahead_;
}

std::vector<Firing> Scheduler::own_firings(const std::string& ns, Seconds until, std::size_t most) const {
  std::vector<Firing> firings;
  for (const auto& [id, entry] : ports_.tasks.entries()) {
    if (entry.record.builtin || !entry.record.enabled || !entry.cron || (!ns.empty() && entry.record.ns != ns)) continue;
    auto at = entry.cron->next_after(ports_.loop.now(), entry.zone);
    for (std::size_t n = 0; n < most && at && *at < until; ++n) {
      firings.push_back(Firing{id, *at});
      at = entry.cron->next_after(*at, entry.zone);
    }
  }
  std::sort(firings.begin(), firings.end(),
            [](const Firing& a, const Firing& b) { return std::tie(a.at, a.task_id) < std::tie(b.at, b.task_id); });
  if (firings.size() > most) firings.resize(most);
  return firings;
}

// ---- firings ----

void Scheduler::arm() {
  ports_.loop.timers().cancel(alarm_);
  alarm_ = 0;
  const Seconds now = ports_.loop.now();
  std::optional<Seconds> next;
  for (const auto& [id, entry] : ports_.tasks.entries()) {
    if (entry.next_at && *entry.next_at > now && (!next || *entry.next_at < *next)) next = entry.next_at;
  }
  if (next) alarm_ = ports_.loop.timers().at(*next, [this] { ring(); });
}

Scheduler::BatchPtr Scheduler::due_now(Seconds now) {
  auto batch = std::make_shared<Batch>();
  std::vector<std::string> nothing;
  for (const auto& [id, entry] : ports_.tasks.entries()) {
    if (!entry.next_at || *entry.next_at > now) continue;
    const TaskRecord& task = entry.record;
    DueTask due_task{id, &*entry.cron, &entry.zone, CatchUp::last, order_of(task), {}};
    if (due_task.order == DueOrder::command) due_task.catch_up = CatchUp::never;
    if (id == builtin_startup_id) due_task.skipped = day_.startup_skipped;
    const auto firings = due({&due_task, 1}, task.last_fired.value_or(task.created_at), now);
    if (firings.empty()) nothing.push_back(id);
    batch->firings.insert(batch->firings.end(), firings.begin(), firings.end());
  }
  for (const auto& id : nothing) ports_.tasks.look_past(id, now);
  std::sort(batch->firings.begin(), batch->firings.end(),
            [](const DueFiring& a, const DueFiring& b) { return position(a) < position(b); });
  for (const DueFiring& firing : batch->firings) {
    if (firing.kind == DueKind::missed || firing.order == DueOrder::command) continue;
    batch->last_switch.insert_or_assign(ports_.tasks.find(firing.task_id)->record.ns, firing);
  }
  return batch;
}

void Scheduler::ring() {
  if (claiming_) return;  // it looks again when it is through
  crash_point("t1.tick");
  ahead_.clear();
  const BatchPtr batch = due_now(ports_.loop.now());
  const bool automatic = std::any_of(batch->firings.begin(), batch->firings.end(), [this](const DueFiring& firing) {
    return ports_.tasks.find(firing.task_id)->record.builtin;
  });
  if (automatic) rules_.fired();
  claiming_ = true;
  stage(batch);
}

void Scheduler::stage(const BatchPtr& batch) {
  const auto& firings = batch->firings;
  if (batch->next == firings.size()) return batch_over(*batch);
  const std::size_t begin = batch->next;
  std::size_t end = begin;
  while (end < firings.size() && firings[end].at == firings[begin].at && firings[end].order == firings[begin].order) ++end;
  batch->next = end;
  auto claimed = std::make_shared<std::vector<Claimed>>(end - begin);
  auto left = std::make_shared<std::size_t>(end - begin);
  for (std::size_t i = begin; i < end; ++i) {
    claim(batch, firings[i], [this, batch, claimed, left, slot = i - begin](Claimed one) {
      (*claimed)[slot] = std::move(one);
      if (--*left > 0) return;
      for (const Claimed& each : *claimed) {
        if (each.task) ports_.runs.begin(*each.task, each.run);
      }
      stage(batch);
    });
  }
}

void Scheduler::batch_over(const Batch& batch) {
  claiming_ = false;
  ports_.runs.resume();  // a claim whose answer was lost
  const Seconds now = ports_.loop.now();
  const bool more = std::any_of(ports_.tasks.entries().begin(), ports_.tasks.entries().end(),
                                [&](const auto& item) { return item.second.next_at && *item.second.next_at <= now; });
  arm();
  if (!more) return;
  // Due while it was busy: at once. Not written: the store gets a moment.
  const Mono wait = batch.failed ? Mono(claim_again) : Mono(0);
  ports_.loop.timers().after(wait, [this] { ring(); });
}

// Empty: it happens.
std::string Scheduler::missed_because(const Batch& batch, const DueFiring& firing, const TaskRecord& task) const {
  if (firing.kind == DueKind::missed) {
    const std::string count = fmt::format("{}{}", firing.more ? "más de " : "", firing.count);
    return fmt::format("missed: pasó la hora sin que se ejecutara ({})", count);
  }
  if (task.run_id) return "still_running: la ejecución anterior no había terminado";
  if (firing.kind == DueKind::on_time) return {};
  if (task.builtin) {
    const AutomaticDay day = automatic_day(day_, ports_.loop.now());
    return day.task_id == task.id && day.since == firing.at ? "" : "missed: otra decisión posterior tomó su lugar";
  }
  const auto last = batch.last_switch.find(task.ns);
  const bool overtaken = last != batch.last_switch.end() && position(firing) < position(last->second);
  if (!overtaken && !rules_.decided_since(task.ns, firing.at)) return {};
  return "missed: otra decisión posterior tomó su lugar";
}

void Scheduler::claim(const BatchPtr& batch, const DueFiring& firing, std::function<void(Claimed)> then) {
  auto run = std::make_shared<std::optional<RunRecord>>();
  const auto decide = [this, batch, firing, run](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
    run->reset();
    if (!task || !task->enabled || firing.at <= task->last_fired.value_or(task->created_at)) return fail(not_due());
    const Seconds now = ports_.loop.now();
    const std::string missed = missed_because(*batch, firing, *task);
    FiringRecord record{task->id, firing.at, now, missed.empty() ? "claimed" : "missed",
                        static_cast<std::uint32_t>(firing.kind == DueKind::missed ? firing.count : 0)};
    task->last_fired = firing.at;
    std::vector<StorageWrite> writes{
        StorageWrite{ports_.keys.firing(task->id, firing.at), record, Precondition::absent(), firing.at + keep_firings}};
    if (!missed.empty()) {
      writes.push_back(ports_.runs.missed_write(*task, firing.at, missed));
      return writes;
    }
    *run = ports_.runs.draft(*task, firing.at);
    writes.push_back(ports_.runs.begin_write(*task, **run));
    return writes;
  };
  ports_.tasks.change(firing.task_id, decide,
                      [this, batch, firing, run, then = std::move(then)](Result<std::optional<TaskRecord>> task) {
                        if (task && *run) {
                          const auto late = ports_.loop.now() - firing.at;
                          ports_.metrics.schedule_delays.at({to_string((*task)->type)}).observe(late);
                          return then(Claimed{std::move(*task), **run});
                        }
                        if (task) {
                          ports_.metrics.firings_missed += firing.kind == DueKind::missed ? firing.count : 1;
                          log::warn("firing missed", {{"task_id", firing.task_id},
                                                      {"scheduled_at", to_rfc3339(firing.at)},
                                                      {"count", static_cast<std::int64_t>(firing.count)}});
                        } else if (task.error().kind == ErrorKind::conflict) {
                          ports_.tasks.pass_over(firing.task_id, firing.at);
                        } else if (task.error().code != "not_due") {
                          log::warn("firing is not recorded", {{"task_id", firing.task_id}, {"code", task.error().code}});
                          batch->failed = true;
                        }
                        then(Claimed{});
                      });
}

}  // namespace nss
