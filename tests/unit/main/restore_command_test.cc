#include "main/restore_command.h"

#include <gtest/gtest.h>

#include <map>

#include "base/log.h"
#include "support/http_imposter.h"
#include "support/temporary_folder.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

using test::ImposterRequest;
using test::ImposterWire;
using test::settings_of;

std::string deployment(int replicas, const std::string& annotations, const std::string& version) {
  return R"({"kind":"Deployment","metadata":{"name":"web","namespace":"pagos-dev","uid":"u-9","resourceVersion":")" + version +
         R"(","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{)" + annotations + R"(}},"spec":{"replicas":)" +
         std::to_string(replicas) + "}}";
}

const char* const asleep =
    R"("namespace-scheduler.io/seq":"4 op_x off","namespace-scheduler.io/original":)"
    R"("{\"v\":1,\"r\":3,\"op\":\"op_x\",\"at\":\"2026-06-02T01:00:00Z\",\"by\":\"schedule\",\"who\":\"builtin-shutdown\"}")";

// A cluster with one Deployment at zero.
void answer_as_api(const ImposterRequest& request, ImposterWire& wire, const std::string& annotations) {
  if (request.asks_for("watch=")) return wire.hold();
  if (request.method == "PATCH") return wire.answer(200, deployment(3, R"("namespace-scheduler.io/seq":"5 op_y")", "12"));
  if (request.path() == "/api/v1/namespaces/kube-system") {
    return wire.answer(200, R"({"kind":"Namespace","metadata":{"name":"kube-system","uid":"u-1","resourceVersion":"7"}})");
  }
  const std::map<std::string, std::string> kinds = {
      {"/api/v1/namespaces", "NamespaceList"},
      {"/apis/apps/v1/deployments", "DeploymentList"},
      {"/apis/apps/v1/statefulsets", "StatefulSetList"},
      {"/apis/apps/v1/daemonsets", "DaemonSetList"},
      {"/apis/autoscaling/v2/horizontalpodautoscalers", "HorizontalPodAutoscalerList"}};
  const std::string kind = kinds.at(request.path());
  std::string items;
  if (kind == "NamespaceList") {
    items = R"({"metadata":{"name":"pagos-dev","uid":"u-2","resourceVersion":"8","creationTimestamp":"2026-01-01T00:00:00Z"}})";
  } else if (kind == "DeploymentList") {
    items = deployment(0, annotations, "11");
  }
  wire.answer(200, R"({"kind":")" + kind + R"(","metadata":{"resourceVersion":"20"},"items":[)" + items + "]}");
}

class RestoreCommand : public testing::Test {
 protected:
  void TearDown() override { log::set_sink({}, log::Level::error); }

  int run(bool print_only, const std::string& store) {
    test::HttpImposter api([this](const auto& request, auto& wire) { answer_as_api(request, wire, annotations_); });
    const std::string kubeconfig = test::write_kubeconfig(folder_.file("config"), api.port());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = restore_command(
        settings_of({"--cluster", "kubeconfig", "--kubeconfig", kubeconfig, "--sqlite-path", folder_.file(store)}), print_only);
    requests_ = api.requests();
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  TemporaryFolder folder_;
  std::string annotations_ = asleep;
  std::vector<ImposterRequest> requests_;
  std::string out_;
  std::string err_;
};

TEST_F(RestoreCommand, brings_back_what_sleeps_and_says_so) {
  EXPECT_EQ(run(false, "store.db"), 0) << err_;
  EXPECT_NE(out_.find("pagos-dev/Deployment web: 0 -> 3 patched"), std::string::npos) << out_;
  EXPECT_NE(out_.find("1 namespaces, 1 workloads"), std::string::npos) << out_;
  std::string patch;
  for (const auto& request : requests_) patch += request.method == "PATCH" ? request.body : "";
  EXPECT_NE(patch.find(R"("replicas":3)"), std::string::npos) << patch;
  EXPECT_NE(patch.find(R"("namespace-scheduler.io/original":null)"), std::string::npos) << patch;
  EXPECT_NE(patch.find(R"("resourceVersion":"11")"), std::string::npos) << patch;
}

TEST_F(RestoreCommand, works_without_a_store) {
  EXPECT_EQ(run(false, "none/store.db"), 0) << err_;
  EXPECT_NE(err_.find("going on without the store"), std::string::npos) << err_;
  EXPECT_NE(out_.find("0 -> 3 patched"), std::string::npos) << out_;
}

TEST_F(RestoreCommand, prints_commands_and_writes_nothing) {
  EXPECT_EQ(run(true, "store.db"), 0) << err_;
  EXPECT_EQ(out_.rfind("kubectl -n pagos-dev patch deployment web --type=merge -p '", 0), 0U) << out_;
  EXPECT_NE(out_.find(R"("replicas":3)"), std::string::npos) << out_;
  for (const auto& request : requests_) EXPECT_EQ(request.method, "GET");
}

TEST_F(RestoreCommand, names_what_cannot_be_restored_and_fails) {
  annotations_ = R"("namespace-scheduler.io/seq":"4 op_x","namespace-scheduler.io/original":"three")";
  EXPECT_EQ(run(true, "store.db"), 0) << "an owner's zero with a foreign annotation is not asleep by us";
  EXPECT_EQ(out_, "");
  annotations_ = R"("namespace-scheduler.io/seq":"4 op_x off","namespace-scheduler.io/original":"three")";
  EXPECT_EQ(run(true, "store.db"), 1);
  EXPECT_NE(out_.find("pagos-dev/Deployment web: 0 -> 0 cannot be restored unreadable_original"), std::string::npos) << out_;
}

TEST_F(RestoreCommand, needs_a_real_cluster) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(restore_command(settings_of({}), false), 2);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("NSCHED_CLUSTER=kubeconfig"), std::string::npos);
  testing::internal::CaptureStderr();
  EXPECT_EQ(restore_command(settings_of({"--cluster", "kubeconfig", "--kubeconfig", folder_.file("none")}), false), 1);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("there is no such file"), std::string::npos);
}

}  // namespace
}  // namespace nss
