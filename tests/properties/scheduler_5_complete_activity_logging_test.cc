// Task scheduler, propiedad 5, "Registro Completo de Actividad" (test_complete_activity_logging): toda operación de namespace
// debe generar un registro completo, y uno solo.
// The seed wants an end and a positive duration in a switch-off's own record at once. That cannot hold: the record of a
// switch-off is the time during which the namespace is off, and the startup closes it (SPEC 6). What a switch-off closes is
// the record of the activation, and there they hold (the duration only from a whole minute on, since it counts minutes).
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler5CompleteActivityLogging, AnOperationAddsOneCompleteRecord, ()) {
  World world(1, bogota(23, 16));
  world.authorize("CC-001");
  world.to(*non_business_instant());
  const auto check = [&](const Result<OperationView>& done, std::size_t before) {
    RC_ASSERT(done.has_value());
    const auto records = world.activities("pagos");
    RC_ASSERT(records.size() == before + 1);
    const ActivityRecord& record = records.at(0);
    RC_ASSERT(record.ns == "pagos");
    RC_ASSERT(record.operation_id == done->record.id);
    RC_ASSERT(record.cost_center == done->record.cost_center);
    RC_ASSERT(record.type == done->record.type);
    RC_ASSERT(record.start.time_since_epoch().count() > 0);
    RC_ASSERT(record.cluster_name == "test");
    RC_ASSERT(record.requested_by == "ana");
    RC_ASSERT(record.user_id == "anonymous");
    RC_ASSERT(record.status == ActivityStatus::active);
    RC_ASSERT(!record.end.has_value());
  };
  auto before = world.activities("pagos").size();
  check(world.activate("pagos", "CC-001"), before);
  world.pass(std::chrono::seconds(*rc::gen::inRange(1, 3000)));
  before = world.activities("pagos").size();
  check(world.deactivate("pagos"), before);
  const ActivityRecord closed = world.activities("pagos").at(1);
  RC_ASSERT(closed.type == OperationType::manual_activation);
  RC_ASSERT(closed.status == ActivityStatus::completed);
  RC_ASSERT(closed.end > closed.start);
  RC_ASSERT(duration_minutes(closed) == (*closed.end - closed.start).count() / 60);
}

}  // namespace
}  // namespace nss
