// A simulated cluster on fake time, with a cache of what its events say, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/memory_storage/memory_storage.h"
#include "adapters/simulated_cluster/simulated_cluster.h"
#include "support/fake_timers.h"

namespace nss {

class SimulatedClusterTest : public testing::Test {
 protected:
  // Another process on the same store; the old one is gone without a word when `crash`.
  void restart(SimulatedOptions options, Storage* storage) {
    cluster_ = std::make_unique<SimulatedCluster>(timers_, clock_, options, storage);
    events_.clear();
  }
  Result<void> load() {
    std::optional<Result<void>> answer;
    cluster_->load([&answer](Result<void> result) { answer = std::move(result); });
    timers_.run_until_idle();
    return answer ? *answer : fail(ErrorKind::internal, "no_answer", "no answer came");
  }
  void start() {
    cluster_->start([this](ClusterEvent event) { events_.push_back(std::move(event)); });
    timers_.run_until_idle();
  }
  Result<Workload> patch(const WorkloadRef& ref, const WorkloadPatch& what) {
    std::optional<Result<Workload>> answer;
    cluster_->patch(ref, what, [&answer](Result<Workload> result) { answer = std::move(result); });
    EXPECT_FALSE(answer) << "a call is never answered inside itself";
    timers_.advance_until([&answer] { return answer.has_value(); }, std::chrono::minutes(5));
    return answer ? *answer : fail(ErrorKind::internal, "no_answer", "no answer came");
  }
  WorkloadPatch off(const WorkloadRef& ref) const {
    WorkloadPatch patch;
    patch.replicas = 0;
    patch.original_edit = WorkloadPatch::OriginalEdit::set;
    patch.original = Original{shown(ref).replicas, "op_1", floor_seconds(clock_.wall()), Cause::schedule, "builtin-shutdown"};
    patch.stamp = Stamp{1, "op_1", true};
    patch.resource_version = shown(ref).resource_version;
    return patch;
  }
  const Workload& shown(const WorkloadRef& ref) const { return cluster_->find(ref)->shown; }
  WorkloadRef deployment(const std::string& ns, const std::string& name, int replicas) {
    EXPECT_TRUE(cluster_->find_namespace(ns) != nullptr || cluster_->create_namespace(ns));
    const WorkloadRef ref{WorkloadKind::deployment, ns, name};
    EXPECT_TRUE(cluster_->create_workload({.ref = ref, .replicas = replicas}));
    return ref;
  }
  template <typename T>
  std::vector<T> all() const {
    std::vector<T> found;
    for (const ClusterEvent& event : events_) {
      if (const auto* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }

  FakeClock clock_{instant("2026-11-23T12:00:00Z")};
  FakeTimers timers_{clock_};
  std::unique_ptr<SimulatedCluster> cluster_ =
      std::make_unique<SimulatedCluster>(timers_, clock_, SimulatedOptions{.namespaces = 0, .times = {}});
  std::vector<ClusterEvent> events_;
};

}  // namespace nss
