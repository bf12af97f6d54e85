// What people are shown of the namespaces: immutable snapshots, built on the core thread from cache, ledger and running
// operations, only for namespaces that changed and at most every 100 ms; readers on other threads take the last one.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "app/application.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/places.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/scheduler.h"

namespace nss {

class Views {
 public:
  struct Ports {
    Loop& loop;
    Ledger& ledger;
    ClusterCache& cache;
    Operations& operations;
    Reconciler& reconciler;
    Scheduler& scheduler;
    const Policy& policy;
    Metrics& metrics;
    const Places& places;
    EventHub& hub;
  };

  explicit Views(Ports ports);

  void mark(const std::string& ns);                                        // changed: shown soon
  void mark_all();                                                         // something for all changed (a firing, the clock)
  void flush();                                                            // now
  std::shared_ptr<const NamespaceView> find(const std::string& ns) const;  // as it is shown; null: there is none
  std::shared_ptr<const NamespacesView> snapshot() const { return snapshot_.load(); }  // any thread

 private:
  struct Shown {
    std::shared_ptr<const NamespaceView> view;
    std::optional<Seconds> unready_since;
  };

  std::shared_ptr<const NamespaceView> build(const std::string& name, const ClusterCache::Entry& entry, Shown& shown);
  NamespaceState state_of(const NamespaceView& view, const NamespaceRecord* record, Shown& shown);
  void describe_operation(NamespaceView& view, const NamespaceRecord* record) const;
  std::optional<NextChange> next_change(const NamespaceFacts& facts, const NamespaceRecord& record, const Desired& desired,
                                        Want current);
  std::optional<NextChange> next_with_tasks(const std::string& ns, Want current, std::optional<NextChange> next) const;
  void publish();
  void count_states() const;

  Ports ports_;
  std::map<std::string, Shown> shown_;
  std::set<std::string> dirty_;
  bool flush_planned_ = false;
  std::atomic<std::shared_ptr<const NamespacesView>> snapshot_;
};

// "2026-11-23 20:00" on the wall clock of the zone.
std::string local_time(Seconds t, const TimeZone& zone);

// Of a namespace that is not recorded yet: it will be adopted as it is.
NamespaceRecord unknown_record(const Namespace& ns, Seconds now);

// Why it is as it is, in one sentence.
Text reason_text(const Desired& desired, const NamespaceRecord& record, const TimeZone& zone);

}  // namespace nss
