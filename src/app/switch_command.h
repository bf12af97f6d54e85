// A person switches one namespace on or off: checks, then one operation, or nothing where nothing is to be done (SPEC 5, 7;
// API 3). Runs alone on its namespace (Ledger::acquire). Core thread only.
#pragma once

#include <memory>
#include <string>

#include "app/application.h"
#include "app/cluster_cache.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/operations.h"
#include "app/policy.h"
#include "app/reconciler.h"
#include "app/store.h"
#include "domain/desired_state.h"
#include "ports/random.h"

namespace nss {

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
  };

  explicit SwitchCommand(Ports ports) : ports_(ports) {}

  void run(SwitchRequest request, Reply<OperationView> reply);

 private:
  struct Run {
    SwitchRequest request;
    Reply<OperationView> reply;
    bool answered = false;
    TimerId deadline = 0;
  };
  using RunPtr = std::shared_ptr<Run>;

  Result<void> check(const SwitchRequest& request) const;
  Result<std::optional<Seconds>> end_of(const SwitchRequest& request, Seconds now) const;
  void decide(const RunPtr& run);
  Standing standing_after(const SwitchRequest& request, const NamespaceRecord& record, const std::string& operation_id,
                          std::optional<Seconds> until) const;
  void start(const RunPtr& run, std::optional<Seconds> until);
  void nothing_to_do(const RunPtr& run, const NamespaceRecord& record, std::optional<Seconds> until);
  void follow(const RunPtr& run);
  void answer(const RunPtr& run, Result<OperationView> result);

  Ports ports_;
};

}  // namespace nss
