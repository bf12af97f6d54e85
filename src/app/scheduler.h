// The built-in tasks and their firings. The next interesting instant is computed, there is no minute loop; a jump of the
// wall clock only makes the alarm ring earlier or later. A firing is claimed in the store under (task, scheduled second), so
// that it counts once whatever restarts; what it wants is a state (schedule.h), which the reconciler carries out even
// when the claim cannot be written. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/application.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "base/metrics.h"
#include "domain/due.h"
#include "domain/schedule.h"
#include "ports/storage_keys.h"

namespace nss {

class Scheduler {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
    Metrics& metrics;
    const Policy& policy;
  };

  Scheduler(Ports ports, std::function<void()> fired);

  // Loads the tasks and makes the built-in ones at the first start. To be called once, before start().
  void load(Store::Then<void> then);
  // Catches up what was due while nobody was there, then rings at every firing.
  void start();
  bool started() const { return started_; }

  const BuiltinSchedule& day() const { return day_; }
  std::vector<TaskView> tasks() const;

  // The next automatic firings after now (at most 16), with the day as it is from then on.
  const std::vector<AutomaticDay>& ahead();

  // A pass of an operation is over; and: nothing is running any more, so the firings' runs are over too.
  void settled(const OperationRecord& record);
  void quiet();
  bool running() const;

 private:
  void make_builtin(const std::string& id, OperationType type, const std::string& title);
  void apply_schedule();
  std::vector<DueTask> due_tasks() const;
  void ring();
  void arm();
  void claim(const DueFiring& firing);
  void commit(const TaskRecord& task, std::optional<FiringRecord> firing);
  Seconds watermark() const;

  Ports ports_;
  std::function<void()> fired_;
  std::map<std::string, TaskRecord> tasks_;
  BuiltinSchedule day_;
  std::map<std::string, std::string> run_errors_;  // by task: what went wrong in the run that is going on
  std::vector<AutomaticDay> ahead_;
  TimerId alarm_ = 0;
  bool started_ = false;
};

}  // namespace nss
