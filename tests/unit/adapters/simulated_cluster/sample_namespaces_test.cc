#include "adapters/simulated_cluster/sample_namespaces.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "adapters/simulated_cluster/simulated_codec.h"

namespace nss {
namespace {

const Seconds now = *parse_rfc3339("2026-11-23T12:00:00Z");

std::vector<SimulatedNamespace> users_of(const std::vector<SimulatedNamespace>& all) {
  std::vector<SimulatedNamespace> users;
  std::copy_if(all.begin(), all.end(), std::back_inserter(users),
               [](const auto& ns) { return ns.shown.labels.contains("team"); });
  return users;
}

template <typename Predicate>
std::size_t count_workloads(const std::vector<SimulatedNamespace>& all, Predicate predicate) {
  std::size_t count = 0;
  for (const auto& ns : all) {
    for (const auto& [key, workload] : ns.workloads) count += predicate(workload) ? 1 : 0;
  }
  return count;
}

TEST(SampleNamespaces, AreTheSameForTheSameSeed) {
  const auto text = [](std::uint64_t seed) {
    std::string all;
    for (const auto& ns : sample_namespaces(24, seed, now)) all += encode_namespace(ns);
    return all;
  };
  EXPECT_EQ(text(1), text(1));
  EXPECT_NE(text(1), text(2));
}

TEST(SampleNamespaces, AreAsManyAsAskedFor) {
  EXPECT_TRUE(sample_namespaces(0, 1, now).empty()) << "0 is an empty cluster";
  for (const std::size_t count : {std::size_t{1}, std::size_t{24}, std::size_t{130}, most_sample_namespaces}) {
    const auto all = sample_namespaces(count, 1, now);
    EXPECT_EQ(users_of(all).size(), count);
    std::set<std::string> names;
    for (const auto& ns : all) names.insert(ns.shown.name);
    EXPECT_EQ(names.size(), all.size()) << "every name once";
  }
  EXPECT_EQ(users_of(sample_namespaces(5000, 1, now)).size(), most_sample_namespaces) << "bounded";
}

TEST(SampleNamespaces, AreBelievable) {
  const auto all = sample_namespaces(24, 1, now);
  const auto users = users_of(all);
  const std::regex dns("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  const std::regex cost_center("CC-\\d{3}");
  for (const auto& ns : users) {
    SCOPED_TRACE(ns.shown.name);
    EXPECT_TRUE(std::regex_match(ns.shown.name, dns));
    EXPECT_LT(ns.shown.created_at, now - std::chrono::hours(24)) << "no grace for a new workload at the first night";
    EXPECT_GE(ns.workloads.size(), 2U);
    EXPECT_LE(ns.workloads.size(), 8U);
    if (ns.shown.labels.contains("cost-center")) {
      EXPECT_TRUE(std::regex_match(ns.shown.labels.at("cost-center"), cost_center));
    }
    for (const auto& [key, workload] : ns.workloads) {
      EXPECT_EQ(workload.shown.ref, (WorkloadRef{key.first, ns.shown.name, key.second}));
      EXPECT_TRUE(std::regex_match(key.second, dns)) << key.second;
      EXPECT_GT(workload.shown.cpu_millicores, 0);
      EXPECT_GT(workload.shown.memory_bytes, 0);
      EXPECT_FALSE(workload.shown.original || workload.shown.stamp);
    }
  }
  for (const WorkloadKind kind : {WorkloadKind::deployment, WorkloadKind::stateful_set, WorkloadKind::daemon_set}) {
    EXPECT_GT(count_workloads(users, [kind](const auto& w) { return w.shown.ref.kind == kind; }), 0U) << to_string(kind);
  }
  std::set<int> counts;
  count_workloads(users, [&counts](const auto& w) { return counts.insert(w.shown.replicas).second; });
  EXPECT_GE(counts.size(), 5U) << "odd counts, not always the same";
  const std::set<std::string> system = {"kube-system", "default", "argocd", "monitoring"};
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [&](const auto& ns) { return system.contains(ns.shown.name); }), 4);
}

TEST(SampleNamespaces, ShowEveryOddCase) {
  const auto users = users_of(sample_namespaces(24, 1, now));
  const auto namespaces = [&users](auto predicate) { return std::count_if(users.begin(), users.end(), predicate); };
  EXPECT_EQ(namespaces([](const auto& ns) { return ns.shown.excluded && !ns.shown.exclude_until; }), 1);
  EXPECT_EQ(namespaces([](const auto& ns) { return ns.shown.excluded && ns.shown.exclude_until > now; }), 1);
  EXPECT_EQ(namespaces([](const auto& ns) { return !ns.autoscalers.empty(); }), 1);
  EXPECT_EQ(namespaces([](const auto& ns) { return !ns.shown.display_name.empty(); }), 1);
  EXPECT_EQ(namespaces([](const auto& ns) { return !ns.shown.labels.contains("cost-center"); }), 1);
  EXPECT_EQ(count_workloads(users, [](const auto& w) { return w.shown.deletes_volumes; }), 1U);
  EXPECT_EQ(count_workloads(users, [](const auto& w) { return w.shown.excluded; }), 1U);
  EXPECT_EQ(count_workloads(users, [](const auto& w) { return !w.shown.controller.empty(); }), 1U);
  EXPECT_EQ(count_workloads(users, [](const auto& w) { return w.shown.replicas == 0; }), 1U);
  EXPECT_EQ(count_workloads(users,
                            [](const auto& w) {
                              return w.defender && w.defender->manager == "argocd-controller" &&
                                     w.defender->replicas == w.shown.replicas;
                            }),
            1U)
      << "the contested one is content at the start";
}

}  // namespace
}  // namespace nss
