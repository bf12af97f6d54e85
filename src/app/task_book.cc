#include "app/task_book.h"

#include <algorithm>
#include <tuple>

#include "app/read_later.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "domain/schedule.h"

namespace nss {
namespace {

constexpr int most_tries = 3;
constexpr int most_skipped = 400;  // more days in a row than a year has: it does not fire any more

}  // namespace

Error task_not_found(const std::string& id) {
  return Error{ErrorKind::not_found, "task_not_found", Text{"No existe la tarea " + id + ".", "There is no task " + id + "."}};
}

const TaskBook::Entry* TaskBook::find(const std::string& id) const {
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : &found->second;
}

// ---- the start ----

void TaskBook::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.tasks();
  ports_.store.scan(
      query,
      [this](StoredItem item) {
        if (auto* task = std::get_if<TaskRecord>(&item.record)) put(task->id, *task, item.version);
      },
      [this, then = std::move(then)](Result<void> loaded) {
        if (!loaded) return then(std::move(loaded));
        make_builtin(builtin_startup_id, OperationType::activate, "Encendido automático");
        make_builtin(builtin_shutdown_id, OperationType::deactivate, "Apagado automático");
        then({});
      });
}

// They hold from now on, stored or not: the first change of the record tries again.
void TaskBook::make_builtin(const std::string& id, OperationType type, const std::string& title) {
  if (entries_.contains(id)) return;
  TaskRecord record;
  record.id = id;
  record.title = title;
  record.type = type;
  record.ns = "*";
  record.cost_center = system_cost_center;
  record.builtin = true;
  record.created_at = ports_.loop.now();
  record.created_by = system_user;
  put(id, record, 0);
  change(
      id, [this, record](std::optional<TaskRecord>&) { return std::vector<StorageWrite>{version_write(record)}; },
      [id](Result<std::optional<TaskRecord>> made) {
        if (!made) log::warn("task is not recorded", {{"task_id", id}, {"code", made.error().code}});
      });
}

void TaskBook::derive(Entry& entry) const {
  const TaskRecord& record = entry.record;
  const BusinessHours& hours = ports_.policy.hours;
  const std::string schedule = !record.schedule.empty()          ? record.schedule
                               : record.id == builtin_startup_id ? hours.startup_cron()
                                                                 : hours.shutdown_cron();
  auto cron = CronExpression::parse(schedule);
  auto zone = record.timezone.empty() ? Result<TimeZone>(ports_.policy.zone) : TimeZone::load(record.timezone);
  entry.cron.reset();
  entry.next_at.reset();
  if (!cron || !zone) {
    log::error("task never fires", {{"task_id", record.id}, {"code", (!cron ? cron.error() : zone.error()).code}});
    return;
  }
  entry.cron = *cron;
  entry.zone = *zone;
  if (record.enabled) entry.next_at = cron->next_after(record.last_fired.value_or(record.created_at), *zone);
}

void TaskBook::put(const std::string& id, std::optional<TaskRecord> record, std::int64_t version) {
  if (!record) {
    entries_.erase(id);
    for (const Listener& listener : listeners_) listener(id, nullptr);
    return;
  }
  Entry& entry = entries_[id];
  entry.record = std::move(*record);
  entry.version = version;
  derive(entry);
  for (const Listener& listener : listeners_) listener(id, &entry);
}

void TaskBook::pass_over(const std::string& id, Seconds at) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  entry.record.last_fired = std::max(entry.record.last_fired.value_or(at), at);
  derive(entry);
}

void TaskBook::look_past(const std::string& id, Seconds now) {
  const auto found = entries_.find(id);
  if (found == entries_.end() || !found->second.cron) return;
  found->second.next_at = found->second.cron->next_after(now, found->second.zone);
}

// ---- reading ----

TaskView TaskBook::view(const Entry& entry) const {
  TaskView view{entry.record, std::nullopt, task_etag(entry.record)};
  if (!entry.cron) return view;
  view.record.schedule = entry.cron->text();
  view.record.timezone = entry.zone.name();
  if (entry.record.enabled) view.next_run = next_run(entry);
  return view;
}

std::optional<Seconds> TaskBook::next_run(const Entry& entry) const {
  auto at = entry.cron->next_after(ports_.loop.now(), entry.zone);
  if (entry.record.id != builtin_startup_id || !startup_skipped_) return at;
  for (int n = 0; n < most_skipped && at && startup_skipped_(*at); ++n) at = entry.cron->next_after(*at, entry.zone);
  return at;
}

std::vector<TaskView> TaskBook::views() const {
  std::vector<TaskView> views;
  views.reserve(entries_.size());
  for (const auto& [id, entry] : entries_) views.push_back(view(entry));
  std::sort(views.begin(), views.end(), [](const TaskView& a, const TaskView& b) {
    return std::tie(a.record.created_at, a.record.id) < std::tie(b.record.created_at, b.record.id);
  });
  return views;
}

// ---- changing ----

StorageWrite TaskBook::version_write(const TaskRecord& task) const {
  return StorageWrite{ports_.keys.task_version(task.id, ports_.loop.now()), task, Precondition::none(), std::nullopt};
}

void TaskBook::change(const std::string& id, Change change, Store::Then<std::optional<TaskRecord>> then) {
  auto job = std::make_shared<Job>(Job{id, std::move(change), std::move(then)});
  const bool queued = ports_.ledger.acquire("#task#" + id, [this, job] { work(job); });
  if (!queued) {
    job->then(fail(
        Error{ErrorKind::unavailable, "not_ready",
              Text{"Hay demasiadas solicitudes en espera para esta tarea.", "Too many requests are waiting for this task."}}));
  }
}

void TaskBook::work(const JobPtr& job) {
  const Entry* known = find(job->id);
  std::optional<TaskRecord> next;
  if (known != nullptr) next = known->record;
  const std::int64_t version = known == nullptr ? 0 : known->version;
  auto writes = job->change(next);
  if (!writes) return finish(job, fail(std::move(writes.error())));
  if (writes->empty() && known != nullptr && next == known->record) return finish(job, next);
  StorageTransaction transaction;
  if (next || version != 0) {
    transaction.writes.push_back(StorageWrite{ports_.keys.task(job->id), next ? std::optional<Record>(*next) : std::nullopt,
                                              version == 0 ? Precondition::absent() : Precondition::at(version), std::nullopt});
  }
  for (auto& write : *writes) transaction.writes.push_back(std::move(write));
  if (transaction.writes.empty()) return finish(job, next);
  crash_point("t2.claim");
  ports_.store.commit(std::move(transaction), [this, job, next](Result<CommitReceipt> receipt) {
    crash_point("t3.claimed");
    if (!receipt) return look_up(job, next, receipt.error());
    if (next || find(job->id) != nullptr) put(job->id, next, receipt->versions.at(0));
    finish(job, next);
  });
}

// No or an uncertain answer: the store says what holds. Our own record under the next version means that it was written.
void TaskBook::look_up(const JobPtr& job, const std::optional<TaskRecord>& next, Error why) {
  if (!outcome_unsure(why)) return finish(job, fail(std::move(why)));
  ports_.store.load({ports_.keys.task(job->id)}, [this, job, next, why](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) {
      read_later(ports_.store, ports_.ledger, "#task#" + job->id,
                 [this, id = job->id](Store::Then<void> then) { reload(id, std::move(then)); });
      return finish(job, fail(why));
    }
    const auto& item = items->at(0);
    const auto* stored = item ? std::get_if<TaskRecord>(&item->record) : nullptr;
    const Entry* known = find(job->id);
    const std::int64_t before = known == nullptr ? 0 : known->version;
    const std::int64_t after = item ? item->version : 0;
    if (after == before) return finish(job, fail(why));
    put(job->id, stored == nullptr ? std::nullopt : std::optional<TaskRecord>(*stored), after);
    const bool written = why.kind == ErrorKind::transient && (stored == nullptr ? !next : next == *stored);
    if (written) return finish(job, next);
    if (++job->tries == most_tries) return finish(job, fail(why));
    work(job);
  });
}

void TaskBook::reload(const std::string& id, Store::Then<void> then) {
  ports_.store.load({ports_.keys.task(id)},
                    [this, id, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return then(fail(items.error()));
                      const auto& item = items->at(0);
                      const auto* stored = item ? std::get_if<TaskRecord>(&item->record) : nullptr;
                      const Entry* known = find(id);
                      const std::int64_t version = item ? item->version : 0;
                      if (version != (known == nullptr ? 0 : known->version)) {
                        put(id, stored == nullptr ? std::nullopt : std::optional<TaskRecord>(*stored), version);
                      }
                      then({});
                    });
}

void TaskBook::finish(const JobPtr& job, Result<std::optional<TaskRecord>> result) {
  ports_.ledger.release("#task#" + job->id);
  job->then(std::move(result));
}

}  // namespace nss
