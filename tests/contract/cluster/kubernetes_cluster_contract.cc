// The real API server passes the contract. tests/system/testcluster.py starts one and sets the environment:
//   NSS_TEST_KUBECONFIG        our user, with exactly the grants of our manifest
//   NSS_TEST_KUBECONFIG_ADMIN  the hands
//   NSS_TEST_KUBECTL           kubectl: what `scale` promises is what kubectl does
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <future>

#include "adapters/kubernetes/api_client.h"
#include "adapters/kubernetes/api_paths.h"
#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/kubeconfig.h"
#include "adapters/kubernetes/kubernetes_cluster.h"
#include "adapters/kubernetes/original_codec.h"
#include "base/exec_process.h"
#include "contract/cluster/cluster_contract.h"
#include "support/real_clock.h"

namespace nss {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) {
    GTEST_LOG_(FATAL) << name << " is not set: run this through tests/system/testcluster.py --exec";
  }
  return value;
}

template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message.en);
  return std::move(*result);
}

std::string json_map(const std::map<std::string, std::string>& texts) {
  std::vector<std::string> members;
  for (const auto& [key, value] : texts) members.push_back(json_string(key) + ":" + json_string(value));
  return fmt::format("{{{}}}", fmt::join(members, ","));
}

// An administrator's client that waits for each answer.
class AdminApi {
 public:
  AdminApi()
      : access_(must(load_kubeconfig({environment("NSS_TEST_KUBECONFIG_ADMIN"), "", ""}))),
        credentials_(must(FileCredentials::make(access_.sources, clock_, std::chrono::hours(1)))),
        client_(loop_, access_, *credentials_, {}) {}
  ~AdminApi() { loop_.stop(); }

  std::string ask(const std::string& method, const std::string& target, const std::string& body = "",
                  const std::string& content_type = "application/json") {
    ApiRequest request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.content_type = body.empty() ? "" : content_type;
    request.what = method + " " + target;
    std::promise<Result<ClientResponse>> answer;
    auto coming = answer.get_future();
    loop_.post([&] { client_.call(request, [&](Result<ClientResponse> response) { answer.set_value(std::move(response)); }); });
    return must(coming.get()).body;
  }

 private:
  test::RealClock clock_;
  CurlLoop loop_;
  KubernetesAccess access_;
  std::unique_ptr<FileCredentials> credentials_;
  ApiClient client_;
};

std::string parent_path(const WorkloadRef& ref) {
  const std::string path = object_path(ref);
  return path.substr(0, path.rfind('/'));
}

std::string manifest(const WorkloadRef& ref, const WorkloadSetup& setup) {
  const bool daemon_set = ref.kind == WorkloadKind::daemon_set;
  const bool stateful_set = ref.kind == WorkloadKind::stateful_set;
  const std::string labels = R"({"app":)" + json_string(ref.name) + "}";
  const std::string container =
      fmt::format(R"({{"name":"main","image":"example.invalid/app:1","resources":{{"requests":{{"cpu":"{}","memory":"{}"}}}}}})",
                  setup.cpu, setup.memory);
  std::string spec = fmt::format(
      R"("selector":{{"matchLabels":{0}}},"template":{{"metadata":{{"labels":{0}}},"spec":{{"nodeSelector":{1},"containers":[{2}]}}}})",
      labels, json_map(setup.node_selector), container);
  if (!daemon_set) spec += fmt::format(R"(,"replicas":{})", setup.replicas);
  if (stateful_set) spec += fmt::format(R"(,"serviceName":{})", json_string(ref.name));
  if (setup.deletes_volumes) spec += R"(,"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete","whenDeleted":"Retain"})";
  return fmt::format(R"({{"apiVersion":"apps/v1","kind":"{}","metadata":{{"name":{},"annotations":{}}},"spec":{{{}}}}})",
                     to_string(ref.kind), json_string(ref.name), json_map(setup.annotations), spec);
}

std::string autoscaler_path(const std::string& ns) {
  return fmt::format("/apis/autoscaling/v2/namespaces/{}/horizontalpodautoscalers", ns);
}

class KubernetesUnderTest final : public ClusterUnderTest {
 public:
  KubernetesUnderTest() {
    KubernetesOptions options;
    options.kubeconfig = environment("NSS_TEST_KUBECONFIG");
    options.page_size = 100;  // so that the suite's 300 workloads come in pages
    cluster_ = must(KubernetesCluster::make(options, clock_, metrics_));
  }

  Cluster& cluster() override { return *cluster_; }
  std::string uid() override {
    static const Keep keep{{{"metadata", Keep{{{"uid", {}}}}}}};
    const auto document = read_json(admin_.ask("GET", "/api/v1/namespaces/kube-system"), keep);
    return std::string(document->root()["metadata"]["uid"].string().value());
  }
  void create_namespace(const std::string& name, const Texts& labels, const Texts& annotations) override {
    admin_.ask("POST", "/api/v1/namespaces",
               fmt::format(R"({{"metadata":{{"name":{},"labels":{},"annotations":{}}}}})", json_string(name), json_map(labels),
                           json_map(annotations)));
  }
  void delete_namespace(const std::string& name) override { admin_.ask("DELETE", "/api/v1/namespaces/" + name); }
  void create(const WorkloadRef& ref, const WorkloadSetup& setup) override {
    admin_.ask("POST", parent_path(ref) + "?fieldManager=contract-creator", manifest(ref, setup));
  }
  void remove(const WorkloadRef& ref) override { admin_.ask("DELETE", object_path(ref) + "?propagationPolicy=Background"); }
  void scale(const WorkloadRef& ref, int replicas) override {
    ProcessRequest kubectl;
    kubectl.argv = {environment("NSS_TEST_KUBECTL"),
                    "--kubeconfig",
                    environment("NSS_TEST_KUBECONFIG_ADMIN"),
                    "-n",
                    ref.ns,
                    "scale",
                    fmt::format("{}/{}", to_string(ref.kind), ref.name),
                    fmt::format("--replicas={}", replicas)};
    ExecProcess process;
    const auto output = must(process.run(kubectl));
    if (output.exit_code != 0) throw std::runtime_error("kubectl scale: " + output.err);
  }
  void apply(const WorkloadRef& ref, int replicas) override {
    const auto body = fmt::format(R"({{"apiVersion":"apps/v1","kind":"{}","metadata":{{"name":{}}},"spec":{{"replicas":{}}}}})",
                                  to_string(ref.kind), json_string(ref.name), replicas);
    admin_.ask("PATCH", fmt::format("{}?fieldManager={}&force=true", object_path(ref), manifest_manager), body,
               "application/apply-patch+yaml");
  }
  void annotate(const WorkloadRef& ref, const std::string& key, const std::string& value) override {
    admin_.ask("PATCH", object_path(ref) + "?fieldManager=contract-hand",
               fmt::format(R"({{"metadata":{{"annotations":{}}}}})", json_map({{key, value}})), "application/merge-patch+json");
  }
  void create_autoscaler(const Autoscaler& autoscaler) override {
    admin_.ask(
        "POST", autoscaler_path(autoscaler.ns),
        fmt::format(
            R"({{"metadata":{{"name":{}}},"spec":{{"minReplicas":{},"maxReplicas":{},"scaleTargetRef":{{"apiVersion":"apps/v1","kind":"{}","name":{}}}}}}})",
            json_string(autoscaler.name), autoscaler.min_replicas, autoscaler.max_replicas, autoscaler.target_kind,
            json_string(autoscaler.target_name)));
  }
  void delete_autoscaler(const std::string& ns, const std::string& name) override {
    admin_.ask("DELETE", autoscaler_path(ns) + "/" + name);
  }
  Texts node_selector(const WorkloadRef& ref) override {
    Keep everything;
    everything.everything = true;
    const Keep keep{{{"spec", Keep{{{"template", Keep{{{"spec", Keep{{{"nodeSelector", everything}}}}}}}}}}}};
    const auto document = read_json(admin_.ask("GET", object_path(ref)), keep);
    const JsonView selector = document->root()["spec"]["template"]["spec"]["nodeSelector"];
    Texts texts;
    for (JsonView member = selector.first(); member.kind() != JsonKind::absent; member = member.next()) {
      texts.emplace(member.key(), member.string().value());
    }
    return texts;
  }

 private:
  test::RealClock clock_;
  Metrics metrics_;
  AdminApi admin_;
  std::unique_ptr<KubernetesCluster> cluster_;
};

// What kubectl prints, without what it puts on another stream; ages are what they are a moment later.
std::string kubectl(const std::string& ns, std::vector<std::string> arguments) {
  ProcessRequest request;
  request.argv = {environment("NSS_TEST_KUBECTL"), "--kubeconfig", environment("NSS_TEST_KUBECONFIG_ADMIN"), "-n", ns};
  for (auto& argument : arguments) request.argv.push_back(std::move(argument));
  ExecProcess process;
  return must(process.run(request)).out;
}

// Every answer beside the real kubectl's, on the same objects: the words are its, to the letter.
TEST(KubectlWords, AreOurs) {
  KubernetesUnderTest under_test;
  const std::string ns = fmt::format("kubectl-{}-{}", getpid(), std::chrono::system_clock::now().time_since_epoch().count());
  under_test.create_namespace(ns, {}, {});
  for (const WorkloadKind kind : {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set}) {
    under_test.create({kind, ns, "svc"}, {.replicas = 0});
  }
  const auto ours = [&](const std::string& text) {
    std::promise<Result<std::string>> answer;
    auto coming = answer.get_future();
    under_test.cluster().run_command(must(parse_command(text, ns)), ns,
                                     [&](Result<std::string> said) { answer.set_value(std::move(said)); });
    return must(coming.get());
  };
  using Arguments = std::vector<std::string>;
  for (const Arguments& arguments :
       {Arguments{"get", "deployments", "-o", "name"}, Arguments{"get", "sts", "-o", "name"},
        Arguments{"scale", "deployment/svc", "--replicas=0"}, Arguments{"scale", "statefulset/svc", "--replicas=0"},
        Arguments{"rollout", "restart", "ds/svc"}, Arguments{"annotate", "deployment/svc", "a=b"},
        Arguments{"label", "deployment/svc", "a=b"}, Arguments{"label", "sts/svc", "a-"}, Arguments{"annotate", "sts/svc", "a-"},
        Arguments{"rollout", "pause", "deployment/svc"}, Arguments{"rollout", "resume", "deployment/svc"}}) {
    const auto text = fmt::format("{}", fmt::join(arguments, " "));
    // What the one did must not change what the other says: labels and pauses are taken back in between.
    const std::string theirs = kubectl(ns, arguments);
    if (arguments.front() == "label") kubectl(ns, {"label", "deployment/svc", "a-"});
    if (text == "rollout pause deployment/svc") kubectl(ns, {"rollout", "resume", "deployment/svc"});
    if (text == "rollout resume deployment/svc") kubectl(ns, {"rollout", "pause", "deployment/svc"});
    EXPECT_EQ(ours(text), theirs) << text;
  }
  const auto settled = [&](const std::string& text, const Arguments& arguments) {
    return under_test.wait_until([&] { return ours(text) == kubectl(ns, arguments); });
  };
  // The daemon set's pod comes when its controller makes it, perhaps between the one answer and the other.
  EXPECT_TRUE(settled("get pods -o name", {"get", "pods", "-o", "name"}));
  for (const char* kind : {"deployments", "statefulsets", "daemonsets"}) {
    EXPECT_TRUE(settled(fmt::format("get {}", kind), {"get", kind})) << kind;
    EXPECT_TRUE(
        settled(fmt::format("rollout status {}/svc", kind), {"rollout", "status", fmt::format("{}/svc", kind), "--watch=false"}))
        << kind;
  }
  under_test.cluster().stop();
}

INSTANTIATE_TEST_SUITE_P(Kubernetes, ClusterContract,
                         testing::Values(ClusterCase{"api_server", [] { return std::make_unique<KubernetesUnderTest>(); }}),
                         case_name);

}  // namespace
}  // namespace nss
