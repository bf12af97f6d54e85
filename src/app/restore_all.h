// Brings everything back that is asleep because of us: the emergency exit (`namespace-scheduler restore`). Works from the
// annotations alone; with a store it also uses its intents and records what it did, as a person's activation of every
// namespace, after setting the pause, so that no server that starts later switches anything off before somebody ends it.
// A server that runs meanwhile (it holds the store) recognises what was restored by the operation's id
// (restore_operation_prefix) and leaves it on until the next automatic shutdown. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/audit_trail.h"
#include "app/cluster_cache.h"
#include "app/loop.h"
#include "app/originals.h"
#include "app/store.h"
#include "domain/operation_run.h"
#include "ports/cluster.h"
#include "ports/random.h"
#include "ports/storage_keys.h"

namespace nss {

struct RestoreLine {
  WorkloadRef ref;
  int before = 0;
  int after = 0;
  std::string outcome;  // patched, failed, … or, of a plan, "would be patched"
  std::string detail;   // code and the peer's words; empty: nothing to say
  bool failed = false;
  std::string command;  // the kubectl command that does the same; only of a plan
};

struct RestoreSummary {
  std::size_t namespaces = 0;
  std::vector<RestoreLine> lines;
  bool paused = false;  // the store's pause is set: the server switches nothing off until somebody ends it
  bool complete() const;
};

class RestoreAll {
 public:
  struct Ports {
    Loop& loop;
    Cluster& cluster;
    Random& random;
    Store* store;  // null: without
    const StorageKeys& keys;
    AuditTrail* trail;  // over `store`; null exactly when that is
    std::string cluster_name;
  };

  RestoreAll(Ports ports, bool plan_only) : ports_(ports), plan_only_(plan_only) {}

  // Once. The error is one line: the cluster or the store cannot be used at all.
  void run(Reply<RestoreSummary> reply);

 private:
  struct One {
    explicit One(OperationRun r) : run(std::move(r)) {}
    OperationRun run;
    int passes = 0;
  };
  using OnePtr = std::shared_ptr<One>;

  void load_store(const ClusterIdentity& identity);
  void load_intents();
  void set_pause();
  void list();
  void on_event(const ClusterEvent& event);
  void restore_what_sleeps();
  void plan(const std::string& ns, const std::vector<OperationRun::Target>& targets, std::int64_t number);
  OperationRecord record_for(const std::string& ns, const std::string& uid, std::int64_t number) const;
  std::int64_t next_number(const std::string& ns, const ClusterCache::Entry& entry) const;
  void step(const OnePtr& one, const OperationEvent& event);
  void perform(const OnePtr& one, OperationEffect effect);
  void finished(const OnePtr& one);
  void record(const OnePtr& one);
  void one_less();
  void fail_with(const Error& error);
  void wait_for_lists();

  Ports ports_;
  bool plan_only_;
  Reply<RestoreSummary> reply_;
  ClusterCache cache_;
  bool listed_ = false;
  TimerId deadline_ = 0;
  std::optional<Error> stream_problem_;                                      // the last one, for when the lists never come
  std::map<std::string, std::pair<NamespaceRecord, std::int64_t>> records_;  // with versions
  std::map<std::string, Originals> originals_;
  std::size_t running_ = 0;
  RestoreSummary summary_;
};

}  // namespace nss
