#include "unit/adapters/rest/sample_calendar.h"

namespace nss {
namespace {

Seconds at(const char* text) { return parse_rfc3339(text).value(); }

TaskRecord task(const char* id, const char* title, OperationType type, const char* schedule) {
  TaskRecord record;
  record.id = id;
  record.title = title;
  record.type = type;
  record.schedule = schedule;
  record.ns = "pagos";
  record.cost_center = "CC-002";
  return record;
}

TaskRecord builtin(const char* id, const char* title, OperationType type) {
  TaskRecord record = task(id, title, type, "");
  record.ns = "*";
  record.cost_center = "system";
  record.builtin = true;
  return record;
}

}  // namespace

WeekInputsPtr sample_calendar(const WeekInputs& week) {
  const TimeZone zone = TimeZone::load(week.timezone).value();
  const Seconds begun = at("2026-11-01T00:00:00Z");
  PlanRules rules;
  rules.settings.push_back({Seconds{}, {}, zone, {}});
  rules.startup.push_back({});
  rules.shutdown.push_back({});
  const TaskRecord load = task("t_01", "Cargue de nómina", OperationType::activate, "30 18 * * 6");
  rules.tasks.push_back(task_version(load, begun, zone));
  WeekInputs calendar{week.grid, PlanFrame(rules, week.grid.span(), week.frame.now()), week.namespaces};
  calendar.timezone = week.timezone;
  calendar.holidays = {to_holiday(
      {Date(std::chrono::sys_days(parse_date("2026-11-27").value())), "Día de la empresa", "Company day", begun, "ana"})};
  Place place;
  place.ns = "pagos";
  place.cost_center = "CC-002";
  place.operation_id = "op_9";
  place.from = at("2026-11-25T01:00:00Z");
  place.until = at("2026-11-25T04:00:00Z");
  calendar.namespaces.front().place = place;
  for (const TaskRecord& each : {builtin(builtin_startup_id, "Encendido automático", OperationType::activate),
                                 builtin(builtin_shutdown_id, "Apagado automático", OperationType::deactivate), load,
                                 task("t_02", "Revisión", OperationType::command, "*/2 9 * * 3")})
    calendar.task_versions.push_back(calendar_task(each, begun, zone));
  return std::make_shared<const WeekInputs>(std::move(calendar));
}

}  // namespace nss
