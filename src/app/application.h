// The use cases, as the HTTP adapter sees them. Reads are immutable snapshots that any thread may take; commands are
// posted to the core thread, and their answers come from there, once each. Nothing here blocks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/event_hub.h"
#include "app/usage_inputs.h"
#include "app/week_inputs.h"
#include "domain/metrics_history.h"
#include "ports/storage.h"

namespace nss {

class Application {
 public:
  virtual ~Application() = default;

  // Any thread, at once.
  virtual const ProductFacts& facts() const = 0;
  virtual Seconds now() const = 0;
  virtual std::shared_ptr<const NamespacesView> namespaces() const = 0;
  virtual std::shared_ptr<const HealthView> health() const = 0;
  virtual EventHub& events() = 0;  // what changed, as it happens

  // ---- namespaces; answered on the core thread, like all that follows ----
  // Answers when every workload was tried once or there was nothing to do; when that takes longer than 10 s the answer
  // comes then with status running.
  virtual void switch_namespace(SwitchRequest request, Reply<OperationView> reply) = 0;
  virtual void switch_namespaces(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) = 0;
  virtual void explain(std::string ns, Reply<ExplainView> reply) = 0;

  // ---- what happened and what will ----
  virtual void operation(std::string id, Reply<OperationView> reply) = 0;  // not_found: code operation_not_found
  virtual void log(LogQuery query, Reply<LogPage> reply) = 0;
  virtual void activities(ActivityQuery query, Reply<ActivityPage> reply) = 0;
  virtual void audit(std::string ns, std::size_t limit, std::string after, Reply<AuditPage> reply) = 0;
  virtual void verify_audit(std::string ns, Reply<AuditVerdict> reply) = 0;  // ns empty: all chains
  virtual void upcoming(std::string ns, Reply<UpcomingView> reply) = 0;      // ns empty: all

  // ---- cost centres ----
  virtual void cost_centers(Reply<std::vector<CostCenterView>> reply) = 0;    // by id, `system` included
  virtual void cost_center(std::string id, Reply<CostCenterView> reply) = 0;  // code not_found
  virtual void validate_cost_center(std::string id, std::string ns, Reply<CostCenterVerdict> reply) = 0;
  virtual void set_permission(PermissionRequest request, Reply<PermissionChange> reply) = 0;

  // ---- tasks ----
  virtual void tasks(Reply<std::vector<TaskView>> reply) = 0;    // by created_at, then id
  virtual void task(std::string id, Reply<TaskView> reply) = 0;  // code task_not_found
  virtual void create_task(TaskRequest request, Reply<TaskView> reply) = 0;
  virtual void replace_task(TaskRequest request, Reply<TaskView> reply) = 0;
  virtual void delete_task(std::string id, std::string if_match, CommandContext context, Reply<std::string> reply) = 0;
  // Runs now; answers when the run is over, after 10 s with status running.
  virtual void run_task(std::string id, CommandContext context, Reply<RunView> reply) = 0;
  virtual void runs(std::string task_id, std::size_t limit, std::string after, Reply<RunPage> reply) = 0;
  virtual void run(std::string task_id, std::string run_id, Reply<RunView> reply) = 0;

  // ---- holidays ----
  virtual std::shared_ptr<const LocalHolidays> local_holidays() const = 0;  // any thread; null: not loaded yet
  virtual void add_local_holiday(LocalHolidayRequest request, Reply<LocalHolidayRecord> reply) = 0;
  virtual void remove_local_holiday(Date date, CommandContext context, Reply<Date> reply) = 0;

  // ---- settings that may change ----
  virtual std::shared_ptr<const LiveSettingsView> live_settings() const = 0;  // any thread; never null
  virtual void patch_settings(SettingsPatch patch, Reply<LiveSettingsView> reply) = 0;

  // ---- the week, usage, reports ----
  virtual void week(WeekQuery query, Reply<WeekInputsPtr> reply) = 0;
  virtual void usage(UsageQuery query, Reply<std::shared_ptr<const UsageAnswer>> reply) = 0;

  virtual void metrics_history(HistoryQuery query, Reply<std::vector<HistoryPoint>> reply) = 0;

  // ---- service ----
  virtual void pause(PauseRequest request, Reply<PauseRecord> reply) = 0;
  virtual void end_pause(CommandContext context, Reply<std::optional<PauseRecord>> reply) = 0;  // what was ended
  virtual std::optional<PauseRecord> current_pause() const = 0;                                 // any thread
  // Errors: idempotency_key_reused, idempotency_in_progress, unavailable. A fresh key is this caller's until keep_answer.
  virtual void begin_idempotent(IdempotencyToken token, Reply<IdempotencyVerdict> reply) = 0;
  // The answer is known; status 0: it is not to be kept (401, 429, 5xx), the key is free again.
  virtual void keep_answer(IdempotencyToken token, StoredAnswer answer, std::function<void()> kept) = 0;
  // Simulation only (else code not_found): moves the clock; everything due until then has been done when it answers.
  virtual void advance(Seconds to, Reply<Seconds> reply) = 0;
};

}  // namespace nss
