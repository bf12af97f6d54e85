#include "adapters/kubernetes/object_codec.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/kubernetes/api_paths.h"
#include "adapters/kubernetes/json_stream.h"
#include "adapters/kubernetes/object_keep.h"
#include "adapters/kubernetes/original_codec.h"

namespace nss {
namespace {

Result<Workload> decode(WorkloadKind kind, const std::string& text) {
  const auto document = read_json(text, object_keep(resource_of(kind)));
  if (!document) return fail(ErrorKind::internal, "not_json", text);
  return decode_workload(kind, document->root());
}

// A whole object with `metadata`, `spec` and `status` members put in.
std::string object(const std::string& metadata, const std::string& spec = "", const std::string& status = "") {
  return fmt::format(
      R"({{"kind":"Deployment","apiVersion":"apps/v1","metadata":{{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"42"{}{}}},"spec":{{{}}},"status":{{{}}}}})",
      metadata.empty() ? "" : ",", metadata, spec, status);
}

TEST(WorkloadCodec, ADeploymentAsAnApiServerWritesIt) {
  const auto workload = decode(
      WorkloadKind::deployment,
      object(
          R"("generation":3,"creationTimestamp":"2026-01-02T03:04:05Z","labels":{"app":"web"},"annotations":{"deployment.kubernetes.io/revision":"1",)"
          R"("namespace-scheduler.io/seq":"17 op_7f3a off","namespace-scheduler.io/original":)" +
              json_string(encode_original({3, "op_7f3a", *parse_rfc3339("2026-11-23T01:00:00Z"), Cause::task, "t-1"})) + "}",
          R"("replicas":0,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[)"
          R"({"name":"a","image":"x","resources":{"requests":{"cpu":"250m","memory":"1Gi"},"limits":{"cpu":"9"}}},)"
          R"({"name":"b","resources":{}},{"name":"c"},{"name":"d","resources":{"requests":{"cpu":"1","memory":"512Mi"}}}]}})",
          R"("observedGeneration":3,"replicas":2,"readyReplicas":1)"));
  ASSERT_TRUE(workload) << workload.error().message.en;
  EXPECT_EQ(workload->ref, (WorkloadRef{WorkloadKind::deployment, "shop", "web"}));
  EXPECT_EQ(workload->uid, "u-1");
  EXPECT_EQ(workload->resource_version, "42");
  EXPECT_EQ(workload->created_at, parse_rfc3339("2026-01-02T03:04:05Z"));
  EXPECT_EQ(workload->replicas, 0);
  EXPECT_EQ(workload->pods_wanted, 0);
  EXPECT_EQ(workload->pods_ready, 1);
  ASSERT_TRUE(workload->original);
  EXPECT_EQ(workload->original->replicas, 3);
  EXPECT_EQ(workload->stamp, (Stamp{17, "op_7f3a", true}));
  EXPECT_EQ(workload->cpu_millicores, 1250);
  EXPECT_EQ(workload->memory_bytes, (std::int64_t{1} << 30) + (std::int64_t{1} << 29));
  EXPECT_FALSE(workload->terminating || workload->excluded || workload->deletes_volumes || workload->allows_pvc_delete);
}

TEST(WorkloadCodec, WhatIsAbsentHasItsDefault) {
  const auto bare =
      decode(WorkloadKind::deployment, R"({"metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"1"}})");
  ASSERT_TRUE(bare) << bare.error().message.en;
  EXPECT_EQ(bare->replicas, 1) << "Kubernetes' default";
  EXPECT_EQ(bare->pods_ready, 0);
  EXPECT_FALSE(bare->original || bare->stamp);
  EXPECT_EQ(bare->original_problem, "");
  EXPECT_EQ(bare->writer, ReplicaWriter{});
  const auto nulls =
      decode(WorkloadKind::deployment,
             object(R"("annotations":null,"deletionTimestamp":null,"ownerReferences":null)", R"("replicas":null)"));
  ASSERT_TRUE(nulls);
  EXPECT_EQ(nulls->replicas, 1);
  EXPECT_FALSE(nulls->terminating);
}

TEST(WorkloadCodec, MarksThatDecisionsNeed) {
  const auto workload = decode(
      WorkloadKind::stateful_set,
      object(
          R"("deletionTimestamp":"2026-11-22T00:00:00Z","ownerReferences":[{"kind":"Other","name":"x"},{"kind":"Postgres","name":"main","controller":true}],)"
          R"("annotations":{"namespace-scheduler.io/exclude":"true","namespace-scheduler.io/exclude-until":"2026-12-01T00:00:00-05:00",)"
          R"("namespace-scheduler.io/allow-pvc-delete":"true"})",
          R"("persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete","whenDeleted":"Retain"})"));
  ASSERT_TRUE(workload);
  EXPECT_TRUE(workload->terminating);
  EXPECT_EQ(workload->controller, "Postgres/main");
  EXPECT_TRUE(workload->excluded);
  EXPECT_EQ(workload->exclude_until, parse_rfc3339("2026-12-01T05:00:00Z"));
  EXPECT_TRUE(workload->deletes_volumes);
  EXPECT_TRUE(workload->allows_pvc_delete);
}

TEST(WorkloadCodec, OnlyTheWordTrueExcludesAndAnUnreadableEndIsNone) {
  for (const std::string value : {"\"True\"", "\"yes\"", "true", "\"\"", "1"}) {
    const auto workload =
        decode(WorkloadKind::deployment, object(R"("annotations":{"namespace-scheduler.io/exclude":)" + value + "}"));
    ASSERT_TRUE(workload) << value;
    EXPECT_FALSE(workload->excluded) << value;
  }
  const auto workload = decode(
      WorkloadKind::deployment,
      object(R"("annotations":{"namespace-scheduler.io/exclude":"true","namespace-scheduler.io/exclude-until":"next week"})"));
  EXPECT_TRUE(workload->excluded);
  EXPECT_FALSE(workload->exclude_until) << "excluded until somebody says something readable";
}

TEST(WorkloadCodec, ForeignAnnotationsAreAConditionAndNoError) {
  for (const std::string value : {R"("3")", R"("")", R"("{\"v\":2}")", "7", "{}", "[]"}) {
    const auto workload = decode(WorkloadKind::deployment, object(R"("annotations":{"namespace-scheduler.io/seq":)" + value +
                                                                  R"(,"namespace-scheduler.io/original":)" + value + "}"));
    ASSERT_TRUE(workload) << value;
    EXPECT_FALSE(workload->original) << value;
    EXPECT_EQ(workload->original_problem, "unreadable_original") << value;
    EXPECT_FALSE(workload->stamp) << value;
    EXPECT_EQ(workload->stamp_problem, "unreadable_seq") << value;
  }
}

TEST(WorkloadCodec, ADaemonSetIsHeldByOurKey) {
  const std::string status = R"("desiredNumberScheduled":5,"numberReady":4,"currentNumberScheduled":5)";
  const auto free =
      decode(WorkloadKind::daemon_set, object("", R"("template":{"spec":{"nodeSelector":{"disktype":"ssd"}}})", status));
  ASSERT_TRUE(free);
  EXPECT_EQ(free->replicas, 1);
  EXPECT_EQ(free->pods_wanted, 5);
  EXPECT_EQ(free->pods_ready, 4);
  const auto held =
      decode(WorkloadKind::daemon_set,
             object("", R"("template":{"spec":{"nodeSelector":{"disktype":"ssd","namespace-scheduler.io/paused":"true"}}})"));
  ASSERT_TRUE(held);
  EXPECT_EQ(held->replicas, 0);
}

struct BadObject {
  std::string sentence;
  std::string text;
  std::string path;
};

TEST(WorkloadCodec, WhatCannotBeIsNamedByItsPath) {
  const auto without = [](const std::string& member) {
    std::string text = R"({"metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"1"}})";
    return text.replace(text.find("\"" + member + "\""), member.size() + 2, "\"other\"");
  };
  const std::vector<BadObject> cases = {
      {"no name", without("name"), "metadata.name"},
      {"no namespace", without("namespace"), "metadata.namespace"},
      {"no uid", without("uid"), "metadata.uid"},
      {"no version", without("resourceVersion"), "metadata.resourceVersion"},
      {"an empty name", R"({"metadata":{"name":"","namespace":"s","uid":"u","resourceVersion":"1"}})", "metadata.name"},
      {"a name that is a number", R"({"metadata":{"name":5,"namespace":"s","uid":"u","resourceVersion":"1"}})", "metadata.name"},
      {"a text for a count", object("", R"("replicas":"3")"), "spec.replicas"},
      {"a fraction of a count", object("", R"("replicas":1.5)"), "spec.replicas"},
      {"less than nothing", object("", R"("replicas":-1)"), "spec.replicas"},
      {"more than there are numbers", object("", R"("replicas":99999999999)"), "spec.replicas"},
      {"a bad count of ready pods", object("", "", R"("readyReplicas":{})"), "status.readyReplicas"},
      {"a bad time", object(R"("creationTimestamp":"yesterday")"), "metadata.creationTimestamp"},
      {"a list", "[]", "metadata.namespace"},
      {"nothing", "{}", "metadata.namespace"},
      {"a metadata that is a text", R"({"metadata":"x"})", "metadata.namespace"},
  };
  for (const auto& row : cases) {
    const auto workload = decode(WorkloadKind::deployment, row.text);
    ASSERT_FALSE(workload) << row.sentence;
    EXPECT_EQ(workload.error().code, "undecodable_object") << row.sentence;
    EXPECT_NE(workload.error().message.en.find(row.path), std::string::npos)
        << row.sentence << ": " << workload.error().message.en;
  }
}

std::string managed(const std::string& manager, const std::string& fields, const std::string& subresource = "") {
  return fmt::format(
      R"({{"manager":"{}","operation":"Update","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{}{}}})", manager,
      fields, subresource.empty() ? "" : R"(,"subresource":")" + subresource + "\"");
}

struct WriterCase {
  std::string sentence;
  WorkloadKind kind;
  bool held;
  std::string entries;
  ReplicaWriter wanted;
};

std::vector<WriterCase> writer_cases() {
  const std::string replicas = R"({"f:spec":{"f:replicas":{},"f:template":{}}})";
  const std::string no_replicas = R"({"f:spec":{"f:template":{"f:spec":{}}}})";
  const std::string our_key = R"({"f:spec":{"f:template":{"f:spec":{"f:nodeSelector":{"f:namespace-scheduler.io/paused":{}}}}}})";
  const std::string selector = R"({"f:spec":{"f:template":{"f:spec":{"f:nodeSelector":{}}}}})";
  const std::string status = R"({"f:status":{"f:replicas":{}}})";
  const auto deployment = WorkloadKind::deployment;
  const auto daemon_set = WorkloadKind::daemon_set;
  return {
      {"nobody is known", deployment, false, "", {}},
      {"a manifest",
       deployment,
       false,
       managed("helm", replicas) + "," + managed("kube-controller-manager", status, "status"),
       {"helm", false}},
      {"the scale subresource",
       deployment,
       false,
       managed("helm", no_replicas) + "," + managed("kubectl", replicas, "scale"),
       {"kubectl", true}},
      {"we", deployment, true, managed("namespace-scheduler", replicas), {"namespace-scheduler", false}},
      {"a manifest beside a scale is the owner's word",
       deployment,
       false,
       managed("argocd-controller", replicas) + "," + managed("kubectl", replicas, "scale"),
       {"argocd-controller", false}},
      {"in any order",
       deployment,
       false,
       managed("kubectl", replicas, "scale") + "," + managed("argocd-controller", replicas),
       {"argocd-controller", false}},
      {"somebody beside us",
       deployment,
       false,
       managed("kubectl-edit", replicas) + "," + managed("namespace-scheduler", replicas),
       {"kubectl-edit", false}},
      {"the last of two manifests",
       deployment,
       false,
       managed("helm", replicas) + "," + managed("kubectl-client-side-apply", replicas),
       {"kubectl-client-side-apply", false}},
      {"who holds our key on a held DaemonSet",
       daemon_set,
       true,
       managed("helm", selector) + "," + managed("namespace-scheduler", our_key),
       {"namespace-scheduler", false}},
      {"who took it away: the other owner of the selector",
       daemon_set,
       false,
       managed("helm", no_replicas) + "," + managed("kubectl-edit", selector) + "," + managed("namespace-scheduler", no_replicas),
       {"kubectl-edit", false}},
      {"who took it away: the last other owner of the spec",
       daemon_set,
       false,
       managed("helm", no_replicas) + "," + managed("kubectl-replace", no_replicas) + "," +
           managed("kube-controller-manager", no_replicas, "status"),
       {"kubectl-replace", false}},
      {"a DaemonSet with an owner of its status only",
       daemon_set,
       false,
       managed("kube-controller-manager", status, "status"),
       {}},
      {"odd entries are passed over",
       deployment,
       false,
       R"(5,"x",{},{"manager":7,"fieldsV1":"x"},)" + managed("helm", replicas),
       {"helm", false}},
  };
}

// A task's command has a field manager of its own: a passing hand where it scales, and nobody where it restarts.
std::vector<WriterCase> task_writer_cases() {
  const std::string replicas = R"({"f:spec":{"f:replicas":{}}})";
  const std::string restart = R"({"f:spec":{"f:template":{"f:metadata":{"f:annotations":{}}}}})";
  const std::string task(task_field_manager);
  return {
      {"a task that scaled what we switched off",
       WorkloadKind::deployment,
       false,
       managed(std::string(field_manager), replicas) + "," + managed(task, replicas, "scale"),
       {task, true}},
      {"a task that restarted did not scale",
       WorkloadKind::deployment,
       false,
       managed("helm", replicas) + "," + managed(task, restart),
       {"helm", false}},
      {"nor did it take our key from a DaemonSet",
       WorkloadKind::daemon_set,
       false,
       managed("helm", restart) + "," + managed(task, restart),
       {"helm", false}},
  };
}

TEST(WriterCodec, TableOfManagedFields) {
  auto rows = writer_cases();
  for (auto& row : task_writer_cases()) rows.push_back(std::move(row));
  for (const auto& row : rows) {
    const std::string spec = row.kind == WorkloadKind::daemon_set && row.held
                                 ? R"("template":{"spec":{"nodeSelector":{"namespace-scheduler.io/paused":"true"}}})"
                             : row.held ? R"("replicas":0)"
                                        : "";
    const auto workload = decode(row.kind, object(R"("managedFields":[)" + row.entries + "]", spec));
    ASSERT_TRUE(workload) << row.sentence;
    EXPECT_EQ(workload->writer, row.wanted) << row.sentence << ": " << workload->writer.manager;
  }
}

TEST(WorkloadAnswer, ABodyThatIsNotThatObjectIsATransportFailure) {
  const WorkloadRef ref{WorkloadKind::deployment, "shop", "web"};
  EXPECT_TRUE(decode_workload_answer(ref, object("")));
  for (const std::string& body : {std::string(), std::string("<html>"), object("").substr(0, 60), std::string("{}"),
                                  object("") + object(""), object("", R"("replicas":"x")")}) {
    const auto answer = decode_workload_answer(ref, body);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().kind, ErrorKind::transient) << body;
    EXPECT_EQ(answer.error().code, "bad_answer") << body;
  }
  const auto other = decode_workload_answer({WorkloadKind::deployment, "shop", "api"}, object(""));
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.en.find("it is about shop/web"), std::string::npos);
}

Result<Namespace> decode_ns(const std::string& text) {
  const auto document = read_json(text, object_keep(Resource::namespaces));
  return decode_namespace(document ? document->root() : JsonView());
}

TEST(NamespaceCodec, ANamespaceAsAnApiServerWritesIt) {
  const auto ns = decode_ns(
      R"({"metadata":{"name":"shop","uid":"u","resourceVersion":"9","creationTimestamp":"2026-01-02T03:04:05Z",)"
      R"("labels":{"cost-center":"CC-001","kubernetes.io/metadata.name":"shop","empty":""},)"
      R"("annotations":{"foreign":"x","namespace-scheduler.io/display-name":"Facturación","namespace-scheduler.io/exclude":"true",)"
      R"("namespace-scheduler.io/exclude-until":"2026-12-01T05:00:00Z"},"managedFields":[{}]},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}})");
  ASSERT_TRUE(ns) << ns.error().message.en;
  EXPECT_EQ(ns->name, "shop");
  EXPECT_EQ(ns->labels, (std::map<std::string, std::string>{
                            {"cost-center", "CC-001"}, {"kubernetes.io/metadata.name", "shop"}, {"empty", ""}}));
  EXPECT_EQ(ns->display_name, "Facturación");
  EXPECT_TRUE(ns->excluded);
  EXPECT_EQ(ns->exclude_until, parse_rfc3339("2026-12-01T05:00:00Z"));
  EXPECT_FALSE(ns->terminating);
  EXPECT_EQ(ns->created_at, parse_rfc3339("2026-01-02T03:04:05Z"));
}

TEST(NamespaceCodec, TerminatingIsSaidInTwoPlaces) {
  EXPECT_TRUE(decode_ns(R"({"metadata":{"name":"a","uid":"u","resourceVersion":"9","deletionTimestamp":"2026-01-01T00:00:00Z"}})")
                  ->terminating);
  EXPECT_TRUE(
      decode_ns(R"({"metadata":{"name":"a","uid":"u","resourceVersion":"9"},"status":{"phase":"Terminating"}})")->terminating);
}

TEST(NamespaceCodec, ALongDisplayNameIsClippedAndABadLabelNamed) {
  const auto ns = decode_ns(
      R"({"metadata":{"name":"a","uid":"u","resourceVersion":"9","annotations":{"namespace-scheduler.io/display-name":")" +
      std::string(1000, 'x') + R"("}}})");
  EXPECT_EQ(ns->display_name.size(), 256U);
  const auto bad = decode_ns(R"({"metadata":{"name":"a","uid":"u","resourceVersion":"9","labels":{"x":5}}})");
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.en.find("metadata.labels"), std::string::npos);
  EXPECT_FALSE(decode_ns("not json"));
}

TEST(AutoscalerCodec, AnAutoscalerAndItsDefaults) {
  const auto decode_hpa = [](const std::string& text) {
    const auto document = read_json(text, object_keep(Resource::autoscalers));
    return decode_autoscaler(document->root());
  };
  const std::string metadata = R"("metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"9"})";
  const auto full = decode_hpa(
      "{" + metadata +
      R"(,"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},"minReplicas":2,"maxReplicas":6}})");
  EXPECT_EQ(*full, (Autoscaler{"shop", "web", "Deployment", "web", 2, 6}));
  const auto least =
      decode_hpa("{" + metadata + R"(,"spec":{"scaleTargetRef":{"kind":"Deployment","name":"web"},"maxReplicas":6}})");
  EXPECT_EQ(least->min_replicas, 1);
  EXPECT_FALSE(decode_hpa("{" + metadata + "}"));
}

// What we send and what comes back: the object after the patch, as a server would print it, decodes to what we meant.
RC_GTEST_PROP(WorkloadCodec, APatchedObjectDecodesToWhatWasWritten, ()) {
  const auto replicas = *rc::gen::inRange(0, 1000);
  const Original original{*rc::gen::inRange(0, 1'000'001), "op_1",
                          Seconds(std::chrono::seconds(*rc::gen::inRange(0, 2'000'000'000))),
                          *rc::gen::element(Cause::schedule, Cause::task, Cause::person, Cause::drift),
                          *rc::gen::container<std::string>(rc::gen::inRange(' ', '~'))};
  const Stamp stamp{*rc::gen::inRange<std::int64_t>(0, 1'000'000'000), "op_1", *rc::gen::arbitrary<bool>()};
  const auto workload =
      decode(WorkloadKind::deployment,
             object(fmt::format(R"("annotations":{{"namespace-scheduler.io/seq":{},"namespace-scheduler.io/original":{}}})",
                                json_string(to_text(stamp)), json_string(encode_original(original))),
                    fmt::format(R"("replicas":{})", replicas)));
  RC_ASSERT(workload.has_value());
  RC_ASSERT(workload->replicas == replicas);
  RC_ASSERT(workload->stamp == stamp);
  RC_ASSERT(workload->original == original);
}

RC_GTEST_PROP(WorkloadCodec, NoFlippedByteBreaksIt, ()) {
  std::string text = object(
      R"("creationTimestamp":"2026-01-02T03:04:05Z","annotations":{"namespace-scheduler.io/seq":"1 op"},"managedFields":[)" +
          managed("helm", R"({"f:spec":{"f:replicas":{}}})") + "]",
      R"("replicas":3,"template":{"spec":{"containers":[{"resources":{"requests":{"cpu":"1"}}}]}})");
  const auto flips = *rc::gen::inRange(1, 4);
  for (int i = 0; i < flips; ++i) text[*rc::gen::inRange<std::size_t>(0, text.size())] = *rc::gen::arbitrary<char>();
  const auto workload = decode(WorkloadKind::deployment, text);
  if (workload) RC_ASSERT(workload->replicas >= 0);
}

}  // namespace
}  // namespace nss
