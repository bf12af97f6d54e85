// What people, other controllers and the cluster do while a namespace should be asleep.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

const WorkloadRef web{WorkloadKind::deployment, "pagos", "web"};

struct Night : testing::Test {
  Product p;
  void SetUp() override {
    p.add_namespace("pagos", {{"cost-center", "CC-001"}});
    p.start();
    p.to(bogota(23, 20, 5));
    ASSERT_TRUE(p.asleep("pagos"));
  }
  // What the command `restore` writes, in a process of its own.
  void restore_beside_us(const WorkloadRef& ref, int replicas) {
    WorkloadPatch patch;
    if (ref.kind == WorkloadKind::daemon_set) {
      patch.hold = false;
    } else {
      patch.replicas = replicas;
    }
    patch.original_edit = WorkloadPatch::OriginalEdit::remove;
    patch.stamp = Stamp{2, "op_restore_1", false};
    patch.resource_version = p.cluster->find(ref)->shown.resource_version;
    p.cluster->patch(ref, patch, [](const Result<Workload>& done) { EXPECT_TRUE(done.has_value()); });
  }
};

TEST_F(Night, AHandThroughScaleHasItsGraceAndTheFirstOriginalStays) {
  ASSERT_TRUE(p.cluster->scale(web, 1, "kubectl").has_value());
  p.pass(std::chrono::minutes(14));
  EXPECT_EQ(p.replicas("pagos", "web"), 1) << "within the grace";
  p.pass(std::chrono::minutes(2));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
  EXPECT_EQ(p.log("pagos").front().record.trigger, Trigger::drift);
  const auto corrections = p.metrics.drift_corrections.all();
  ASSERT_EQ(corrections.size(), 1U);
  EXPECT_EQ(corrections[0].first.at(0), "user");
  EXPECT_EQ(*corrections[0].second, 1U);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

// A patch of the switch-off that lands only now, after the person's activation: it is brought back, and that is no business
// automation.
TEST_F(Night, WhoKeepsItOnPaysForWhatIsBroughtBackToo) {
  const Workload asleep = p.cluster->find(web)->shown;
  SwitchRequest request;
  request.ns = "pagos";
  request.cost_center = "CC-002";
  request.duration = std::chrono::minutes(120);
  ASSERT_TRUE(p.switch_to(request).has_value());
  p.pass(std::chrono::minutes(1));
  WorkloadPatch late;
  late.replicas = 0;
  late.original_edit = WorkloadPatch::OriginalEdit::set;
  late.original = asleep.original;
  late.stamp = *asleep.stamp;
  late.resource_version = p.cluster->find(web)->shown.resource_version;
  p.cluster->patch(web, late, [](const Result<Workload>& done) { EXPECT_TRUE(done.has_value()); });
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  const OperationRecord correction = p.log("pagos").front().record;
  EXPECT_EQ(correction.trigger, Trigger::drift);
  EXPECT_EQ(correction.cost_center, "CC-002");
  EXPECT_EQ(correction.type, OperationType::manual_activation);
}

TEST_F(Night, AManifestGivesANewOriginal) {
  p.pass(std::chrono::minutes(10));
  ASSERT_TRUE(p.cluster->apply(web, 5, "helm").has_value());
  p.pass(std::chrono::minutes(16));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 5);
}

TEST_F(Night, WhatSomebodyBroughtUpIsNotLoweredInTheMorning) {
  p.to(bogota(24, 6, 55));
  ASSERT_TRUE(p.cluster->scale(web, 7, "kubectl").has_value());
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 7);
  const auto log = p.log("pagos");
  EXPECT_EQ(log.front().workloads.at(0).outcome, Outcome::externally_changed);
  EXPECT_FALSE(p.cluster->find(web)->shown.original.has_value());
}

TEST_F(Night, ALostAnnotationIsRestoredFromTheIntentEvenAfterACrash) {
  ASSERT_TRUE(p.cluster->annotate_workload(web, std::string(annotation_original), std::nullopt).has_value());
  p.restart();
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  EXPECT_EQ(p.log("pagos").front().workloads.at(0).code, "restored_from_intent");
}

TEST_F(Night, ANamespaceThatCannotBeReadKeepsItsRecordAndItsOriginals) {
  ASSERT_TRUE(p.cluster->annotate_workload(web, std::string(annotation_original), std::nullopt));
  p.cluster->faults().drop = [](const ClusterEvent& event) {
    const auto* end = std::get_if<ListEnd>(&event);
    return std::holds_alternative<NamespaceSeen>(event) || (end != nullptr && end->resource == Resource::namespaces);
  };
  p.restart();
  p.pass(Milliseconds(1'000));
  (*p.sink())(ListEnd{Resource::namespaces, false});
  p.pass(Milliseconds(60'000));
  ASSERT_TRUE(p.controller->health()->cluster_ok) << "every list is there, one of them not whole";
  p.cluster->faults().drop = nullptr;
  p.cluster->resync();
  p.to(bogota(24, 7, 5));
  EXPECT_TRUE(p.as_made("pagos")) << "the count of web stood in the stored intent alone";
}

TEST_F(Night, AnExclusionBringsItBackAtOnce) {
  ASSERT_TRUE(p.cluster->annotate_namespace("pagos", std::string(annotation_exclude), "true").has_value());
  p.pass(std::chrono::seconds(30));
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_EQ(p.view("pagos").state, NamespaceState::excluded);
}

TEST_F(Night, AnExcludedWorkloadAloneComesBack) {
  ASSERT_TRUE(p.cluster->annotate_workload(web, std::string(annotation_exclude), "true").has_value());
  p.pass(std::chrono::seconds(30));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 0);
}

TEST_F(Night, ARecreatedNamespaceStartsAsNew) {
  ASSERT_TRUE(p.cluster->delete_namespace("pagos").has_value());
  p.pass(std::chrono::minutes(2));
  EXPECT_EQ(p.view("pagos").name, "") << "gone";
  p.add_namespace("pagos");
  p.pass(std::chrono::hours(1));
  EXPECT_TRUE(p.as_made("pagos")) << "adopted as it is, until the next shutdown";
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST_F(Night, ANewWorkloadHasItsGrace) {
  WorkloadSpec spec;
  spec.ref = WorkloadRef{WorkloadKind::deployment, "pagos", "nuevo"};
  spec.replicas = 4;
  ASSERT_TRUE(p.cluster->create_workload(spec).has_value());
  p.pass(std::chrono::minutes(14));
  EXPECT_EQ(p.replicas("pagos", "nuevo"), 4);
  p.pass(std::chrono::minutes(2));
  EXPECT_EQ(p.replicas("pagos", "nuevo"), 0);
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "nuevo"), 4);
}

TEST_F(Night, WhoRevertsThreeTimesByManifestIsLeftAndNamed) {
  ASSERT_TRUE(p.cluster->defend(web, Defender{"argocd-controller", 3}).has_value());
  ASSERT_TRUE(p.cluster->apply(web, 3, "argocd-controller").has_value());
  p.pass(std::chrono::minutes(20));
  const NamespaceView view = p.view("pagos");
  EXPECT_EQ(view.contested, "argocd-controller");
  EXPECT_EQ(view.state, NamespaceState::degraded);
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  const auto patches = p.metrics.kube_patches.load();
  p.pass(std::chrono::hours(3));
  EXPECT_EQ(p.metrics.kube_patches.load(), patches) << "we have stopped";
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.view("pagos").contested, "") << "it ends at the next transition";
}

TEST_F(Night, ARestoreThatDiedHalfWayIsFinished) {
  restore_beside_us(web, 3);
  p.pass(std::chrono::seconds(50));
  EXPECT_EQ(p.replicas("pagos", "db", WorkloadKind::stateful_set), 0) << "it may still be at it";
  EXPECT_EQ(p.log("pagos").size(), 1U);
  p.pass(std::chrono::seconds(30));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST_F(Night, ARestoreBesideUsIsLeftOnUntilTheNextShutdown) {
  for (const auto& [kind, name, count] :
       {std::tuple{WorkloadKind::deployment, "web", 3}, std::tuple{WorkloadKind::stateful_set, "db", 2},
        std::tuple{WorkloadKind::daemon_set, "agent", 1}}) {
    restore_beside_us(WorkloadRef{kind, "pagos", name}, count);
  }
  p.pass(std::chrono::hours(2));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

// Half a minute after the shutdown, when what changes may be a revert.
struct Evening : testing::Test {
  Product p;
  void SetUp() override {
    p.add_namespace("pagos");
    p.start();
    p.to(bogota(23, 20, 0, 30));
    ASSERT_TRUE(p.asleep("pagos"));
  }
};

TEST_F(Evening, AWorkloadMadeAnewIsNoRevertAndHasItsGrace) {
  ASSERT_TRUE(p.cluster->delete_workload(web).has_value());
  WorkloadSpec spec;
  spec.ref = web;
  spec.replicas = 4;
  ASSERT_TRUE(p.cluster->create_workload(spec).has_value());
  p.pass(std::chrono::minutes(14));
  EXPECT_EQ(p.replicas("pagos", "web"), 4);
  p.pass(std::chrono::minutes(2));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
  p.to(bogota(24, 7, 1));
  EXPECT_EQ(p.replicas("pagos", "web"), 4);
}

TEST_F(Evening, OneRevertIsOneHoweverOftenItsStatusIsWritten) {
  ASSERT_TRUE(p.cluster->apply(web, 3, "helm").has_value());
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(p.cluster->annotate_workload(web, "status", std::to_string(i)).has_value());  // another resourceVersion
    p.pass(Milliseconds(1));
  }
  p.pass(std::chrono::minutes(1));
  EXPECT_EQ(p.view("pagos").contested, "");
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
}

}  // namespace
}  // namespace nss
