#include "app/task_commands.h"

#include <algorithm>

#include "app/idempotency.h"
#include "base/log.h"

namespace nss {
namespace {

Error precondition_failed() {
  return Error{ErrorKind::refused, "precondition_failed",
               Text{"La tarea cambió desde que se leyó.", "The task has changed since it was read."}};
}

Error unauthorized(const std::string& cost_center, const std::string& ns) {
  Error error{ErrorKind::refused, "unauthorized",
              Text{"Sin autorización (unauthorized): el centro de costo " + cost_center + " no puede pagar por " + ns + ".",
                   "unauthorized: the cost centre " + cost_center + " may not pay for " + ns + "."}};
  error.pointer = "/cost_center";
  return error;
}

bool acts_otherwise(const TaskRecord& a, const TaskRecord& b) {
  return a.schedule != b.schedule || a.timezone != b.timezone || a.enabled != b.enabled || a.type != b.type || a.ns != b.ns;
}

}  // namespace

// ---- what is wanted ----

Result<void> TaskCommands::choose_cost_center(TaskRecord& task) const {
  const bool activates = task.type == OperationType::activate;
  if (task.cost_center == system_cost_center) return fail(unauthorized(task.cost_center, task.ns));
  const bool named = !task.cost_center.empty();
  if (!named) task.cost_center = rules_.cost_center_of(task.ns);
  const bool authorized = !task.cost_center.empty() && task.cost_center != system_cost_center &&
                          rules_.authorize(task.cost_center, task.ns).has_value();
  if (authorized) return {};
  if (named || activates) return fail(unauthorized(task.cost_center.empty() ? "–" : task.cost_center, task.ns));
  task.cost_center = system_cost_center;
  return {};
}

Result<TaskRecord> TaskCommands::wanted(const TaskRequest& request, const TaskRecord& base) const {
  if (!request.schedule) {
    Error error{
        ErrorKind::invalid, "invalid_type",
        Text{"Solo el horario de una tarea integrada puede ser nulo.", "Only the schedule of a built-in task can be null."}};
    error.pointer = "/schedule";
    return fail(std::move(error));
  }
  TaskRecord task = base;
  task.title = request.title;
  task.type = request.type;
  task.command = request.command;
  task.schedule = *request.schedule;
  task.timezone = request.timezone.empty() ? ports_.policy.zone.name() : request.timezone;
  task.ns = request.ns;
  task.cost_center = request.cost_center;
  task.enabled = request.enabled;
  if (auto checked = check_task(task); !checked) return fail(std::move(checked.error()));
  if (ports_.policy.system.contains(task.ns)) {
    Error error{ErrorKind::refused, "namespace_protected",
                Text{task.ns + " es del sistema y nunca se toca.", task.ns + " is a system namespace, never touched."}};
    error.pointer = "/namespace";
    return fail(std::move(error));
  }
  // What GET gave can be sent back: `system` was our own choice, and stays.
  const bool kept_system = base.cost_center == system_cost_center && task.cost_center == system_cost_center &&
                           base.ns == task.ns && task.type != OperationType::activate;
  if (kept_system) return task;
  if (auto chosen = choose_cost_center(task); !chosen) return fail(std::move(chosen.error()));
  return task;
}

// An answer shows what holds; sent back unchanged it goes on following the business hours.
Result<TaskRecord> TaskCommands::wanted_builtin(const TaskRequest& request, const TaskRecord& base) const {
  const TaskBook::Entry& entry = *ports_.tasks.find(base.id);
  const TaskView shown = ports_.tasks.view(entry);
  TaskRecord task = base;
  task.title = request.title;
  task.type = request.type;
  task.command = request.command;
  task.ns = request.ns;
  task.cost_center = request.cost_center.empty() ? base.cost_center : request.cost_center;
  task.enabled = request.enabled;
  task.schedule = request.schedule.value_or("");
  if (base.schedule.empty() && task.schedule == shown.record.schedule) task.schedule.clear();
  task.timezone = request.timezone;
  if (base.timezone.empty() && task.timezone == shown.record.timezone) task.timezone.clear();
  if (auto checked = check_builtin_task(base, task); !checked) return fail(std::move(checked.error()));
  return task;
}

// ---- the commands ----

void TaskCommands::view_of(const std::string& id, const Result<std::optional<TaskRecord>>& stored,
                           const Reply<TaskView>& reply) const {
  if (!stored) return reply(fail(stored.error()));
  const TaskBook::Entry* entry = ports_.tasks.find(id);
  if (entry == nullptr) return reply(fail(task_not_found(id)));
  reply(ports_.tasks.view(*entry));
}

void TaskCommands::create(const TaskRequest& request, Reply<TaskView> reply) {
  const std::string id = "t_" + ports_.random.id();
  const auto make = [this, request, id](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
    if (ports_.tasks.entries().size() >= max_tasks) {
      return fail(Error{ErrorKind::invalid, "invalid_value",
                        Text{"Ya hay 10.000 tareas: no caben más.", "There are 10,000 tasks already: no more fit."}});
    }
    TaskRecord base;
    base.id = id;
    base.created_at = ports_.loop.now();
    base.created_by = request.context.user_id;
    auto made = wanted(request, base);
    if (!made) return fail(std::move(made.error()));
    task = *made;
    std::vector<StorageWrite> writes{ports_.tasks.version_write(*task)};
    if (auto key = idempotency_write(ports_.keys, request.context, "task", id, ports_.loop.now())) {
      writes.push_back(std::move(*key));
    }
    return writes;
  };
  ports_.tasks.change(id, make, [this, id, reply = std::move(reply)](const Result<std::optional<TaskRecord>>& stored) {
    if (stored) log::info("task made", {{"task_id", id}, {"namespace", (*stored)->ns}});
    view_of(id, stored, reply);
  });
}

void TaskCommands::replace(const TaskRequest& request, Reply<TaskView> reply) {
  const std::string id = request.id;
  const auto change = [this, request](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
    if (!task) return fail(task_not_found(request.id));
    if (request.if_match.empty()) {
      return fail(Error{ErrorKind::refused, "precondition_required",
                        Text{"Falta If-Match: el ETag de la tarea que se reemplaza.",
                             "If-Match is missing: the ETag of the task that is replaced."}});
    }
    if (!etag_matches(request.if_match, task_etag(*task))) return fail(precondition_failed());
    auto made = task->builtin ? wanted_builtin(request, *task) : wanted(request, *task);
    if (!made) return fail(std::move(made.error()));
    if (*made == *task) return std::vector<StorageWrite>{};
    if (acts_otherwise(*made, *task)) {
      // It never fires for the past.
      made->last_fired = std::max(made->last_fired.value_or(ports_.loop.now()), ports_.loop.now());
      if (made->builtin) ports_.scheduler.note_replaced(*made);
    }
    task = std::move(*made);
    return std::vector<StorageWrite>{ports_.tasks.version_write(*task)};
  };
  ports_.tasks.change(id, change, [this, id, reply = std::move(reply)](const Result<std::optional<TaskRecord>>& stored) {
    if (stored) log::info("task replaced", {{"task_id", id}});
    view_of(id, stored, reply);
  });
}

void TaskCommands::remove(const std::string& id, const std::string& if_match, const CommandContext& context,
                          Reply<std::string> reply) {
  const auto change = [this, id, if_match](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
    if (!task) return fail(task_not_found(id));
    if (task->builtin) {
      return fail(Error{ErrorKind::refused, "builtin_task",
                        Text{"Una tarea incorporada no se elimina; se puede desactivar.",
                             "A built-in task cannot be deleted; it can be disabled."}});
    }
    if (!if_match.empty() && !etag_matches(if_match, task_etag(*task))) return fail(precondition_failed());
    TaskRecord gone = *task;
    gone.enabled = false;
    gone.status = "deleted";
    task.reset();
    return std::vector<StorageWrite>{ports_.tasks.version_write(gone)};
  };
  ports_.tasks.change(id, change,
                      [id, user = context.user_id, reply = std::move(reply)](const Result<std::optional<TaskRecord>>& deleted) {
                        if (!deleted) return reply(fail(deleted.error()));
                        log::info("task deleted", {{"task_id", id}, {"user_id", user}});
                        reply(id);
                      });
}

}  // namespace nss
