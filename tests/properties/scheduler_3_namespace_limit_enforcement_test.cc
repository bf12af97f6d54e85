// Task scheduler, propiedad 3, "Límite de Namespaces Activos" (test_namespace_limit_enforcement): durante horarios no hábiles,
// máximo 5 namespaces pueden estar activos simultáneamente; el sexto recibe "limit exceeded".
#include "properties/world.h"

namespace nss {
namespace {

RC_GTEST_PROP(Scheduler3NamespaceLimitEnforcement, TheSixthIsRefusedWithTheWords, ()) {
  World world(10, bogota(23, 16));
  world.authorize("CC-001");
  world.to(*non_business_instant());
  const auto wanted = *rc::gen::inRange<std::size_t>(6, 11);
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto done = world.activate(team_names[i], "CC-001", std::chrono::minutes(24 * 60));
    if (i < 5) {
      RC_ASSERT(done.has_value());
      RC_ASSERT(world.active(team_names[i]));
    } else {
      RC_ASSERT(!done.has_value());
      RC_ASSERT(done.error().code == "limit_exceeded");
      RC_ASSERT(done.error().message.en.find("limit exceeded") != std::string::npos);
      RC_ASSERT(done.error().message.es.find("limit exceeded") != std::string::npos);
      RC_ASSERT(!world.active(team_names[i]));
    }
    RC_ASSERT(world.active_count() <= 5U);
  }
  RC_ASSERT(world.places_used() == 5U);
}

}  // namespace
}  // namespace nss
