// Task scheduler, propiedad 2, "Encendido Automático Puntual" (test_automatic_startup_timing): en días laborales a las 7am,
// todos los namespaces previamente apagados deben ser encendidos automáticamente; el registro del apagado queda completo.
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler2AutomaticStartupTiming, AtSevenWhatWasSwitchedOffIsBackAsItWas, ()) {
  World world(*rc::gen::inRange<std::size_t>(1, 6), bogota(23, 16));
  const int day = 1 + *business_day();
  const Seconds seven = bogota_time(day % 7 == 5 ? day + 2 : day, 7);
  world.to(seven - std::chrono::seconds(1));
  for (const auto& name : world.names()) RC_ASSERT(world.product().asleep(name));
  world.to(seven + std::chrono::seconds(5));
  for (const auto& name : world.names()) {
    RC_ASSERT(world.product().as_made(name));
    const auto records = world.activities(name);
    RC_ASSERT(records.at(0).type == OperationType::auto_startup);
    RC_ASSERT(records.at(0).status == ActivityStatus::active);
    RC_ASSERT(records.at(1).type == OperationType::auto_shutdown);
    RC_ASSERT(records.at(1).status == ActivityStatus::completed);
    RC_ASSERT(records.at(1).end == records.at(0).start);
  }
}

}  // namespace
}  // namespace nss
