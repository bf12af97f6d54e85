// Carries out operations: performs the effects of OperationRun (domain/operation_run.h) on the ports and feeds the answers
// back. One running operation a namespace; a newer one supersedes it. The durable intent is in the store before the first
// patch; when the store fails and the operation brings something back by schedule, it goes ahead and its record is spooled
// (SPEC 5, fail direction). Resumes after a crash from the header and the intent. Core thread only.
//
// start() and resume() are called while the caller holds the namespace (Ledger::acquire); start() releases it when the
// intent was answered. The result is stored under an acquire of its own.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/application.h"
#include "app/audit_trail.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operation_store.h"
#include "app/originals.h"
#include "app/store.h"
#include "base/metrics.h"
#include "domain/operation_run.h"
#include "ports/cluster.h"
#include "ports/random.h"
#include "ports/spool.h"

namespace nss {

class Operations {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Cluster& cluster;
    Spool& spool;
    Random& random;
    Ledger& ledger;
    ClusterCache& cache;
    const StorageKeys& keys;
    Metrics& metrics;
    AuditTrail& trail;
    const std::string& cluster_name;
  };
  struct Listeners {
    std::function<void(const std::string& ns)> touched;  // look at the namespace again
    std::function<void(const Workload& after, const WorkloadPatch& patch)> patched;
    std::function<void(const Workload& now)> read;          // newer than what the watch has told so far
    std::function<void(const OperationRecord&)> settled;    // a pass is over and its result is stored
    std::function<bool(const OperationRecord&)> held = {};  // it may not begin a pass now (a pause); empty: none ever
    // As it is now, for those who watch: its start, its first pass, each result, and at most every 250 ms in between.
    std::function<void(const OperationView&)> changed = {};
  };
  struct Start {
    OperationRecord record;  // id, number and everything else are decided by the caller
    NamespaceRecord next;    // the namespace's record once the operation is started
    Cause cause = Cause::schedule;
    bool may_spool = false;                         // a restore by schedule: goes ahead when the store fails
    std::set<ClusterCache::WorkloadKey> only = {};  // a correction of some workloads; empty: all
    // Written in the transaction that begins the operation (a place, an idempotency key, a run); at most most_writes_with.
    std::vector<StorageWrite> with = {};
    // After that transaction: the versions of `with`, or nothing when they are not known (the answer was lost): read again.
    std::function<void(const std::vector<std::int64_t>&)> with_written = {};
  };
  using Started = std::function<void(Result<void>)>;
  using FirstPass = std::function<void(const OperationView&)>;

  Operations(Ports ports, Listeners listeners) : ports_(ports), listeners_(std::move(listeners)) {}

  void start(Start request, Started started);
  void resume(const OperationRecord& record);
  const OperationRun* active(const std::string& ns) const;

  // Calls `then` when every workload of the namespace's running operation was tried once; at once if that is so.
  void when_first_pass(const std::string& ns, FirstPass then);
  // The namespace is gone: its operation ends here, its intent is forgotten.
  void forget(const std::string& ns);

  // What the last switch-off's intent says, kept in memory so that a restore needs no store.
  void remember(const std::string& ns, Originals originals) { originals_.insert_or_assign(ns, std::move(originals)); }

 private:
  struct Active {
    explicit Active(OperationRun r) : run(std::move(r)) {}
    OperationRun run;
    bool may_spool = false;
    bool spooled = false;
    std::optional<OperationStatus> audited;  // the last status that the audit chain tells
    int store_tries = 0;
    Mono begun{};
    std::optional<Mono> passed;  // how long it took until every workload was tried once
    TimerId retry = 0;
    bool telling = false;  // what changed is told when a timer ends
    std::vector<FirstPass> waiters;
  };
  using ActivePtr = std::shared_ptr<Active>;

  std::vector<OperationRun::Target> targets(const std::string& ns, const std::function<bool(const Workload&)>& leave_alone) const;
  void commit_start(std::shared_ptr<Start> request, ActivePtr active, ActivityStep activity, Started started);
  void commit_header(const std::shared_ptr<Start>& request, const ActivePtr& active, StartWrites writes,
                     std::vector<AuditEvent> events, const Started& started);
  void check_stored(const std::shared_ptr<Start>& request, const ActivePtr& active, Error why, const Started& started);
  void spool(const SpooledOperation& entry);
  void spool_start(const std::shared_ptr<Start>& request, const ActivePtr& active, const Started& started);
  void activate(const std::shared_ptr<Start>& request, const ActivePtr& active, const Started& started);

  void step(const ActivePtr& active, const OperationEvent& event);
  void step_unless_held(const ActivePtr& active, const OperationEvent& event);
  void perform(const ActivePtr& active, OperationEffect effect);
  void send_patch(const ActivePtr& active, SendPatch effect);
  void read_workload(const ActivePtr& active, ReadWorkload effect);
  void store_result(const ActivePtr& active);
  void commit_result(const ActivePtr& active);
  void check_result(const ActivePtr& active, const Error& why);
  void result_stored(const ActivePtr& active, const NamespaceRecord& record);
  void spool_result(const ActivePtr& active);
  void retry_result(const ActivePtr& active);
  void notify_waiters(const ActivePtr& active);
  void tell(const ActivePtr& active) const;
  void tell_soon(const ActivePtr& active);
  bool current(const ActivePtr& active) const;

  Ports ports_;
  Listeners listeners_;
  std::map<std::string, ActivePtr> active_;
  std::map<std::string, Originals> originals_;
};

}  // namespace nss
