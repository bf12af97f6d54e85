// A person switches namespaces on and off.
#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

SwitchRequest on(const std::string& ns, std::optional<std::chrono::minutes> duration = std::nullopt) {
  SwitchRequest request;
  request.ns = ns;
  request.cost_center = "CC-001";
  request.requested_by = "ana";
  request.duration = duration;
  return request;
}

SwitchRequest off(const std::string& ns) {
  SwitchRequest request;
  request.ns = ns;
  request.direction = Direction::off;
  return request;
}

TEST(Switch, OnAtNightForTwoHoursThenOffAgainAndTheMorningWakesIt) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  const auto done = p.switch_to(on("pagos", std::chrono::minutes(120)));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->record.type, OperationType::manual_activation);
  EXPECT_TRUE(done->record.changed);
  EXPECT_EQ(done->record.status, OperationStatus::completed);
  EXPECT_EQ(done->record.requested_by, "ana");
  EXPECT_TRUE(p.as_made("pagos"));
  const NamespaceView view = p.view("pagos");
  EXPECT_TRUE(view.slot);
  EXPECT_EQ(to_rfc3339(*view.until), bogota(23, 23));
  ASSERT_EQ(p.controller->namespaces()->holders.size(), 1U);
  p.to(bogota(23, 22, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(23, 23, 0, 30));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_EQ(p.log("pagos").front().record.reason, "expired");
  EXPECT_EQ(p.log("pagos").front().record.type, OperationType::auto_shutdown);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Switch, KeepOnAskedBeforeEightSparesItUntilItsEnd) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  SwitchRequest request = on("pagos");
  request.until = floor_seconds(instant(bogota(23, 23)));
  ASSERT_TRUE(p.switch_to(request).has_value());
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(23, 23, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Switch, WithoutAnEndItLastsUntilTheNextAutomaticShutdown) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  ASSERT_TRUE(p.switch_to(on("pagos")).has_value());
  p.to(bogota(24, 19, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Switch, APersonsSwitchOffOutlivesTheStartup) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  const auto done = p.switch_to(off("pagos"));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->record.cost_center, "system");
  EXPECT_TRUE(p.asleep("pagos"));
  p.restart();
  p.to(bogota(24, 12));
  EXPECT_TRUE(p.asleep("pagos"));
  ASSERT_TRUE(p.switch_to(on("pagos")).has_value());
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(24, 20, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Switch, EndingAnActivationEarlyGivesItBackToTheDay) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  ASSERT_TRUE(p.switch_to(on("pagos", std::chrono::minutes(300))).has_value());
  p.to(bogota(23, 22));
  ASSERT_TRUE(p.switch_to(off("pagos")).has_value());
  EXPECT_TRUE(p.asleep("pagos"));
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Switch, ARepetitionWritesNothingAndRecordsNothing) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(p.switch_to(off("pagos")).has_value());
  const auto patches = p.metrics.kube_patches.load();
  const auto again = p.switch_to(off("pagos"));
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->record.changed);
  EXPECT_FALSE(again->message.en.empty());
  EXPECT_EQ(p.metrics.kube_patches.load(), patches);
  EXPECT_EQ(p.log("pagos").size(), 1U);
}

TEST(Switch, ANamespaceWhollyAtZeroWakesWithOneOfEach) {
  Product p;
  p.add_namespace("pagos");
  for (const auto& [kind, name] : {std::pair{WorkloadKind::deployment, "web"}, std::pair{WorkloadKind::stateful_set, "db"}}) {
    ASSERT_TRUE(p.cluster->scale(WorkloadRef{kind, "pagos", name}, 0, "kubectl").has_value());
  }
  ASSERT_TRUE(p.cluster->delete_workload(WorkloadRef{WorkloadKind::daemon_set, "pagos", "agent"}).has_value());
  p.start();
  const auto done = p.switch_to(on("pagos"));
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(p.replicas("pagos", "web"), 1);
  EXPECT_EQ(done->workloads.at(0).code, "woken_default_one");
}

struct Refusal {
  const char* why;
  const char* ns;
  const char* code;
};

TEST(Switch, RefusalsChangeNothing) {
  Product p;
  p.add_namespace("pagos");
  p.add_namespace("excluido");
  p.add_namespace("kube-system");
  p.start();
  ASSERT_TRUE(p.cluster->annotate_namespace("excluido", std::string(annotation_exclude), "true").has_value());
  p.pass(Milliseconds(500));
  for (const Refusal& row : {Refusal{"there is no such namespace", "nada", "namespace_not_found"},
                             Refusal{"a system namespace", "kube-system", "namespace_protected"},
                             Refusal{"an excluded one", "excluido", "namespace_excluded"}}) {
    SCOPED_TRACE(row.why);
    const auto done = p.switch_to(off(row.ns));
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, row.code);
    EXPECT_FALSE(done.error().message.es.empty());
  }
  for (const auto duration : {std::chrono::minutes(0), std::chrono::minutes(8 * 24 * 60)}) {
    const auto done = p.switch_to(on("pagos", duration));
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, "invalid_value");
    EXPECT_EQ(done.error().pointer, "/duration_minutes");
  }
  p.storage->faults().unavailable(true);
  const auto done = p.switch_to(off("pagos"));
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "store_unavailable");
  p.storage->faults().unavailable(false);
  EXPECT_TRUE(p.as_made("pagos"));
  EXPECT_TRUE(p.log().empty());
  EXPECT_EQ(p.metrics.kube_patches.load(), 0U);
}

}  // namespace
}  // namespace nss
