#include "adapters/kubernetes/kubernetes_cluster.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>

#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "support/temporary_folder.h"
#include "unit/adapters/kubernetes/kube_script.h"

namespace nss {
namespace {

using namespace std::chrono_literals;
using test::deployment;
using test::Heard;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;
using test::list_of;
using test::status_of;

const WorkloadRef web{WorkloadKind::deployment, "shop", "web"};

WorkloadPatch some_patch() {
  WorkloadPatch patch;
  patch.replicas = 0;
  patch.stamp = {1, "op_1", true};
  patch.resource_version = "5";
  return patch;
}

std::string list_kind(const std::string& path) {
  if (path.ends_with("/namespaces")) return "NamespaceList";
  if (path.ends_with("/deployments")) return "DeploymentList";
  if (path.ends_with("/statefulsets")) return "StatefulSetList";
  return path.ends_with("/daemonsets") ? "DaemonSetList" : "HorizontalPodAutoscalerList";
}

class KubernetesClusterTest : public testing::Test {
 protected:
  using Handler = std::function<void(int number, const ImposterRequest&, ImposterWire&)>;

  ~KubernetesClusterTest() override { end(); }

  // Joins everything. A test whose script looks at its own variables ends with it.
  void end() {
    if (cluster_) cluster_->stop();
    server_.reset();
  }

  // `calls` answers what is neither a list nor a watch; those are answered as an empty cluster would.
  void serve(Handler calls) {
    server_ = std::make_unique<HttpImposter>([this, calls](const ImposterRequest& request, ImposterWire& wire) {
      const bool whole = request.method == "GET" &&
                         (request.path() == "/api/v1/namespaces" || request.path().rfind("/namespaces/") == std::string::npos);
      if (!whole) return calls(++calls_, request, wire);
      if (request.asks_for("watch=1")) {
        wire.begin_chunks(200);
        wire.hold();
        return wire.close();
      }
      wire.answer(200, list_of(list_kind(request.path()), "9", {}), date_);
    });
    std::ofstream(folder_.file("token")) << "one";
    std::ofstream(folder_.file("config")) << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\n"
                                          << "clusters: [{name: c, cluster: {server: '" << server_->url() << "'}}]\n"
                                          << "users: [{name: u, user: {tokenFile: token}}]\n";
    options_.kubeconfig = folder_.file("config");
    options_.timings.backoff = {1ms, 4ms, 2.0, 120s};
    options_.timings.throttled_wait = 1ms;
    auto made = KubernetesCluster::make(options_, clock_, metrics_);
    ASSERT_TRUE(made) << made.error().message.en;
    cluster_ = std::move(*made);
  }

  Result<Workload> patch() {
    std::promise<Result<Workload>> answer;
    auto coming = answer.get_future();
    cluster_->patch(web, some_patch(), [&](Result<Workload> result) { answer.set_value(std::move(result)); });
    return coming.get();
  }
  Result<std::optional<Workload>> read() {
    std::promise<Result<std::optional<Workload>>> answer;
    auto coming = answer.get_future();
    cluster_->read(web, [&](Result<std::optional<Workload>> result) { answer.set_value(std::move(result)); });
    return coming.get();
  }
  Result<ClusterIdentity> identify() {
    std::promise<Result<ClusterIdentity>> answer;
    auto coming = answer.get_future();
    cluster_->identify([&](Result<ClusterIdentity> result) { answer.set_value(std::move(result)); });
    return coming.get();
  }

  TemporaryFolder folder_;
  test::RealClock clock_;
  Metrics metrics_;
  KubernetesOptions options_;
  std::string date_;
  std::atomic<int> calls_{0};
  Heard heard_;
  std::unique_ptr<HttpImposter> server_;
  std::unique_ptr<KubernetesCluster> cluster_;
};

TEST_F(KubernetesClusterTest, APatchIsOneRequestAndItsAnswerTheWorkload) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(200, deployment("web", "6", 0)); });
  const auto workload = patch();
  ASSERT_TRUE(workload) << workload.error().message.en;
  EXPECT_EQ(workload->resource_version, "6");
  EXPECT_EQ(workload->replicas, 0);
  const auto seen = server_->requests().at(0);
  EXPECT_EQ(seen.method, "PATCH");
  EXPECT_EQ(seen.target, "/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=namespace-scheduler");
  EXPECT_EQ(seen.headers.at("content-type"), "application/merge-patch+json");
  EXPECT_EQ(seen.headers.at("authorization"), "Bearer one");
  EXPECT_EQ(seen.headers.at("user-agent"), "namespace-scheduler");
  EXPECT_EQ(
      seen.body,
      R"({"metadata":{"resourceVersion":"5","annotations":{"namespace-scheduler.io/seq":"1 op_1 off"}},"spec":{"replicas":0}})");
  EXPECT_EQ(metrics_.kube_requests, 1U);
  const auto durations = metrics_.kube_durations.all();
  ASSERT_EQ(durations.size(), 1U);
  EXPECT_EQ(durations[0].first, (std::array<std::string, 3>{"patch", "deployments", "200"}));
}

struct PatchError {
  int status;
  std::string body;
  ErrorKind kind;
  std::string code;
};

TEST_F(KubernetesClusterTest, EachAnswerOfAPatchHasItsKind) {
  const std::vector<PatchError> cases = {
      {409, status_of(409, "Conflict"), ErrorKind::conflict, "conflict"},
      {404, status_of(404, "NotFound"), ErrorKind::not_found, "not_found"},
      {403, status_of(403, "Forbidden"), ErrorKind::forbidden, "forbidden"},
      {422, status_of(422, "Invalid"), ErrorKind::invalid, "refused_by_server"},
      {500, "oops", ErrorKind::transient, "server_error"},
      {503, "", ErrorKind::transient, "server_unavailable"},
      {200, deployment("web", "6").substr(0, 50), ErrorKind::transient, "bad_answer"},
      {200, deployment("other", "6"), ErrorKind::transient, "bad_answer"},
      {302, "", ErrorKind::invalid, "unexpected_answer"},
  };
  serve([&](int number, const ImposterRequest&, ImposterWire& wire) {
    const auto& row = cases.at(static_cast<std::size_t>(number) - 1);
    wire.answer(row.status, row.body);
  });
  for (const auto& row : cases) {
    const auto workload = patch();
    ASSERT_FALSE(workload) << row.status;
    EXPECT_EQ(workload.error().kind, row.kind) << row.status;
    EXPECT_EQ(workload.error().code, row.code) << row.status << ": " << workload.error().message.en;
    EXPECT_NE(workload.error().message.en.find("Deployment shop/web"), std::string::npos) << workload.error().message.en;
  }
  EXPECT_EQ(metrics_.kube_conflicts, 1U);
  EXPECT_EQ(metrics_.kube_errors, 7U);
  end();
}

TEST_F(KubernetesClusterTest, ToReadWhatIsNotThereIsNoError) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number == 1) return wire.answer(200, deployment("web", "6", 4));
    wire.answer(number == 2 ? 404 : 500, status_of(404, "NotFound"));
  });
  const auto there = read();
  ASSERT_TRUE(there && *there);
  EXPECT_EQ((*there)->replicas, 4);
  const auto gone = read();
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
  EXPECT_FALSE(read());
}

TEST_F(KubernetesClusterTest, ARefusedIdentityIsRenewedOnce) {
  serve([this](int number, const ImposterRequest& request, ImposterWire& wire) {
    if (number == 1) std::ofstream(folder_.file("token")) << "two";
    if (request.headers.at("authorization") == "Bearer two" && number == 2) return wire.answer(200, deployment("web", "6", 0));
    wire.answer(401, status_of(401, "Unauthorized"));
  });
  EXPECT_TRUE(patch());
  EXPECT_EQ(calls_, 2);
  const auto refused = patch();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unauthorized);
  EXPECT_EQ(calls_, 4) << "once, not for ever";
}

TEST_F(KubernetesClusterTest, AThrottledCallIsSentAgainUntilItGetsThrough) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number <= 3) return wire.answer(429, "Too many requests", "Retry-After: 0\r\n");
    wire.answer(200, deployment("web", "6", 0));
  });
  EXPECT_TRUE(patch());
  EXPECT_EQ(calls_, 4);
  EXPECT_EQ(metrics_.kube_throttled, 3U);
  EXPECT_EQ(metrics_.kube_in_flight_limit, 4) << "halved three times";
}

TEST_F(KubernetesClusterTest, ACallThatIsAlwaysThrottledEndsAsThrottled) {
  options_.timings.throttled_at_most = 50ms;
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(429, "Too many requests"); });
  const auto workload = patch();
  ASSERT_FALSE(workload);
  EXPECT_EQ(workload.error().kind, ErrorKind::throttled);
}

TEST_F(KubernetesClusterTest, NoMoreAreInFlightThanMayBe) {
  options_.max_in_flight = 3;
  std::atomic<int> now{0};
  std::atomic<int> most{0};
  serve([&](int number, const ImposterRequest&, ImposterWire& wire) {
    const int open = ++now;
    for (int seen = most; open > seen && !most.compare_exchange_weak(seen, open);) {
    }
    if (number == 3) server_->release();  // the first three wait for each other: they were all let through
    wire.hold();
    --now;
    wire.answer(200, deployment("web", "6", 0));
  });
  std::vector<std::promise<bool>> answers(60);
  for (auto& answer : answers)
    cluster_->patch(web, some_patch(), [&answer](const Result<Workload>& result) { answer.set_value(result.has_value()); });
  for (auto& answer : answers) EXPECT_TRUE(answer.get_future().get());
  EXPECT_EQ(most, 3);
  EXPECT_LE(server_->connections(), 3U) << "and the connections are reused";
  end();
}

TEST_F(KubernetesClusterTest, MoreThanMayWaitAreTurnedAway) {
  options_.queue_bound = 5;
  serve([](int, const ImposterRequest&, ImposterWire& wire) {
    wire.hold();
    wire.answer(200, deployment("web", "6", 0));
  });
  std::vector<std::promise<std::string>> answers(8);
  for (auto& answer : answers) {
    cluster_->patch(web, some_patch(),
                    [&answer](const Result<Workload>& result) { answer.set_value(result ? "done" : result.error().code); });
  }
  for (std::size_t i = 5; i < 8; ++i) EXPECT_EQ(answers[i].get_future().get(), "queue_full");
  server_->release();
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(answers[i].get_future().get(), "done");
  EXPECT_TRUE(patch()) << "and there is room again";
}

TEST_F(KubernetesClusterTest, SaysWhichClusterItIs) {
  serve([](int number, const ImposterRequest& request, ImposterWire& wire) {
    EXPECT_EQ(request.target, "/api/v1/namespaces/kube-system");
    if (number == 1)
      return wire.answer(200, R"({"kind":"Namespace","metadata":{"name":"kube-system","uid":"u-42","resourceVersion":"1"}})");
    if (number == 2) return wire.answer(200, "<html>hello</html>");
    if (number == 3) return wire.answer(200, "{}");
    wire.answer(403, status_of(403, "Forbidden"));
  });
  EXPECT_EQ(identify()->uid, "u-42");
  EXPECT_NE(identify().error().message.en.find("does not answer like an API server; is the address right?"), std::string::npos);
  EXPECT_EQ(identify().error().code, "bad_answer");
  EXPECT_EQ(identify().error().kind, ErrorKind::forbidden);
  EXPECT_NE(cluster_->description().find("context dev"), std::string::npos);
  EXPECT_NE(cluster_->description().find(server_->url()), std::string::npos);
}

TEST_F(KubernetesClusterTest, StartListsEverythingAndResyncListsItAgain) {
  date_ = "Date: Sun, 22 Nov 2026 17:03:59 GMT\r\n";
  serve([](int, const ImposterRequest&, ImposterWire&) {});
  cluster_->resync();  // before the start there is nothing to list
  cluster_->start(heard_.sink());
  for (std::size_t i = 0; i < resource_count; ++i) {
    EXPECT_TRUE(heard_.wait_for(std::string("end ") + to_string(static_cast<Resource>(i))));
  }
  ASSERT_TRUE(heard_.wait_for("time"));
  const auto expected = floor_seconds(clock_.check()) - *parse_rfc3339("2026-11-22T17:03:59Z");
  EXPECT_LE(std::chrono::abs(heard_.ahead() - expected), 60s);
  cluster_->resync();
  for (std::size_t i = 0; i < resource_count; ++i) {
    EXPECT_TRUE(heard_.wait_for(std::string("end ") + to_string(static_cast<Resource>(i)), 2));
  }
  EXPECT_EQ(heard_.count("time"), 1) << "not more than once a minute";
  EXPECT_EQ(metrics_.kube_relists, resource_count);
}

TEST_F(KubernetesClusterTest, StopAnswersEverybodyAndSaysNothingMore) {
  options_.max_in_flight = 2;
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  cluster_->start(heard_.sink());
  ASSERT_TRUE(heard_.wait_for("end deployments"));
  std::atomic<int> stopped{0};
  for (int i = 0; i < 10; ++i) {
    cluster_->patch(web, some_patch(),
                    [&](const Result<Workload>& result) { stopped += !result && result.error().code == "stopping" ? 1 : 0; });
  }
  cluster_->stop();
  EXPECT_EQ(stopped, 10);
  const auto before = heard_.lines();
  EXPECT_EQ(patch().error().code, "stopping");
  EXPECT_EQ(read().error().code, "stopping");
  EXPECT_EQ(identify().error().code, "stopping");
  cluster_->resync();
  cluster_->stop();
  EXPECT_EQ(heard_.lines(), before);
}

TEST_F(KubernetesClusterTest, AWrongConfigurationIsOneLine) {
  options_.kubeconfig = folder_.file("none");
  EXPECT_EQ(KubernetesCluster::make(options_, clock_, metrics_).error().code, "file_not_found");
  std::ofstream(folder_.file("config"))
      << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\n"
      << "clusters: [{name: c, cluster: {server: 'https://api'}}]\nusers: [{name: u, user: {tokenFile: gone}}]\n";
  options_.kubeconfig = folder_.file("config");
  const auto missing = KubernetesCluster::make(options_, clock_, metrics_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message.en, "kubeconfig " + folder_.file("config") +
                                            ": context dev (cluster c, user u): token file " + folder_.file("gone") +
                                            ": there is no such file");
  options_.in_cluster = true;
  EXPECT_EQ(KubernetesCluster::make(options_, clock_, metrics_).error().code, "not_in_cluster");
  options_.service_host = "10.0.0.1";
  options_.service_port = "443";
  options_.service_account_dir = folder_.path().string();
  EXPECT_EQ(KubernetesCluster::make(options_, clock_, metrics_).error().code, "file_not_found");
}

TEST_F(KubernetesClusterTest, AServerThatIsNotThereIsUnavailable) {
  serve([](int, const ImposterRequest&, ImposterWire&) {});
  server_.reset();
  const auto workload = patch();
  ASSERT_FALSE(workload);
  EXPECT_EQ(workload.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(workload.error().message.en.starts_with("PATCH Deployment shop/web: cannot connect to http://127.0.0.1:"))
      << workload.error().message.en;
  cluster_->start(heard_.sink());
  EXPECT_TRUE(heard_.wait_for("problem namespaces connection_failed", 3)) << "and it goes on trying";
}

}  // namespace
}  // namespace nss
