#include "app/views.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace nss {
namespace {

constexpr Mono flush_delay{100};
constexpr std::chrono::minutes unready_limit{10};

// "Deployment/web" of an autoscaler's target.
bool targets(const Autoscaler& autoscaler, const Workload& workload) {
  return autoscaler.target_name == workload.ref.name && autoscaler.target_kind == to_string(workload.ref.kind);
}

std::string problem_of(const Workload& workload, Seconds now) {
  if (!workload.original_problem.empty()) return workload.original_problem;
  if (!workload.stamp_problem.empty()) return workload.stamp_problem;
  if (!workload.controller.empty()) return "controlled_by_owner";
  if (workload.deletes_volumes && !workload.allows_pvc_delete) return "deletes_volumes";
  if (excluded_at(workload.excluded, workload.exclude_until, now)) return "excluded";
  return {};
}

WorkloadView view_of(const Workload& workload, const ClusterCache::Entry& entry, Seconds now) {
  WorkloadView view;
  view.kind = workload.ref.kind;
  view.name = workload.ref.name;
  view.replicas = workload.replicas;
  view.ready = workload.pods_ready;
  if (workload.original) view.original = workload.original->replicas;
  view.controller = workload.controller;
  view.problem = problem_of(workload, now);
  for (const auto& [name, autoscaler] : entry.autoscalers) {
    if (targets(autoscaler, workload)) view.hpa = {autoscaler.min_replicas, autoscaler.max_replicas};
  }
  return view;
}

void add_workloads(NamespaceView& view, const ClusterCache::Entry& entry, Seconds now) {
  for (const auto& [key, workload] : entry.workloads) {
    view.workloads.push_back(view_of(workload, entry, now));
    ++view.workloads_total;
    if (workload.replicas > 0) ++view.workloads_active;
    const bool pods_unknown = workload.ref.kind != WorkloadKind::daemon_set;
    const int wanted = pods_unknown ? workload.replicas : (workload.replicas > 0 ? workload.pods_wanted : 0);
    view.pods_wanted += wanted;
    view.pods_ready += std::min(workload.pods_ready, wanted);
  }
  const Demand demand = entry.demand_when_up();
  view.cpu_millicores = demand.cpu_millicores;
  view.memory_bytes = demand.memory_bytes;
}

NamespaceState wanted_state(Want want) {
  switch (want) {
    case Want::on: return NamespaceState::active;
    case Want::off: return NamespaceState::inactive;
    case Want::restore: return NamespaceState::excluded;
    case Want::leave: return NamespaceState::unknown;
  }
  return NamespaceState::unknown;
}

}  // namespace

const char* to_string(NamespaceState state) {
  switch (state) {
    case NamespaceState::active: return "active";
    case NamespaceState::deactivating: return "deactivating";
    case NamespaceState::inactive: return "inactive";
    case NamespaceState::activating: return "activating";
    case NamespaceState::degraded: return "degraded";
    case NamespaceState::excluded: return "excluded";
    case NamespaceState::unknown: return "unknown";
  }
  return "unknown";
}

std::optional<NamespaceState> parse_namespace_state(std::string_view text) {
  for (const auto state :
       {NamespaceState::active, NamespaceState::deactivating, NamespaceState::inactive, NamespaceState::activating,
        NamespaceState::degraded, NamespaceState::excluded, NamespaceState::unknown}) {
    if (text == to_string(state)) return state;
  }
  return std::nullopt;
}

std::string local_time(Seconds t, const TimeZone& zone) {
  const CivilSecond c = zone.to_civil(t);
  return fmt::format("{:04d}-{:02d}-{:02d} {:02d}:{:02d}", c.year, c.month, c.day, c.hour, c.minute);
}

NamespaceRecord unknown_record(const Namespace& ns, Seconds now) {
  NamespaceRecord record;
  record.name = ns.name;
  record.uid = ns.uid;
  record.managed_since = now;
  return record;
}

Text reason_text(const Desired& desired, const NamespaceRecord& record, const TimeZone& zone) {
  switch (desired.rule) {
    case Rule::system_namespace: return {"Namespace del sistema: nunca se toca.", "A system namespace: never touched."};
    case Rule::terminating: return {"Se está eliminando.", "It is being deleted."};
    case Rule::excluded: return {"Excluido por su anotación.", "Excluded by its annotation."};
    case Rule::not_selected: return {"El selector de namespaces no lo incluye.", "The namespace selector does not take it."};
    case Rule::paused:
      if (desired.until) {
        return {fmt::format("En pausa hasta {}: no se apaga nada.", local_time(*desired.until, zone)),
                fmt::format("Paused until {}: nothing is switched off.", local_time(*desired.until, zone))};
      }
      return {"En pausa: no se apaga nada hasta que alguien la termine.",
              "Paused: nothing is switched off until somebody ends it."};
    case Rule::contested: {
      const std::string manager = record.contested ? record.contested->manager : std::string();
      return {fmt::format("En disputa: {} revierte los cambios; no se insiste.", manager),
              fmt::format("Contested: {} reverts the changes; we stopped.", manager)};
    }
    case Rule::person_off:
      return {"Apagado por una persona, hasta que alguien lo encienda.",
              "Switched off by a person, until somebody switches it on."};
    case Rule::last_task:
      return {"Apagado por una tarea, hasta que una persona o una tarea lo encienda.",
              "Switched off by a task, until a person or a task switches it on."};
    case Rule::off_hours_activation:
      if (desired.until) {
        return {fmt::format("Encendido fuera de horario hasta {}.", local_time(*desired.until, zone)),
                fmt::format("On during off-hours until {}.", local_time(*desired.until, zone))};
      }
      return {"Encendido fuera de horario hasta el próximo apagado automático.",
              "On during off-hours until the next automatic shutdown."};
    case Rule::automatic_day:
      if (desired.want == Want::off) {
        return {fmt::format("Apagado automático de {}.", local_time(desired.decided_at, zone)),
                fmt::format("Automatic shutdown of {}.", local_time(desired.decided_at, zone))};
      }
      return {fmt::format("Encendido automático de {}.", local_time(desired.decided_at, zone)),
              fmt::format("Automatic startup of {}.", local_time(desired.decided_at, zone))};
    case Rule::adoption:
      return {"Adoptado como estaba; nada cambia antes del próximo apagado.",
              "Adopted as it was; nothing changes before the next shutdown."};
  }
  return {};
}

Views::Views(Ports ports) : ports_(ports) { snapshot_.store(std::make_shared<const NamespacesView>()); }

void Views::mark(const std::string& ns) {
  dirty_.insert(ns);
  if (flush_planned_) return;
  flush_planned_ = true;
  ports_.loop.timers().after(flush_delay, [this] { flush(); });
}

void Views::mark_all() {
  for (const auto& [name, entry] : ports_.cache.entries()) mark(name);
}

std::shared_ptr<const NamespaceView> Views::find(const std::string& ns) const {
  const auto shown = shown_.find(ns);
  return shown == shown_.end() ? nullptr : shown->second.view;
}

void Views::flush() {
  flush_planned_ = false;
  const std::set<std::string> dirty = std::exchange(dirty_, {});
  std::vector<std::shared_ptr<const NamespaceView>> changed;
  bool removed = false;
  for (const auto& name : dirty) {
    const ClusterCache::Entry* entry = ports_.cache.find(name);
    if (entry == nullptr || !entry->ns) {
      removed |= shown_.erase(name) > 0;
      continue;
    }
    Shown& shown = shown_[name];
    auto view = build(name, *entry, shown);
    const bool same = shown.view && *shown.view == *view;
    if (same) continue;
    shown.view = view;
    changed.push_back(std::move(view));
  }
  publish();
  // After the snapshot: who is woken may read it at once.
  for (auto& view : changed) ports_.hub.publish(std::move(view));
  if (removed) ports_.hub.publish(Resync{});
}

std::shared_ptr<const NamespaceView> Views::build(const std::string& name, const ClusterCache::Entry& entry, Shown& shown) {
  const Seconds now = ports_.loop.now();
  const Namespace& ns = *entry.ns;
  const NamespaceFacts facts = ports_.reconciler.facts(ns, now);
  const Ledger::Entry* known = ports_.ledger.find(name);
  const NamespaceRecord record = known == nullptr ? unknown_record(ns, now) : known->record;
  auto view = std::make_shared<NamespaceView>();
  view->name = name;
  view->system = facts.system;
  view->cost_center = ports_.reconciler.cost_center_of(ns);
  view->excluded = facts.system || facts.excluded || !facts.selected;
  view->exclude_until = facts.excluded ? ns.exclude_until : std::nullopt;
  view->created_at = ns.created_at;
  view->labels = ns.labels;
  view->display_name = ns.display_name.empty() ? name : ns.display_name;
  add_workloads(*view, entry, now);
  const Desired desired = ports_.reconciler.desired(facts, record, now);
  view->desired = wanted_state(plain_want(desired, entry));
  view->until = desired.rule == Rule::off_hours_activation ? desired.until : std::nullopt;
  view->slot = find_place(ports_.places.current(), name) != nullptr;
  view->reason = reason_text(desired, record, ports_.policy.zone);
  const Want current = plain_want(desired, entry);
  view->next = next_with_tasks(name, current, next_change(facts, record, desired, current));
  if (record.contested) view->contested = record.contested->manager;
  describe_operation(*view, known == nullptr ? nullptr : &record);
  view->state = state_of(*view, &record, shown);
  const bool same_state = shown.view && shown.view->state == view->state;
  const Seconds first = known != nullptr && record.state_since != Seconds{} ? record.state_since : now;
  view->since = same_state ? shown.view->since : shown.view ? now : first;
  return view;
}

void Views::describe_operation(NamespaceView& view, const NamespaceRecord* record) const {
  if (record == nullptr) return;
  view.operation_id = record->operation_id;
  const OperationRun* run = ports_.operations.active(view.name);
  if (run == nullptr) return;
  for (const auto& outcome : run->outcomes()) {
    if (outcome.outcome != Outcome::failed) continue;
    view.last_error =
        fmt::format("{}/{}: {}", to_string(outcome.kind), outcome.name, outcome.message.empty() ? outcome.code : outcome.message);
    break;
  }
}

NamespaceState Views::state_of(const NamespaceView& view, const NamespaceRecord* record, Shown& shown) {
  if (view.excluded) return NamespaceState::excluded;
  if (!ports_.reconciler.enabled()) return NamespaceState::unknown;
  const Seconds now = ports_.loop.now();
  const bool unready = view.pods_wanted > view.pods_ready;
  if (!unready) {
    shown.unready_since.reset();
  } else if (!shown.unready_since) {
    shown.unready_since = now;
    ports_.loop.timers().after(unready_limit, [this, name = view.name] { mark(name); });
  }
  if (const OperationRun* run = ports_.operations.active(view.name)) {
    if (run->has_failures() && run->first_pass_done()) return NamespaceState::degraded;
    if (!run->first_pass_done()) {
      return run->record().direction == Direction::off ? NamespaceState::deactivating : NamespaceState::activating;
    }
  }
  if (record->contested) return NamespaceState::degraded;
  if (shown.unready_since && now - *shown.unready_since >= unready_limit) return NamespaceState::degraded;
  return view.workloads_active > 0 ? NamespaceState::active : NamespaceState::inactive;
}

// The sooner of what the rules change and of what an own task does.
std::optional<NextChange> Views::next_with_tasks(const std::string& ns, Want current, std::optional<NextChange> next) const {
  if (current != Want::on && current != Want::off) return next;
  const auto type = current == Want::on ? OperationType::deactivate : OperationType::activate;
  const auto own = ports_.scheduler.next_switch(ns, type);
  return own && (!next || own->at < next->at) ? own : next;
}

std::optional<NextChange> Views::next_change(const NamespaceFacts& facts, const NamespaceRecord& record, const Desired& desired,
                                             Want current) {
  if (desired.want == Want::restore || desired.rule == Rule::terminating) return std::nullopt;
  const auto type_of = [](Want want) { return want == Want::off ? OperationType::auto_shutdown : OperationType::auto_startup; };
  for (const AutomaticDay& day : ports_.scheduler.ahead()) {
    if (desired.until && *desired.until < day.since) break;
    const Desired then = desired_state(facts, record, day, day.since);
    if (then.want != current && (then.want == Want::on || then.want == Want::off)) {
      return NextChange{day.since, type_of(then.want), day.task_id};
    }
  }
  if (!desired.until) return std::nullopt;
  const Desired then = ports_.reconciler.desired(facts, record, *desired.until);
  if (then.want == current) return std::nullopt;
  return NextChange{*desired.until, type_of(then.want), {}};
}

void Views::publish() {
  auto next = std::make_shared<NamespacesView>();
  const Seconds now = ports_.loop.now();
  next->timezone = ports_.policy.zone.name();
  next->off_hours_now = !ports_.policy.business().contains(now);
  next->limit = ports_.policy.max_off_hours;
  for (const auto& [name, shown] : shown_) next->namespaces.push_back(shown.view);
  const PlaceRules rules = ports_.places.rules();
  for (const Place& place : ports_.places.current().places) {
    next->holders.push_back(HolderView{place.ns, place.cost_center, place.requested_by, frees_at(place, rules, now)});
  }
  ports_.metrics.off_hours_active = static_cast<std::int64_t>(next->holders.size());
  ports_.metrics.off_hours_limit = next->limit;
  count_states();
  snapshot_.store(std::move(next));
}

void Views::count_states() const {
  std::map<NamespaceState, std::int64_t> in;
  std::int64_t contested = 0;
  for (const auto& [name, shown] : shown_) {
    ++in[shown.view->state];
    contested += shown.view->contested.empty() ? 0 : 1;
  }
  Metrics& metrics = ports_.metrics;
  metrics.namespaces_active = in[NamespaceState::active];
  metrics.namespaces_deactivating = in[NamespaceState::deactivating];
  metrics.namespaces_inactive = in[NamespaceState::inactive];
  metrics.namespaces_activating = in[NamespaceState::activating];
  metrics.namespaces_degraded = in[NamespaceState::degraded];
  metrics.namespaces_excluded = in[NamespaceState::excluded];
  metrics.namespaces_unknown = in[NamespaceState::unknown];
  metrics.namespaces_contested = contested;
  metrics.workloads_cached = static_cast<std::int64_t>(ports_.cache.workload_count());
}

}  // namespace nss
