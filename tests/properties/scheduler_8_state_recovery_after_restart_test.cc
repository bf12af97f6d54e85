// Task scheduler, propiedad 8, "Recuperación tras Reinicio" (test_state_recovery_after_restart): el sistema debe recuperar
// correctamente el estado tras un reinicio: namespaces activos, operaciones pendientes, y sin inconsistencias.
#include <map>

#include "properties/world.h"

namespace nss {
namespace {

struct Critical {
  std::map<std::string, bool> active;
  std::map<std::string, NamespaceState> desired;
  std::vector<std::string> holders;
  std::map<std::string, std::uint64_t> task_runs;
  std::size_t records = 0;
  friend bool operator==(const Critical&, const Critical&) = default;
};

Critical critical_of(World& world) {
  Critical state;
  Product& p = world.product();
  for (const auto& name : world.names()) {
    state.active[name] = world.active(name);
    state.desired[name] = p.view(name).desired;
  }
  for (const auto& holder : p.controller->namespaces()->holders) state.holders.push_back(holder.ns + to_rfc3339(holder.frees_at));
  const auto tasks = p.wait_for<std::vector<TaskView>>([&](Reply<std::vector<TaskView>> reply) { p.controller->tasks(reply); });
  for (const auto& task : tasks.value()) state.task_runs[task.record.id] = task.record.run_count;
  state.records = world.activities().size();
  return state;
}

RC_GTEST_PROP(Scheduler8StateRecoveryAfterRestart, AfterARestartAllIsAsItWas, ()) {
  World world(7, bogota(23, 16));
  world.authorize("CC-001");
  for (int step = 0; step < *rc::gen::inRange(1, 12); ++step) {
    const auto name = team_names[*rc::gen::inRange<std::size_t>(0, 7)];
    switch (*rc::gen::inRange(0, 4)) {
      case 0: world.deactivate(name); break;
      case 1: world.pass(std::chrono::minutes(*rc::gen::inRange(1, 700))); break;
      default: world.activate(name, "CC-001", *duration());
    }
  }
  // An operation that is pending when the process ends: one workload refuses.
  Product& p = world.product();
  bool refuse = *rc::gen::arbitrary<bool>();
  p.cluster->faults().decide = [&refuse](const SimulatedCall& call) {
    const bool hit = refuse && call.verb == SimulatedCall::Verb::patch && call.ref.name == "web";
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  world.deactivate("pagos");
  world.pass(std::chrono::seconds(2));
  const Critical before = critical_of(world);
  const auto pending = p.log("pagos").at(0).record;
  p.restart();
  world.pass(std::chrono::seconds(1));
  RC_ASSERT(critical_of(world) == before);
  RC_ASSERT(p.log("pagos").at(0).record.id == pending.id);
  refuse = false;
  world.pass(std::chrono::minutes(6));
  RC_ASSERT(p.log("pagos").at(0).record.finished());
  for (const auto& name : world.names()) {
    const NamespaceView view = p.view(name);
    if (view.desired == NamespaceState::active) RC_ASSERT(world.active(name));
    if (view.desired == NamespaceState::inactive) RC_ASSERT(!world.active(name));
    RC_ASSERT(view.last_error.empty());
  }
}

}  // namespace
}  // namespace nss
