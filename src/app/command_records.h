// What a run of a `command` task leaves in the activity table and in the audit chain of its namespace (API 5): a record that is
// closed at once and closes nothing. The run's end is stored by then, and in that transaction a note that its record is due
// (StorageKeys::unrecorded), which the record's own transaction takes away: whatever dies in between, there is one record.
// On the core thread.
#pragma once

#include "app/audit_trail.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "domain/task.h"
#include "domain/task_run.h"

namespace nss {

class CommandRecords {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    AuditTrail& trail;
    const StorageKeys& keys;
    const Policy& policy;
  };
  explicit CommandRecords(Ports ports) : ports_(ports) {}

  // The end of that run is stored. Nothing is recorded in dry run, nor of a namespace that is not ours or gone by then.
  void note(const TaskRecord& task, const RunRecord& run) { write(task, run, 0); }
  // Those that an earlier process left due. Once, when the namespaces are known.
  void resume();

 private:
  void resume_one(const TaskRecord& task);
  void forget(const std::string& run_id);
  void write(const TaskRecord& task, const RunRecord& run, int tries);
  ActivityRecord record_of(const TaskRecord& task, const RunRecord& run) const;

  Ports ports_;
};

}  // namespace nss
