#include "app/scheduler.h"

#include <algorithm>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t most_ahead = 16;
constexpr std::chrono::days keep_firings{400};

// Expressions of our own making (from checked settings) always parse.
CronExpression cron_of(const std::string& text) {
  auto parsed = CronExpression::parse(text);
  NSS_CHECK(parsed.has_value());
  return *parsed;
}

BuiltinSchedule schedule_of(const Policy& policy) {
  return BuiltinSchedule{cron_of(policy.hours.startup_cron()), cron_of(policy.hours.shutdown_cron()), policy.zone, policy.zone};
}

}  // namespace

Scheduler::Scheduler(Ports ports, std::function<void()> fired)
    : ports_(ports), fired_(std::move(fired)), day_(schedule_of(ports.policy)) {}

void Scheduler::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.tasks();
  ports_.store.scan(
      query,
      [this](StoredItem item) {
        if (auto* task = std::get_if<TaskRecord>(&item.record)) tasks_[task->id] = *task;
      },
      [this, then = std::move(then)](Result<void> loaded) {
        if (!loaded) return then(std::move(loaded));
        make_builtin(builtin_startup_id, OperationType::activate, "Encendido automático");
        make_builtin(builtin_shutdown_id, OperationType::deactivate, "Apagado automático");
        apply_schedule();
        then({});
      });
}

void Scheduler::make_builtin(const std::string& id, OperationType type, const std::string& title) {
  if (tasks_.contains(id)) return;
  TaskRecord record;
  record.id = id;
  record.title = title;
  record.type = type;
  record.ns = "*";
  record.cost_center = system_cost_center;
  record.builtin = true;
  record.created_at = ports_.loop.now();
  record.created_by = system_user;
  tasks_[id] = record;
  commit(record, std::nullopt);
}

void Scheduler::apply_schedule() {
  const auto apply = [this](const char* id, CronExpression& cron, TimeZone& zone, bool& enabled) {
    const TaskRecord& record = tasks_.at(id);
    enabled = record.enabled;
    if (auto parsed = CronExpression::parse(record.schedule); !record.schedule.empty() && parsed) cron = *parsed;
    if (auto loaded = TimeZone::load(record.timezone); !record.timezone.empty() && loaded) zone = *loaded;
  };
  apply(builtin_startup_id, day_.startup, day_.startup_zone, day_.startup_enabled);
  apply(builtin_shutdown_id, day_.shutdown, day_.shutdown_zone, day_.shutdown_enabled);
}

std::vector<TaskView> Scheduler::tasks() const {
  std::vector<TaskView> views;
  for (const auto& [id, task] : tasks_) {
    const bool startup = id == builtin_startup_id;
    const CronExpression& cron = startup ? day_.startup : day_.shutdown;
    const TimeZone& zone = startup ? day_.startup_zone : day_.shutdown_zone;
    TaskView view{task, std::nullopt, {}};
    view.record.schedule = cron.text();
    view.record.timezone = zone.name();
    if (task.enabled) view.next_run = cron.next_after(ports_.loop.now(), zone);
    views.push_back(std::move(view));
  }
  std::sort(views.begin(), views.end(), [](const TaskView& a, const TaskView& b) {
    return std::tie(a.record.created_at, a.record.id) < std::tie(b.record.created_at, b.record.id);
  });
  return views;
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

// ---- firings ----

std::vector<DueTask> Scheduler::due_tasks() const {
  std::vector<DueTask> due;
  if (day_.startup_enabled) {
    due.push_back(
        DueTask{builtin_startup_id, &day_.startup, &day_.startup_zone, CatchUp::last, DueOrder::on, day_.startup_skipped});
  }
  if (day_.shutdown_enabled) {
    due.push_back(DueTask{builtin_shutdown_id, &day_.shutdown, &day_.shutdown_zone, CatchUp::last, DueOrder::off, {}});
  }
  return due;
}

// Both built-in tasks are looked at together, so the older of their marks counts; a firing claimed before is refused
// by its key.
Seconds Scheduler::watermark() const {
  Seconds mark = Seconds::max();
  for (const auto& [id, task] : tasks_) mark = std::min(mark, task.last_fired.value_or(task.created_at));
  return mark;
}

void Scheduler::start() {
  started_ = true;
  ring();
}

void Scheduler::ring() {
  crash_point("t1.tick");
  ahead_.clear();
  const Seconds now = ports_.loop.now();
  const auto tasks = due_tasks();
  for (const auto& firing : due(tasks, watermark(), now)) {
    const TaskRecord& task = tasks_.at(firing.task_id);
    if (firing.at > task.last_fired.value_or(task.created_at)) claim(firing);
  }
  fired_();
  arm();
}

void Scheduler::arm() {
  ports_.loop.timers().cancel(alarm_);
  const auto next = next_automatic(day_, ports_.loop.now());
  if (next) alarm_ = ports_.loop.timers().at(next->at, [this] { ring(); });
}

void Scheduler::claim(const DueFiring& firing) {
  const AutomaticDay day = automatic_day(day_, ports_.loop.now());
  const bool wanted = day.task_id == firing.task_id && day.since == firing.at;
  const bool missed = firing.kind == DueKind::missed || (firing.kind == DueKind::late && !wanted);
  TaskRecord& task = tasks_.at(firing.task_id);
  FiringRecord record{firing.task_id, firing.at, ports_.loop.now(), missed ? "missed" : "claimed",
                      static_cast<std::uint32_t>(firing.kind == DueKind::missed ? firing.count : 0)};
  task.last_fired = std::max(task.last_fired.value_or(firing.at), firing.at);
  if (missed) {
    ++ports_.metrics.firings_missed;
    log::warn("firing missed", {{"task_id", firing.task_id},
                                {"scheduled_at", to_rfc3339(firing.at)},
                                {"count", static_cast<std::int64_t>(firing.count)}});
  } else {
    ++ports_.metrics.firings;
    ++task.run_count;
    task.last_run = ports_.loop.now();
    task.status = "running";
    run_errors_.erase(firing.task_id);
    log::info("firing", {{"task_id", firing.task_id}, {"scheduled_at", to_rfc3339(firing.at)}});
  }
  commit(task, std::move(record));
}

// What is in memory is what counts for this process; the store follows. A claim that somebody else holds already
// (a crash between claim and answer) is fine: decisions are idempotent by their own ids.
void Scheduler::commit(const TaskRecord& task, std::optional<FiringRecord> firing) {
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.task(task.id), task, Precondition::none(), std::nullopt});
  if (firing) {
    transaction.writes.push_back(StorageWrite{ports_.keys.firing(firing->task_id, firing->scheduled_at), *firing,
                                              Precondition::absent(), firing->scheduled_at + keep_firings});
  }
  crash_point("t2.claim");
  const std::string id = task.id;
  ports_.store.commit(std::move(transaction), [id](Result<CommitReceipt> receipt) {
    crash_point("t3.claimed");
    if (receipt || receipt.error().kind == ErrorKind::conflict) return;
    log::warn("firing is not recorded", {{"task_id", id}, {"code", receipt.error().code}});
  });
}

// ---- outcomes ----

void Scheduler::settled(const OperationRecord& record) {
  if (record.task_id.empty() || !tasks_.contains(record.task_id)) return;
  if (record.status == OperationStatus::partial || record.status == OperationStatus::failed) {
    run_errors_[record.task_id] = record.ns + ": " + (record.error_message.empty() ? "partial" : record.error_message);
  }
}

bool Scheduler::running() const {
  return std::any_of(tasks_.begin(), tasks_.end(), [](const auto& item) { return item.second.status == "running"; });
}

void Scheduler::quiet() {
  for (auto& [id, task] : tasks_) {
    if (task.status != "running") continue;
    const auto error = run_errors_.find(id);
    const bool failed = error != run_errors_.end();
    task.status = failed ? "failed" : "completed";
    task.last_error = failed ? error->second : std::string();
    ++(failed ? task.error_count : task.success_count);
    commit(task, std::nullopt);
  }
}

}  // namespace nss
