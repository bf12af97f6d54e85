// Diseño técnico, propiedad 4, "Programación de Tareas": para toda tarea programada,
// |execution_time − scheduled_time| ≤ 2 minutos. A firing that could not be run in time is recorded as missed and says so (SPEC 8).
#include <set>

#include "properties/world.h"

namespace nss {
namespace {

TaskRequest random_task() {
  TaskRequest request;
  request.title = "tarea";
  request.type = *rc::gen::element(OperationType::activate, OperationType::deactivate, OperationType::command);
  request.ns = *rc::gen::elementOf(std::vector<std::string>{"pagos", "ventas"});
  request.cost_center = "CC-001";
  if (request.type == OperationType::command) request.command = "kubectl get deployments";
  const int minute = *rc::gen::inRange(0, 60);
  const int hour = *rc::gen::inRange(0, 24);
  request.schedule = *rc::gen::element(std::to_string(minute) + " " + std::to_string(hour) + " * * *",
                                       std::to_string(minute) + " */3 * * *", std::to_string(minute) + " 8-18 * * MON-FRI");
  return request;
}

RC_GTEST_PROP(Design4TaskScheduling, EveryRunBeginsWithinTwoMinutesOfItsTime, ()) {
  World world(2, bogota(23, 16));
  world.authorize("CC-001");
  std::vector<std::pair<std::string, CronExpression>> tasks;
  for (int n = 0; n < *rc::gen::inRange(1, 4); ++n) {
    const auto made = world.create_task(random_task());
    RC_ASSERT(made.has_value());
    tasks.emplace_back(made->record.id, *CronExpression::parse(made->record.schedule));
  }
  const Seconds from = world.now();
  for (int step = 0; step < 6; ++step) {
    world.pass(std::chrono::minutes(*rc::gen::inRange(1, 600)));
    if (*rc::gen::inRange(0, 3) == 0) world.product().restart();
  }
  world.pass(std::chrono::minutes(3));
  const TimeZone zone = *TimeZone::load("America/Bogota");
  for (const auto& [id, cron] : tasks) {
    std::set<Seconds> ran;
    for (const auto& run : world.runs(id)) {
      RC_ASSERT(run.record.scheduled_at.has_value());
      RC_ASSERT(ran.insert(*run.record.scheduled_at).second);
      RC_ASSERT(run.record.status != RunStatus::missed);
      const auto late = run.record.started_at - *run.record.scheduled_at;
      RC_ASSERT(late >= std::chrono::seconds(0) && late <= std::chrono::minutes(2));
    }
    std::set<Seconds> due;
    const Seconds last = world.now() - std::chrono::minutes(2);
    for (auto at = cron.next_after(from, zone); at && *at <= last; at = cron.next_after(*at, zone)) due.insert(*at);
    std::erase_if(ran, [&](Seconds at) { return at > last; });
    RC_ASSERT(ran == due);
  }
}

}  // namespace
}  // namespace nss
