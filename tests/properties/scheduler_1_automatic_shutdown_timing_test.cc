// Task scheduler, propiedad 1, "Apagado Automático Puntual" (test_automatic_shutdown_timing): en días laborales a las 8pm,
// todos los namespaces de usuario deben ser apagados automáticamente, con su registro.
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler1AutomaticShutdownTiming, AtEightEveryUserNamespaceIsOffAndRecorded, ()) {
  World world(*rc::gen::inRange<std::size_t>(1, 6), bogota(23, 6));
  const Seconds eight = bogota_time(*business_day(), 20);
  world.to(eight - std::chrono::seconds(1));
  for (const auto& name : world.names()) RC_ASSERT(world.active(name));
  world.to(eight + std::chrono::seconds(5));
  for (const auto& name : world.names()) {
    RC_ASSERT(world.product().asleep(name));
    const ActivityRecord newest = world.activities(name).at(0);
    RC_ASSERT(newest.type == OperationType::auto_shutdown);
    RC_ASSERT(newest.status == ActivityStatus::active);
    RC_ASSERT(newest.start >= eight && newest.start <= eight + std::chrono::seconds(5));
  }
}

}  // namespace
}  // namespace nss
