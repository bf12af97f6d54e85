#include "app/cluster_cache.h"

#include <algorithm>

#include "base/whole_number.h"

namespace nss {
namespace {

std::size_t index_of(Resource resource) { return static_cast<std::size_t>(resource); }

std::optional<WorkloadKind> kind_of(Resource resource) {
  switch (resource) {
    case Resource::deployments: return WorkloadKind::deployment;
    case Resource::stateful_sets: return WorkloadKind::stateful_set;
    case Resource::daemon_sets: return WorkloadKind::daemon_set;
    case Resource::namespaces:
    case Resource::autoscalers: return std::nullopt;
  }
  return std::nullopt;
}

// An event may tell of a state that we know to be past, because a patch has been answered since.
bool is_older(const Workload& seen, const Workload& known) {
  if (seen.uid != known.uid) return false;
  const auto a = whole_number<std::uint64_t>(seen.resource_version);
  const auto b = whole_number<std::uint64_t>(known.resource_version);
  return a && b && *a < *b;
}

}  // namespace

Demand ClusterCache::Entry::demand_when_up() const {
  Demand demand;
  for (const auto& [key, workload] : workloads) {
    const int when_up = workload.original ? workload.original->replicas : workload.replicas;
    const std::int64_t pods = workload.ref.kind == WorkloadKind::daemon_set ? std::max(workload.pods_wanted, 1) : when_up;
    demand.cpu_millicores += workload.cpu_millicores * pods;
    demand.memory_bytes += workload.memory_bytes * pods;
  }
  return demand;
}

std::vector<std::string> ClusterCache::apply(const ClusterEvent& event) {
  if (const auto* begin = std::get_if<ListBegin>(&event)) {
    seen_[index_of(begin->resource)].emplace();
    return {};
  }
  if (const auto* end = std::get_if<ListEnd>(&event)) return finish_list(*end);
  if (const auto* seen = std::get_if<NamespaceSeen>(&event)) return see(seen->ns);
  if (const auto* seen = std::get_if<WorkloadSeen>(&event)) return see(seen->workload);
  if (const auto* seen = std::get_if<AutoscalerSeen>(&event)) return see(seen->autoscaler);
  if (const auto* gone = std::get_if<NamespaceGone>(&event)) {
    ++namespace_changes_;
    const auto entry = entries_.find(gone->name);
    if (entry == entries_.end() || !entry->second.ns || entry->second.ns->uid != gone->uid) return {};
    entry->second.ns.reset();
    drop_if_empty(gone->name);
    return {gone->name};
  }
  if (const auto* gone = std::get_if<WorkloadGone>(&event)) {
    const auto entry = entries_.find(gone->ref.ns);
    if (entry == entries_.end()) return {};
    const auto workload = entry->second.workloads.find({gone->ref.kind, gone->ref.name});
    if (workload == entry->second.workloads.end() || workload->second.uid != gone->uid) return {};
    entry->second.workloads.erase(workload);
    --workload_count_;
    drop_if_empty(gone->ref.ns);
    return {gone->ref.ns};
  }
  if (const auto* gone = std::get_if<AutoscalerGone>(&event)) {
    const auto entry = entries_.find(gone->ns);
    if (entry == entries_.end() || entry->second.autoscalers.erase(gone->name) == 0) return {};
    drop_if_empty(gone->ns);
    return {gone->ns};
  }
  return {};
}

bool ClusterCache::synced() const {
  const auto listed = [this](Resource resource) { return listed_[index_of(resource)]; };
  return listed(Resource::namespaces) && listed(Resource::deployments) && listed(Resource::stateful_sets) &&
         listed(Resource::daemon_sets);
}

const ClusterCache::Entry* ClusterCache::find(const std::string& name) const {
  const auto entry = entries_.find(name);
  return entry == entries_.end() ? nullptr : &entry->second;
}

const Workload* ClusterCache::find(const WorkloadRef& ref) const {
  const Entry* entry = find(ref.ns);
  if (entry == nullptr) return nullptr;
  const auto workload = entry->workloads.find({ref.kind, ref.name});
  return workload == entry->workloads.end() ? nullptr : &workload->second;
}

std::vector<std::string> ClusterCache::see(const Namespace& ns) {
  mark(Resource::namespaces, ns.name, {});
  Entry& entry = entries_[ns.name];
  if (entry.ns == ns) return {};
  entry.ns = ns;
  ++namespace_changes_;
  return {ns.name};
}

std::vector<std::string> ClusterCache::see(const Workload& workload) {
  mark(resource_of(workload.ref.kind), workload.ref.ns, workload.ref.name);
  Entry& entry = entries_[workload.ref.ns];
  const auto [place, fresh] = entry.workloads.try_emplace({workload.ref.kind, workload.ref.name}, workload);
  if (fresh) {
    ++workload_count_;
    return {workload.ref.ns};
  }
  if (is_older(workload, place->second) || place->second == workload) return {};
  place->second = workload;
  return {workload.ref.ns};
}

std::vector<std::string> ClusterCache::see(const Autoscaler& autoscaler) {
  mark(Resource::autoscalers, autoscaler.ns, autoscaler.name);
  Entry& entry = entries_[autoscaler.ns];
  const auto [place, fresh] = entry.autoscalers.try_emplace(autoscaler.name, autoscaler);
  if (!fresh && place->second == autoscaler) return {};
  place->second = autoscaler;
  return {autoscaler.ns};
}

void ClusterCache::mark(Resource resource, const std::string& ns, const std::string& name) {
  auto& seen = seen_[index_of(resource)];
  if (seen) seen->emplace(ns, name);
}

std::vector<std::string> ClusterCache::finish_list(const ListEnd& end) {
  auto& seen = seen_[index_of(end.resource)];
  if (!seen) return {};
  auto changed = end.whole ? sweep(end.resource) : std::vector<std::string>();
  seen.reset();
  listed_[index_of(end.resource)] = true;
  whole_[index_of(end.resource)] = end.whole;
  return changed;
}

std::vector<std::string> ClusterCache::sweep(Resource resource) {
  const auto& seen = seen_[index_of(resource)];
  std::vector<std::string> changed;
  for (auto& [name, entry] : entries_) {
    const auto was_seen = [&](const std::string& object) { return seen->contains({name, object}); };
    std::size_t gone = 0;
    if (resource == Resource::namespaces && entry.ns && !was_seen({})) {
      entry.ns.reset();
      ++namespace_changes_;
      ++gone;
    } else if (resource == Resource::autoscalers) {
      gone += std::erase_if(entry.autoscalers, [&](const auto& item) { return !was_seen(item.first); });
    } else if (const auto kind = kind_of(resource)) {
      const std::size_t erased = std::erase_if(
          entry.workloads, [&](const auto& item) { return item.first.first == *kind && !was_seen(item.first.second); });
      workload_count_ -= erased;
      gone += erased;
    }
    if (gone > 0) changed.push_back(name);
  }
  for (const auto& name : changed) drop_if_empty(name);
  return changed;
}

void ClusterCache::drop_if_empty(const std::string& name) {
  const auto entry = entries_.find(name);
  if (entry != entries_.end() && entry->second.empty()) entries_.erase(entry);
}

}  // namespace nss
