#include "app/switch_command.h"

#include <algorithm>

#include "app/idempotency.h"
#include "app/namespace_refresh.h"
#include "app/read_later.h"
#include "app/refusals.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr Mono answer_deadline{10'000};
constexpr std::chrono::days furthest_end{7};
constexpr int most_tries = 8;

tl::unexpected<Error> refuse(ErrorKind kind, const char* code, Text message) {
  return fail(Error{kind, code, std::move(message)});
}

// A person activates a namespace that is wholly at 0 and of which nothing is known: one of each is the best there is.
bool wholly_at_zero_unknown(const std::vector<const Workload*>& workloads) {
  return !workloads.empty() &&
         std::all_of(workloads.begin(), workloads.end(), [](const Workload* w) { return w->replicas == 0 && !asleep_by_us(*w); });
}

bool is_on(const SwitchOrder& order) { return order.request.direction == Direction::on; }

std::string actor_of(const SwitchOrder& order) {
  if (!order.task_id.empty()) return order.task_id;
  return order.request.requested_by.empty() ? order.request.context.user_id : order.request.requested_by;
}

Error too_many_waiting() {
  return Error{
      ErrorKind::unavailable, "not_ready",
      Text{"Hay demasiadas solicitudes en espera para este namespace.", "Too many requests are waiting for this namespace."}};
}

}  // namespace

void SwitchCommand::run(SwitchOrder order, Reply<OperationView> reply) {
  ++ports_.metrics.requests.at({is_on(order) ? "activate" : "deactivate"});
  auto run = std::make_shared<Run>(Run{std::move(order), std::move(reply)});
  if (!run->order.operation_id.empty()) return find_done(run);
  enter(run);
}

// Its cause may have been carried out already, before a crash or a lost answer.
void SwitchCommand::find_done(const RunPtr& run) {
  const std::string id = ports_.reconciler.operation_id(run->order.operation_id);
  ports_.store.load({ports_.keys.operation(id)}, [this, run, id](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return answer(run, fail(items.error()));
    if (!items->at(0)) return enter(run);
    const OperationRun* active = ports_.operations.active(run->request().ns);
    if (active != nullptr && active->record().id == id) return follow(run);
    const auto* record = std::get_if<OperationRecord>(&items->at(0)->record);
    render(run, id, std::nullopt, record == nullptr ? std::nullopt : record->until);
  });
}

void SwitchCommand::enter(const RunPtr& run) {
  const std::string ns = run->request().ns;
  const bool queued = ports_.ledger.acquire(ns, [this, run, ns] {
    if (ports_.ledger.acquire(Places::contention_key, [this, run] {
          run->holds_places = true;
          decide(run);
        })) {
      return;
    }
    ports_.ledger.release(ns);
    answer(run, fail(too_many_waiting()));
  });
  if (!queued) answer(run, fail(too_many_waiting()));
}

// ---- what is refused ----

Result<void> SwitchCommand::check(const SwitchOrder& order) const {
  const SwitchRequest& request = order.request;
  if (!ports_.reconciler.enabled()) {
    return fail(cluster_unknown());
  }
  const ClusterCache::Entry* entry = ports_.cache.find(request.ns);
  if (entry == nullptr || !entry->ns) {
    return fail(no_such_namespace(request.ns));
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
  if (!is_on(order) && !ports_.reconciler.clock_trusted()) {
    return refuse(
        ErrorKind::unavailable, "not_ready",
        {"El reloj difiere del clúster: no se apaga nada.", "The clock differs from the cluster's: nothing is switched off."});
  }
  if (!is_on(order) && ports_.pause.holds()) {
    return refuse(
        ErrorKind::refused, "paused",
        {"Hay una pausa: no se apaga nada hasta que termine.", "There is a pause: nothing is switched off until it ends."});
  }
  return {};
}

// A person and an `activate` task name who pays, and that must be authorised; what a switch-off leaves open goes to the open
// activation's payer, to the namespace's own or to `system`.
Result<std::string> SwitchCommand::payer_of(const SwitchOrder& order) const {
  const SwitchRequest& request = order.request;
  const bool own_product = !order.task_id.empty() && !is_on(order) && request.cost_center == system_cost_center;
  if (own_product) return request.cost_center;
  if (!request.cost_center.empty()) {
    if (auto allowed = ports_.cost_centers.authorize(request.cost_center, request.ns); !allowed) return fail(allowed.error());
    return request.cost_center;
  }
  const NamespaceRecord& record = ports_.ledger.find(request.ns)->record;
  const bool open_on = record.open_activity && record.open_activity->on;
  std::string candidate = open_on ? record.open_activity->record.cost_center : std::string();
  if (!candidate.empty() && ports_.cost_centers.authorize(candidate, request.ns)) return candidate;
  return ports_.reconciler.payer_of(*ports_.cache.find(request.ns)->ns);
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

Result<SwitchCommand::Plan> SwitchCommand::plan_on(const SwitchOrder& order, const PlacesRecord& places) const {
  const SwitchRequest& request = order.request;
  const Seconds now = ports_.loop.now();
  const auto until = end_of(request, now);
  if (!until) return fail(until.error());
  auto payer = payer_of(order);
  if (!payer) return fail(payer.error());
  PlaceRequest wanted;
  wanted.ns = request.ns;
  wanted.ns_uid = ports_.cache.find(request.ns)->ns->uid;
  wanted.cost_center = *payer;
  wanted.requested_by = actor_of(order);
  wanted.user_id = request.context.user_id;
  wanted.administrator = request.context.administrator;
  wanted.now = now;
  wanted.until = *until;
  wanted.maximum_of = [this](const std::string& id) { return ports_.cost_centers.maximum_of(id); };
  auto decided = decide_place(places, wanted, ports_.places.rules());
  if (!decided) return fail(decided.error());
  Plan plan;
  plan.payer = std::move(*payer);
  plan.place = decided->place;
  plan.booked = decided->kind == PlaceDecision::Kind::booked;
  plan.moved = decided->kind == PlaceDecision::Kind::moved;
  // Without a place there is no end either: it lies inside business hours, and says nothing.
  if (decided->place) plan.until = decided->place->until;
  if (plan.booked || plan.moved) plan.places = std::move(decided->next);
  return plan;
}

Result<SwitchCommand::Plan> SwitchCommand::plan_off(const SwitchOrder& order, const PlacesRecord& places) const {
  const SwitchRequest& request = order.request;
  auto payer = payer_of(order);
  if (!payer) return fail(payer.error());
  Plan plan;
  plan.payer = std::move(*payer);
  const Place* held = find_place(places, request.ns);
  if (held == nullptr) return plan;
  if (!request.context.administrator && held->user_id != request.context.user_id) {
    return refuse(ErrorKind::refused, "forbidden",
                  {"Solo quien tiene el cupo, o un administrador, puede terminarlo.",
                   "Only who holds the place, or an administrator, may end it."});
  }
  plan.places = without_place(places, request.ns);
  return plan;
}

Result<SwitchCommand::Plan> SwitchCommand::plan(const SwitchOrder& order, const PlacesRecord& places) const {
  if (auto checked = check(order); !checked) return fail(checked.error());
  return is_on(order) ? plan_on(order, places) : plan_off(order, places);
}

Result<void> SwitchCommand::judge(const SwitchOrder& order, PlacesRecord& places) const {
  auto planned = plan(order, places);
  if (!planned) return fail(planned.error());
  if (planned->places) places = std::move(*planned->places);
  return {};
}

// ---- what is done ----

void SwitchCommand::decide(const RunPtr& run) {
  const SwitchRequest& request = run->request();
  auto planned = plan(run->order, ports_.places.current());
  if (!planned) {
    release_places(run);
    ports_.ledger.release(request.ns);
    ++ports_.metrics.denials.at({planned.error().code});
    return answer(run, fail(planned.error()));
  }
  if (ports_.policy.dry_run) planned->places.reset();
  if (!planned->places) release_places(run);
  const NamespaceRecord& record = ports_.ledger.find(request.ns)->record;
  const auto workloads = workloads_of(*ports_.cache.find(request.ns));
  const bool wakes_unknown = is_on(run->order) && wholly_at_zero_unknown(workloads);
  const OperationRun* active = ports_.operations.active(request.ns);
  if (active != nullptr && active->record().direction == request.direction && !active->first_pass_done() && !planned->places) {
    ports_.ledger.release(request.ns);
    return follow(run);
  }
  // Who books a place pays from then on: that is an operation, also where everything is on.
  const bool repetition =
      active == nullptr && !wakes_unknown && repetition_writes_nothing(record, request.direction, workloads, ports_.loop.now());
  const bool under_way = active != nullptr && active->record().direction == request.direction;
  if ((repetition && !planned->booked) || (under_way && planned->moved)) return nothing_to_do(run, *planned);
  start(run, *planned);
}

Standing SwitchCommand::standing_after(const SwitchOrder& order, const Plan& plan, const NamespaceRecord& record,
                                       const std::string& operation_id) const {
  const Seconds now = ports_.loop.now();
  if (!is_on(order)) {
    // Ending an off-hours activation early gives the namespace back to the automatic day.
    const bool business = ports_.policy.business().contains(now);
    if (record.standing.kind == StandingKind::person_on && !business) return {};
    const StandingKind kind = order.task_id.empty() ? StandingKind::person_off : StandingKind::task_off;
    return Standing{kind, now, std::nullopt, operation_id, actor_of(order), plan.payer};
  }
  NamespaceRecord without = record;
  without.standing = {};
  const auto facts = ports_.reconciler.facts(*ports_.cache.find(order.request.ns)->ns, now);
  const bool on_anyway = ports_.reconciler.desired(facts, without, now).want == Want::on;
  if (!plan.place && on_anyway) return {};
  return Standing{StandingKind::person_on, now, plan.until, operation_id, actor_of(order), plan.payer};
}

OperationRecord SwitchCommand::draft(const SwitchOrder& order, const Plan& plan) const {
  const SwitchRequest& request = order.request;
  const bool off = !is_on(order);
  const bool person = order.task_id.empty();
  OperationRecord record;
  record.id = ports_.reconciler.operation_id(order.operation_id.empty() ? "op_" + ports_.random.id() : order.operation_id);
  record.ns = request.ns;
  record.ns_uid = ports_.cache.find(request.ns)->ns->uid;
  record.direction = request.direction;
  record.type = person ? (off ? OperationType::manual_deactivation : OperationType::manual_activation)
                       : (off ? OperationType::deactivate : OperationType::activate);
  record.trigger = person ? Trigger::person : Trigger::task;
  record.task_id = order.task_id;
  record.cost_center = plan.payer;
  record.user_id = request.context.user_id;
  record.requested_by = request.requested_by.empty() ? request.context.user_id : request.requested_by;
  record.approved_by = request.approved_by;
  record.reason = request.reason;
  record.changed = plan.booked && !ports_.policy.dry_run;
  record.dry_run = ports_.policy.dry_run;
  record.requested_at = ports_.loop.now();
  record.until = plan.until;
  record.number = ports_.reconciler.next_number(request.ns);
  record.decision_id = "person:" + record.id;
  record.wake_at_least_one = !off && wholly_at_zero_unknown(workloads_of(*ports_.cache.find(request.ns)));
  return record;
}

std::vector<StorageWrite> SwitchCommand::extra_writes(const SwitchOrder& order, const Plan& plan,
                                                      const std::string& operation_id) const {
  std::vector<StorageWrite> writes;
  if (plan.places) {
    PlacesRecord next = *plan.places;
    for (Place& place : next.places) {
      if (place.ns == order.request.ns && place.operation_id.empty()) place.operation_id = operation_id;
    }
    writes.push_back(ports_.places.write_of(std::move(next)));
  }
  if (auto key = idempotency_write(ports_.keys, order.request.context, "operation", operation_id, ports_.loop.now())) {
    writes.push_back(std::move(*key));
  }
  for (const StorageWrite& write : order.with) writes.push_back(write);
  return writes;
}

void SwitchCommand::start(const RunPtr& run, const Plan& plan) {
  const std::string ns = run->request().ns;
  const NamespaceRecord& known = ports_.ledger.find(ns)->record;
  Operations::Start start;
  start.record = draft(run->order, plan);
  start.cause = run->order.task_id.empty() ? Cause::person : Cause::task;
  NamespaceRecord& next = start.next = after_operation(known, start.record);
  next.decided_at = ports_.loop.now();
  next.contested.reset();
  if (!start.record.dry_run) next.standing = standing_after(run->order, plan, known, start.record.id);
  start.with = extra_writes(run->order, plan, start.record.id);
  start.with_written = [this, run, writes = start.with](const std::vector<std::int64_t>& versions) {
    if (!run->holds_places) return;
    const auto* places = writes.empty() ? nullptr : std::get_if<PlacesRecord>(&*writes.front().record);
    if (places != nullptr && !versions.empty()) {
      ports_.places.written(*places, versions.front());
      return release_places(run);
    }
    // The answer was lost, so the version is not known: nobody decides before it is.
    read_places(run, [](const Result<void>&) {});
  };
  ports_.operations.start(std::move(start), [this, run](Result<void> started) {
    if (!started) return lost(run, started.error());
    follow(run);
  });
}

// The last operation had this direction and is finished: nothing is written to the cluster and no second operation is
// recorded; a new end is remembered.
void SwitchCommand::nothing_to_do(const RunPtr& run, const Plan& plan) {
  const NamespaceRecord& record = ports_.ledger.find(run->request().ns)->record;
  NamespaceRecord next = record;
  if (!ports_.policy.dry_run) {
    next.standing = standing_after(run->order, plan, record, record.operation_id);
    const bool same = next.standing.kind == record.standing.kind;
    if (same) {
      next.standing = record.standing;
      if (plan.moved) next.standing.until = plan.until;
    }
  }
  // A new end is told by the operation that booked the place.
  const std::string told = plan.place && !plan.place->operation_id.empty() ? plan.place->operation_id : record.operation_id;
  auto writes = extra_writes(run->order, plan, told);
  if (next.standing == record.standing && writes.empty()) {
    ports_.ledger.release(record.name);
    return render(run, told, false, plan.until);
  }
  commit_without_operation(run, plan, {std::move(next), std::move(writes), told});
}

void SwitchCommand::commit_without_operation(const RunPtr& run, const Plan& plan, Change change) {
  const NamespaceRecord& next = change.next;
  const std::string ns = next.name;
  AuditTrail::Batch batch{ns, {}};
  batch.last.writes.push_back(namespace_write(ports_.keys, next, ports_.ledger.version_of(ns)));
  for (StorageWrite& write : change.writes) batch.last.writes.push_back(std::move(write));
  if (plan.places) {
    AuditPayload payload{{"cost_center", plan.place ? plan.place->cost_center : plan.payer}};
    if (plan.until) payload["until"] = to_rfc3339(*plan.until);
    batch.events.push_back(AuditEvent{plan.place ? "place_changed" : "place_ended", change.told, run->request().context.user_id,
                                      std::move(payload)});
  }
  ports_.trail.commit(std::move(batch), [this, run, plan, next, ns, told = change.told](Result<CommitReceipt> receipt) {
    if (!receipt) {
      return refresh_after(receipt.error(), ports_.store, ports_.keys, ports_.ledger, ns, [this, run, ns, why = receipt.error()] {
        ports_.ledger.release(ns);
        lost(run, why);
      });
    }
    ports_.ledger.put(next, receipt->versions.at(0));
    if (plan.places) ports_.places.written(*plan.places, receipt->versions.at(1));
    release_places(run);
    ports_.ledger.release(ns);
    ports_.reconciler.add(ns);
    render(run, told, plan.moved, plan.until);
  });
}

void SwitchCommand::render(const RunPtr& run, const std::string& operation_id, std::optional<bool> changed,
                           std::optional<Seconds> until) {
  ports_.store.load({ports_.keys.operation(operation_id.empty() ? "none" : operation_id)},
                    [this, run, changed, until](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return answer(run, fail(items.error()));
                      const auto* operation = items->at(0) ? std::get_if<OperationRecord>(&items->at(0)->record) : nullptr;
                      OperationView view;
                      if (operation != nullptr) view.record = *operation;
                      view.record.changed = changed.value_or(view.record.changed);
                      if (until) view.record.until = until;
                      if (!view.record.changed) view.message = {"No había nada que cambiar.", "There was nothing to change."};
                      answer(run, std::move(view));
                    });
}

// ---- a commit that did not happen, or of which nobody knows ----

void SwitchCommand::lost(const RunPtr& run, const Error& why) {
  const bool again = outcome_unsure(why) && ++run->tries < most_tries;
  if (!run->holds_places) return again ? decide_again(run) : answer(run, fail(told_of(why)));
  read_places(run, [this, run, why, again](const Result<void>& read) {
    if (again && read) return decide_again(run);
    answer(run, fail(told_of(why)));
  });
}

// What is known of the places may be old.
void SwitchCommand::read_places(const RunPtr& run, Store::Then<void> then) {
  ports_.places.load([this, run, then = std::move(then)](Result<void> loaded) {
    if (!loaded) {
      read_later(ports_.store, ports_.ledger, Places::contention_key,
                 [this](Store::Then<void> again) { ports_.places.load(std::move(again)); });
    }
    release_places(run);
    then(std::move(loaded));
  });
}

// A request that came twice under one key: the other one did it, or was it we, without knowing.
void SwitchCommand::decide_again(const RunPtr& run) {
  const auto& token = run->request().context.idempotency;
  if (!run->order.operation_id.empty()) return find_done(run);
  if (!token) return enter(run);
  ports_.store.load({ports_.keys.idempotency(token->id)}, [this, run](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return answer(run, fail(items.error()));
    const auto* done = items->at(0) ? std::get_if<IdempotencyRecord>(&items->at(0)->record) : nullptr;
    if (done != nullptr && done->effect == "operation") return render(run, done->effect_id, std::nullopt, std::nullopt);
    enter(run);
  });
}

void SwitchCommand::release_places(const RunPtr& run) {
  if (!run->holds_places) return;
  run->holds_places = false;
  ports_.ledger.release(Places::contention_key);
}

// ---- answers ----

void SwitchCommand::follow(const RunPtr& run) {
  run->deadline = ports_.loop.timers().after(answer_deadline, [this, run] {
    const OperationRun* active = ports_.operations.active(run->request().ns);
    if (active != nullptr) answer(run, OperationView{active->record(), active->outcomes(), {}});
  });
  ports_.operations.when_first_pass(run->request().ns, [this, run](const OperationView& view) { answer(run, view); });
}

void SwitchCommand::answer(const RunPtr& run, Result<OperationView> result) {
  if (run->answered) return;
  run->answered = true;
  ports_.loop.timers().cancel(run->deadline);
  run->reply(std::move(result));
}

}  // namespace nss
