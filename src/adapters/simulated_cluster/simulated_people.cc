// What people and their tools do to the simulated cluster.
#include <algorithm>
#include <utility>

#include "adapters/simulated_cluster/simulated_cluster.h"
#include "adapters/simulated_cluster/simulated_codec.h"

namespace nss {
namespace {

// One namespace is one blob of at most 256 KiB (domain/records.h).
constexpr std::size_t most_workloads = 400;

tl::unexpected<Error> exists(const std::string& name) {
  return fail(Error{ErrorKind::conflict, "already_exists", Text{name + ": ya existe", name + ": exists already"}});
}

tl::unexpected<Error> refused(const std::string& name, const char* spanish, const char* english) {
  return fail(Error{ErrorKind::invalid, "invalid", Text{name + ": " + spanish, name + ": " + english}});
}

bool is_true(const std::optional<std::string>& value) { return value == "true"; }

std::optional<Seconds> instant_of(const std::optional<std::string>& value) {
  return value ? parse_rfc3339(*value) : std::nullopt;
}

// As the Kubernetes adapter reads them: unknown ones are dropped, unreadable ones are a condition of the object.
void annotate(Namespace& ns, std::string_view key, const std::optional<std::string>& value) {
  if (key == annotation_exclude) ns.excluded = is_true(value);
  if (key == annotation_exclude_until) ns.exclude_until = instant_of(value);
  if (key == annotation_display_name) ns.display_name = value.value_or("");
}

void annotate(Workload& workload, std::string_view key, const std::optional<std::string>& value) {
  if (key == annotation_exclude) workload.excluded = is_true(value);
  if (key == annotation_exclude_until) workload.exclude_until = instant_of(value);
  if (key == annotation_allow_pvc_delete) workload.allows_pvc_delete = is_true(value);
  if (key == annotation_seq) {
    workload.stamp = value ? parse_stamp(*value) : std::nullopt;
    workload.stamp_problem = value && !workload.stamp ? "unreadable_seq" : "";
  }
  if (key == annotation_original) {
    workload.original = value ? parse_original_text(*value) : std::nullopt;
    workload.original_problem = value && !workload.original ? "unreadable_original" : "";
  }
}

// Whatever is not ours is somebody else's, and kept as it is.
void annotate(SimulatedWorkload& workload, const std::string& key, const std::optional<std::string>& value) {
  if (key.starts_with("namespace-scheduler.io/")) return annotate(workload.shown, key, value);
  if (value) {
    workload.annotations.insert_or_assign(key, *value);
  } else {
    workload.annotations.erase(key);
  }
}

SimulatedWorkload made_from(const WorkloadSpec& spec) {
  SimulatedWorkload workload;
  Workload& w = workload.shown;
  w.ref = spec.ref;
  w.replicas = spec.replicas;
  if (spec.ref.kind == WorkloadKind::daemon_set) w.replicas = spec.node_selector.count(std::string(selector_paused)) != 0 ? 0 : 1;
  w.writer = ReplicaWriter{spec.manager, false};
  w.deletes_volumes = spec.deletes_volumes;
  w.controller = spec.controller;
  w.cpu_millicores = spec.cpu_millicores;
  w.memory_bytes = spec.memory_bytes;
  for (const auto& [key, value] : spec.annotations) annotate(workload, key, value);
  workload.node_selector = spec.node_selector;
  workload.defender = spec.defender;
  workload.most_ready = spec.most_ready;
  return workload;
}

}  // namespace

Result<void> SimulatedCluster::create_namespace(const std::string& name, Texts labels, const Texts& annotations) {
  if (namespaces_.contains(name)) return exists(name);
  SimulatedNamespace ns;
  ns.shown.name = name;
  ns.shown.uid = new_uid();
  ns.shown.labels = std::move(labels);
  ns.shown.labels.emplace("kubernetes.io/metadata.name", name);
  ns.shown.created_at = floor_seconds(clock_.wall());
  for (const auto& [key, value] : annotations) annotate(ns.shown, key, value);
  changed(namespaces_.emplace(name, std::move(ns)).first->second);
  return {};
}

Result<void> SimulatedCluster::delete_namespace(const std::string& name) {
  const auto ns = look_up(name);
  if (!ns) return fail(ns.error());
  if ((*ns)->shown.terminating) return {};
  (*ns)->shown.terminating = true;
  changed(**ns);
  timers_.after(options_.times.terminate, guarded([this, name, uid = (*ns)->shown.uid] { remove(name, uid); }));
  return {};
}

void SimulatedCluster::remove(const std::string& name, const std::string& uid) {
  const auto found = namespaces_.find(name);
  if (found == namespaces_.end() || found->second.shown.uid != uid) return;
  SimulatedNamespace& ns = found->second;
  for (auto& [key, workload] : ns.workloads) {
    forget(workload);
    stream_.watch(WorkloadGone{workload.shown.ref, workload.shown.uid});
  }
  for (const auto& [key, autoscaler] : ns.autoscalers) stream_.watch(AutoscalerGone{name, autoscaler.name});
  stream_.watch(NamespaceGone{name, uid});
  namespaces_.erase(found);
  store_.save(name);
}

Result<void> SimulatedCluster::annotate_namespace(const std::string& name, const std::string& key,
                                                  std::optional<std::string> value) {
  const auto ns = look_up(name);
  if (!ns) return fail(ns.error());
  annotate((*ns)->shown, key, value);
  changed(**ns);
  return {};
}

Result<void> SimulatedCluster::label_namespace(const std::string& name, const std::string& key,
                                               std::optional<std::string> value) {
  const auto ns = look_up(name);
  if (!ns) return fail(ns.error());
  if (value) {
    (*ns)->shown.labels.insert_or_assign(key, std::move(*value));
  } else {
    (*ns)->shown.labels.erase(key);
  }
  changed(**ns);
  return {};
}

Result<void> SimulatedCluster::create_workload(const WorkloadSpec& spec) {
  const auto ns = look_up(spec.ref.ns);
  if (!ns) return fail(ns.error());
  const WorkloadKey key{spec.ref.kind, spec.ref.name};
  if ((*ns)->workloads.contains(key)) return exists(spec.ref.name);
  if ((*ns)->shown.terminating) return refused(spec.ref.ns, "se está eliminando", "is being deleted");
  if ((*ns)->workloads.size() >= most_workloads)
    return refused(spec.ref.ns, "la simulación no admite más", "the simulation holds no more");
  SimulatedWorkload workload = made_from(spec);
  workload.shown.uid = new_uid();
  workload.shown.created_at = floor_seconds(clock_.wall());
  changed(**ns, (*ns)->workloads.emplace(key, std::move(workload)).first->second);
  return {};
}

Result<void> SimulatedCluster::delete_workload(const WorkloadRef& ref) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  forget(*found->workload);
  stream_.watch(WorkloadGone{ref, found->workload->shown.uid});
  const WorkloadKey key{ref.kind, ref.name};  // `ref` may be the object's own
  found->ns->workloads.erase(key);
  store_.save(found->ns->shown.name);
  return {};
}

Result<void> SimulatedCluster::annotate_workload(const WorkloadRef& ref, const std::string& key,
                                                 std::optional<std::string> value) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  annotate(*found->workload, key, value);
  changed(*found->ns, *found->workload);
  return {};
}

Result<void> SimulatedCluster::scale(const WorkloadRef& ref, int replicas, const std::string& manager) {
  if (ref.kind == WorkloadKind::daemon_set) return refused(ref.name, "un DaemonSet no se escala", "a DaemonSet cannot be scaled");
  return set_replicas(ref, replicas, ReplicaWriter{manager, true});
}

Result<void> SimulatedCluster::apply(const WorkloadRef& ref, int replicas, const std::string& manager) {
  // A DaemonSet's manifest says nothing of the key that holds it, so applying it changes nothing.
  if (ref.kind == WorkloadKind::daemon_set) return look_up(ref).map([](const Found&) {});
  return set_replicas(ref, replicas, ReplicaWriter{manager, false});
}

Result<void> SimulatedCluster::replace_without_annotations(const WorkloadRef& ref, int replicas, const std::string& manager) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  Workload& w = found->workload->shown;
  for (const auto key :
       {annotation_original, annotation_seq, annotation_exclude, annotation_exclude_until, annotation_allow_pvc_delete}) {
    annotate(w, key, std::nullopt);
  }
  found->workload->annotations.clear();
  found->workload->node_selector.erase(std::string(selector_paused));
  w.replicas = ref.kind == WorkloadKind::daemon_set ? 1 : std::max(0, replicas);
  w.writer = ReplicaWriter{manager, false};
  changed(*found->ns, *found->workload);
  return {};
}

Result<void> SimulatedCluster::defend(const WorkloadRef& ref, std::optional<Defender> defender) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  found->workload->defender = std::move(defender);
  attend(*found->ns, *found->workload);
  store_.save(ref.ns);
  return {};
}

Result<void> SimulatedCluster::limit_ready(const WorkloadRef& ref, std::optional<int> most_ready) {
  const auto found = look_up(ref);
  if (!found) return fail(found.error());
  found->workload->most_ready = most_ready;
  attend(*found->ns, *found->workload);
  store_.save(ref.ns);
  return {};
}

Result<void> SimulatedCluster::set_autoscaler(const Autoscaler& autoscaler) {
  const auto ns = look_up(autoscaler.ns);
  if (!ns) return fail(ns.error());
  (*ns)->autoscalers.insert_or_assign(autoscaler.name, autoscaler);
  stream_.watch(AutoscalerSeen{autoscaler});
  for (auto& [key, workload] : (*ns)->workloads) attend(**ns, workload);
  store_.save(autoscaler.ns);
  return {};
}

Result<void> SimulatedCluster::delete_autoscaler(const std::string& ns, const std::string& name) {
  const auto found = look_up(ns);
  if (!found) return fail(found.error());
  if ((*found)->autoscalers.erase(name) == 0) {
    return fail(Error{ErrorKind::not_found, "not_found", Text{name + ": no existe", name + ": there is none"}});
  }
  stream_.watch(AutoscalerGone{ns, name});
  store_.save(ns);
  return {};
}

}  // namespace nss
