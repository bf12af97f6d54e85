// What there is in the cluster, kept up to date by the watch. Core thread only. A list replaces what was there before it
// (mark and sweep); an answer of a patch may be put in ahead of its watch event, and an older event never
// replaces a newer object (resourceVersions of one resource are compared as numbers where both are numbers).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "domain/demand.h"
#include "ports/cluster.h"

namespace nss {

class ClusterCache {
 public:
  using WorkloadKey = std::pair<WorkloadKind, std::string>;

  struct Entry {
    std::optional<Namespace> ns;
    std::map<WorkloadKey, Workload> workloads;
    std::map<std::string, Autoscaler> autoscalers;
    bool empty() const { return !ns && workloads.empty() && autoscalers.empty(); }
    Demand demand_when_up() const;
  };

  // Applies one event and names the namespaces whose content changed. StreamState and ServerTime change nothing here.
  std::vector<std::string> apply(const ClusterEvent& event);

  // Every resource that decisions need has been listed once.
  bool synced() const;

  // What is not here is not there: false while the last list held something that cannot be read.
  bool whole(Resource resource) const { return whole_[static_cast<std::size_t>(resource)]; }

  const Entry* find(const std::string& name) const;
  const Workload* find(const WorkloadRef& ref) const;
  const std::map<std::string, Entry>& entries() const { return entries_; }
  std::uint64_t namespace_changes() const { return namespace_changes_; }  // grows when a namespace comes, goes or is changed
  std::size_t workload_count() const { return workload_count_; }

 private:
  std::vector<std::string> see(const Namespace& ns);
  std::vector<std::string> see(const Workload& workload);
  std::vector<std::string> see(const Autoscaler& autoscaler);
  std::vector<std::string> finish_list(const ListEnd& end);
  std::vector<std::string> sweep(Resource resource);
  void mark(Resource resource, const std::string& ns, const std::string& name);
  void drop_if_empty(const std::string& name);

  std::map<std::string, Entry> entries_;
  std::array<bool, resource_count> listed_{};
  std::array<bool, resource_count> whole_{};
  // Which objects the list in progress has seen: only kept between ListBegin and ListEnd.
  std::array<std::optional<std::set<std::pair<std::string, std::string>>>, resource_count> seen_;
  std::size_t workload_count_ = 0;
  std::uint64_t namespace_changes_ = 0;
};

}  // namespace nss
