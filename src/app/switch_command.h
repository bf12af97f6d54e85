// Somebody, a person or a task, switches one namespace on or off: checks, then one operation, or nothing where nothing is to be
// done (SPEC 5, 7; API 3). Runs alone on its namespace (Ledger::acquire) and, where an off-hours place is concerned, alone on
// the places. The refusals come in API 3's order and change nothing. A commit that loses against another write is decided
// again, a few times; then it is a 503, never a 409. Core thread only.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/application.h"
#include "app/audit_trail.h"
#include "app/cluster_cache.h"
#include "app/cost_centers.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/pause.h"
#include "app/places.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/store.h"
#include "domain/desired_state.h"
#include "ports/random.h"

namespace nss {

struct SwitchOrder {
  SwitchRequest request;
  std::string task_id = {};             // empty: a person
  std::string operation_id = {};        // derived from its cause, so that it is done once; empty: a new one
  std::vector<StorageWrite> with = {};  // of the caller, in the transaction of the effect; at most one
};

class SwitchCommand {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    ClusterCache& cache;
    Operations& operations;
    Reconciler& reconciler;
    Random& random;
    const StorageKeys& keys;
    const Policy& policy;
    Metrics& metrics;
    CostCenters& cost_centers;
    Places& places;
    AuditTrail& trail;
    const Pause& pause;
  };

  explicit SwitchCommand(Ports ports) : ports_(ports) {}

  void run(SwitchOrder order, Reply<OperationView> reply);

  // What it would say now, with these places: nothing is written. A place that it would book is put into `places`.
  Result<void> judge(const SwitchOrder& order, PlacesRecord& places) const;

 private:
  struct Run {
    SwitchOrder order;
    Reply<OperationView> reply;
    bool answered = false;
    bool holds_places = false;
    int tries = 0;
    TimerId deadline = 0;
    const SwitchRequest& request() const { return order.request; }
  };
  using RunPtr = std::shared_ptr<Run>;
  // What is to be done, once nothing is refused.
  struct Plan {
    std::string payer;
    std::optional<Seconds> until;        // of the activation; empty: none
    std::optional<PlacesRecord> places;  // to be written
    std::optional<Place> place;          // that the namespace holds afterwards
    bool booked = false;
    bool moved = false;
  };

  Result<void> check(const SwitchOrder& order) const;
  Result<std::string> payer_of(const SwitchOrder& order) const;
  Result<std::optional<Seconds>> end_of(const SwitchRequest& request, Seconds now) const;
  Result<Plan> plan_on(const SwitchOrder& order, const PlacesRecord& places) const;
  Result<Plan> plan_off(const SwitchOrder& order, const PlacesRecord& places) const;
  Result<Plan> plan(const SwitchOrder& order, const PlacesRecord& places) const;

  void find_done(const RunPtr& run);
  void enter(const RunPtr& run);
  void decide(const RunPtr& run);
  Standing standing_after(const SwitchOrder& order, const Plan& plan, const NamespaceRecord& record,
                          const std::string& operation_id) const;
  OperationRecord draft(const SwitchOrder& order, const Plan& plan) const;
  std::vector<StorageWrite> extra_writes(const SwitchOrder& order, const Plan& plan, const std::string& operation_id) const;
  void start(const RunPtr& run, const Plan& plan);
  void nothing_to_do(const RunPtr& run, const Plan& plan);
  // What is written where no operation is begun; `told`: the operation that the answer shows.
  struct Change {
    NamespaceRecord next;
    std::vector<StorageWrite> writes;
    std::string told;
  };
  void commit_without_operation(const RunPtr& run, const Plan& plan, Change change);
  // `changed` empty: as the operation says.
  void render(const RunPtr& run, const std::string& operation_id, std::optional<bool> changed, std::optional<Seconds> until);
  void lost(const RunPtr& run, const Error& why);
  void decide_again(const RunPtr& run);
  void read_places(const RunPtr& run, Store::Then<void> then);
  void release_places(const RunPtr& run);
  void follow(const RunPtr& run);
  void answer(const RunPtr& run, Result<OperationView> result);

  Ports ports_;
};

}  // namespace nss
