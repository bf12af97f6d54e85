// The tasks of the product, put together: what is stored of them (task_book.h), when they fire (scheduler.h), how they run
// (task_runs.h), what people do to them (task_commands.h), and what the rest of the product has to say about it. Core thread only.
#pragma once

#include <functional>
#include <string>

#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/pause.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/run_reader.h"
#include "app/scheduler.h"
#include "app/store.h"
#include "app/task_book.h"
#include "app/task_commands.h"
#include "app/task_runs.h"

namespace nss {

class Tasks {
 public:
  // Some of them are made later than this; none is used before start().
  struct Ports {
    Loop& loop;
    Store& store;
    Cluster& cluster;
    Random& random;
    const StorageKeys& keys;
    Metrics& metrics;
    const Policy& policy;
    Ledger& ledger;
    ClusterCache& cache;
    Operations& operations;
    const Pause& pause;
    Reconciler& reconciler;
  };
  struct Rules {
    std::function<void()> fired;  // the automatic day may be another: look at everything
    std::function<void(TaskSwitch, Reply<OperationView>)> switch_namespace;
    std::function<Result<void>(const std::string& cost_center, const std::string& ns)> authorize;
    std::function<void(const TaskRecord&, const RunRecord&)> commanded;  // the end of a command's run is stored
    std::function<void(const std::string& ns)> replanned;                // an own task of that namespace is another, or gone
    std::function<bool(Seconds)> startup_skipped;                        // a built-in startup of then does not happen
  };

  Tasks(Ports ports, Rules rules);

  TaskBook& book() { return book_; }
  TaskRuns& runs() { return runs_; }
  Scheduler& scheduler() { return scheduler_; }
  TaskCommands& commands() { return commands_; }
  RunReader& reader() { return reader_; }

  // One task as it is shown; code task_not_found.
  Result<TaskView> find(const std::string& id) const;

 private:
  Result<void> may_touch(const std::string& ns) const;
  Result<void> may_run(const TaskRecord& task, const TaskCommand& command) const;
  Result<void> may_fire(const TaskRecord& task) const;
  bool decided_since(const std::string& ns, Seconds since) const;
  void switch_namespace(TaskSwitch order, Reply<OperationView> reply) const;
  std::string cost_center_of(const std::string& ns) const;

  Ports ports_;
  Rules rules_;
  TaskBook book_;
  TaskRuns runs_;
  Scheduler scheduler_;
  TaskCommands commands_;
  RunReader reader_;
};

}  // namespace nss
