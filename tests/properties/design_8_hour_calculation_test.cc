// Diseño técnico, propiedad 8, "Cálculo de Horas": las horas calculadas en los reportes semanales deben coincidir con las horas
// reales de uso.
// Read as: the report's hours of a namespace and a payer are the seconds of the activity table, each record clipped to the week
// and to now and added up; the grid's slots and the rows by day are the same seconds.
#include <map>

#include "adapters/rest/report_views.h"
#include "properties/world.h"

namespace nss {
namespace {

bool is_on(OperationType type) {
  return type == OperationType::auto_startup || type == OperationType::manual_activation || type == OperationType::activate;
}

RC_GTEST_PROP(Design8HourCalculation, ReportGridAndDaysAreTheSecondsOfTheRecords, ()) {
  World world(3, bogota(22, 18));  // the Sunday before: records reach into the week
  world.authorize("CC-001");
  world.authorize("CC-002");
  for (int step = 0; step < *rc::gen::inRange(2, 14); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 3)];
    switch (*rc::gen::inRange(0, 4)) {
      case 0: world.deactivate(name); break;
      case 1: world.product().restart(); break;
      default: world.activate(name, *rc::gen::element<std::string>("CC-001", "CC-002"), *duration());
    }
    world.pass(std::chrono::seconds(*rc::gen::inRange(1, 90'000)));
  }
  WeekQuery query;
  query.first = std::chrono::sys_days(parse_date("2026-11-23").value());
  const auto read = world.product().wait_for<WeekInputsPtr>(
      [&](Reply<WeekInputsPtr> reply) { world.product().controller->week(query, reply); });
  RC_ASSERT(read.has_value());
  const WeekInputs& inputs = **read;
  const Interval until_now{inputs.grid.span().begin, std::min(inputs.grid.span().end, inputs.frame.now())};

  using Row = std::pair<std::string, std::string>;  // namespace, payer
  std::map<Row, std::chrono::seconds> wanted;
  for (const ActivityRecord& record : world.activities()) {
    if (!is_on(record.type) || record.status == ActivityStatus::failed) continue;
    const auto on = Interval{record.start, record.end.value_or(inputs.frame.now())}.clipped(until_now).length();
    if (on > std::chrono::seconds(0)) wanted[{record.ns, record.cost_center}] += on;
  }
  std::map<Row, std::chrono::seconds> reported;
  UsageQuery asked;
  asked.first = query.first;
  const auto usage = world.product().wait_for<std::shared_ptr<const UsageAnswer>>(
      [&](Reply<std::shared_ptr<const UsageAnswer>> reply) { world.product().controller->usage(asked, reply); });
  RC_ASSERT(usage.has_value());
  for (const ReportRow& row : report_of(**usage).rows) {
    const auto actual = row.measures.usage.actual;
    if (actual > std::chrono::seconds(0)) reported[{row.ns, row.cost_center}] += actual;
  }
  RC_ASSERT(reported == wanted);

  std::map<Row, std::chrono::seconds> shown;
  std::map<std::string, std::chrono::seconds> by_day;
  for (const NamespaceInput& input : inputs.namespaces) {
    const NamespaceTime time = time_of(inputs, input);
    for (const Slot& slot : slots_of(time.actual, inputs.grid)) shown[{input.name, time.actual[slot.entry].payer}] += slot.on;
    for (const DayUsage& day : daily_of(time, day_usage_of(time, inputs.grid, inputs.frame), inputs.grid))
      by_day[input.name] += day.usage.actual;
  }
  RC_ASSERT(shown == wanted);
  std::map<std::string, std::chrono::seconds> by_namespace;
  for (const NamespaceInput& input : inputs.namespaces) by_namespace[input.name];
  for (const auto& [row, on] : wanted) by_namespace[row.first] += on;
  RC_ASSERT(by_day == by_namespace);
  // What is printed gives the second back (API 1.2).
  for (const auto& [row, on] : wanted) RC_ASSERT(std::llround(hours_of(on) * 3'600) == on.count());
}

}  // namespace
}  // namespace nss
