// When tasks fire. The next interesting instant is computed, there is no minute loop; a jump of the wall clock only makes the
// alarm ring earlier or later. A firing is claimed in the store under (task, scheduled second) before it acts, in the
// transaction that begins its run, so that it happens at most once whatever restarts; while the store fails it stays due. What
// the built-in tasks want is a state (schedule.h), which the reconciler carries out even when the claim cannot be written.
// In one same second offs begin before ons, and ons before commands. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/loop.h"
#include "app/policy.h"
#include "app/task_book.h"
#include "app/task_runs.h"
#include "base/metrics.h"
#include "domain/due.h"
#include "domain/schedule.h"
#include "ports/storage_keys.h"

namespace nss {

class Scheduler {
 public:
  struct Ports {
    Loop& loop;
    TaskBook& tasks;
    TaskRuns& runs;
    const StorageKeys& keys;
    Metrics& metrics;
    const Policy& policy;
  };
  struct Rules {
    std::function<void()> fired;  // the automatic day may be another: look at everything
    std::function<bool(const std::string& ns, Seconds since)> decided_since;  // something later happened to the namespace
    std::function<void(const std::string& ns)> replanned = {};                // an own task of that namespace is another, or gone
    std::function<bool(Seconds)> startup_skipped = {};                        // a built-in startup of then does not happen
  };

  Scheduler(Ports ports, Rules rules);

  // Loads the tasks. To be called once, before start().
  void load(Store::Then<void> then);
  // Catches up what was due while nobody was there, then rings at every firing.
  void start();
  bool started() const { return started_; }

  // Which startups are skipped is another thing now.
  void rules_changed();

  const BuiltinSchedule& day() const { return day_; }
  // The record's members that make a new schedule of a built-in task replay nothing.
  void note_replaced(TaskRecord& task) const;

  // The next automatic firings after now (at most 16), with the day as it is from then on.
  const std::vector<AutomaticDay>& ahead();

  // The next firing of an own task that switches this namespace that way.
  std::optional<NextChange> next_switch(const std::string& ns, OperationType type) const;

  // Firings of own tasks in (now, until) on that namespace (empty: all), by time; at most `most`.
  std::vector<Firing> own_firings(const std::string& ns, Seconds until, std::size_t most) const;

 private:
  // Firings that are due together, stage by stage: one second and one order at a time.
  struct Batch {
    std::vector<DueFiring> firings;
    std::size_t next = 0;
    std::map<std::string, DueFiring> last_switch;  // by namespace: the last one that is not missed
    bool failed = false;                           // a claim was not written
  };
  using BatchPtr = std::shared_ptr<Batch>;
  struct Claimed {
    std::optional<TaskRecord> task;  // empty: nothing to begin
    RunRecord run;
  };

  void changed(const std::string& id, const TaskBook::Entry* entry);
  void note_own(const std::string& id, const TaskBook::Entry* entry);
  void apply(const TaskBook::Entry& entry);
  BatchPtr due_now(Seconds now);
  void ring();
  void arm();
  void stage(const BatchPtr& batch);
  void batch_over(const Batch& batch);
  void claim(const BatchPtr& batch, const DueFiring& firing, std::function<void(Claimed)> then);
  std::string missed_because(const Batch& batch, const DueFiring& firing, const TaskRecord& task) const;

  Ports ports_;
  Rules rules_;
  BuiltinSchedule day_;
  std::map<std::string, std::string> applied_;  // what of the built-in tasks is in day_
  std::map<std::string, std::string> own_;      // the namespace of each own task
  std::vector<AutomaticDay> ahead_;
  TimerId alarm_ = 0;
  bool started_ = false;
  bool claiming_ = false;
};

}  // namespace nss
