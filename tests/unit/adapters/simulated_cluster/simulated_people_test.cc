#include "cluster_support.h"

namespace nss {
namespace {

using std::chrono::minutes;

TEST_F(SimulatedClusterTest, WhatDoesNotExistCannotBeChanged) {
  const WorkloadRef nowhere{WorkloadKind::deployment, "nowhere", "api"};
  ASSERT_TRUE(cluster_->create_namespace("pagos-dev"));
  const WorkloadRef nothing{WorkloadKind::deployment, "pagos-dev", "api"};
  const auto missing = [](const Result<void>& result) { return !result && result.error().kind == ErrorKind::not_found; };
  for (const WorkloadRef& ref : {nowhere, nothing}) {
    EXPECT_TRUE(missing(cluster_->delete_workload(ref)));
    EXPECT_TRUE(missing(cluster_->annotate_workload(ref, "a", "b")));
    EXPECT_TRUE(missing(cluster_->scale(ref, 1, "kubectl")));
    EXPECT_TRUE(missing(cluster_->apply(ref, 1, "helm")));
    EXPECT_TRUE(missing(cluster_->replace_without_annotations(ref, 1, "helm")));
    EXPECT_TRUE(missing(cluster_->defend(ref, std::nullopt)));
    EXPECT_TRUE(missing(cluster_->limit_ready(ref, 1)));
    EXPECT_EQ(cluster_->find(ref), nullptr);
  }
  EXPECT_TRUE(missing(cluster_->create_workload({.ref = nowhere})));
  EXPECT_TRUE(missing(cluster_->delete_namespace("nowhere")));
  EXPECT_TRUE(missing(cluster_->annotate_namespace("nowhere", "a", "b")));
  EXPECT_TRUE(missing(cluster_->label_namespace("nowhere", "a", "b")));
  EXPECT_TRUE(missing(cluster_->set_autoscaler(Autoscaler{"nowhere", "a", "Deployment", "a", 1, 2})));
  EXPECT_TRUE(missing(cluster_->delete_autoscaler("nowhere", "a")));
  EXPECT_TRUE(missing(cluster_->delete_autoscaler("pagos-dev", "a")));
}

TEST_F(SimulatedClusterTest, WhatExistsCannotBeCreatedAgain) {
  const auto ref = deployment("pagos-dev", "api", 1);
  EXPECT_EQ(cluster_->create_namespace("pagos-dev").error().code, "already_exists");
  EXPECT_EQ(cluster_->create_workload({.ref = ref}).error().code, "already_exists");
}

TEST_F(SimulatedClusterTest, ANamespaceHoldsABoundedNumberOfWorkloads) {
  for (int i = 0; i < 400; ++i) deployment("pagos-dev", "w" + std::to_string(i), 1);
  const WorkloadRef more{WorkloadKind::deployment, "pagos-dev", "more"};
  EXPECT_EQ(cluster_->create_workload({.ref = more}).error().kind, ErrorKind::invalid);
}

TEST_F(SimulatedClusterTest, ADeletedNamespaceTakesNothingNewAndIsFreeOnlyThen) {
  const auto ref = deployment("pagos-dev", "api", 2);
  ASSERT_TRUE(cluster_->set_autoscaler(Autoscaler{"pagos-dev", "api", "Deployment", "api", 1, 5}));
  start();
  const auto uid = cluster_->find_namespace("pagos-dev")->shown.uid;
  ASSERT_TRUE(cluster_->delete_namespace("pagos-dev"));
  ASSERT_TRUE(cluster_->delete_namespace("pagos-dev")) << "twice is once";
  EXPECT_TRUE(cluster_->find_namespace("pagos-dev")->shown.terminating);
  EXPECT_FALSE(cluster_->create_workload({.ref = {WorkloadKind::daemon_set, "pagos-dev", "late"}}));
  EXPECT_FALSE(cluster_->create_namespace("pagos-dev"));
  events_.clear();
  timers_.advance(minutes(1));
  EXPECT_EQ(all<WorkloadGone>().size(), 1U);
  EXPECT_EQ(all<AutoscalerGone>().size(), 1U);
  ASSERT_EQ(all<NamespaceGone>().size(), 1U);
  EXPECT_EQ(all<NamespaceGone>()[0].uid, uid);
  EXPECT_EQ(cluster_->find(ref), nullptr);
  ASSERT_TRUE(cluster_->create_namespace("pagos-dev"));
  EXPECT_NE(cluster_->find_namespace("pagos-dev")->shown.uid, uid);
  timers_.advance(minutes(1));
  EXPECT_NE(cluster_->find_namespace("pagos-dev"), nullptr) << "the old deletion is not for it";
}

TEST_F(SimulatedClusterTest, LabelsAndAnnotationsComeAndGo) {
  const auto ref = deployment("pagos-dev", "api", 2);
  const auto ns = [this] { return cluster_->find_namespace("pagos-dev")->shown; };
  ASSERT_TRUE(cluster_->label_namespace("pagos-dev", "cost-center", "CC-009"));
  EXPECT_EQ(ns().labels.at("cost-center"), "CC-009");
  ASSERT_TRUE(cluster_->label_namespace("pagos-dev", "cost-center", std::nullopt));
  EXPECT_FALSE(ns().labels.contains("cost-center"));
  const auto set = [this](std::string_view key, std::optional<std::string> value) {
    ASSERT_TRUE(cluster_->annotate_namespace("pagos-dev", std::string(key), std::move(value)));
  };
  set(annotation_exclude, "true");
  set(annotation_exclude_until, "2026-12-01T00:00:00Z");
  set(annotation_display_name, "Pagos");
  EXPECT_TRUE(ns().excluded && ns().exclude_until);
  EXPECT_EQ(ns().display_name, "Pagos");
  set(annotation_exclude, "yes");
  set(annotation_exclude_until, "mañana");
  set(annotation_display_name, std::nullopt);
  EXPECT_FALSE(ns().excluded || ns().exclude_until);
  EXPECT_EQ(ns().display_name, "");

  const auto mark = [&](std::string_view key, std::optional<std::string> value) {
    ASSERT_TRUE(cluster_->annotate_workload(ref, std::string(key), std::move(value)));
  };
  mark(annotation_exclude, "true");
  mark(annotation_exclude_until, "2026-12-01T00:00:00Z");
  mark(annotation_allow_pvc_delete, "true");
  mark(annotation_seq, "17 op_7f3a off");
  EXPECT_TRUE(shown(ref).excluded && shown(ref).exclude_until && shown(ref).allows_pvc_delete);
  EXPECT_EQ(shown(ref).stamp, (Stamp{17, "op_7f3a", true}));
  mark(annotation_original, "garbage");
  EXPECT_EQ(shown(ref).original_problem, "unreadable_original");
  mark(annotation_original, R"({"replicas":3,"operation":"op_1","at":5,"cause":"task","actor":"t"})");
  EXPECT_EQ(shown(ref).original, (Original{3, "op_1", Seconds(std::chrono::seconds(5)), Cause::task, "t"}));
  EXPECT_EQ(shown(ref).original_problem, "");
  for (const auto key : {annotation_original, annotation_seq, annotation_exclude}) mark(key, std::nullopt);
  EXPECT_FALSE(shown(ref).original || shown(ref).stamp || shown(ref).excluded);
}

TEST_F(SimulatedClusterTest, ScaleApplyAndReplaceDifferInWhatTheyLeave) {
  const auto ref = deployment("pagos-dev", "api", 3);
  ASSERT_TRUE(patch(ref, off(ref)));
  ASSERT_TRUE(cluster_->scale(ref, 2, "kubectl"));
  EXPECT_EQ(shown(ref).writer, (ReplicaWriter{"kubectl", true}));
  EXPECT_TRUE(shown(ref).original);
  const auto version = shown(ref).resource_version;
  ASSERT_TRUE(cluster_->scale(ref, 2, "kubectl"));
  EXPECT_EQ(shown(ref).resource_version, version) << "to the same count is no write";
  ASSERT_TRUE(cluster_->apply(ref, 2, "helm"));
  EXPECT_EQ(shown(ref).writer, (ReplicaWriter{"helm", false})) << "a manifest owns it, whatever it was";
  EXPECT_TRUE(shown(ref).original);
  const auto uid = shown(ref).uid;
  ASSERT_TRUE(cluster_->replace_without_annotations(ref, 5, "kubectl-replace"));
  EXPECT_EQ(shown(ref).replicas, 5);
  EXPECT_FALSE(shown(ref).original || shown(ref).stamp);
  EXPECT_EQ(shown(ref).uid, uid);
  EXPECT_FALSE(cluster_->scale(ref, -1, "kubectl"));
  EXPECT_FALSE(cluster_->apply(ref, 1'000'001, "helm"));
}

TEST_F(SimulatedClusterTest, ADaemonSetIsReplacedButNotScaled) {
  ASSERT_TRUE(cluster_->create_namespace("pagos-dev"));
  const WorkloadRef ref{WorkloadKind::daemon_set, "pagos-dev", "agente"};
  ASSERT_TRUE(cluster_->create_workload({.ref = ref, .node_selector = {{std::string(selector_paused), "true"}, {"a", "b"}}}));
  EXPECT_EQ(shown(ref).replicas, 0) << "somebody wrote our key into the manifest";
  EXPECT_FALSE(cluster_->scale(ref, 2, "kubectl"));
  ASSERT_TRUE(cluster_->apply(ref, 2, "helm"));
  EXPECT_EQ(shown(ref).replicas, 0) << "a manifest that does not name the key leaves it";
  ASSERT_TRUE(cluster_->replace_without_annotations(ref, 0, "helm"));
  EXPECT_EQ(shown(ref).replicas, 1);
  EXPECT_EQ(cluster_->find(ref)->node_selector, (std::map<std::string, std::string>{{"a", "b"}}));
}

}  // namespace
}  // namespace nss
