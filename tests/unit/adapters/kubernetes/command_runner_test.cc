// A task's command on the wire: what is asked of the API server, and what each of its answers means.
#include "adapters/kubernetes/command_runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>

#include "adapters/kubernetes/kubernetes_cluster.h"
#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "support/temporary_folder.h"
#include "unit/adapters/kubernetes/kube_script.h"

namespace nss {
namespace {

using namespace std::chrono_literals;
using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;
using test::status_of;

constexpr const char* manager = "?fieldManager=namespace-scheduler-task";

std::string object_of(const std::string& name, const std::string& version, const std::string& metadata = "",
                      const std::string& spec = "", const std::string& status = R"("observedGeneration":1)") {
  return fmt::format(
      R"({{"kind":"Deployment","metadata":{{"name":"{}","resourceVersion":"{}","generation":1{}}},"spec":{{"minReadySeconds":0{}}},"status":{{{}}}}})",
      name, version, metadata, spec, status);
}

constexpr const char* table_text =
    R"({"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},"columnDefinitions":[
      {"name":"Name","type":"string","priority":0},{"name":"Desired","type":"integer","priority":0},
      {"name":"IP","type":"string","priority":1},{"name":"Age","type":"string","priority":0}],
      "rows":[{"cells":["web",3,"10.0.0.1","5m"],"object":null},{"cells":["api",12,null,true,"more than columns"]}]})";

class CommandRunnerTest : public testing::Test {
 protected:
  using Handler = std::function<void(int number, const ImposterRequest&, ImposterWire&)>;

  ~CommandRunnerTest() override { end(); }

  // Joins everything. A test whose script looks at its own variables ends with it.
  void end() {
    if (cluster_) cluster_->stop();
    server_.reset();
  }

  void serve(Handler handler) {
    server_ = std::make_unique<HttpImposter>(
        [this, handler](const ImposterRequest& request, ImposterWire& wire) { handler(++calls_, request, wire); });
    std::ofstream(folder_.file("token")) << "one";
    std::ofstream(folder_.file("config")) << "current-context: dev\ncontexts: [{name: dev, context: {cluster: c, user: u}}]\n"
                                          << "clusters: [{name: c, cluster: {server: '" << server_->url() << "'}}]\n"
                                          << "users: [{name: u, user: {tokenFile: token}}]\n";
    options_.kubeconfig = folder_.file("config");
    options_.timings.throttled_wait = 1ms;
    auto made = KubernetesCluster::make(options_, clock_, metrics_);
    ASSERT_TRUE(made) << made.error().message.en;
    cluster_ = std::move(*made);
  }

  Result<std::string> run(const std::string& text) {
    std::promise<Result<std::string>> answer;
    auto coming = answer.get_future();
    cluster_->run_command(*parse_command(text, "shop"), "shop",
                          [&](Result<std::string> said) { answer.set_value(std::move(said)); });
    return coming.get();
  }
  std::string said(const std::string& text) {
    const auto result = run(text);
    return result ? *result : result.error().code + ": " + result.error().message.en;
  }
  ImposterRequest seen(std::size_t index) const { return server_->requests().at(index); }

  TemporaryFolder folder_;
  test::RealClock clock_;
  Metrics metrics_;
  KubernetesOptions options_;
  std::atomic<int> calls_{0};
  std::unique_ptr<HttpImposter> server_;
  std::unique_ptr<KubernetesCluster> cluster_;
};

TEST_F(CommandRunnerTest, AScaleIsOneWriteOfTheScaleSubresource) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, R"({"kind":"Scale","metadata":{"name":"db"},"spec":{"replicas":3}})");
  });
  EXPECT_EQ(said("scale sts/db --replicas=3"), "statefulset.apps/db scaled\n");
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(seen(0).method, "PATCH");
  EXPECT_EQ(seen(0).target, std::string("/apis/apps/v1/namespaces/shop/statefulsets/db/scale") + manager);
  EXPECT_EQ(seen(0).headers.at("content-type"), "application/merge-patch+json");
  EXPECT_EQ(seen(0).headers.at("accept"), "application/json");
  EXPECT_EQ(seen(0).body, R"({"spec":{"replicas":3}})");
}

TEST_F(CommandRunnerTest, ARestartWritesTheAnnotationOfThePods) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(200, object_of("web", "5")); });
  EXPECT_EQ(said("rollout restart deployment/web"), "deployment.apps/web restarted\n");
  EXPECT_EQ(seen(0).method, "GET");
  EXPECT_EQ(seen(0).target, "/apis/apps/v1/namespaces/shop/deployments/web");
  EXPECT_EQ(seen(1).method, "PATCH");
  EXPECT_EQ(seen(1).target, std::string("/apis/apps/v1/namespaces/shop/deployments/web") + manager);
  const std::string before = R"({"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":")";
  ASSERT_EQ(seen(1).body.find(before), 0U) << seen(1).body;
  const auto at = parse_rfc3339(seen(1).body.substr(before.size(), 20));
  ASSERT_TRUE(at) << seen(1).body;
  EXPECT_LE(std::chrono::abs(floor_seconds(clock_.wall()) - *at), 60s);
}

TEST_F(CommandRunnerTest, APauseReadsFirst) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, object_of("web", "5", "", number > 2 ? R"(,"paused":true)" : ""));
  });
  EXPECT_EQ(said("rollout pause deployment/web"), "deployment.apps/web paused\n");
  EXPECT_EQ(seen(1).body, R"({"spec":{"paused":true}})");
  EXPECT_EQ(said("rollout pause deployment/web"), "command_refused: deployments.apps \"web\" is already paused");
  EXPECT_EQ(said("rollout resume deployment/web"), "deployment.apps/web resumed\n");
  EXPECT_EQ(seen(4).body, R"({"spec":{"paused":false}})");
  EXPECT_EQ(metrics_.kube_errors, 0U) << "a refusal of ours is no trouble of the API server";
}

TEST_F(CommandRunnerTest, AStatusIsOneRead) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {object_of("web", "5", "", R"(,"x":1)", R"("observedGeneration":0)"),
       "Waiting for deployment spec update to be observed...\n"},
      {object_of("web", "5", "", R"(,"replicas":3)", R"("observedGeneration":2,"updatedReplicas":2)"),
       "Waiting for deployment \"web\" rollout to finish: 2 out of 3 new replicas have been updated...\n"},
      {object_of(
           "web", "5", "", "",
           R"("observedGeneration":1,"conditions":[{"type":"Available","reason":"x"},{"type":"Progressing","reason":"ProgressDeadlineExceeded"}])"),
       "command_refused: deployment \"web\" exceeded its progress deadline"},
      {object_of("web", "5", "", "", R"("observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1)"),
       "deployment \"web\" successfully rolled out\n"},
  };
  serve([&](int number, const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, rows.at(static_cast<std::size_t>(number) - 1).first);
  });
  for (const auto& [body, words] : rows) EXPECT_EQ(said("rollout status deployment/web"), words) << body;
  EXPECT_EQ(calls_, 4);
  end();
}

TEST_F(CommandRunnerTest, AStatusReadsTheCountsOfEachKind) {
  serve([](int, const ImposterRequest& request, ImposterWire& wire) {
    if (request.asks_for("daemonsets")) {
      return wire.answer(
          200, object_of("svc", "5", "", R"(,"updateStrategy":{"type":"RollingUpdate"})",
                         R"("observedGeneration":1,"desiredNumberScheduled":3,"updatedNumberScheduled":3,"numberAvailable":2)"));
    }
    wire.answer(200, object_of("svc", "5", "",
                               R"(,"replicas":5,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}})",
                               R"("observedGeneration":1,"readyReplicas":5,"updatedReplicas":1)"));
  });
  EXPECT_EQ(said("rollout status ds/svc"),
            "Waiting for daemon set \"svc\" rollout to finish: 2 of 3 updated pods are available...\n");
  EXPECT_EQ(said("rollout status sts/svc"),
            "Waiting for partitioned roll out to finish: 1 out of 3 new pods have been updated...\n");
}

TEST_F(CommandRunnerTest, AListIsTheServersOwnTable) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(200, table_text); });
  EXPECT_EQ(said("get pods"), "NAME   DESIRED   AGE\nweb    3         5m\napi    12        true\n");
  EXPECT_EQ(seen(0).target, "/api/v1/namespaces/shop/pods?limit=500&includeObject=None");
  EXPECT_EQ(seen(0).headers.at("accept"), "application/json;as=Table;v=v1;g=meta.k8s.io");
  EXPECT_EQ(said("get deployment web -o name"), "deployment.apps/web\ndeployment.apps/api\n");
  EXPECT_EQ(seen(1).target, "/apis/apps/v1/namespaces/shop/deployments/web?includeObject=None");
}

TEST_F(CommandRunnerTest, AListThatGoesOnSaysSo) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    const std::string more = number == 1 ? R"(,"remainingItemCount":1500)" : "";
    wire.answer(200, R"({"kind":"Table","metadata":{"continue":"abc")" + more +
                         R"(},"columnDefinitions":[{"name":"Name"}],"rows":[{"cells":["web"]}]})");
  });
  EXPECT_EQ(said("get sts"), "NAME\nweb\n... and 1500 more\n");
  EXPECT_EQ(said("get sts"), "NAME\nweb\n... and more\n");
}

TEST_F(CommandRunnerTest, AnAnnotationIsWrittenOnTheVersionThatWasRead) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, object_of("web", "5", R"(,"annotations":{"team":"a","old":"1"})"));
  });
  EXPECT_EQ(said("annotate deploy/web note='a \"b\" \\ €' team=a old- none-"), "deployment.apps/web annotated\n");
  EXPECT_EQ(seen(1).body, R"({"metadata":{"resourceVersion":"5","annotations":{"note":"a \"b\" \\ €","old":null}}})");
  EXPECT_EQ(said("annotate deploy/web team=b"), "command_refused: 'team' already has a value (a), and --overwrite is false");
  EXPECT_EQ(calls_, 3) << "it was read, and nothing was written";
  EXPECT_EQ(said("annotate deploy/web team=b --overwrite"), "deployment.apps/web annotated\n");
  EXPECT_EQ(seen(4).body, R"({"metadata":{"annotations":{"team":"b"}}})");
  EXPECT_EQ(said("label deploy/web tier=x"), "deployment.apps/web labeled\n");
  EXPECT_EQ(seen(6).body, R"({"metadata":{"resourceVersion":"5","labels":{"tier":"x"}}})");
}

TEST_F(CommandRunnerTest, WhoWasFasterIsReadAgainAFewTimes) {
  serve([](int number, const ImposterRequest& request, ImposterWire& wire) {
    if (request.method == "PATCH" && number != 4) return wire.answer(409, status_of(409, "Conflict"));
    wire.answer(200, object_of("web", std::to_string(number)));
  });
  EXPECT_EQ(said("label deploy/web tier=x"), "deployment.apps/web labeled\n");
  EXPECT_EQ(seen(3).body, R"({"metadata":{"resourceVersion":"3","labels":{"tier":"x"}}})");
  const auto never = run("label deploy/web tier=x");
  ASSERT_FALSE(never);
  EXPECT_EQ(never.error().kind, ErrorKind::conflict);
  EXPECT_EQ(calls_, 4 + 10) << "five times, not for ever";
}

struct AnswerCase {
  int status;
  std::string body;
  ErrorKind kind;
  std::string code;
};

TEST_F(CommandRunnerTest, EachAnswerHasItsKind) {
  options_.timings.throttled_at_most = 0ms;
  const std::vector<AnswerCase> answers = {
      {409, status_of(409, "Conflict"), ErrorKind::conflict, "conflict"},
      {404, status_of(404, "NotFound"), ErrorKind::not_found, "not_found"},
      {403, status_of(403, "Forbidden"), ErrorKind::forbidden, "forbidden"},
      {422, status_of(422, "Invalid"), ErrorKind::invalid, "refused_by_server"},
      {429, "Too many requests", ErrorKind::throttled, "throttled"},
      {500, "oops", ErrorKind::transient, "server_error"},
      {503, "", ErrorKind::transient, "server_unavailable"},
      {200, "", ErrorKind::transient, "bad_answer"},
      {200, "<html>", ErrorKind::transient, "bad_answer"},
      {200, R"({"kind":"Status","metadata":{}})", ErrorKind::transient, "bad_answer"},
      {200, object_of("other", "5"), ErrorKind::transient, "bad_answer"},
      {200, object_of("web", "5").substr(0, 60), ErrorKind::transient, "bad_answer"},
  };
  AnswerCase now;
  serve([&](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(now.status, now.body); });
  for (const std::string command :
       {"scale deploy/web --replicas=1", "rollout restart deploy/web", "rollout status deploy/web", "get deploy",
        "get deploy web", "annotate deploy/web a=b", "label deploy/web a- --overwrite"}) {
    for (const AnswerCase& row : answers) {
      SCOPED_TRACE(fmt::format("{}: {} {}", command, row.status, row.body));
      now = row;
      const auto result = run(command);
      ASSERT_FALSE(result) << *result;
      EXPECT_EQ(result.error().kind, row.kind);
      EXPECT_EQ(result.error().code, row.code) << result.error().message.en;
      EXPECT_NE(result.error().message.en.find("shop"), std::string::npos) << result.error().message.en;
    }
  }
  end();
}

TEST_F(CommandRunnerTest, AnObjectWithoutAVersionIsNoAnswer) {
  serve([](int, const ImposterRequest&, ImposterWire& wire) { wire.answer(200, R"({"metadata":{"name":"web"}})"); });
  EXPECT_EQ(run("rollout pause deploy/web").error().code, "bad_answer");
}

TEST_F(CommandRunnerTest, AnAnswerThatIsCutOrTooLargeIsTransportTrouble) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number == 1) {
      wire.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"kind\":\"Table\"");
      return wire.close();
    }
    wire.begin_chunks(200);
    const std::string blanks(std::size_t{1} << 20, ' ');
    for (int i = 0; i < 5; ++i) wire.chunk(blanks);
    wire.end_chunks();
  });
  const auto cut = run("get pods");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, ErrorKind::transient) << cut.error().message.en;
  const auto large = run("get pods");
  ASSERT_FALSE(large) << "4 MiB are enough for 500 lines";
  EXPECT_NE(large.error().message.en.find("GET pods shop"), std::string::npos) << large.error().message.en;
}

TEST_F(CommandRunnerTest, AThrottledCommandIsSentAgain) {
  serve([](int number, const ImposterRequest&, ImposterWire& wire) {
    if (number <= 2) return wire.answer(429, "Too many requests", "Retry-After: 0\r\n");
    wire.answer(200, R"({"kind":"Scale","metadata":{"name":"web"}})");
  });
  EXPECT_EQ(said("scale deploy/web --replicas=1"), "deployment.apps/web scaled\n");
  EXPECT_EQ(calls_, 3);
}

TEST_F(CommandRunnerTest, CommandsWaitInTheSameQueueAsEverythingElse) {
  options_.queue_bound = 1;
  serve([](int, const ImposterRequest&, ImposterWire& wire) {
    wire.hold();
    wire.answer(200, table_text);
  });
  std::promise<Result<std::string>> first;
  cluster_->run_command(*parse_command("get pods", "shop"), "shop",
                        [&](Result<std::string> said) { first.set_value(std::move(said)); });
  ASSERT_TRUE(server_->wait_for_requests(1));
  EXPECT_EQ(run("get pods").error().code, "queue_full");
  server_->release();
  EXPECT_TRUE(first.get_future().get());
  cluster_->stop();
  EXPECT_EQ(run("get pods").error().code, "stopping");
}

}  // namespace
}  // namespace nss
