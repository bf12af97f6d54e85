#include "adapters/simulated_cluster/simulated_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/simulated_cluster/sample_namespaces.h"
#include "support/fake_timers.h"
#include "support/generators.h"

namespace nss {
namespace {

void expect_same(const SimulatedNamespace& a, const SimulatedNamespace& b) {
  RC_ASSERT(a.shown == b.shown);
  RC_ASSERT(a.autoscalers == b.autoscalers);
  RC_ASSERT(a.workloads.size() == b.workloads.size());
  for (const auto& [key, workload] : a.workloads) {
    const SimulatedWorkload& other = b.workloads.at(key);
    RC_ASSERT(workload.shown == other.shown);
    RC_ASSERT(workload.node_selector == other.node_selector);
    RC_ASSERT(workload.defender == other.defender);
    RC_ASSERT(workload.most_ready == other.most_ready);
    RC_ASSERT(workload.annotations == other.annotations && workload.labels == other.labels);
    RC_ASSERT(workload.paused == other.paused);
    RC_ASSERT(workload.restarted_at == other.restarted_at && workload.pods_since == other.pods_since);
  }
}

RC_GTEST_PROP(SimulatedCodec, GivesBackEveryNamespace, ()) {
  SimulatedNamespace ns;
  ns.shown = *arbitrary_namespace();
  for (Workload& workload : *rc::gen::resize(12, rc::gen::container<std::vector<Workload>>(arbitrary_workload()))) {
    SimulatedWorkload simulated;
    workload.ref.ns = ns.shown.name;
    workload.terminating = false;  // workloads of the simulation are there or not
    simulated.shown = workload;
    simulated.node_selector = {{*arbitrary_text(), *arbitrary_text()}};
    if (*rc::gen::arbitrary<bool>()) simulated.defender = Defender{*arbitrary_text(), *rc::gen::inRange(0, 1'000'001)};
    if (*rc::gen::arbitrary<bool>()) simulated.most_ready = *rc::gen::inRange(0, 100);
    simulated.annotations = {{*arbitrary_text(), *arbitrary_text()}};
    simulated.labels = {{*arbitrary_text(), *arbitrary_text()}};
    simulated.paused = *rc::gen::arbitrary<bool>();
    simulated.restarted_at = *arbitrary_optional(arbitrary_instant());
    simulated.pods_since = *arbitrary_optional(arbitrary_instant());
    ns.workloads[{workload.ref.kind, workload.ref.name}] = simulated;
  }
  ns.autoscalers["web"] = Autoscaler{ns.shown.name, "web", "Deployment", *arbitrary_name(), 2, 9};
  const auto parsed = parse_namespace(encode_namespace(ns));
  RC_ASSERT(parsed.has_value());
  expect_same(ns, *parsed);
}

RC_GTEST_PROP(SimulatedCodec, GivesBackEveryOriginal, ()) {
  const Original original = *arbitrary_original();
  RC_ASSERT(parse_original_text(original_text(original)) == original);
}

RC_GTEST_PROP(SimulatedCodec, NoTextMakesItCrash, ()) {
  const std::string body = *rc::gen::oneOf(arbitrary_text(), rc::gen::map(arbitrary_text(), [](const std::string& text) {
                                             return "{\"name\":\"" + text + "\",\"workloads\":[" + text + "]}";
                                           }));
  RC_ASSERT(!parse_namespace(body).has_value());
  RC_ASSERT(!parse_state(body).has_value());
}

TEST(SimulatedCodec, GivesBackTheState) {
  const SimulatedState state{instant("2026-11-23T12:00:00Z") + Milliseconds(123), 123'456'789'012, true};
  const auto parsed = parse_state(encode_state(state));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->wall, state.wall);
  EXPECT_EQ(parsed->revision, state.revision);
  EXPECT_TRUE(parsed->seeded);
}

TEST(SimulatedCodec, SaysWhatCannotBeRead) {
  struct Row {
    const char* body;
    const char* sentence;
  };
  const Row rows[] = {
      {"", "nothing"},
      {"[]", "another shape"},
      {R"({"name":"a"})", "no workloads"},
      {R"({"name":1,"workloads":[],"autoscalers":[]})", "a number for a text"},
      {R"({"name":"a","workloads":[{"kind":"Job","name":"x"}],"autoscalers":[]})", "a kind that we do not have"},
      {R"({"name":"a","workloads":[{"kind":"Deployment","replicas":-1}],"autoscalers":[]})", "a negative count"},
      {R"({"name":"a","workloads":[{"kind":"Deployment","replicas":1000001}],"autoscalers":[]})", "more than there may be"},
      {R"({"name":"a","workloads":[{"kind":"Deployment","original":{"at":5}}],"autoscalers":[]})", "an original without a count"},
      {R"({"name":"a","workloads":[],"autoscalers":[{"min":"two"}]})", "a text for a number"},
      {R"({"name":"a","excluded":3,"workloads":[],"autoscalers":[]})", "a number for yes or no"},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_namespace(row.body);
    ASSERT_FALSE(parsed) << row.sentence;
    EXPECT_EQ(parsed.error().code, "simulation_unreadable") << row.sentence;
    EXPECT_EQ(parsed.error().kind, ErrorKind::invalid);
  }
}

TEST(SimulatedCodec, ALargeNamespaceFitsARecord) {
  SimulatedNamespace ns;
  ns.shown.name = std::string(63, 'n');
  for (int i = 0; i < 400; ++i) {
    SimulatedWorkload workload;
    Workload& w = workload.shown;
    w.ref = WorkloadRef{WorkloadKind::stateful_set, ns.shown.name, std::string(55, 'w') + std::to_string(i)};
    w.uid = std::string(36, 'u');
    w.resource_version = "123456789";
    w.original = Original{7, std::string(29, 'o'), Seconds{}, Cause::person, std::string(80, 'p')};
    w.stamp = Stamp{123456, std::string(29, 'o'), true};
    ns.workloads[{w.ref.kind, w.ref.name}] = workload;
  }
  EXPECT_LT(encode_namespace(ns).size(), 256U * 1024U);
}

}  // namespace
}  // namespace nss
