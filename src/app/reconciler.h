// Looks at one namespace at a time: what should it be (desired_state), what is it (the cache), what is to be done
// (decide_action), and starts an operation, remembers a decision, or looks again later. Events are forgotten once they
// have put a namespace into the queue: the second run of anything here is harmless. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "app/cluster_cache.h"
#include "app/cost_centers.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/pause.h"
#include "app/policy.h"
#include "app/store.h"
#include "app/work_queue.h"
#include "domain/desired_state.h"

namespace nss {

class Reconciler {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    ClusterCache& cache;
    Operations& operations;
    const StorageKeys& keys;
    Metrics& metrics;
    const Policy& policy;
    const BuiltinSchedule& day;
    const Pause& pause;
    AuditTrail& trail;
    const CostCenters& cost_centers;
  };

  Reconciler(Ports ports, std::function<void(const std::string&)> changed);

  void add(const std::string& ns) { queue_.add(ns); }
  void add_all();
  // Nothing is decided before the cache is filled and the records are loaded.
  void enable() {
    enabled_ = true;
    add_all();
  }
  bool enabled() const { return enabled_; }
  // More than two minutes off the API server's clock: nothing is switched off (SPEC 8).
  void trust_clock(bool trusted);
  bool clock_trusted() const { return clock_trusted_; }
  bool idle() const { return queue_.empty(); }

  // An answer of a patch of ours: what we switched off and when, to tell a revert from a hand.
  void patched(const Workload& after, const WorkloadPatch& patch);
  // An answer about an object: without it an operation that is over would look undone until the watch tells the same.
  // Of what the watch has said to be gone, or to be another object by now, it says nothing.
  void notice(const Workload& now);

  NamespaceFacts facts(const Namespace& ns, Seconds now) const;
  Desired desired(const NamespaceFacts& facts, const NamespaceRecord& record, Seconds now) const;
  std::int64_t next_number(const std::string& ns) const;  // max(store, cluster) + 1
  std::string operation_id(const std::string& id) const;  // marked, in a dry run
  std::string cost_center_of(const Namespace& ns) const;  // the label's value or empty
  std::string payer_of(const Namespace& ns) const;        // of what nobody asked for

 private:
  // What only this process knows of a namespace; lost with it, and harmless to lose.
  // Our last switch-off of one object. One made anew under its name is another; controllers write status after a revert,
  // so what tells two reverts apart is a patch of ours between them and not the resourceVersion.
  struct SwitchedOff {
    std::string uid;
    Seconds at{};
    bool reverted = false;
  };
  struct Memory {
    std::map<ClusterCache::WorkloadKey, Seconds> awake_since;
    std::map<ClusterCache::WorkloadKey, SwitchedOff> switched_off;
    std::optional<Seconds> restore_seen;  // `restore` is waking it beside us since then
    int failed_starts = 0;
    TimerId timer = 0;
    std::optional<Seconds> timer_at;
  };
  struct Look {
    std::string name;
    const Namespace* ns;
    const NamespaceRecord* record;
    std::vector<const Workload*> workloads;
    Desired desired;
    Seconds now;
  };

  void look_at(const std::string& name);
  void forget(const std::string& name);
  void adopt_namespace(const Namespace& ns, const std::vector<const Workload*>& workloads);
  void record_what_is_shown(const Look& look);
  ActivityRecord shown_activity(const Namespace& ns, const std::vector<const Workload*>& workloads, bool adopted) const;
  void commit_activity(NamespaceRecord next, const ActivityStep& step, std::vector<AuditEvent> events);
  void act(const Look& look, const Action& action);
  void start(const Look& look, const Action& action);
  OperationRecord draft(const Look& look, Direction direction, bool correction) const;
  NamespaceRecord decided(const Look& look) const;
  void acknowledge(const Look& look);
  bool notice_restore(const NamespaceRecord& record, const std::vector<const Workload*>& workloads, Seconds now);
  void resume(const Look& look);
  std::optional<Contested> notice_reverts(const Look& look, std::vector<std::optional<Seconds>>& awake, std::vector<bool>& fast);
  void contest(const Look& look, Contested contested);
  void commit_record(NamespaceRecord next);
  void record_committed(const NamespaceRecord& next, Result<CommitReceipt> receipt);
  void record_restore(NamespaceRecord next, const Stamp& stamp);
  void look_again(const std::string& name, std::optional<Seconds> at);
  void retry_later(const std::string& name, const Error& why);

  Ports ports_;
  WorkQueue queue_;
  std::function<void(const std::string&)> changed_;
  std::map<std::string, Memory> memory_;
  RevertTracker reverts_;
  bool enabled_ = false;
  bool clock_trusted_ = true;
};

// Something that we would switch off is awake.
bool is_awake(const std::vector<const Workload*>& workloads, Seconds now);

std::vector<const Workload*> workloads_of(const ClusterCache::Entry& entry);

// What is wanted of it, with "as it was adopted" and "as it was when the pause began" made plain: on if anything is awake.
Want plain_want(const Desired& desired, const ClusterCache::Entry& entry);

}  // namespace nss
