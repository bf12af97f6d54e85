// What people do to tasks: make, replace, delete (SPEC 8; API 4). Each is checked whole and written in one transaction with a
// version of the task and the idempotency key. Core thread only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/scheduler.h"
#include "app/task_book.h"
#include "ports/random.h"
#include "ports/storage_keys.h"

namespace nss {

class TaskCommands {
 public:
  struct Ports {
    Loop& loop;
    Random& random;
    const StorageKeys& keys;
    const Policy& policy;
    TaskBook& tasks;
    Scheduler& scheduler;
  };
  struct Rules {
    std::function<Result<void>(const std::string& cost_center, const std::string& ns)> authorize;
    std::function<std::string(const std::string& ns)> cost_center_of;  // the namespace's label; empty: none
  };

  TaskCommands(Ports ports, Rules rules) : ports_(ports), rules_(std::move(rules)) {}

  void create(const TaskRequest& request, Reply<TaskView> reply);
  void replace(const TaskRequest& request, Reply<TaskView> reply);
  // Answers the id.
  void remove(const std::string& id, const std::string& if_match, const CommandContext& context, Reply<std::string> reply);

 private:
  // The record that the request would make of this one, or why not.
  Result<TaskRecord> wanted(const TaskRequest& request, const TaskRecord& base) const;
  Result<TaskRecord> wanted_builtin(const TaskRequest& request, const TaskRecord& base) const;
  Result<void> choose_cost_center(TaskRecord& task) const;
  void view_of(const std::string& id, const Result<std::optional<TaskRecord>>& stored, const Reply<TaskView>& reply) const;

  Ports ports_;
  Rules rules_;
};

}  // namespace nss
