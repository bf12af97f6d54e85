// Diseño técnico, propiedad 1, "Límite de Namespaces en Horario No Laboral": durante horarios no laborales nunca debe haber
// más de 5 namespaces activos simultáneamente.
// Read as: what the product itself keeps on during off-hours. What somebody's hand wakes is drift: it goes off after the
// grace and takes no place (SPEC 5, 7), so nobody's hand is in this history.
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Design1OffHoursLimit, NeverMoreThanFiveAreOnOutsideBusinessHours, ()) {
  World world(9, bogota(23, 16));
  world.authorize("CC-001");
  const auto steps = *rc::gen::inRange(8, 20);
  for (int step = 0; step < steps; ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 9)];
    switch (*rc::gen::inRange(0, 8)) {
      case 0: world.deactivate(name); break;
      case 1: world.product().restart(); break;
      case 2:
      case 3: world.pass(std::chrono::minutes(*rc::gen::inRange(1, 300))); break;
      case 4: world.activate(name, "CC-001"); break;
      default: world.activate(name, "CC-001", *duration());
    }
    world.pass(std::chrono::seconds(2));
    if (is_business(world.now())) continue;
    RC_ASSERT(world.places_used() <= 5U);
    RC_ASSERT(world.active_count() <= 5U);
  }
}

}  // namespace
}  // namespace nss
