// The questions and commands of Application: each is posted to the core thread and handed to its use case.
#include "app/controller.h"
#include "app/explain.h"
#include "app/refusals.h"
#include "app/upcoming.h"

namespace nss {
namespace {

Error not_in_simulation() {
  return Error{ErrorKind::not_found, "not_found",
               Text{"Solo existe con el clúster simulado.", "It exists with the simulated cluster only."}};
}

// The command and, if a rule refuses it, why. Those that switch a namespace count themselves, each of a bulk of them.
template <typename T>
Reply<T> counted(Metrics& metrics, const char* kind, Reply<T> reply) {
  ++metrics.requests.at({kind});
  return [&metrics, reply = std::move(reply)](Result<T> result) {
    if (!result && result.error().kind == ErrorKind::refused) ++metrics.denials.at({result.error().code});
    reply(std::move(result));
  };
}

}  // namespace

// ---- commands and questions ----

void Controller::switch_namespace(SwitchRequest request, Reply<OperationView> reply) {
  loop_.timers().post(
      [this, order = SwitchOrder{std::move(request)}, reply = std::move(reply)] { switch_command_.run(order, reply); });
}

void Controller::switch_namespaces(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) {
  loop_.timers().post([this, request = std::move(request), reply = std::move(reply)] { bulk_switch_.run(request, reply); });
}

void Controller::cost_centers(Reply<std::vector<CostCenterView>> reply) {
  loop_.timers().post([this, reply = std::move(reply)] { reply(cost_centers_.list()); });
}

void Controller::cost_center(std::string id, Reply<CostCenterView> reply) {
  loop_.timers().post([this, id = std::move(id), reply = std::move(reply)] { cost_centers_.show(id, reply); });
}

void Controller::validate_cost_center(std::string id, std::string ns, Reply<CostCenterVerdict> reply) {
  loop_.timers().post(
      [this, id = std::move(id), ns = std::move(ns), reply = std::move(reply)] { reply(cost_centers_.validate(id, ns)); });
}

void Controller::set_permission(PermissionRequest request, Reply<PermissionChange> reply) {
  reply = counted(ports_.metrics, "permission", std::move(reply));
  loop_.timers().post([this, request = std::move(request), reply = std::move(reply)] { cost_centers_.set(request, reply); });
}

void Controller::operation(std::string id, Reply<OperationView> reply) {
  loop_.timers().post([this, id = std::move(id), reply = std::move(reply)] { log_reader_.operation(id, reply); });
}

void Controller::log(LogQuery query, Reply<LogPage> reply) {
  loop_.timers().post([this, query = std::move(query), reply = std::move(reply)] { log_reader_.page(query, reply); });
}

void Controller::tasks(Reply<std::vector<TaskView>> reply) {
  loop_.timers().post([this, reply = std::move(reply)] { reply(tasks_.book().views()); });
}

void Controller::task(std::string id, Reply<TaskView> reply) {
  loop_.timers().post([this, id = std::move(id), reply = std::move(reply)] { reply(tasks_.find(id)); });
}

void Controller::create_task(TaskRequest request, Reply<TaskView> reply) {
  reply = counted(ports_.metrics, "task_create", std::move(reply));
  loop_.timers().post(
      [this, request = std::move(request), reply = std::move(reply)] { tasks_.commands().create(request, reply); });
}

void Controller::replace_task(TaskRequest request, Reply<TaskView> reply) {
  reply = counted(ports_.metrics, "task_replace", std::move(reply));
  loop_.timers().post(
      [this, request = std::move(request), reply = std::move(reply)] { tasks_.commands().replace(request, reply); });
}

void Controller::delete_task(std::string id, std::string if_match, CommandContext context, Reply<std::string> reply) {
  reply = counted(ports_.metrics, "task_delete", std::move(reply));
  loop_.timers().post([this, id = std::move(id), if_match = std::move(if_match), context = std::move(context),
                       reply = std::move(reply)] { tasks_.commands().remove(id, if_match, context, reply); });
}

void Controller::run_task(std::string id, CommandContext context, Reply<RunView> reply) {
  reply = counted(ports_.metrics, "task_run", std::move(reply));
  loop_.timers().post([this, id = std::move(id), context = std::move(context), reply = std::move(reply)] {
    tasks_.runs().run_now(id, context, reply);
  });
}

void Controller::runs(std::string task_id, std::size_t limit, std::string after, Reply<RunPage> reply) {
  loop_.timers().post([this, task_id = std::move(task_id), limit, after = std::move(after), reply = std::move(reply)] {
    tasks_.reader().page(task_id, limit, after, reply);
  });
}

void Controller::run(std::string task_id, std::string run_id, Reply<RunView> reply) {
  loop_.timers().post([this, task_id = std::move(task_id), run_id = std::move(run_id), reply = std::move(reply)] {
    tasks_.reader().one(task_id, run_id, reply);
  });
}

void Controller::upcoming(std::string ns, Reply<UpcomingView> reply) {
  loop_.timers().post([this, ns = std::move(ns), reply = std::move(reply)] {
    reply(nss::upcoming({cache_, ledger_, reconciler_, tasks_.scheduler(), tasks_.book()}, ns, loop_.now()));
  });
}

void Controller::activities(ActivityQuery query, Reply<ActivityPage> reply) {
  loop_.timers().post([this, query = std::move(query), reply = std::move(reply)] { activity_reader_.page(query, reply); });
}

void Controller::audit(std::string ns, std::size_t limit, std::string after, Reply<AuditPage> reply) {
  loop_.timers().post([this, ns = std::move(ns), limit, after = std::move(after), reply = std::move(reply)] {
    const ClusterCache::Entry* entry = cache_.find(ns);
    const bool known = trail_.knows(ns) || (entry != nullptr && entry->ns);
    if (!known) return reply(fail(no_such_namespace(ns)));
    audit_reader_.page(ns, limit, after, reply);
  });
}

void Controller::verify_audit(std::string ns, Reply<AuditVerdict> reply) {
  loop_.timers().post([this, ns = std::move(ns), reply = std::move(reply)] {
    if (!ns.empty() && !trail_.knows(ns)) return reply(fail(no_such_namespace(ns)));
    audit_reader_.verify(ns, reply);
  });
}

void Controller::explain(std::string ns, Reply<ExplainView> reply) {
  loop_.timers().post([this, ns = std::move(ns), reply = std::move(reply)] {
    if (!reconciler_.enabled()) return reply(fail(cluster_unknown()));
    views_.flush();
    reply(nss::explain({cache_, ledger_, reconciler_, pause_, options_.policy, tasks_.scheduler().day()}, views_.find(ns), ns,
                       loop_.now()));
  });
}

void Controller::metrics_history(HistoryQuery query, Reply<std::vector<HistoryPoint>> reply) {
  loop_.timers().post([this, query, reply = std::move(reply)] { metrics_recorder_.read(query, reply); });
}

void Controller::week(WeekQuery query, Reply<WeekInputsPtr> reply) {
  loop_.timers().post([this, query = std::move(query), reply = std::move(reply)] {
    if (!reconciler_.enabled()) return reply(fail(cluster_unknown()));
    week_reader_.read(query, reply);
  });
}

void Controller::usage(UsageQuery query, Reply<std::shared_ptr<const UsageAnswer>> reply) {
  loop_.timers().post([this, query = std::move(query), reply = std::move(reply)] {
    if (!reconciler_.enabled()) return reply(fail(cluster_unknown()));
    usage_reader_.read(query, reply);
  });
}

void Controller::pause(PauseRequest request, Reply<PauseRecord> reply) {
  reply = counted(ports_.metrics, "pause", std::move(reply));
  loop_.timers().post([this, request = std::move(request), reply = std::move(reply)] { pause_.set(request, reply); });
}

void Controller::end_pause(CommandContext context, Reply<std::optional<PauseRecord>> reply) {
  reply = counted(ports_.metrics, "pause_end", std::move(reply));
  loop_.timers().post([this, context = std::move(context), reply = std::move(reply)] { pause_.end(context, reply); });
}

void Controller::add_local_holiday(LocalHolidayRequest request, Reply<LocalHolidayRecord> reply) {
  loop_.timers().post([this, request = std::move(request), reply = std::move(reply)] { holidays_.add(request, reply); });
}

void Controller::remove_local_holiday(Date date, CommandContext context, Reply<Date> reply) {
  loop_.timers().post(
      [this, date, context = std::move(context), reply = std::move(reply)] { holidays_.remove(date, context, reply); });
}

void Controller::patch_settings(SettingsPatch patch, Reply<LiveSettingsView> reply) {
  reply = counted(ports_.metrics, "settings", std::move(reply));
  loop_.timers().post([this, patch = std::move(patch), reply = std::move(reply)] { live_settings_.patch(patch, reply); });
}

void Controller::begin_idempotent(IdempotencyToken token, Reply<IdempotencyVerdict> reply) {
  loop_.timers().post([this, token = std::move(token), reply = std::move(reply)] { idempotency_.begin(token, reply); });
}

void Controller::keep_answer(IdempotencyToken token, StoredAnswer given, std::function<void()> kept) {
  loop_.timers().post([this, token = std::move(token), given = std::move(given), kept = std::move(kept)] {
    idempotency_.keep(token, given, kept);
  });
}

void Controller::advance(Seconds to, Reply<Seconds> reply) {
  if (!options_.advance) return reply(fail(not_in_simulation()));
  loop_.timers().post([this, to, reply = std::move(reply)] {
    if (to <= loop_.now() || to > loop_.now() + std::chrono::days(31)) {
      Error error{ErrorKind::invalid, "invalid_value",
                  Text{"La hora debe ser posterior a la actual, a lo sumo 31 días.",
                       "The time must be later than now, at most 31 days."}};
      error.pointer = "/to";
      return reply(fail(std::move(error)));
    }
    options_.advance(
        Instant(to), [this] { return idle(); },
        [this, to, reply] {
          views_.mark_all();
          views_.flush();
          reply(to);
        });
  });
}

}  // namespace nss
