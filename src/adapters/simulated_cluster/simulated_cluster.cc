#include "adapters/simulated_cluster/simulated_cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "adapters/simulated_cluster/sample_namespaces.h"
#include "domain/scale_plan.h"

namespace nss {
namespace {

constexpr Mono state_saved_every = std::chrono::seconds(10);  // real time
// A restart jumps ahead, so that a resourceVersion that was handed out and not saved is never handed out twice.
constexpr std::uint64_t revision_gap = 100'000;
constexpr int most_replicas = 1'000'000;

Error missing(const std::string& what) {
  return Error{ErrorKind::not_found, "not_found", Text{what + ": no existe", what + ": there is none"}};
}

// What an API server refuses with 422, and what only a mistake of ours could send.
bool is_possible(const WorkloadRef& ref, const WorkloadPatch& patch) {
  const bool daemon_set = ref.kind == WorkloadKind::daemon_set;
  if (patch.resource_version.empty() || (daemon_set ? patch.replicas.has_value() : patch.hold.has_value())) return false;
  if (patch.replicas && (*patch.replicas < 0 || *patch.replicas > most_replicas)) return false;
  return patch.original.has_value() == (patch.original_edit == WorkloadPatch::OriginalEdit::set);
}

void hold(std::map<std::string, std::string>& node_selector, bool held) {
  if (held) {
    node_selector[std::string(selector_paused)] = "true";
  } else {
    node_selector.erase(std::string(selector_paused));
  }
}

}  // namespace

SimulatedCluster::SimulatedCluster(Timers& timers, const Clock& clock, SimulatedOptions options, Storage* storage,
                                   StorageKeys keys)
    : timers_(timers),
      clock_(clock),
      options_(options),
      stream_(timers, faults_),
      store_(timers, storage, std::move(keys),
             {[this](const std::string& name) { return find_namespace(name); },
              [this] { return SimulatedState{clock_.wall(), revision_, loaded_}; }}) {}

SimulatedCluster::~SimulatedCluster() { stop(); }

std::function<void()> SimulatedCluster::guarded(std::function<void()> work) {
  return [alive = std::weak_ptr<bool>(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  };
}

// --- start and stop ---
void SimulatedCluster::load(Reply<void> reply) {
  store_.load([this, reply = tracked(std::move(reply))](Result<SimulatedStore::Loaded> loaded) {
    if (!loaded) return reply(fail(std::move(loaded.error())));
    if (loaded->state.seeded) {
      adopt(std::move(*loaded));
      begin();
      return reply({});
    }
    seed();
    loaded_ = true;
    store_.save_all(namespace_names(), [this, reply](Result<void> saved) {
      if (saved) begin();
      reply(std::move(saved));
    });
  });
}

void SimulatedCluster::adopt(SimulatedStore::Loaded loaded) {
  loaded_ = true;
  revision_ = loaded.state.revision + revision_gap;
  for (SimulatedNamespace& ns : loaded.namespaces) {
    const std::string name = ns.shown.name;
    namespaces_.insert_or_assign(name, std::move(ns));
  }
}

void SimulatedCluster::seed() {
  for (SimulatedNamespace& ns : sample_namespaces(options_.namespaces, options_.seed, floor_seconds(clock_.wall()))) {
    ns.shown.uid = new_uid();
    ns.shown.resource_version = next_version();
    for (auto& [key, workload] : ns.workloads) {
      workload.shown.uid = new_uid();
      workload.shown.resource_version = next_version();
      // They run since long ago.
      workload.shown.pods_wanted = workload.shown.pods_ready = pods_of(workload.shown, options_.nodes);
    }
    const std::string name = ns.shown.name;
    namespaces_.insert_or_assign(name, std::move(ns));
  }
}

void SimulatedCluster::begin() {
  for (auto& [name, ns] : namespaces_) {
    if (ns.shown.terminating) {
      timers_.after(options_.times.terminate, guarded([this, n = name, uid = ns.shown.uid] { remove(n, uid); }));
    }
    for (auto& [key, workload] : ns.workloads) attend(ns, workload);
  }
  const double real = static_cast<double>(state_saved_every.count()) * clock_.speed();
  store_.keep_saving_state(Mono(static_cast<std::int64_t>(real)));
}

void SimulatedCluster::start(ClusterSink sink) {
  stream_.start(std::move(sink));
  resync();
}

void SimulatedCluster::resync() {
  stream_.tell(ServerTime{ahead_});
  for (std::size_t i = 0; i < resource_count; ++i) list(static_cast<Resource>(i));
}

void SimulatedCluster::list(Resource resource) {
  stream_.list(ListBegin{resource});
  for (const auto& [name, ns] : namespaces_) {
    if (resource == Resource::namespaces) stream_.list(NamespaceSeen{ns.shown});
    for (const auto& [key, workload] : ns.workloads) {
      if (resource_of(key.first) == resource) stream_.list(WorkloadSeen{workload.shown});
    }
    if (resource != Resource::autoscalers) continue;
    for (const auto& [key, autoscaler] : ns.autoscalers) stream_.list(AutoscalerSeen{autoscaler});
  }
  stream_.list(ListEnd{resource});
}

void SimulatedCluster::stop() {
  if (stopped_) return;
  stopped_ = true;
  alive_.reset();
  stream_.stop();
  store_.stop(loaded_);  // what was never loaded must not be written over
  for (const auto& [id, answer] : std::exchange(calls_, {})) answer(stopping_error());
}

// --- calls ---
// Lets the faults decide, then goes on, from the loop and after the delay that they ask for.
void SimulatedCluster::meet(const SimulatedCall& call, std::function<void(Fault)> then) {
  const Fault fault = faults_.decide ? faults_.decide(call) : Fault{};
  auto work = guarded([fault, then = std::move(then)] { then(fault); });
  if (fault.delay.count() > 0) {
    timers_.after(fault.delay, std::move(work));
  } else {
    timers_.post(std::move(work));
  }
}

void SimulatedCluster::identify(Reply<ClusterIdentity> reply) {
  if (stopped_) return timers_.post([reply] { reply(fail(stopping_error())); });
  meet({SimulatedCall::Verb::identify, {}, nullptr}, [reply = tracked(std::move(reply))](Fault fault) {
    if (fault.kind == FaultKind::none) return reply(ClusterIdentity{"simulation"});
    reply(fail(fault_error(fault.kind, {}, fault.retry_after)));
  });
}

void SimulatedCluster::read(WorkloadRef ref, Reply<std::optional<Workload>> reply) {
  if (stopped_) return timers_.post([reply] { reply(fail(stopping_error())); });
  meet({SimulatedCall::Verb::read, ref, nullptr}, [this, ref, reply = tracked(std::move(reply))](Fault fault) {
    if (fault.kind != FaultKind::none) return reply(fail(fault_error(fault.kind, ref, fault.retry_after)));
    const SimulatedWorkload* found = find(ref);
    reply(found == nullptr ? std::nullopt : std::optional(found->shown));
  });
}

void SimulatedCluster::patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) {
  if (stopped_) return timers_.post([reply] { reply(fail(stopping_error())); });
  meet({SimulatedCall::Verb::patch, ref, &patch},
       [this, ref, patch, reply = tracked(std::move(reply))](Fault fault) { answer_patch(ref, patch, fault, reply); });
}

void SimulatedCluster::answer_patch(const WorkloadRef& ref, const WorkloadPatch& patch, Fault fault,
                                    const Reply<Workload>& reply) {
  if (fault.kind != FaultKind::none && fault.kind != FaultKind::transient_after) {
    const auto found = look_up(ref);
    if (fault.kind == FaultKind::conflict && found) changed(*found->ns, *found->workload);
    return reply(fail(fault_error(fault.kind, ref, fault.retry_after)));
  }
  Result<Workload> result = apply_now(ref, patch);
  if (!result) return reply(std::move(result));
  if (fault.kind == FaultKind::transient_after) result = fail(fault_error(fault.kind, ref, {}));
  store_.save(ref.ns, [reply, result] { reply(result); });
}

Result<Workload> SimulatedCluster::apply_now(const WorkloadRef& ref, const WorkloadPatch& patch) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  if (!is_possible(ref, patch)) return fail(fault_error(FaultKind::invalid, ref, {}));
  Workload& shown = found->workload->shown;
  if (patch.resource_version != shown.resource_version) return fail(fault_error(FaultKind::conflict, ref, {}));
  Workload after = apply_patch(shown, patch);
  if (after == shown) return after;  // as the API server does: no new version, no event
  shown = std::move(after);
  if (ref.kind == WorkloadKind::daemon_set) hold(found->workload->node_selector, shown.replicas == 0);
  changed(*found->ns, *found->workload);
  return shown;
}

// --- objects ---
std::string SimulatedCluster::next_version() { return std::to_string(++revision_); }

std::string SimulatedCluster::new_uid() {
  // A revision is used once, so this is too. Two multiplications by odd numbers, to look like what it stands for.
  const std::uint64_t a = (++revision_ ^ (options_.seed << 32U)) * 0x9E3779B97F4A7C15ULL;
  const std::uint64_t b = (a ^ (a >> 29U)) * 0xBF58476D1CE4E5B9ULL;
  return fmt::format("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", a >> 32U, (a >> 16U) & 0xFFFFU, a & 0xFFFU, b >> 52U,
                     b & 0xFFFFFFFFFFFFULL);
}

const SimulatedNamespace* SimulatedCluster::find_namespace(const std::string& name) const {
  const auto found = namespaces_.find(name);
  return found == namespaces_.end() ? nullptr : &found->second;
}

const SimulatedWorkload* SimulatedCluster::find(const WorkloadRef& ref) const {
  const SimulatedNamespace* ns = find_namespace(ref.ns);
  if (ns == nullptr) return nullptr;
  const auto found = ns->workloads.find({ref.kind, ref.name});
  return found == ns->workloads.end() ? nullptr : &found->second;
}

std::vector<std::string> SimulatedCluster::namespace_names() const {
  std::vector<std::string> names;
  for (const auto& [name, ns] : namespaces_) names.push_back(name);
  return names;
}

Result<SimulatedNamespace*> SimulatedCluster::look_up(const std::string& ns) {
  const auto found = namespaces_.find(ns);
  if (found == namespaces_.end()) return fail(missing(ns));
  return &found->second;
}

Result<SimulatedCluster::Found> SimulatedCluster::look_up(const WorkloadRef& ref) {
  const auto ns = look_up(ref.ns);
  if (!ns) return fail(ns.error());
  const auto found = (*ns)->workloads.find({ref.kind, ref.name});
  if (found == (*ns)->workloads.end()) return fail(missing(fmt::format("{}/{}", to_string(ref.kind), ref.name)));
  return Found{*ns, &found->second};
}

void SimulatedCluster::want_pods(SimulatedWorkload& workload, int pods) {
  if (workload.shown.pods_wanted == 0 && pods > 0) workload.pods_since = floor_seconds(clock_.wall());
  workload.shown.pods_wanted = pods;
}

void SimulatedCluster::changed(SimulatedNamespace& ns, SimulatedWorkload& workload) {
  // The count is the controller's wish at once; which nodes take a DaemonSet, it finds out later.
  if (workload.shown.ref.kind != WorkloadKind::daemon_set) want_pods(workload, workload.shown.replicas);
  workload.shown.resource_version = next_version();
  stream_.watch(WorkloadSeen{workload.shown});
  attend(ns, workload);
  store_.save(ns.shown.name);
}

void SimulatedCluster::changed(SimulatedNamespace& ns) {
  ns.shown.resource_version = next_version();
  stream_.watch(NamespaceSeen{ns.shown});
  store_.save(ns.shown.name);
}

// --- controllers ---
void SimulatedCluster::attend(SimulatedNamespace& ns, SimulatedWorkload& workload) {
  forget(workload);
  const WorkloadRef ref = workload.shown.ref;
  if (const auto step = next_pod_step(workload, options_.times, options_.nodes)) {
    workload.progress = timers_.after(step->after, guarded([this, ref] { step_pods(ref); }));
  }
  if (const auto reaction = next_reaction(ns, workload, options_.times)) {
    workload.reaction = timers_.after(reaction->after, guarded([this, ref] { react(ref); }));
  }
}

void SimulatedCluster::forget(SimulatedWorkload& workload) {
  if (workload.progress != 0) timers_.cancel(std::exchange(workload.progress, 0));
  if (workload.reaction != 0) timers_.cancel(std::exchange(workload.reaction, 0));
}

void SimulatedCluster::step_pods(const WorkloadRef& ref) {
  const auto found = look_up(ref);
  if (!found) return;
  SimulatedWorkload& workload = *found->workload;
  workload.progress = 0;
  const auto step = next_pod_step(workload, options_.times, options_.nodes);
  if (!step) return;
  want_pods(workload, step->wanted);
  workload.shown.pods_ready = step->ready;
  workload.shown.resource_version = next_version();
  stream_.watch(WorkloadSeen{workload.shown});
  if (const auto next = next_pod_step(workload, options_.times, options_.nodes)) {
    workload.progress = timers_.after(next->after, guarded([this, ref] { step_pods(ref); }));
  } else {
    store_.save(ref.ns);  // on the way it is not worth a write: after a restart the pods go on from where they were saved
  }
}

void SimulatedCluster::react(const WorkloadRef& ref) {
  const auto found = look_up(ref);
  if (!found) return;
  found->workload->reaction = 0;
  if (const auto reaction = next_reaction(*found->ns, *found->workload, options_.times)) {
    static_cast<void>(set_replicas(ref, reaction->replicas, reaction->writer));
  }
}

Result<void> SimulatedCluster::set_replicas(const WorkloadRef& ref, int replicas, ReplicaWriter writer) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  if (replicas < 0 || replicas > most_replicas) return fail(fault_error(FaultKind::invalid, ref, {}));
  Workload& shown = found->workload->shown;
  // Scaling to the count that is there writes nothing; a manifest makes its manager an owner all the same.
  if (shown.replicas == replicas && (writer.through_scale || shown.writer == writer)) return {};
  shown.replicas = replicas;
  shown.writer = std::move(writer);
  changed(*found->ns, *found->workload);
  return {};
}

// --- faults of the stream ---
void SimulatedCluster::break_stream(Resource resource, Error problem) {
  stream_.set_broken(resource, true);
  stream_.tell(StreamState{resource, std::move(problem), resource == Resource::autoscalers});
}

void SimulatedCluster::heal_stream(Resource resource) {
  stream_.set_broken(resource, false);
  stream_.tell(StreamState{resource, std::nullopt, resource == Resource::autoscalers});
  list(resource);
}

void SimulatedCluster::set_clock_ahead(std::chrono::seconds ahead) {
  ahead_ = ahead;
  stream_.tell(ServerTime{ahead});
}

}  // namespace nss
