// Task scheduler, propiedad 7, "Idempotencia de Operaciones" (test_operation_idempotency): ejecutar la misma operación
// múltiples veces debe producir el mismo resultado, sin registros duplicados.
#include <set>

#include "properties/world.h"

namespace nss {
namespace {

// What we write; what controllers write (status, versions) goes on by itself.
using State = std::vector<std::tuple<std::string, int, std::optional<Original>, std::optional<Stamp>>>;

State state_of(World& world) {
  State state;
  for (const auto& [key, workload] : world.product().cluster->find_namespace("pagos")->workloads) {
    state.emplace_back(key.second, workload.shown.replicas, workload.shown.original, workload.shown.stamp);
  }
  return state;
}

RC_GTEST_PROP(Scheduler7OperationIdempotency, TheSecondTimeChangesNothing, ()) {
  World world(1, bogota(23, 16));
  world.authorize("CC-001");
  world.to(*rc::gen::oneOf(non_business_instant(), rc::gen::just(bogota_time(1, 10))));
  const bool on = *rc::gen::arbitrary<bool>();
  const auto execute = [&] { return on ? world.activate("pagos", "CC-001") : world.deactivate("pagos"); };
  const auto first = execute();
  world.pass(std::chrono::seconds(*rc::gen::inRange(1, 30)));
  const State before = state_of(world);
  const auto records = world.activities("pagos").size();
  const auto operations = world.operations().size();
  for (int again = 0; again < *rc::gen::inRange(1, 4); ++again) {
    const auto second = execute();
    RC_ASSERT(first.has_value() == second.has_value());
    RC_ASSERT(!second->record.changed);
    world.pass(std::chrono::seconds(1));
  }
  RC_ASSERT((state_of(world) == before));
  RC_ASSERT(world.activities("pagos").size() == records);
  RC_ASSERT(world.operations().size() == operations);
  std::set<std::pair<Seconds, OperationType>> unique;
  for (const auto& record : world.activities("pagos")) RC_ASSERT(unique.emplace(record.start, record.type).second);
}

}  // namespace
}  // namespace nss
