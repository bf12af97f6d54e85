// A believable cluster inside the process, for trying the product and as the tests' fake; the contract suite that a real
// API server passes is passed by it too (tests/contract/cluster). It has objects with uids and resourceVersions, refuses
// stale patches, and its controllers take time: pods stop and start over simulated seconds, a GitOps controller sets a count
// back, an autoscaler keeps its bounds, a deleted namespace is Terminating first.
//
// Thread: everything, the sink and the replies included, on the core thread, through `timers`; a call is never answered
// inside itself. Life cycle: load → start → … → stop. Timers, clock and storage outlive it.
// Failure: load() reports an unreadable store. A patch is answered when its namespace lies in the store, so that a crash
// loses nothing that was acknowledged; while the store fails the cluster goes on in memory (simulated_store.h).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/simulated_cluster/simulated_controllers.h"
#include "adapters/simulated_cluster/simulated_faults.h"
#include "adapters/simulated_cluster/simulated_object.h"
#include "adapters/simulated_cluster/simulated_store.h"
#include "adapters/simulated_cluster/simulated_stream.h"
#include "ports/clock.h"
#include "ports/cluster.h"
#include "ports/storage_keys.h"
#include "ports/timers.h"

namespace nss {

struct SimulatedOptions {
  std::size_t namespaces = 24;  // user namespaces of the first start; 0: an empty cluster, for tests that fill it
  std::uint64_t seed = 1;
  int nodes = 3;  // what a DaemonSet runs on
  SimulatedTimes times{};
};

// What somebody creates.
struct WorkloadSpec {
  WorkloadRef ref;
  int replicas = 1;
  std::map<std::string, std::string> annotations{};
  std::map<std::string, std::string> node_selector{};
  bool deletes_volumes = false;
  std::string controller{};
  std::string manager = "kubectl-client-side-apply";
  std::optional<Defender> defender{};
  std::optional<int> most_ready{};
  std::int64_t cpu_millicores = 100;
  std::int64_t memory_bytes = std::int64_t{128} << 20;
};

class SimulatedCluster final : public Cluster {
 public:
  // The objects live in `storage`; null: nowhere.
  SimulatedCluster(Timers& timers, const Clock& clock, SimulatedOptions options = {}, Storage* storage = nullptr,
                   StorageKeys keys = StorageKeys("local"));
  ~SimulatedCluster() override;
  SimulatedCluster(const SimulatedCluster&) = delete;
  SimulatedCluster& operator=(const SimulatedCluster&) = delete;

  // Once, before start(): what the last run left, or the samples. With 0 namespaces and no storage it may be left out.
  void load(Reply<void> reply);

  void identify(Reply<ClusterIdentity> reply) override;
  void start(ClusterSink sink) override;
  void resync() override;
  void read(WorkloadRef ref, Reply<std::optional<Workload>> reply) override;
  void patch(WorkloadRef ref, WorkloadPatch patch, Reply<Workload> reply) override;
  void run_command(TaskCommand command, std::string ns, Reply<std::string> reply) override;
  void stop() override;

  // --- what people and their tools do (simulated_people.cc); seen by the watch like everything else ---
  // Each answers whether it was possible: not_found, or conflict (code already_exists).
  using Texts = std::map<std::string, std::string>;
  Result<void> create_namespace(const std::string& name, Texts labels = {}, const Texts& annotations = {});
  Result<void> delete_namespace(const std::string& name);  // Terminating first, then gone; the name is free only then
  Result<void> annotate_namespace(const std::string& name, const std::string& key, std::optional<std::string> value);
  Result<void> label_namespace(const std::string& name, const std::string& key, std::optional<std::string> value);
  Result<void> create_workload(const WorkloadSpec& spec);
  Result<void> delete_workload(const WorkloadRef& ref);
  Result<void> annotate_workload(const WorkloadRef& ref, const std::string& key, std::optional<std::string> value);
  Result<void> scale(const WorkloadRef& ref, int replicas, const std::string& manager);  // the scale subresource
  Result<void> apply(const WorkloadRef& ref, int replicas, const std::string& manager);  // a manifest; our annotations stay
  // `kubectl replace`: the manifest alone counts, what we wrote is gone. A DaemonSet runs again.
  Result<void> replace_without_annotations(const WorkloadRef& ref, int replicas, const std::string& manager);
  Result<void> defend(const WorkloadRef& ref, std::optional<Defender> defender);
  Result<void> limit_ready(const WorkloadRef& ref, std::optional<int> most_ready);  // pods that never become ready
  Result<void> set_autoscaler(const Autoscaler& autoscaler);
  Result<void> delete_autoscaler(const std::string& ns, const std::string& name);

  // --- what tests look at and make go wrong ---
  SimulatedFaults& faults() { return faults_; }
  void break_stream(Resource resource, Error problem);  // its events are lost until heal_stream lists again
  void heal_stream(Resource resource);
  void set_clock_ahead(std::chrono::seconds ahead);  // of the server's Date, as ServerTime tells it
  const SimulatedNamespace* find_namespace(const std::string& name) const;
  const SimulatedWorkload* find(const WorkloadRef& ref) const;
  std::vector<std::string> namespace_names() const;

 private:
  struct Found {
    SimulatedNamespace* ns;
    SimulatedWorkload* workload;
  };

  std::function<void()> guarded(std::function<void()> work);
  // Remembers the call, so that stop() answers it.
  template <typename T>
  Reply<T> tracked(Reply<T> reply) {
    const auto id = ++last_call_;
    calls_.emplace(id, [reply](const Error& error) { reply(fail(error)); });
    return [this, id, reply](Result<T> result) {
      if (calls_.erase(id) == 1) reply(std::move(result));
    };
  }
  void meet(const SimulatedCall& call, std::function<void(Fault)> then);
  void answer_patch(const WorkloadRef& ref, const WorkloadPatch& patch, Fault fault, const Reply<Workload>& reply);
  Result<Workload> apply_now(const WorkloadRef& ref, const WorkloadPatch& patch);

  // simulated_commands.cc
  Result<std::string> run_now(const ScaleCommand& command, const std::string& ns);
  Result<std::string> run_now(const RolloutCommand& command, const std::string& ns);
  Result<std::string> run_now(const GetCommand& command, const std::string& ns);
  Result<std::string> run_now(const MetadataCommand& command, const std::string& ns);

  void adopt(SimulatedStore::Loaded loaded);
  void seed();
  void begin();  // everything that was under way goes on
  std::string next_version();
  std::string new_uid();
  Result<Found> look_up(const WorkloadRef& ref);
  Result<SimulatedNamespace*> look_up(const std::string& ns);
  void changed(SimulatedNamespace& ns, SimulatedWorkload& workload);  // somebody wrote to it
  void changed(SimulatedNamespace& ns);
  void attend(SimulatedNamespace& ns, SimulatedWorkload& workload);  // sets what its controllers do next
  void want_pods(SimulatedWorkload& workload, int pods);
  void step_pods(const WorkloadRef& ref);
  void react(const WorkloadRef& ref);
  void remove(const std::string& ns, const std::string& uid);
  void forget(SimulatedWorkload& workload);
  void list(Resource resource);
  Result<void> set_replicas(const WorkloadRef& ref, int replicas, ReplicaWriter writer);

  Timers& timers_;
  const Clock& clock_;
  const SimulatedOptions options_;
  SimulatedFaults faults_;
  SimulatedStream stream_;
  SimulatedStore store_;
  std::map<std::string, SimulatedNamespace> namespaces_;
  std::uint64_t revision_ = 1000;
  bool loaded_ = false;
  bool stopped_ = false;
  std::chrono::seconds ahead_{0};
  std::uint64_t last_call_ = 0;
  std::map<std::uint64_t, std::function<void(const Error&)>> calls_;  // not answered yet
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nss
