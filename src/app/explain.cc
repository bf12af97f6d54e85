#include "app/explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "app/refusals.h"
#include "app/views.h"
#include "domain/hour_grid.h"

namespace nss {
namespace {

using fmt::format;

struct Case {
  const ExplainSources& sources;
  const Namespace& ns;
  const NamespaceRecord& record;
  NamespaceFacts facts;
  AutomaticDay day;
  Seconds now{};

  std::string time(Seconds t) const { return local_time(t, sources.policy.zone); }
};

using RuleParts = std::pair<bool, Text>;  // applies, in words

RuleParts explain_excluded(const Case& c) {
  if (!c.facts.excluded) return {false, {"No tiene la anotación de exclusión.", "It has no annotation that excludes it."}};
  if (!c.ns.exclude_until) return {true, {"Su anotación lo excluye.", "Its annotation excludes it."}};
  const std::string until = c.time(*c.ns.exclude_until);
  return {true, {format("Su anotación lo excluye hasta {}.", until), format("Its annotation excludes it until {}.", until)}};
}

RuleParts explain_pause(const Case& c) {
  const PauseRecord* pause = c.sources.pause.current();
  if (pause == nullptr) return {false, {"No hay pausa.", "There is no pause."}};
  const std::string why = pause->reason.empty() ? "" : ": " + pause->reason;
  if (!pause->until) {
    return {
        true,
        {format("Pausa de {} sin final{}.", pause->user_id, why), format("Pause by {} without an end{}.", pause->user_id, why)}};
  }
  const std::string until = c.time(*pause->until);
  return {true,
          {format("Pausa de {} hasta {}{}.", pause->user_id, until, why),
           format("Pause by {} until {}{}.", pause->user_id, until, why)}};
}

RuleParts explain_contest(const Case& c) {
  if (!c.record.contested) return {false, {"Nadie revierte los cambios.", "Nobody reverts the changes."}};
  const Contested& fight = *c.record.contested;
  return {true,
          {format("{} revirtió {} tres veces desde {}.", fight.manager, fight.workload, c.time(fight.since)),
           format("{} reverted {} three times by {}.", fight.manager, fight.workload, c.time(fight.since))}};
}

RuleParts explain_standing_off(const Case& c, StandingKind kind) {
  const Standing& standing = c.record.standing;
  const bool applies = standing.kind == kind;
  if (!applies && kind == StandingKind::task_off) return {false, {"Ninguna tarea lo apagó.", "No task switched it off."}};
  if (!applies) return {false, {"Ninguna persona lo apagó.", "No person switched it off."}};
  return {
      true,
      {format("{} lo apagó {}; así queda hasta que alguien lo encienda.", standing.actor, c.time(standing.since)),
       format("{} switched it off at {}; it stays so until somebody switches it on.", standing.actor, c.time(standing.since))}};
}

RuleParts explain_activation(const Case& c) {
  const Standing& standing = c.record.standing;
  if (standing.kind != StandingKind::person_on || !activation_holds(standing, c.day, c.now)) {
    return {false, {"No tiene un encendido fuera de horario.", "It has no off-hours activation."}};
  }
  if (!standing.until) {
    return {true,
            {format("{} lo encendió {}, hasta el próximo apagado automático.", standing.actor, c.time(standing.since)),
             format("{} switched it on at {}, until the next automatic shutdown.", standing.actor, c.time(standing.since))}};
  }
  const std::string until = c.time(*standing.until);
  return {true,
          {format("{} lo mantiene encendido hasta {}.", standing.actor, until),
           format("{} keeps it on until {}.", standing.actor, until)}};
}

RuleParts explain_day(const Case& c) {
  static constexpr std::array<const char*, 7> es{"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"};
  static constexpr std::array<const char*, 7> en{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  const auto weekday = static_cast<std::size_t>(weekday_of(c.sources.policy.zone.to_civil(c.now)));
  const bool business = c.sources.policy.business().contains(c.now);
  const auto& observed = c.sources.policy.observed;
  const bool holiday = observed && observed(date_of(c.sources.policy.zone, c.now));
  const Text today{format("{}, {}", es.at(weekday),
                          business  ? "laboral"
                          : holiday ? "festivo"
                                    : "no laboral"),
                   format("{}, {}", en.at(weekday),
                          business  ? "business hours"
                          : holiday ? "holiday"
                                    : "off hours")};
  if (c.day.state == DayState::none || c.day.since < c.record.managed_since) {
    return {false,
            {today.es + ": ningún horario ha actuado desde que se administra.",
             today.en + ": no schedule has acted since it is managed."}};
  }
  const bool on = c.day.state == DayState::on;
  return {true,
          {format("{}: {} automático de {}.", today.es, on ? "encendido" : "apagado", c.time(c.day.since)),
           format("{}: automatic {} of {}.", today.en, on ? "startup" : "shutdown", c.time(c.day.since))}};
}

RuleParts explain_rule(const Case& c, Rule rule) {
  switch (rule) {
    case Rule::system_namespace:
      if (c.facts.system) return {true, {"Es del sistema: nunca se toca.", "It is a system namespace: never touched."}};
      return {false, {"No es del sistema.", "It is no system namespace."}};
    case Rule::terminating:
      if (c.facts.terminating) return {true, {"Se está eliminando.", "It is being deleted."}};
      return {false, {"No se está eliminando.", "It is not being deleted."}};
    case Rule::excluded: return explain_excluded(c);
    case Rule::not_selected:
      if (!c.facts.selected) return {true, {"El selector no lo incluye.", "The selector does not take it."}};
      return {false, {"El selector lo incluye.", "The selector takes it."}};
    case Rule::paused: return explain_pause(c);
    case Rule::contested: return explain_contest(c);
    case Rule::person_off: return explain_standing_off(c, StandingKind::person_off);
    case Rule::off_hours_activation: return explain_activation(c);
    case Rule::last_task: return explain_standing_off(c, StandingKind::task_off);
    case Rule::automatic_day: return explain_day(c);
    case Rule::adoption: break;
  }
  return {true,
          {format("Se administra desde {}; se tomó como estaba.", c.time(c.record.managed_since)),
           format("It is managed since {}; it was taken as it was.", c.time(c.record.managed_since))}};
}

std::string actor_of(const Case& c, const Desired& desired) {
  switch (desired.rule) {
    case Rule::automatic_day: return c.day.task_id;
    case Rule::person_off:
    case Rule::off_hours_activation:
    case Rule::last_task: return c.record.standing.actor;
    case Rule::contested: return c.record.contested ? c.record.contested->manager : std::string();
    case Rule::paused: return c.sources.pause.current() != nullptr ? c.sources.pause.current()->user_id : std::string();
    default: return {};
  }
}

constexpr std::array<Rule, 11> precedence{
    Rule::system_namespace, Rule::terminating,          Rule::excluded,  Rule::not_selected,  Rule::paused,  Rule::contested,
    Rule::person_off,       Rule::off_hours_activation, Rule::last_task, Rule::automatic_day, Rule::adoption};

}  // namespace

Result<ExplainView> explain(const ExplainSources& sources, const std::shared_ptr<const NamespaceView>& shown,
                            const std::string& ns, Seconds now) {
  const ClusterCache::Entry* entry = sources.cache.find(ns);
  if (!shown || entry == nullptr || !entry->ns) {
    return fail(no_such_namespace(ns));
  }
  const Ledger::Entry* known = sources.ledger.find(ns);
  const NamespaceRecord record = known == nullptr ? unknown_record(*entry->ns, now) : known->record;
  const Case c{sources, *entry->ns, record, sources.reconciler.facts(*entry->ns, now), automatic_day(sources.day, now), now};
  const Desired desired = sources.reconciler.desired(c.facts, record, now);
  ExplainView view;
  view.ns = ns;
  view.state = shown->state;
  view.desired = shown->desired;
  for (const Rule rule : precedence) {
    auto [applies, detail] = explain_rule(c, rule);
    view.rules.push_back(RuleView{to_string(rule), applies, rule == desired.rule, std::move(detail)});
  }
  view.actor = actor_of(c, desired);
  if (known != nullptr) view.since = desired.decided_at;
  view.next = shown->next;
  view.until = desired.until;
  if (!view.until && view.next) view.until = view.next->at;
  view.operation_id = record.operation_id;
  return view;
}

}  // namespace nss
