// Diseño técnico, propiedad 2, "Validación de Centros de Costo": toda operación debe estar asociada a un centro de costo
// válido y autorizado. Automatic operations are the namespace's own centre's, or `system`'s, which always is (SPEC 7).
#include <set>

#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Design2CostCenterValidation, EveryOperationHasAnAuthorisedCostCentre, ()) {
  World world(4, bogota(23, 16));
  const std::vector<std::string> centers{"CC-001", "CC-002", "CC-003", "system", "desconocido"};
  std::set<std::string> authorised{"system"};
  for (std::size_t i = 0; i < 3; ++i) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    world.authorize(centers[i]);
    authorised.insert(centers[i]);
  }
  for (int step = 0; step < *rc::gen::inRange(3, 15); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 4)];
    const auto center = *rc::gen::elementOf(centers);
    if (*rc::gen::arbitrary<bool>()) {
      const auto done = world.activate(name, center, *duration());
      if (done) RC_ASSERT(authorised.contains(center) && center != "system");
    } else {
      world.deactivate(name);
    }
    world.pass(std::chrono::minutes(*rc::gen::inRange(1, 700)));
  }
  for (const auto& operation : world.operations()) RC_ASSERT(authorised.contains(operation.record.cost_center));
  for (const auto& record : world.activities()) RC_ASSERT(authorised.contains(record.cost_center));
}

}  // namespace
}  // namespace nss
