// The simulated cluster passes the contract: on the tests' own clock, once without and once with a store.
#include "adapters/memory_storage/memory_storage.h"
#include "adapters/simulated_cluster/simulated_cluster.h"
#include "contract/cluster/cluster_contract.h"
#include "support/fake_timers.h"

namespace nss {
namespace {

class SimulatedUnderTest final : public ClusterUnderTest {
 public:
  explicit SimulatedUnderTest(bool stored)
      : cluster_(timers_, clock_, SimulatedOptions{.namespaces = 6, .times = {}}, stored ? &storage_ : nullptr) {
    bool loaded = false;
    cluster_.load([&loaded](const Result<void>& result) { loaded = result.has_value(); });
    timers_.run_until_idle();
    EXPECT_TRUE(loaded);
  }

  Cluster& cluster() override { return cluster_; }
  std::string uid() override { return "simulation"; }
  void create_namespace(const std::string& name, const Texts& labels, const Texts& annotations) override {
    expect(cluster_.create_namespace(name, labels, annotations));
  }
  void delete_namespace(const std::string& name) override { expect(cluster_.delete_namespace(name)); }
  void create(const WorkloadRef& ref, const WorkloadSetup& setup) override {
    WorkloadSpec spec{.ref = ref};
    spec.replicas = setup.replicas;
    spec.annotations = setup.annotations;
    spec.node_selector = setup.node_selector;
    spec.deletes_volumes = setup.deletes_volumes;
    spec.cpu_millicores = setup.cpu == "250m" ? 250 : 100;
    spec.memory_bytes = (std::int64_t{1} << 20) * (setup.memory == "1Gi" ? 1024 : 128);
    expect(cluster_.create_workload(spec));
  }
  void remove(const WorkloadRef& ref) override { expect(cluster_.delete_workload(ref)); }
  void scale(const WorkloadRef& ref, int replicas) override { expect(cluster_.scale(ref, replicas, "kubectl")); }
  void apply(const WorkloadRef& ref, int replicas) override { expect(cluster_.apply(ref, replicas, manifest_manager)); }
  void annotate(const WorkloadRef& ref, const std::string& key, const std::string& value) override {
    expect(cluster_.annotate_workload(ref, key, value));
  }
  void create_autoscaler(const Autoscaler& autoscaler) override { expect(cluster_.set_autoscaler(autoscaler)); }
  void delete_autoscaler(const std::string& ns, const std::string& name) override {
    expect(cluster_.delete_autoscaler(ns, name));
  }
  Texts node_selector(const WorkloadRef& ref) override { return cluster_.find(ref)->node_selector; }
  bool wait_until(const std::function<bool()>& predicate) override {
    return timers_.advance_until(predicate, std::chrono::minutes(30));
  }

 private:
  static void expect(const Result<void>& result) { ASSERT_TRUE(result) << result.error().message.en; }

  FakeClock clock_{instant("2026-11-23T12:00:00Z")};
  FakeTimers timers_{clock_};
  MemoryStorage storage_;
  SimulatedCluster cluster_;
};

INSTANTIATE_TEST_SUITE_P(Simulated, ClusterContract,
                         testing::Values(ClusterCase{"in_memory", [] { return std::make_unique<SimulatedUnderTest>(false); }},
                                         ClusterCase{"in_a_store", [] { return std::make_unique<SimulatedUnderTest>(true); }}),
                         case_name);

}  // namespace
}  // namespace nss
