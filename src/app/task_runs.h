// The runs of tasks (SPEC 8; API 4): each is in the store before it acts and gets its end there, in one transaction with the
// task's counters. One run of a task at a time. A switch goes the way of every switch, with an operation id that is derived from the
// run, so that a run that a crash cut off is finished and not done twice; a command that was cut off is never done again. Errors
// are tried again with backoff, five times in all; a refusal is not. The built-in tasks' runs are a state that the reconciler
// carries out: they are over when everything is quiet. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/store.h"
#include "app/task_book.h"
#include "base/metrics.h"
#include "domain/command.h"
#include "ports/cluster.h"
#include "ports/random.h"

namespace nss {

// A task's switch of its namespace, as SwitchCommand takes it.
struct TaskSwitch {
  SwitchRequest request;
  std::string task_id;
  std::string operation_id;
};

inline constexpr std::chrono::days keep_runs{400};
inline constexpr std::chrono::days keep_run_outputs{30};
inline constexpr std::uint32_t most_run_attempts = 5;

class TaskRuns {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Cluster& cluster;
    Random& random;
    const StorageKeys& keys;
    Metrics& metrics;
    TaskBook& tasks;
    Operations& operations;
  };
  // What the rest of the product decides.
  struct Rules {
    std::function<void(TaskSwitch, Reply<OperationView>)> switch_namespace;
    // May this command run on that namespace now? Errors as of a switch.
    std::function<Result<void>(const TaskRecord&, const TaskCommand&)> may_run;
    std::function<Result<void>(const TaskRecord&)> may_fire;                  // a built-in one by hand
    std::function<bool(const std::string& ns, Seconds since)> decided_since;  // something later happened to the namespace
    std::function<void()> fired;                                              // a built-in task fired: look at everything
    std::function<void(const TaskRecord&, const RunRecord&)> commanded;       // the end of a command's run is stored
    bool dry_run = false;
  };

  TaskRuns(Ports ports, Rules rules) : ports_(ports), rules_(std::move(rules)) {}

  // The run as it is stored when it begins. Of a firing its id is derived: the same firing has the same run.
  RunRecord draft(const TaskRecord& task, std::optional<Seconds> scheduled_at);
  // What belongs into the transaction that begins it, and the task's record then.
  StorageWrite begin_write(TaskRecord& task, const RunRecord& run) const;
  // That transaction is done: it acts.
  void begin(const TaskRecord& task, const RunRecord& run, const CommandContext& context = {});
  // A firing that passes by: its record and the task's words.
  StorageWrite missed_write(TaskRecord& task, Seconds at, const std::string& why);

  // By hand. Answers when the run is over, after ten seconds with status running. Errors: task_not_found, task_running, and
  // every refusal of the switch, which leaves no run.
  void run_now(const std::string& id, const CommandContext& context, Reply<RunView> reply);

  // Runs that a crash cut off; when the cluster is known.
  void resume();

  // Of the built-in tasks: a pass of an operation is over; and: nothing is running any more, so their runs are over too.
  void settled(const OperationRecord& record);
  void quiet();
  bool builtin_running() const;

 private:
  struct Active {
    TaskRecord task;
    RunRecord run;
    CommandContext context;
    std::string output;
    std::string problem;     // of a built-in one: what went wrong meanwhile
    bool refusable = false;  // by hand: a refusal takes the run back
    bool ended = false;
    TimerId timer = 0;
    TimerId deadline = 0;
    int end_tries = 0;
    Precondition as_begun = Precondition::at(1);  // of its record until its end is stored: written once, when it began
    Reply<RunView> waiter;
  };
  using ActivePtr = std::shared_ptr<Active>;

  ActivePtr activate(const TaskRecord& task, const RunRecord& run, const CommandContext& context);
  void begin_now(const ActivePtr& active);
  void resume_one(const TaskRecord& task, const std::string& run_id);
  void resume_run(const TaskRecord& task, const RunRecord& run);
  void attempt(const ActivePtr& active);
  void attempt_switch(const ActivePtr& active);
  void attempt_command(const ActivePtr& active);
  void switched(const ActivePtr& active, const OperationView& view);
  void watch_operation(const ActivePtr& active, const std::string& operation_id, int looks);
  bool leaves_record(const Active& active) const;
  void commanded(const ActivePtr& active, const TaskCommand& command, Result<std::string> output);
  void failed(const ActivePtr& active, const Error& why, bool again);
  void take_back(const ActivePtr& active, const Error& why);
  void end(const ActivePtr& active, RunStatus status, std::string error);
  void store_end(const ActivePtr& active);
  void store_end_later(const ActivePtr& active);
  void look_at_end(const ActivePtr& active);
  void over(const ActivePtr& active);
  void let_go(const ActivePtr& active, Result<RunView> result);
  void answer(const ActivePtr& active, Result<RunView> result);

  Ports ports_;
  Rules rules_;
  std::map<std::string, ActivePtr> active_;  // by task
};

}  // namespace nss
