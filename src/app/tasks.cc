#include "app/tasks.h"

#include <variant>

#include "app/refusals.h"

namespace nss {
namespace {

tl::unexpected<Error> refuse(ErrorKind kind, const char* code, Text message) {
  return fail(Error{kind, code, std::move(message)});
}

tl::unexpected<Error> paused() {
  return refuse(ErrorKind::refused, "paused", {"Hay una pausa: no se apaga nada.", "There is a pause: nothing is switched off."});
}

}  // namespace

Tasks::Tasks(Ports ports, Rules rules)
    : ports_(ports),
      rules_(std::move(rules)),
      book_({ports.loop, ports.store, ports.ledger, ports.keys, ports.policy}),
      runs_({ports.loop, ports.store, ports.cluster, ports.random, ports.keys, ports.metrics, book_, ports.operations},
            {[this](TaskSwitch order, Reply<OperationView> reply) { switch_namespace(std::move(order), std::move(reply)); },
             [this](const TaskRecord& task, const TaskCommand& command) { return may_run(task, command); },
             [this](const TaskRecord& task) { return may_fire(task); },
             [this](const std::string& ns, Seconds since) { return decided_since(ns, since); }, rules_.fired, rules_.commanded,
             ports.policy.dry_run}),
      scheduler_({ports.loop, book_, runs_, ports.keys, ports.metrics, ports.policy},
                 {rules_.fired, [this](const std::string& ns, Seconds since) { return decided_since(ns, since); },
                  rules_.replanned, rules_.startup_skipped}),
      commands_({ports.loop, ports.random, ports.keys, ports.policy, book_, scheduler_},
                {rules_.authorize, [this](const std::string& ns) { return cost_center_of(ns); }}),
      reader_(ports.store, ports.keys, book_) {}

Result<TaskView> Tasks::find(const std::string& id) const {
  const TaskBook::Entry* entry = book_.find(id);
  if (entry == nullptr) return fail(task_not_found(id));
  return book_.view(*entry);
}

std::string Tasks::cost_center_of(const std::string& ns) const {
  const ClusterCache::Entry* entry = ports_.cache.find(ns);
  return entry == nullptr || !entry->ns ? std::string() : ports_.reconciler.cost_center_of(*entry->ns);
}

// ---- what a run may do now ----

Result<void> Tasks::may_touch(const std::string& ns) const {
  if (!ports_.reconciler.enabled()) {
    return fail(cluster_unknown());
  }
  const ClusterCache::Entry* entry = ports_.cache.find(ns);
  if (entry == nullptr || !entry->ns) {
    return fail(no_such_namespace(ns));
  }
  const NamespaceFacts facts = ports_.reconciler.facts(*entry->ns, ports_.loop.now());
  if (facts.system) {
    return refuse(ErrorKind::refused, "namespace_protected",
                  {ns + " es del sistema y nunca se toca.", ns + " is a system namespace, never touched."});
  }
  if (facts.terminating) {
    return refuse(ErrorKind::refused, "namespace_terminating", {ns + " se está eliminando.", ns + " is being deleted."});
  }
  if (facts.excluded || !facts.selected) {
    return refuse(ErrorKind::refused, "namespace_excluded",
                  {ns + " está excluido de la programación.", ns + " is excluded from scheduling."});
  }
  return {};
}

Result<void> Tasks::may_run(const TaskRecord& task, const TaskCommand& command) const {
  if (auto touched = may_touch(task.ns); !touched) return touched;
  if (task.cost_center != system_cost_center) {
    if (auto authorized = rules_.authorize(task.cost_center, task.ns); !authorized) return authorized;
  }
  const auto* scale = std::get_if<ScaleCommand>(&command);
  if (scale != nullptr && scale->replicas == 0 && ports_.pause.holds()) return paused();
  return {};
}

// By hand a built-in task is a firing of this very second. The startup of everything would pass by the off-hours places.
Result<void> Tasks::may_fire(const TaskRecord& task) const {
  const Seconds now = ports_.loop.now();
  if (!ports_.reconciler.enabled()) {
    return fail(cluster_unknown());
  }
  const bool off = task.type == OperationType::deactivate;
  if (off && ports_.pause.holds()) return paused();
  if (off && !ports_.reconciler.clock_trusted()) {
    return refuse(
        ErrorKind::unavailable, "not_ready",
        {"El reloj difiere del clúster: no se apaga nada.", "The clock differs from the cluster's: nothing is switched off."});
  }
  if (!off && !ports_.policy.business().contains(now)) {
    return refuse(
        ErrorKind::refused, "limit_exceeded",
        {"Límite alcanzado (limit exceeded): fuera de horario no se enciende todo; encienda cada namespace con su centro "
         "de costo.",
         "limit exceeded: outside business hours not everything is switched on; activate each namespace with its cost "
         "centre."});
  }
  return {};
}

bool Tasks::decided_since(const std::string& ns, Seconds since) const {
  const Ledger::Entry* known = ports_.ledger.find(ns);
  if (known == nullptr) return false;
  if (known->record.decided_at > since) return true;
  const AutomaticDay day = automatic_day(scheduler_.day(), ports_.loop.now());
  return day.state != DayState::none && day.since > since && day.since >= known->record.managed_since;
}

void Tasks::switch_namespace(TaskSwitch order, Reply<OperationView> reply) const {
  if (order.request.direction == Direction::off && ports_.pause.holds()) return reply(paused());
  rules_.switch_namespace(std::move(order), std::move(reply));
}

}  // namespace nss
