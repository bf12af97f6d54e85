// By seed: virtual days of a product whose cluster, store, clock and process misbehave at random instants, with people
// doing things meanwhile. Invariants: at every step no original is lost; after the faults have ended, at the next noon all
// is as it was made and at the next midnight all sleeps, and no decision has two operations.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "unit/app/product.h"

namespace nss {
namespace {

const std::vector<std::string> namespaces{"pagos", "ventas", "datos"};

class Chaos {
 public:
  explicit Chaos(std::uint32_t seed) : engine_(seed) {
    for (const auto& ns : namespaces) p.add_namespace(ns);
    p.start();
    trouble_ = true;
    p.cluster->faults().decide = [this](const SimulatedCall& call) { return fault(call); };
  }

  bool chance(double probability) { return std::uniform_real_distribution<double>(0, 1)(engine_) < probability; }

  // One hour in which things go wrong, in ten steps.
  void hour() {
    for (int step = 0; step < 10; ++step) {
      if (chance(0.05)) p.storage->faults().lose_reply_of_next_commit();
      if (chance(0.05)) p.storage->faults().conflict_next(2);
      if (chance(0.06)) p.storage->faults().unavailable(true);
      if (chance(0.50)) p.storage->faults().unavailable(false);
      if (chance(0.05)) crash();
      if (chance(0.03)) hand();
      p.pass(std::chrono::minutes(6));
      expect_nothing_lost();
    }
  }

  void heal() {
    trouble_ = false;
    p.storage->faults().unavailable(false);
  }

  // Every workload that was ever up is up, or its value is on it or in the intent of the last switch-off.
  void expect_nothing_lost() {
    for (const auto& ns : namespaces) {
      for (const auto& [key, workload] : p.cluster->find_namespace(ns)->workloads) {
        const Workload& w = workload.shown;
        const bool known = w.replicas > 0 || w.original || (w.stamp && w.stamp->switched_off);
        EXPECT_TRUE(known) << ns << "/" << key.second << " lost its original";
        if (w.original) {
          EXPECT_GE(w.original->replicas, 1);
        }
      }
    }
  }

  Product p;

 private:
  Fault fault(const SimulatedCall& call) {
    if (!trouble_ || call.verb == SimulatedCall::Verb::identify || !chance(0.25)) return {};
    constexpr FaultKind kinds[] = {FaultKind::conflict,  FaultKind::transient_before, FaultKind::transient_after,
                                   FaultKind::throttled, FaultKind::forbidden,        FaultKind::unavailable,
                                   FaultKind::none};
    const auto kind = kinds[std::uniform_int_distribution<std::size_t>(0, 6)(engine_)];
    return Fault{kind, Mono(std::uniform_int_distribution<int>(0, 90'000)(engine_)), Mono(0)};
  }

  void crash() {
    p.crash();
    if (chance(0.5)) p.pass(std::chrono::minutes(std::uniform_int_distribution<int>(1, 90)(engine_)));
    p.start();
  }

  // Somebody scales up what sleeps, or deletes the annotation.
  void hand() {
    const auto& ns = namespaces[std::uniform_int_distribution<std::size_t>(0, namespaces.size() - 1)(engine_)];
    const WorkloadRef web{WorkloadKind::deployment, ns, "web"};
    if (p.cluster->find(web)->shown.replicas > 0) return;
    ASSERT_TRUE(p.cluster->scale(web, 3, "kubectl").has_value());
  }

  std::mt19937 engine_;
  bool trouble_ = false;
};

void expect_one_operation_a_decision(Product& p) {
  std::map<std::string, std::set<std::string>> seen;
  for (const auto& operation : p.log()) {
    if (operation.record.trigger != Trigger::schedule) continue;
    EXPECT_TRUE(seen[operation.record.ns].insert(operation.record.decision_id).second)
        << operation.record.ns << " has two operations of " << operation.record.decision_id;
  }
}

class ChaosBySeed : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ChaosBySeed, NothingIsLostAndEverythingConverges) {
  Chaos chaos(GetParam());
  for (int hour = 0; hour < 24 * 3; ++hour) chaos.hour();
  chaos.heal();
  Product& p = chaos.p;
  const Seconds now = floor_seconds(p.clock.wall());
  // The next Tuesday noon after the faults, then its midnight.
  auto noon = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1);
  while (std::chrono::weekday(noon) != std::chrono::Tuesday) noon += std::chrono::days(1);
  p.timers.advance_to(Instant(noon + std::chrono::hours(17)));
  for (const auto& ns : namespaces) EXPECT_TRUE(p.as_made(ns)) << ns << " at noon";
  p.timers.advance_to(Instant(noon + std::chrono::hours(29)));
  for (const auto& ns : namespaces) EXPECT_TRUE(p.asleep(ns)) << ns << " at midnight";
  EXPECT_TRUE(p.spool.entries.empty());
  EXPECT_TRUE(p.controller->health()->ready());
  expect_one_operation_a_decision(p);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ChaosBySeed, testing::Range(1U, 13U));

}  // namespace
}  // namespace nss
