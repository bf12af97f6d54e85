// Diseño técnico, propiedad 3, "Consistencia de Estados": el estado reportado de un namespace debe coincidir con su estado
// real en Kubernetes. Also with hands in it, since what is reported is what the cluster says.
#include "properties/world.h"

namespace nss {
namespace {

bool agrees(NamespaceState reported, bool active) {
  switch (reported) {
    case NamespaceState::active:
    case NamespaceState::activating:
    case NamespaceState::deactivating: return active;
    case NamespaceState::inactive: return !active;
    default: return true;  // degraded and excluded say nothing about being on
  }
}

RC_GTEST_PROP(Design3StateConsistency, WhatIsReportedIsWhatTheClusterSays, ()) {
  World world(3, bogota(23, 16));
  world.authorize("CC-001");
  for (int step = 0; step < *rc::gen::inRange(3, 20); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 3)];
    switch (*rc::gen::inRange(0, 5)) {
      case 0: world.deactivate(name); break;
      case 1: world.activate(name, "CC-001", *duration()); break;
      case 2: {
        const int count = *rc::gen::inRange(0, 5);
        RC_ASSERT(world.product().cluster->scale({WorkloadKind::deployment, name, "web"}, count, "kubectl").has_value());
        break;
      }
      case 3: world.product().restart(); break;
      default: world.pass(std::chrono::minutes(*rc::gen::inRange(1, 900)));
    }
    world.pass(std::chrono::seconds(5));
    for (const auto& each : world.names()) {
      const NamespaceView view = world.product().view(each);
      RC_ASSERT(agrees(view.state, world.active(each)));
      RC_ASSERT((view.workloads_active > 0) == world.active(each));
    }
  }
}

}  // namespace
}  // namespace nss
