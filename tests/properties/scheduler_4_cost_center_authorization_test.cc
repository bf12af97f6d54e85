// Task scheduler, propiedad 4, "Validación de Centro de Costo" (test_cost_center_authorization): solo centros de costo
// autorizados pueden activar namespaces; los demás reciben "unauthorized". At any hour (SPEC 7, API 3).
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler4CostCenterAuthorization, OnlyAuthorisedCostCentresActivate, ()) {
  World world(2, bogota(23, 16));
  const bool for_all = *rc::gen::arbitrary<bool>();
  world.authorize("CC-001", for_all ? std::vector<std::string>() : std::vector<std::string>{"pagos"});
  world.to(*rc::gen::oneOf(non_business_instant(), rc::gen::just(bogota_time(1, 10))));
  const auto center = *rc::gen::elementOf(std::vector<std::string>{"CC-001", "CC-002", "system", "cc-001", "X"});
  const auto name = *rc::gen::elementOf(std::vector<std::string>{"pagos", "ventas"});
  const bool authorised = center == "CC-001" && (for_all || name == "pagos");
  const auto before = world.operations().size();
  const auto done = world.activate(name, center, std::chrono::minutes(60));
  RC_ASSERT(done.has_value() == authorised);
  if (authorised) return;
  RC_ASSERT(done.error().code == "unauthorized");
  RC_ASSERT(done.error().message.en.find("unauthorized") != std::string::npos);
  RC_ASSERT(done.error().message.es.find("unauthorized") != std::string::npos);
  RC_ASSERT(world.operations().size() == before);
}

}  // namespace
}  // namespace nss
