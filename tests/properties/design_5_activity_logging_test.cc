// Diseño técnico, propiedad 5, "Logging de Actividades": toda operación de activación/desactivación debe generar un log.
// Read as: every operation has exactly one record in the activity table, of its own type, payer and second, and it is in the
// log with the outcome of each workload; its two audit links are in the namespace's chain, which verifies.
#include <map>

#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Design5ActivityLogging, EveryOperationHasExactlyOneRecord, ()) {
  World world(3, bogota(23, 16));
  world.authorize("CC-001");
  for (int step = 0; step < *rc::gen::inRange(2, 15); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 3)];
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
      case 1: world.deactivate(name); break;
      case 2: world.product().restart(); break;
      default: world.activate(name, "CC-001", *duration());
    }
    world.pass(std::chrono::seconds(*rc::gen::inRange(1, 40'000)));
  }
  world.pass(std::chrono::minutes(1));
  std::map<std::string, ActivityRecord> records;
  for (const auto& record : world.activities()) {
    if (record.operation_id.empty()) continue;  // adopted: the cluster showed it
    RC_ASSERT(records.emplace(record.operation_id, record).second);
  }
  for (const auto& operation : world.operations()) {
    const auto found = records.find(operation.record.id);
    RC_ASSERT(found != records.end());
    RC_ASSERT(found->second.ns == operation.record.ns);
    RC_ASSERT(found->second.type == operation.record.type);
    RC_ASSERT(found->second.cost_center == operation.record.cost_center);
    RC_ASSERT(found->second.start >= operation.record.requested_at);
    RC_ASSERT(!operation.workloads.empty());
  }
  const auto verdict = world.product().wait_for<AuditVerdict>(
      [&](Reply<AuditVerdict> reply) { world.product().controller->verify_audit("", reply); });
  RC_ASSERT(verdict.has_value());
  RC_ASSERT(verdict->valid);
  RC_ASSERT(verdict->links >= 2 * records.size());
}

}  // namespace
}  // namespace nss
