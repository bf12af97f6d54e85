// Task scheduler, propiedad 6, "Cálculo Correcto de Duración" (test_duration_calculation_accuracy): la duración calculada debe
// ser exacta entre activación y desactivación: (deactivation_time − activation_time) // 60.
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler6DurationCalculationAccuracy, TheMinutesAreExact, ()) {
  World world(1, bogota(23, 16));
  world.authorize("CC-001");
  world.to(bogota_time(5, 0, 0, *rc::gen::inRange(0, 86'400)));  // Saturday
  const Seconds on = world.now();
  RC_ASSERT(world.activate("pagos", "CC-001").has_value());
  world.to(on + std::chrono::seconds(*rc::gen::inRange(1, 90'000)));
  const Seconds off = world.now();
  RC_ASSERT(world.deactivate("pagos").has_value());
  const ActivityRecord record = world.activities("pagos").at(1);
  RC_ASSERT(record.type == OperationType::manual_activation);
  RC_ASSERT(record.start == on);
  RC_ASSERT(record.end == off);
  RC_ASSERT(duration_minutes(record) == (off - on).count() / 60);
}

}  // namespace
}  // namespace nss
