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

// What nobody has read yet would be denied: a list without tasks, a cost centre that does not exist.
template <typename T, typename Work>
void Controller::ask(Reply<T> reply, Work work) {
  loop_.timers().post([this, reply = std::move(reply), work = std::move(work)] {
    if (!loaded_) return reply(fail(store_unknown()));
    work(reply);
  });
}

// ---- commands and questions ----

void Controller::switch_namespace(SwitchRequest request, Reply<OperationView> reply) {
  ask(std::move(reply), [this, order = SwitchOrder{std::move(request)}](const auto& then) { switch_command_.run(order, then); });
}

void Controller::switch_namespaces(BulkSwitchRequest request, Reply<std::vector<BulkOutcome>> reply) {
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { bulk_switch_.run(request, then); });
}

void Controller::cost_centers(Reply<std::vector<CostCenterView>> reply) {
  ask(std::move(reply), [this](const auto& then) { then(cost_centers_.list()); });
}

void Controller::cost_center(std::string id, Reply<CostCenterView> reply) {
  ask(std::move(reply), [this, id = std::move(id)](const auto& then) { cost_centers_.show(id, then); });
}

void Controller::validate_cost_center(std::string id, std::string ns, Reply<CostCenterVerdict> reply) {
  ask(std::move(reply),
      [this, id = std::move(id), ns = std::move(ns)](const auto& then) { then(cost_centers_.validate(id, ns)); });
}

void Controller::set_permission(PermissionRequest request, Reply<PermissionChange> reply) {
  reply = counted(ports_.metrics, "permission", std::move(reply));
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { cost_centers_.set(request, then); });
}

void Controller::operation(std::string id, Reply<OperationView> reply) {
  ask(std::move(reply), [this, id = std::move(id)](const auto& then) { log_reader_.operation(id, then); });
}

void Controller::log(LogQuery query, Reply<LogPage> reply) {
  ask(std::move(reply), [this, query = std::move(query)](const auto& then) { log_reader_.page(query, then); });
}

void Controller::tasks(Reply<std::vector<TaskView>> reply) {
  ask(std::move(reply), [this](const auto& then) { then(tasks_.book().views()); });
}

void Controller::task(std::string id, Reply<TaskView> reply) {
  ask(std::move(reply), [this, id = std::move(id)](const auto& then) { then(tasks_.find(id)); });
}

void Controller::create_task(TaskRequest request, Reply<TaskView> reply) {
  reply = counted(ports_.metrics, "task_create", std::move(reply));
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { tasks_.commands().create(request, then); });
}

void Controller::replace_task(TaskRequest request, Reply<TaskView> reply) {
  reply = counted(ports_.metrics, "task_replace", std::move(reply));
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { tasks_.commands().replace(request, then); });
}

void Controller::delete_task(std::string id, std::string if_match, CommandContext context, Reply<std::string> reply) {
  reply = counted(ports_.metrics, "task_delete", std::move(reply));
  ask(std::move(reply), [this, id = std::move(id), if_match = std::move(if_match), context = std::move(context)](
                            const auto& then) { tasks_.commands().remove(id, if_match, context, then); });
}

void Controller::run_task(std::string id, CommandContext context, Reply<RunView> reply) {
  reply = counted(ports_.metrics, "task_run", std::move(reply));
  ask(std::move(reply),
      [this, id = std::move(id), context = std::move(context)](const auto& then) { tasks_.runs().run_now(id, context, then); });
}

void Controller::runs(std::string task_id, std::size_t limit, std::string after, Reply<RunPage> reply) {
  ask(std::move(reply), [this, task_id = std::move(task_id), limit, after = std::move(after)](const auto& then) {
    tasks_.reader().page(task_id, limit, after, then);
  });
}

void Controller::run(std::string task_id, std::string run_id, Reply<RunView> reply) {
  ask(std::move(reply), [this, task_id = std::move(task_id), run_id = std::move(run_id)](const auto& then) {
    tasks_.reader().one(task_id, run_id, then);
  });
}

void Controller::upcoming(std::string ns, Reply<UpcomingView> reply) {
  ask(std::move(reply), [this, ns = std::move(ns)](const auto& then) {
    then(nss::upcoming({cache_, ledger_, reconciler_, tasks_.scheduler(), tasks_.book()}, ns, loop_.now()));
  });
}

void Controller::activities(ActivityQuery query, Reply<ActivityPage> reply) {
  ask(std::move(reply), [this, query = std::move(query)](const auto& then) { activity_reader_.page(query, then); });
}

void Controller::audit(std::string ns, std::size_t limit, std::string after, Reply<AuditPage> reply) {
  ask(std::move(reply), [this, ns = std::move(ns), limit, after = std::move(after)](const auto& then) {
    const ClusterCache::Entry* entry = cache_.find(ns);
    const bool known = trail_.knows(ns) || (entry != nullptr && entry->ns);
    if (!known) return then(fail(no_such_namespace(ns)));
    audit_reader_.page(ns, limit, after, then);
  });
}

void Controller::verify_audit(std::string ns, Reply<AuditVerdict> reply) {
  ask(std::move(reply), [this, ns = std::move(ns)](const auto& then) {
    if (!ns.empty() && !trail_.knows(ns)) return then(fail(no_such_namespace(ns)));
    audit_reader_.verify(ns, then);
  });
}

void Controller::explain(std::string ns, Reply<ExplainView> reply) {
  ask(std::move(reply), [this, ns = std::move(ns)](const auto& then) {
    if (!reconciler_.enabled()) return then(fail(cluster_unknown()));
    views_.flush();
    then(nss::explain({cache_, ledger_, reconciler_, pause_, options_.policy, tasks_.scheduler().day()}, views_.find(ns), ns,
                      loop_.now()));
  });
}

void Controller::metrics_history(HistoryQuery query, Reply<std::vector<HistoryPoint>> reply) {
  ask(std::move(reply), [this, query](const auto& then) { metrics_recorder_.read(query, then); });
}

void Controller::week(WeekQuery query, Reply<WeekInputsPtr> reply) {
  ask(std::move(reply), [this, query = std::move(query)](const auto& then) {
    if (!reconciler_.enabled()) return then(fail(cluster_unknown()));
    week_reader_.read(query, then);
  });
}

void Controller::usage(UsageQuery query, Reply<std::shared_ptr<const UsageAnswer>> reply) {
  ask(std::move(reply), [this, query = std::move(query)](const auto& then) {
    if (!reconciler_.enabled()) return then(fail(cluster_unknown()));
    usage_reader_.read(query, then);
  });
}

void Controller::pause(PauseRequest request, Reply<PauseRecord> reply) {
  reply = counted(ports_.metrics, "pause", std::move(reply));
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { pause_.set(request, then); });
}

void Controller::end_pause(CommandContext context, Reply<std::optional<PauseRecord>> reply) {
  reply = counted(ports_.metrics, "pause_end", std::move(reply));
  ask(std::move(reply), [this, context = std::move(context)](const auto& then) { pause_.end(context, then); });
}

void Controller::add_local_holiday(LocalHolidayRequest request, Reply<LocalHolidayRecord> reply) {
  ask(std::move(reply), [this, request = std::move(request)](const auto& then) { holidays_.add(request, then); });
}

void Controller::remove_local_holiday(Date date, CommandContext context, Reply<Date> reply) {
  ask(std::move(reply), [this, date, context = std::move(context)](const auto& then) { holidays_.remove(date, context, then); });
}

void Controller::patch_settings(SettingsPatch patch, Reply<LiveSettingsView> reply) {
  reply = counted(ports_.metrics, "settings", std::move(reply));
  ask(std::move(reply), [this, patch = std::move(patch)](const auto& then) { live_settings_.patch(patch, then); });
}

void Controller::begin_idempotent(IdempotencyToken token, Reply<IdempotencyVerdict> reply) {
  ask(std::move(reply), [this, token = std::move(token)](const auto& then) { idempotency_.begin(token, then); });
}

void Controller::keep_answer(IdempotencyToken token, StoredAnswer given, std::function<void()> kept) {
  loop_.timers().post([this, token = std::move(token), given = std::move(given), kept = std::move(kept)] {
    idempotency_.keep(token, given, kept);
  });
}

void Controller::advance(Seconds to, Reply<Seconds> reply) {
  if (!options_.advance) return reply(fail(not_in_simulation()));
  ask(std::move(reply), [this, to](const auto& then) {
    if (to <= loop_.now() || to > loop_.now() + std::chrono::days(31)) {
      Error error{ErrorKind::invalid, "invalid_value",
                  Text{"La hora debe ser posterior a la actual, a lo sumo 31 días.",
                       "The time must be later than now, at most 31 days."}};
      error.pointer = "/to";
      return then(fail(std::move(error)));
    }
    options_.advance(
        Instant(to), [this] { return idle(); },
        [this, to, then] {
          views_.mark_all();
          views_.flush();
          then(to);
        });
  });
}

}  // namespace nss
