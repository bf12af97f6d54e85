#include "app/switch_command.h"

#include <algorithm>

#include "base/log.h"

namespace nss {
namespace {

constexpr Mono answer_deadline{10'000};
constexpr std::chrono::days furthest_end{7};

tl::unexpected<Error> refuse(ErrorKind kind, const char* code, Text message) {
  return fail(Error{kind, code, std::move(message)});
}

// A person activates a namespace that is wholly at 0 and of which nothing is known: one of each is the best there is.
bool wholly_at_zero_unknown(const std::vector<const Workload*>& workloads) {
  return !workloads.empty() &&
         std::all_of(workloads.begin(), workloads.end(), [](const Workload* w) { return w->replicas == 0 && !asleep_by_us(*w); });
}

}  // namespace

void SwitchCommand::run(SwitchRequest request, Reply<OperationView> reply) {
  auto run = std::make_shared<Run>(Run{std::move(request), std::move(reply)});
  const std::string ns = run->request.ns;
  const bool queued = ports_.ledger.acquire(ns, [this, run] { decide(run); });
  if (!queued) {
    answer(run, refuse(ErrorKind::unavailable, "not_ready",
                       {"Hay demasiadas solicitudes en espera para este namespace.",
                        "Too many requests are waiting for this namespace."}));
  }
}

Result<void> SwitchCommand::check(const SwitchRequest& request) const {
  if (!ports_.reconciler.enabled()) {
    return refuse(ErrorKind::unavailable, "cluster_unavailable",
                  {"Todavía no se conoce el estado del clúster.", "The state of the cluster is not known yet."});
  }
  const ClusterCache::Entry* entry = ports_.cache.find(request.ns);
  if (entry == nullptr || !entry->ns) {
    return refuse(ErrorKind::not_found, "namespace_not_found",
                  {"No existe el namespace " + request.ns + ".", "There is no namespace " + request.ns + "."});
  }
  const NamespaceFacts facts = ports_.reconciler.facts(*entry->ns, ports_.loop.now());
  if (facts.system) {
    return refuse(ErrorKind::refused, "namespace_protected",
                  {request.ns + " es del sistema y nunca se toca.", request.ns + " is a system namespace, never touched."});
  }
  if (facts.terminating) {
    return refuse(ErrorKind::refused, "namespace_terminating",
                  {request.ns + " se está eliminando.", request.ns + " is being deleted."});
  }
  if (facts.excluded || !facts.selected) {
    return refuse(ErrorKind::refused, "namespace_excluded",
                  {request.ns + " está excluido de la programación.", request.ns + " is excluded from scheduling."});
  }
  if (ports_.ledger.find(request.ns) == nullptr) {
    return refuse(ErrorKind::unavailable, "store_unavailable",
                  {"El namespace aún no está registrado.", "The namespace is not recorded yet."});
  }
  if (request.direction == Direction::off && !ports_.reconciler.clock_trusted()) {
    return refuse(
        ErrorKind::unavailable, "not_ready",
        {"El reloj difiere del clúster: no se apaga nada.", "The clock differs from the cluster's: nothing is switched off."});
  }
  return {};
}

Result<std::optional<Seconds>> SwitchCommand::end_of(const SwitchRequest& request, Seconds now) const {
  std::optional<Seconds> until = request.until;
  if (request.duration) until = now + *request.duration;
  if (!until) return std::optional<Seconds>();
  if (*until <= now || *until > now + furthest_end) {
    Error error{ErrorKind::invalid, "invalid_value",
                Text{"El final debe estar en el futuro, a lo sumo en siete días.",
                     "The end must be in the future, at most seven days ahead."}};
    error.pointer = request.until ? "/until" : "/duration_minutes";
    return fail(std::move(error));
  }
  return until;
}

void SwitchCommand::decide(const RunPtr& run) {
  const SwitchRequest& request = run->request;
  const auto refuse_with = [&](const Error& error) {
    ports_.ledger.release(request.ns);
    ++ports_.metrics.refusals;
    answer(run, fail(error));
  };
  if (const auto checked = check(request); !checked) return refuse_with(checked.error());
  const auto until = end_of(request, ports_.loop.now());
  if (!until) return refuse_with(until.error());
  const NamespaceRecord& record = ports_.ledger.find(request.ns)->record;
  const auto workloads = workloads_of(*ports_.cache.find(request.ns));
  const bool wakes_unknown = request.direction == Direction::on && wholly_at_zero_unknown(workloads);
  const OperationRun* active = ports_.operations.active(request.ns);
  if (active != nullptr && active->record().direction == request.direction && !active->first_pass_done() && !*until) {
    ports_.ledger.release(request.ns);
    return follow(run);
  }
  if (active == nullptr && !wakes_unknown && repetition_writes_nothing(record, request.direction, workloads, ports_.loop.now())) {
    return nothing_to_do(run, record, *until);
  }
  start(run, *until);
}

Standing SwitchCommand::standing_after(const SwitchRequest& request, const NamespaceRecord& record,
                                       const std::string& operation_id, std::optional<Seconds> until) const {
  const Seconds now = ports_.loop.now();
  const bool business = ports_.policy.hours.contains(now, ports_.policy.zone);
  const std::string actor = request.requested_by.empty() ? request.context.user_id : request.requested_by;
  if (request.direction == Direction::off) {
    // Ending an off-hours activation early gives the namespace back to the automatic day.
    if (record.standing.kind == StandingKind::person_on && !business) return {};
    return Standing{StandingKind::person_off, now, std::nullopt, operation_id, actor, request.cost_center};
  }
  NamespaceRecord without = record;
  without.standing = {};
  const auto facts = ports_.reconciler.facts(*ports_.cache.find(request.ns)->ns, now);
  const bool on_anyway = ports_.reconciler.desired(facts, without, now).want == Want::on;
  if (!until && on_anyway) return {};
  return Standing{StandingKind::person_on, now, until, operation_id, actor, request.cost_center};
}

void SwitchCommand::start(const RunPtr& run, std::optional<Seconds> until) {
  const SwitchRequest& request = run->request;
  const Seconds now = ports_.loop.now();
  const Ledger::Entry& known = *ports_.ledger.find(request.ns);
  const Namespace& ns = *ports_.cache.find(request.ns)->ns;
  const bool off = request.direction == Direction::off;
  Operations::Start start;
  OperationRecord& record = start.record;
  record.id = ports_.reconciler.operation_id("op_" + ports_.random.id());
  record.ns = request.ns;
  record.ns_uid = ns.uid;
  record.direction = request.direction;
  record.type = off ? OperationType::manual_deactivation : OperationType::manual_activation;
  record.trigger = Trigger::person;
  record.cost_center = request.cost_center;
  if (record.cost_center.empty()) record.cost_center = known.record.standing.cost_center;
  if (record.cost_center.empty()) record.cost_center = ports_.reconciler.cost_center_of(ns);
  if (record.cost_center.empty()) record.cost_center = system_cost_center;
  record.user_id = request.context.user_id;
  record.requested_by = request.requested_by.empty() ? request.context.user_id : request.requested_by;
  record.approved_by = request.approved_by;
  record.reason = request.reason;
  record.dry_run = ports_.policy.dry_run;
  record.requested_at = now;
  record.until = until;
  record.number = ports_.reconciler.next_number(request.ns);
  record.decision_id = "person:" + record.id;
  record.wake_at_least_one = !off && wholly_at_zero_unknown(workloads_of(*ports_.cache.find(request.ns)));
  start.cause = Cause::person;
  NamespaceRecord& next = start.next = after_operation(known.record, record);
  next.decided_at = now;
  next.contested.reset();
  if (!record.dry_run) next.standing = standing_after(request, known.record, record.id, until);
  const std::string name = request.ns;
  ports_.operations.start(std::move(start), [this, run](Result<void> started) {
    if (!started) return answer(run, fail(started.error()));
    follow(run);
  });
}

// The last operation had this direction and is finished: nothing is written to the cluster and no second operation is
// recorded; a new end is remembered.
void SwitchCommand::nothing_to_do(const RunPtr& run, const NamespaceRecord& record, std::optional<Seconds> until) {
  NamespaceRecord next = record;
  next.standing = standing_after(run->request, record, record.operation_id, until);
  if (next.standing.kind == record.standing.kind && !until) next.standing = record.standing;
  const std::string name = record.name;
  StorageTransaction transaction;
  if (next.standing != record.standing) {
    transaction.writes.push_back(namespace_write(ports_.keys, next, ports_.ledger.version_of(name)));
  }
  const auto render = [this, run, name, until, id = record.operation_id] {
    ports_.store.load({ports_.keys.operation(id)}, [this, run, until](Result<std::vector<std::optional<StoredItem>>> items) {
      if (!items) return answer(run, fail(items.error()));
      const auto* operation = items->at(0) ? std::get_if<OperationRecord>(&items->at(0)->record) : nullptr;
      OperationView view;
      if (operation != nullptr) view.record = *operation;
      view.record.changed = false;
      if (until) view.record.until = until;
      view.message = {"No había nada que cambiar.", "There was nothing to change."};
      answer(run, std::move(view));
    });
    ports_.ledger.release(name);
  };
  if (transaction.writes.empty()) return render();
  ports_.store.commit(std::move(transaction), [this, run, name, next, render](Result<CommitReceipt> receipt) {
    if (!receipt) {
      ports_.ledger.release(name);
      return answer(run, fail(receipt.error()));
    }
    ports_.ledger.put(next, receipt->versions.at(0));
    render();
    ports_.reconciler.add(name);
  });
}

void SwitchCommand::follow(const RunPtr& run) {
  run->deadline = ports_.loop.timers().after(answer_deadline, [this, run] {
    const OperationRun* active = ports_.operations.active(run->request.ns);
    if (active != nullptr) answer(run, OperationView{active->record(), active->outcomes(), {}});
  });
  ports_.operations.when_first_pass(run->request.ns, [this, run](const OperationView& view) { answer(run, view); });
}

void SwitchCommand::answer(const RunPtr& run, Result<OperationView> result) {
  if (run->answered) return;
  run->answered = true;
  ports_.loop.timers().cancel(run->deadline);
  run->reply(std::move(result));
}

}  // namespace nss
