// Diseño técnico, propiedad 6, "Consistencia de Vista Semanal": los datos mostrados en la vista semanal deben coincidir con los
// datos reales de programación.
// Read as: each entry of the grid names what is behind it and tells what that says. Of the past it is an activity record, which
// covers the entry, has its payer, and is a person's or a task's as the entry says; of the future it is a task, whose own
// firings the entry begins with or a place that somebody holds.
#include <map>
#include <set>

#include "app/week_inputs.h"
#include "properties/world.h"

namespace nss {
namespace {

WeekInputsPtr week_of(World& world) {
  WeekQuery query;
  query.first = std::chrono::sys_days(parse_date("2026-11-23").value());
  auto inputs = world.product().wait_for<WeekInputsPtr>(
      [&](Reply<WeekInputsPtr> reply) { world.product().controller->week(query, reply); });
  RC_ASSERT(inputs.has_value());
  return *inputs;
}

void check_past(const TimeEntry& entry, const std::vector<ActivityRecord>& records, const std::set<std::string>& tasks,
                Seconds now) {
  const auto behind = std::find_if(records.begin(), records.end(), [&](const ActivityRecord& record) {
    return record.start <= entry.span.begin && entry.span.end <= std::min(now, record.end.value_or(now)) &&
           record.cost_center == entry.payer;
  });
  RC_ASSERT(behind != records.end());
  if (entry.type == ScheduleType::manual) {
    RC_ASSERT(behind->type == OperationType::manual_activation);
    RC_ASSERT(entry.source == behind->operation_id);
  } else {
    RC_ASSERT(tasks.contains(entry.source));
    RC_ASSERT(behind->type == OperationType::auto_startup || behind->type == OperationType::activate);
  }
}

RC_GTEST_PROP(Design6WeeklyViewConsistency, EveryEntryIsWhatItsSourceSays, ()) {
  World world(3, bogota(23, 6));
  world.authorize("CC-001");
  world.authorize("CC-002");
  for (int step = 0; step < *rc::gen::inRange(2, 12); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 3)];
    switch (*rc::gen::inRange(0, 5)) {
      case 0: world.deactivate(name); break;
      case 1: world.product().restart(); break;
      case 2: {
        TaskRequest request;
        request.title = "Encendido";
        request.type = *rc::gen::element(OperationType::activate, OperationType::deactivate);
        request.schedule = std::to_string(*rc::gen::inRange(0, 60)) + " " + std::to_string(*rc::gen::inRange(0, 24)) + " * * *";
        request.ns = name;
        request.cost_center = "CC-002";
        request.context.user_id = "ana";
        RC_ASSERT(world.create_task(request).has_value());
        break;
      }
      default: world.activate(name, "CC-001", *duration());
    }
    world.pass(std::chrono::seconds(*rc::gen::inRange(1, 60'000)));
  }
  const WeekInputsPtr inputs = week_of(world);
  const Seconds now = inputs->frame.now();
  const auto views = world.product().wait_for<std::vector<TaskView>>(
      [&](Reply<std::vector<TaskView>> reply) { world.product().controller->tasks(std::move(reply)); });
  std::set<std::string> tasks;
  for (const TaskView& view : *views) tasks.insert(view.record.id);
  for (const NamespaceInput& input : inputs->namespaces) {
    const NamespaceTime time = time_of(*inputs, input);
    const auto records = world.activities(input.name);
    for (const TimeEntry& entry : time.actual) check_past(entry, records, tasks, now);
    for (const TimeEntry& entry : time.planned) {
      if (entry.type == ScheduleType::cron) RC_ASSERT(tasks.contains(entry.source));
      if (entry.source == builtin_startup_id) RC_ASSERT(entry.payer == input.cost_center);
    }
    // Nothing is on that no entry tells of, and no entry tells of what is off.
    const bool shown_on = !time.actual.empty() && time.actual.back().span.end == now;
    if (world.product().view(input.name).state == NamespaceState::active) RC_ASSERT(shown_on);
    if (world.product().view(input.name).state == NamespaceState::inactive) RC_ASSERT(!shown_on);
  }
}

}  // namespace
}  // namespace nss
