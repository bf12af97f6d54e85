// What every Cluster promises (ports/cluster.h), as one suite. An implementation gives a ClusterUnderTest: its Cluster, and
// hands that do to the same objects what people and their tools would. It instantiates the suite beside its own files:
//   INSTANTIATE_TEST_SUITE_P(Simulated, ClusterContract, testing::Values(ClusterCase{"simulated", make}), case_name);
// A test uses namespaces of its own (`unique_name`) and looks at nothing else, so a shared API server will do.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "ports/cluster.h"

namespace nss {

struct WorkloadSetup {
  int replicas = 1;  // not of a DaemonSet
  std::map<std::string, std::string> annotations{};
  std::map<std::string, std::string> node_selector{};
  bool deletes_volumes = false;  // StatefulSet: whenScaled Delete
  std::string cpu = "100m";      // what its one container asks for
  std::string memory = "128Mi";
};

class ClusterUnderTest {
 public:
  using Texts = std::map<std::string, std::string>;
  virtual ~ClusterUnderTest() = default;

  virtual Cluster& cluster() = 0;  // not started
  virtual std::string uid() = 0;   // what identify() must say

  // The hands. Each returns when the cluster accepted it, and throws or fails the test when it did not.
  virtual void create_namespace(const std::string& name, const Texts& labels, const Texts& annotations) = 0;
  virtual void delete_namespace(const std::string& name) = 0;
  virtual void create(const WorkloadRef& ref, const WorkloadSetup& setup) = 0;
  virtual void remove(const WorkloadRef& ref) = 0;
  virtual void scale(const WorkloadRef& ref, int replicas) = 0;  // kubectl scale
  virtual void apply(const WorkloadRef& ref, int replicas) = 0;  // a manifest with another count, by manager `manifest_manager`
  virtual void annotate(const WorkloadRef& ref, const std::string& key, const std::string& value) = 0;
  virtual void create_autoscaler(const Autoscaler& autoscaler) = 0;
  virtual void delete_autoscaler(const std::string& ns, const std::string& name) = 0;
  virtual Texts node_selector(const WorkloadRef& ref) = 0;  // of a DaemonSet, as it lies there now

  // Waits until the predicate holds or the deadline is over; false then. The default blocks on what changed() tells; an
  // implementation without threads turns its loop here.
  virtual bool wait_until(const std::function<bool()>& predicate);
  // Something happened that may make a predicate true: any thread.
  void changed();

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  std::uint64_t changes_ = 0;
};

inline constexpr const char* manifest_manager = "contract-manifest";

struct ClusterCase {
  std::string name;
  std::function<std::unique_ptr<ClusterUnderTest>()> make;
};
inline std::ostream& operator<<(std::ostream& to, const ClusterCase& which) { return to << which.name; }
inline std::string case_name(const testing::TestParamInfo<ClusterCase>& info) { return info.param.name; }

// What the events say there is, as a cache would keep it. The sink may be called from any thread.
class Observed {
 public:
  explicit Observed(ClusterUnderTest& under_test) : under_test_(under_test) {}
  ClusterSink sink();

  std::optional<Workload> workload(const WorkloadRef& ref) const;
  std::optional<Namespace> ns(const std::string& name) const;
  std::optional<Autoscaler> autoscaler(const std::string& ns, const std::string& name) const;
  std::vector<Workload> workloads_in(const std::string& ns) const;
  bool saw_gone(const std::string& uid) const;
  int lists(Resource resource) const;  // completed
  std::string fault() const;           // the first thing that was against the port's rules; empty: none

 private:
  void take(ClusterEvent event);
  void begin(Resource resource);
  void end(Resource resource);

  struct Watched {
    bool listing = false;
    int completed = 0;
    std::set<std::string> seen;  // keys, while it lists
  };

  ClusterUnderTest& under_test_;
  mutable std::mutex mutex_;
  std::array<Watched, resource_count> watched_;
  std::map<WorkloadRef, Workload> workloads_;
  std::map<std::string, Namespace> namespaces_;
  std::map<std::pair<std::string, std::string>, Autoscaler> autoscalers_;
  std::set<std::string> gone_;
  std::string fault_;
};

class ClusterContract : public testing::TestWithParam<ClusterCase> {
 protected:
  void SetUp() override;
  void TearDown() override;

  void start();                                      // and waits until everything was listed
  std::string unique_name(const std::string& word);  // a namespace name that no other test or run uses
  std::string new_namespace(const std::string& word);
  WorkloadRef new_workload(WorkloadKind kind, const std::string& ns, const std::string& name, const WorkloadSetup& setup = {});
  bool wait(const std::function<bool()>& predicate) { return under_test_->wait_until(predicate); }

  // Waits for the answer. A conflict with a controller's own write is the caller's to handle.
  Result<std::optional<Workload>> read(const WorkloadRef& ref);
  Result<Workload> patch(const WorkloadRef& ref, const WorkloadPatch& patch);
  // Reads, fills in the resourceVersion and patches; once more on a conflict, as the product does.
  Result<Workload> patch_current(const WorkloadRef& ref, WorkloadPatch patch);
  // Parses the command as a task of that namespace would, and waits for the answer.
  Result<std::string> run(const std::string& command, const std::string& ns);
  bool wait_for_replicas(const WorkloadRef& ref, int replicas);

  std::unique_ptr<ClusterUnderTest> under_test_;
  std::unique_ptr<Observed> observed_;
};

WorkloadPatch off_patch(WorkloadKind kind, std::int64_t number, int original_replicas);
WorkloadPatch on_patch(WorkloadKind kind, std::int64_t number, int replicas);

}  // namespace nss
