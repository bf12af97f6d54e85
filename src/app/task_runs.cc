#include "app/task_runs.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/idempotency.h"
#include "base/crypto.h"
#include "base/json_text.h"
#include "base/log.h"
#include "domain/due.h"
#include "domain/operation_run.h"
#include "domain/schedule.h"

namespace nss {
namespace {

constexpr Mono answer_deadline{10'000};
constexpr Mono command_timeout{60'000};
constexpr Mono operation_look{1'000};
constexpr int most_operation_looks = 600;
constexpr std::size_t most_operation_ids = 500;
constexpr std::size_t longest_error = 1000;

std::string run_id(Seconds at, const std::string& suffix) { return "r_" + StorageKeys::instant(at) + "_" + suffix; }

// At most `most` bytes, never half a character.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

std::string error_words(const Error& error) { return cut(error.code + ": " + error.message.es, longest_error); }

// Trying again cannot help: a rule of ours, or what the API server will say each time.
bool permanent(ErrorKind kind) {
  return kind == ErrorKind::refused || kind == ErrorKind::forbidden || kind == ErrorKind::not_found ||
         kind == ErrorKind::invalid || kind == ErrorKind::internal;
}

// What may have been done already and does something each time it is done.
bool repeatable(const TaskCommand& command) {
  const auto* rollout = std::get_if<RolloutCommand>(&command);
  return rollout == nullptr || rollout->verb != RolloutVerb::restart;
}

std::string first_failure(const OperationView& view) {
  for (const WorkloadOutcome& outcome : view.workloads) {
    if (outcome.outcome != Outcome::failed && outcome.outcome != Outcome::refused) continue;
    return fmt::format("{}/{}: {} {}", to_string(outcome.kind), outcome.name, outcome.code, outcome.message);
  }
  return view.record.error_message;
}

std::string switch_words(const OperationView& view) {
  const auto patched = std::count_if(view.workloads.begin(), view.workloads.end(),
                                     [](const WorkloadOutcome& w) { return w.outcome == Outcome::patched; });
  return fmt::format("{}: {}, {} of {} workloads patched\n", view.record.ns, to_string(view.record.status), patched,
                     view.workloads.size());
}

}  // namespace

// ---- the beginning ----

RunRecord TaskRuns::draft(const TaskRecord& task, std::optional<Seconds> scheduled_at) {
  RunRecord run;
  run.task_id = task.id;
  run.by_person = !scheduled_at;
  run.scheduled_at = scheduled_at;
  run.started_at = ports_.loop.now();
  run.id = scheduled_at ? run_id(*scheduled_at, sha256_hex(firing_key(task.id, *scheduled_at)).substr(0, 12))
                        : run_id(run.started_at, ports_.random.id());
  return run;
}

StorageWrite TaskRuns::begin_write(TaskRecord& task, const RunRecord& run) const {
  task.run_id = run.id;
  task.status = to_string(RunStatus::running);
  task.last_run = run.started_at;
  ++task.run_count;
  return StorageWrite{ports_.keys.run(task.id, run.id), run, Precondition::absent(), run.started_at + keep_runs};
}

StorageWrite TaskRuns::missed_write(TaskRecord& task, Seconds at, const std::string& why) {
  RunRecord run = draft(task, at);
  run.finished_at = run.started_at;
  run.status = RunStatus::missed;
  run.error = why;
  task.last_error = why;
  return StorageWrite{ports_.keys.run(task.id, run.id), run, Precondition::none(), run.started_at + keep_runs};
}

TaskRuns::ActivePtr TaskRuns::activate(const TaskRecord& task, const RunRecord& run, const CommandContext& context) {
  auto active = std::make_shared<Active>();
  active->task = task;
  active->run = run;
  active->context = context;
  active_[task.id] = active;
  return active;
}

void TaskRuns::begin(const TaskRecord& task, const RunRecord& run, const CommandContext& context) {
  begin_now(activate(task, run, context));
}

void TaskRuns::begin_now(const ActivePtr& active) {
  if (active->run.scheduled_at) ++ports_.metrics.firings;
  log::info("task runs", {{"task_id", active->task.id},
                          {"run_id", active->run.id},
                          {"scheduled_at", active->run.scheduled_at ? to_rfc3339(*active->run.scheduled_at) : "by hand"}});
  if (active->task.builtin) return rules_.fired();
  attempt(active);
}

void TaskRuns::attempt(const ActivePtr& active) {
  ++active->run.attempts;
  if (active->task.type == OperationType::command) return attempt_command(active);
  attempt_switch(active);
}

// ---- a switch ----

void TaskRuns::attempt_switch(const ActivePtr& active) {
  const TaskRecord& task = active->task;
  TaskSwitch order;
  order.task_id = task.id;
  order.operation_id = derived_operation_id(active->run.id, task.ns, active->run.attempts);
  order.request.ns = task.ns;
  order.request.direction = task.type == OperationType::activate ? Direction::on : Direction::off;
  order.request.cost_center = task.cost_center;
  order.request.requested_by = task.created_by;
  order.request.context = active->context;
  order.request.context.idempotency.reset();  // it belongs to the run
  if (!active->run.by_person) order.request.context.user_id = system_user;
  rules_.switch_namespace(std::move(order), [this, active](Result<OperationView> view) {
    if (view) return switched(active, *view);
    const bool again = !permanent(view.error().kind);
    failed(active, view.error(), again);
  });
}

void TaskRuns::switched(const ActivePtr& active, const OperationView& view) {
  if (active->ended) return;
  active->refusable = false;
  const OperationRecord& record = view.record;
  auto& ids = active->run.operation_ids;
  if (!record.id.empty() && std::find(ids.begin(), ids.end(), record.id) == ids.end()) ids.push_back(record.id);
  switch (record.status) {
    case OperationStatus::running: return watch_operation(active, record.id, 0);
    case OperationStatus::completed:
      active->output = view.message.empty() ? switch_words(view) : view.message.es + "\n";
      return end(active, RunStatus::completed, {});
    case OperationStatus::superseded: return end(active, RunStatus::failed, "superseded: una operación posterior tomó su lugar");
    case OperationStatus::partial:
    case OperationStatus::failed: break;
  }
  active->output = switch_words(view);
  end(active, RunStatus::failed, cut(fmt::format("{}: {}", to_string(record.status), first_failure(view)), longest_error));
}

// An operation that takes longer, or that a crash cut off and the reconciler resumes.
void TaskRuns::watch_operation(const ActivePtr& active, const std::string& operation_id, int looks) {
  if (active->ended) return;
  const OperationRun* run = ports_.operations.active(active->task.ns);
  if (run != nullptr && run->record().id == operation_id) {
    if (run->first_pass_done()) return switched(active, OperationView{run->record(), run->outcomes(), {}});
  } else if (looks > 0) {
    ports_.store.load(
        {ports_.keys.operation(operation_id), ports_.keys.outcome(operation_id, 0)},
        [this, active, operation_id, looks](Result<std::vector<std::optional<StoredItem>>> items) {
          const auto* record = items && items->at(0) ? std::get_if<OperationRecord>(&items->at(0)->record) : nullptr;
          if (record != nullptr && record->status != OperationStatus::running) {
            OperationView view{*record, {}, {}};
            const auto* chunk = items->at(1) ? std::get_if<OutcomeChunk>(&items->at(1)->record) : nullptr;
            if (chunk != nullptr) view.workloads = chunk->entries;
            return switched(active, view);
          }
          if (looks == most_operation_looks) {
            return end(active, RunStatus::failed, "interrupted: no se conoce el resultado de la operación");
          }
          active->timer = ports_.loop.timers().after(
              operation_look, [this, active, operation_id, looks] { watch_operation(active, operation_id, looks + 1); });
        });
    return;
  }
  active->timer = ports_.loop.timers().after(operation_look, [this, active, operation_id, looks] {
    watch_operation(active, operation_id, std::min(looks + 1, most_operation_looks - 1));
  });
}

// ---- a command ----

void TaskRuns::attempt_command(const ActivePtr& active) {
  const auto command = parse_command(active->task.command, active->task.ns);
  if (!command) return failed(active, command.error(), false);
  if (const auto allowed = rules_.may_run(active->task, *command); !allowed) {
    return failed(active, allowed.error(), !permanent(allowed.error().kind));
  }
  active->refusable = false;
  if (rules_.dry_run && changes_cluster(*command)) {
    active->output = "dry run: " + to_text(*command) + "\n";
    return end(active, RunStatus::completed, {});
  }
  const std::uint32_t attempt = active->run.attempts;
  const auto current = [active, attempt] { return !active->ended && active->run.attempts == attempt && active->timer != 0; };
  active->timer = ports_.loop.timers().after(command_timeout, [this, active, current, command = *command] {
    if (!current()) return;
    commanded(active, command,
              fail(Error{ErrorKind::transient, "timeout",
                         Text{"El comando no terminó en 60 segundos.", "The command did not end within 60 seconds."}}));
  });
  ports_.cluster.run_command(
      *command, active->task.ns,
      ports_.loop.reply<std::string>([this, active, current, command = *command](Result<std::string> output) {
        if (current()) commanded(active, command, std::move(output));
      }));
}

void TaskRuns::commanded(const ActivePtr& active, const TaskCommand& command, Result<std::string> output) {
  ports_.loop.timers().cancel(active->timer);
  active->timer = 0;
  if (!output) {
    const ErrorKind kind = output.error().kind;
    return failed(active, output.error(), !permanent(kind) && (kind != ErrorKind::transient || repeatable(command)));
  }
  active->run.output_truncated = output->size() > max_run_output_bytes;
  active->output = cut(std::move(*output), max_run_output_bytes);
  end(active, RunStatus::completed, {});
}

// ---- the end ----

void TaskRuns::failed(const ActivePtr& active, const Error& why, bool again) {
  if (active->ended) return;
  log::warn("task's run failed", {{"task_id", active->task.id},
                                  {"run_id", active->run.id},
                                  {"attempt", static_cast<std::int64_t>(active->run.attempts)},
                                  {"code", why.code},
                                  {"detail", why.message.en}});
  if (active->refusable && !again) return take_back(active, why);
  if (!again || active->run.attempts >= most_run_attempts) return end(active, RunStatus::failed, error_words(why));
  const auto delay = retry_delay(static_cast<int>(active->run.attempts) - 1, ports_.random.unit(), why.retry_after);
  active->timer = ports_.loop.timers().after(delay, [this, active] {
    active->timer = 0;
    if (!active->ended) attempt(active);
  });
}

// Refused before it began: there was no run, and the caller hears why.
void TaskRuns::take_back(const ActivePtr& active, const Error& why) {
  active->ended = true;
  const TaskRecord before = active->task;
  ports_.tasks.change(
      before.id,
      [this, active, before](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
        if (task && task->run_id == active->run.id) {
          task->run_id.reset();
          task->status = before.status;
          task->last_run = before.last_run;
          task->run_count -= std::min<std::uint64_t>(task->run_count, 1);
        }
        std::vector<StorageWrite> writes{
            StorageWrite{ports_.keys.run(before.id, active->run.id), std::nullopt, Precondition::none(), std::nullopt}};
        if (const auto& key = active->context.idempotency) {
          writes.push_back(StorageWrite{ports_.keys.idempotency(key->id), std::nullopt, Precondition::none(), std::nullopt});
        }
        return writes;
      },
      [this, active, why](Result<std::optional<TaskRecord>> taken) {
        if (!taken) {  // the store fails: then it was a run after all
          active->ended = false;
          end(active, RunStatus::failed, error_words(why));
          return answer(active, fail(why));
        }
        let_go(active, fail(why));
      });
}

void TaskRuns::end(const ActivePtr& active, RunStatus status, std::string error) {
  if (active->ended) return;
  active->ended = true;
  ports_.loop.timers().cancel(active->timer);
  active->timer = 0;
  active->run.status = status;
  active->run.finished_at = ports_.loop.now();
  active->run.error = std::move(error);
  store_end(active);
}

bool TaskRuns::leaves_record(const Active& active) const {
  return active.task.type == OperationType::command && !rules_.dry_run && rules_.commanded;
}

// What was done is done: the end is stored as soon as the store takes it. Until then the task counts as running.
void TaskRuns::store_end(const ActivePtr& active) {
  ports_.tasks.change(
      active->task.id,
      [this, active](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
        const RunRecord& run = active->run;
        const bool good = run.status == RunStatus::completed;
        if (task && task->run_id == run.id) {
          task->run_id.reset();
          task->status = to_string(run.status);
          task->last_error = run.error;
          ++(good ? task->success_count : task->error_count);
        }
        std::vector<StorageWrite> writes{
            StorageWrite{ports_.keys.run(run.task_id, run.id), run, active->as_begun, run.started_at + keep_runs}};
        if (leaves_record(*active)) {
          TaskRecord as_it_was = active->task;
          as_it_was.run_id = run.id;
          writes.push_back(
              StorageWrite{ports_.keys.unrecorded(run.id), std::move(as_it_was), Precondition::none(), std::nullopt});
        }
        if (!active->output.empty()) {
          writes.push_back(StorageWrite{ports_.keys.run_output(run.task_id, run.id), BlobRecord{active->output},
                                        Precondition::none(), run.started_at + keep_run_outputs});
        }
        return writes;
      },
      [this, active](Result<std::optional<TaskRecord>> stored) {
        if (stored) return over(active);
        if (stored.error().kind == ErrorKind::conflict) return look_at_end(active);
        store_end_later(active);
      });
}

void TaskRuns::store_end_later(const ActivePtr& active) {
  const auto delay = std::min(retry_delay(active->end_tries++, ports_.random.unit(), std::nullopt), Milliseconds(30'000));
  ports_.loop.timers().after(delay, [this, active] { store_end(active); });
}

// What the store took from a process that died may come after this one has looked: the end that is there counts, and no other.
void TaskRuns::look_at_end(const ActivePtr& active) {
  const StorageKey key = ports_.keys.run(active->run.task_id, active->run.id);
  ports_.store.load({key}, [this, active](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return store_end_later(active);
    const auto* run = items->at(0) ? std::get_if<RunRecord>(&items->at(0)->record) : nullptr;
    if (run == nullptr || run->status == RunStatus::running) {
      active->as_begun = run == nullptr ? Precondition::absent() : Precondition::at(items->at(0)->version);
      return store_end_later(active);
    }
    if (*run == active->run) return over(active);
    log::info("task's run was over already", {{"run_id", run->id}, {"status", to_string(run->status)}});
    let_go(active, RunView{*run, active->output});
  });
}

void TaskRuns::over(const ActivePtr& active) {
  const RunRecord& run = active->run;
  ++(run.status == RunStatus::completed ? ports_.metrics.runs_completed : ports_.metrics.runs_failed);
  log::info("task's run is over",
            {{"task_id", run.task_id}, {"run_id", run.id}, {"status", to_string(run.status)}, {"error", run.error}});
  let_go(active, RunView{run, active->output});
  if (leaves_record(*active)) rules_.commanded(active->task, run);
}

void TaskRuns::let_go(const ActivePtr& active, Result<RunView> result) {
  if (const auto found = active_.find(active->task.id); found != active_.end() && found->second == active) active_.erase(found);
  answer(active, std::move(result));
}

void TaskRuns::answer(const ActivePtr& active, Result<RunView> result) {
  ports_.loop.timers().cancel(active->deadline);
  const auto waiter = std::exchange(active->waiter, nullptr);
  if (waiter) waiter(std::move(result));
}

// ---- by hand ----

void TaskRuns::run_now(const std::string& id, const CommandContext& context, Reply<RunView> reply) {
  auto before = std::make_shared<std::optional<TaskRecord>>();
  auto run = std::make_shared<RunRecord>();
  ports_.tasks.change(
      id,
      [this, id, context, before, run](std::optional<TaskRecord>& task) -> Result<std::vector<StorageWrite>> {
        if (!task) return fail(task_not_found(id));
        if (task->run_id) {
          return fail(
              Error{ErrorKind::refused, "task_running", Text{"La tarea ya está en curso.", "The task is running already."}});
        }
        if (task->builtin) {
          if (auto allowed = rules_.may_fire(*task); !allowed) return fail(std::move(allowed.error()));
        }
        *before = *task;
        *run = draft(*task, std::nullopt);
        std::vector<StorageWrite> writes{begin_write(*task, *run)};
        if (task->builtin) task->fired_at = run->started_at;
        if (auto key = idempotency_write(ports_.keys, context, "run", id + "/" + run->id, run->started_at)) {
          writes.push_back(std::move(*key));
        }
        return writes;
      },
      [this, context, before, run, reply = std::move(reply)](Result<std::optional<TaskRecord>> begun) {
        if (!begun) return reply(fail(std::move(begun.error())));
        const ActivePtr active = activate(**before, *run, context);
        active->refusable = !active->task.builtin;
        active->waiter = reply;
        active->deadline = ports_.loop.timers().after(answer_deadline, [this, active] {
          active->refusable = false;
          answer(active, RunView{active->run, active->output});
        });
        begin_now(active);
      });
}

// ---- after a crash ----

void TaskRuns::resume() {
  std::vector<std::pair<TaskRecord, std::string>> cut_off;
  for (const auto& [id, entry] : ports_.tasks.entries()) {
    if (entry.record.run_id && !active_.contains(id)) cut_off.emplace_back(entry.record, *entry.record.run_id);
  }
  for (const auto& [task, id] : cut_off) resume_one(task, id);
}

void TaskRuns::resume_one(const TaskRecord& task, const std::string& id) {
  ports_.store.load({ports_.keys.run(task.id, id)}, [this, task, id](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) {
      ports_.loop.timers().after(operation_look, [this, task, id] { resume_one(task, id); });
      return;
    }
    const auto* stored = items->at(0) ? std::get_if<RunRecord>(&items->at(0)->record) : nullptr;
    RunRecord run = stored != nullptr ? *stored : draft(task, std::nullopt);
    run.id = id;
    resume_run(task, run);
  });
}

// A built-in one goes on with everything else. A command may have been carried out: it is not done again. A switch is looked up
// by its operation; if there is none it is done now, unless something later happened to the namespace.
void TaskRuns::resume_run(const TaskRecord& task, const RunRecord& run) {
  const ActivePtr active = activate(task, run, {});
  log::info("task's run was cut off", {{"task_id", task.id}, {"run_id", run.id}});
  if (task.builtin) return rules_.fired();
  if (task.type == OperationType::command) {
    active->run.attempts = 1;
    return end(active, RunStatus::failed, "interrupted: el servicio se detuvo durante el comando; no se repite");
  }
  std::vector<StorageKey> keys;
  std::vector<std::string> ids;
  for (std::uint32_t attempt = 1; attempt <= most_run_attempts; ++attempt) {
    ids.push_back(derived_operation_id(run.id, task.ns, attempt));
    keys.push_back(ports_.keys.operation(ids.back()));
  }
  ports_.store.load(std::move(keys), [this, active, ids](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) {
      active_.erase(active->task.id);
      ports_.loop.timers().after(operation_look, [this, active] {
        if (!active_.contains(active->task.id)) resume_run(active->task, active->run);
      });
      return;
    }
    for (std::size_t i = ids.size(); i-- > 0;) {
      if (!items->at(i)) continue;
      active->run.attempts = static_cast<std::uint32_t>(i + 1);
      active->run.operation_ids = {ids[i]};
      return watch_operation(active, ids[i], 1);
    }
    if (rules_.decided_since(active->task.ns, active->run.started_at)) {
      return end(active, RunStatus::failed, "interrupted: otra decisión posterior tomó su lugar");
    }
    attempt(active);
  });
}

// ---- the built-in tasks ----

void TaskRuns::settled(const OperationRecord& record) {
  const auto found = active_.find(record.task_id);
  if (record.task_id.empty() || found == active_.end() || !found->second->task.builtin) return;
  Active& active = *found->second;
  auto& ids = active.run.operation_ids;
  if (ids.size() < most_operation_ids && std::find(ids.begin(), ids.end(), record.id) == ids.end()) ids.push_back(record.id);
  if (record.status == OperationStatus::partial || record.status == OperationStatus::failed) {
    active.problem = record.ns + ": " + (record.error_message.empty() ? "partial" : record.error_message);
  }
}

bool TaskRuns::builtin_running() const {
  return std::any_of(active_.begin(), active_.end(),
                     [](const auto& item) { return item.second->task.builtin && !item.second->ended; });
}

void TaskRuns::quiet() {
  std::vector<ActivePtr> over;
  for (const auto& [id, active] : active_) {
    if (active->task.builtin && !active->ended) over.push_back(active);
  }
  for (const ActivePtr& active : over) {
    active->run.attempts = 1;
    end(active, active->problem.empty() ? RunStatus::completed : RunStatus::failed, cut(active->problem, longest_error));
  }
}

}  // namespace nss
