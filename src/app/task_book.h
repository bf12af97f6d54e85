// The tasks as the store has them, with their versions, in the memory of the one process that acts. Whatever changes a task
// does so alone (Ledger::acquire on "#task#<id>"): it loads, decides, and commits the record under its version together with what
// belongs to the change (a run, a firing, an idempotency key). A lost answer is looked up before anybody hears of it.
// Core thread only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "domain/cron.h"
#include "domain/task.h"
#include "ports/storage_keys.h"

namespace nss {

class TaskBook {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    const StorageKeys& keys;
    const Policy& policy;
  };
  struct Entry {
    TaskRecord record;
    std::int64_t version = 0;  // 0: the store has none yet
    std::optional<CronExpression> cron;
    TimeZone zone;
    std::optional<Seconds> next_at;  // the first firing that is not claimed; empty when disabled
  };

  explicit TaskBook(Ports ports) : ports_(ports) {}

  // Called after each change of a task in memory; `entry` is null for a deleted one.
  using Listener = std::function<void(const std::string& id, const Entry* entry)>;
  void on_change(Listener listener) { listeners_.push_back(std::move(listener)); }

  // Startups of the automatic day for which that is true do not happen (observed holidays). Empty: none.
  void skip_startups(std::function<bool(Seconds)> skipped) { startup_skipped_ = std::move(skipped); }

  // All tasks of the store; the built-in ones are made at the first start. Once.
  void load(Store::Then<void> then);

  const Entry* find(const std::string& id) const;
  const std::map<std::string, Entry>& entries() const { return entries_; }
  TaskView view(const Entry& entry) const;
  std::vector<TaskView> views() const;  // by created_at, then id

  // Changes the record, empty when there is none: emptied it is deleted, filled it is made. Answers what else is written in the
  // same transaction, or an error that stops it. It may be called again when the record turns out to be another.
  using Change = std::function<Result<std::vector<StorageWrite>>(std::optional<TaskRecord>& task)>;
  // Answers what is stored then. Errors: those of the change; conflict: another write's precondition does not hold; those
  // of the store.
  void change(const std::string& id, Change change, Store::Then<std::optional<TaskRecord>> then);

  // The record of a task as it is from now on (SPEC 9: the plan of last week is what it was).
  StorageWrite version_write(const TaskRecord& task) const;

  // A firing that somebody else has claimed: it is no longer due here.
  void pass_over(const std::string& id, Seconds at);
  // Nothing was due until then, though the entry has a time there (an observed holiday).
  void look_past(const std::string& id, Seconds now);

 private:
  struct Job {
    std::string id;
    Change change;
    Store::Then<std::optional<TaskRecord>> then;
    int tries = 0;
  };
  using JobPtr = std::shared_ptr<Job>;

  void work(const JobPtr& job);
  void look_up(const JobPtr& job, const std::optional<TaskRecord>& next, Error why);
  void reload(const std::string& id, Store::Then<void> then);
  void finish(const JobPtr& job, Result<std::optional<TaskRecord>> result);
  void put(const std::string& id, std::optional<TaskRecord> record, std::int64_t version);
  void make_builtin(const std::string& id, OperationType type, const std::string& title);
  void derive(Entry& entry) const;
  std::optional<Seconds> next_run(const Entry& entry) const;

  Ports ports_;
  std::map<std::string, Entry> entries_;
  std::vector<Listener> listeners_;
  std::function<bool(Seconds)> startup_skipped_;
};

Error task_not_found(const std::string& id);

}  // namespace nss
