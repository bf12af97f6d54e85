// The pause: nothing is switched off while it holds, everything else goes on.
#include "app/pause.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

Result<PauseRecord> pause(Product& p, std::optional<std::string> until = std::nullopt) {
  PauseRequest request;
  if (until) request.until = floor_seconds(instant(*until));
  request.reason = "cierre contable";
  request.context.user_id = "ana";
  return p.wait_for<PauseRecord>([&](Reply<PauseRecord> reply) { p.controller->pause(request, reply); });
}

std::optional<PauseRecord> end_pause(Product& p) {
  using Ended = std::optional<PauseRecord>;
  const auto ended = p.wait_for<Ended>([&](Reply<Ended> reply) { p.controller->end_pause({}, reply); });
  return ended.value_or(std::nullopt);
}

TEST(Pause, TheEveningPassesAndItsEndCatchesUp) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(pause(p, bogota(23, 22)).has_value());
  p.to(bogota(23, 21, 59));
  EXPECT_TRUE(p.as_made("pagos"));
  const NamespaceView view = p.view("pagos");
  EXPECT_EQ(view.desired, NamespaceState::active) << "it stays as it is";
  EXPECT_NE(view.reason.es.find("En pausa hasta 2026-11-23 22:00"), std::string::npos);
  ASSERT_TRUE(view.next.has_value());
  EXPECT_EQ(to_rfc3339(view.next->at), bogota(23, 22));
  p.to(bogota(23, 22, 1));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_FALSE(p.controller->current_pause().has_value());
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Pause, RestoresAndActivationsGoOn) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  ASSERT_TRUE(p.asleep("pagos"));
  ASSERT_TRUE(pause(p).has_value());
  p.pass(std::chrono::minutes(5));
  EXPECT_TRUE(p.asleep("pagos")) << "what sleeps goes on sleeping";
  EXPECT_EQ(p.view("pagos").desired, NamespaceState::inactive);
  p.to(bogota(24, 7, 1));
  EXPECT_TRUE(p.as_made("pagos"));
  p.to(bogota(24, 20, 5));
  EXPECT_TRUE(p.as_made("pagos")) << "without an end it holds until somebody ends it";
  const auto ended = end_pause(p);
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->user_id, "ana");
  p.pass(std::chrono::minutes(1));
  EXPECT_TRUE(p.asleep("pagos"));
  EXPECT_FALSE(end_pause(p).has_value()) << "there is none any more";
}

TEST(Pause, DriftIsNotCorrected) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  p.to(bogota(23, 21));
  ASSERT_TRUE(pause(p).has_value());
  ASSERT_TRUE(p.cluster->scale({WorkloadKind::deployment, "pagos", "web"}, 2, "kubectl").has_value());
  p.to(bogota(23, 23));
  EXPECT_EQ(p.replicas("pagos", "web"), 2);
  end_pause(p);
  p.to(bogota(23, 23, 30));
  EXPECT_EQ(p.replicas("pagos", "web"), 0);
}

TEST(Pause, ASwitchOffThatIsUnfinishedWaitsForItsEnd) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  bool forbidden = true;
  p.cluster->faults().decide = [&](const SimulatedCall& call) {
    const bool hit = forbidden && call.verb == SimulatedCall::Verb::patch && call.ref.name == "web";
    return Fault{hit ? FaultKind::forbidden : FaultKind::none, Mono(0), Mono(0)};
  };
  p.to(bogota(23, 20, 1));
  ASSERT_EQ(p.replicas("pagos", "web"), 3);
  ASSERT_TRUE(pause(p, bogota(23, 22)).has_value());
  forbidden = false;
  p.to(bogota(23, 21));
  EXPECT_EQ(p.replicas("pagos", "web"), 3);
  p.restart();
  p.to(bogota(23, 21, 30));
  EXPECT_EQ(p.replicas("pagos", "web"), 3) << "also after a crash";
  p.to(bogota(23, 22, 1));
  EXPECT_TRUE(p.asleep("pagos"));
}

TEST(Pause, OutlivesARestart) {
  Product p;
  p.add_namespace("pagos");
  p.start();
  ASSERT_TRUE(pause(p, bogota(24, 6)).has_value());
  p.restart();
  ASSERT_TRUE(p.controller->current_pause().has_value());
  EXPECT_EQ(p.controller->current_pause()->reason, "cierre contable");
  p.to(bogota(23, 20, 5));
  EXPECT_TRUE(p.as_made("pagos"));
}

TEST(Pause, AnEndThatIsNotAheadOrTooFarIsRefused) {
  Product p;
  p.start();
  for (const char* until : {"2026-11-23T15:00:00Z", "2026-11-22T00:00:00Z", "2028-11-23T15:00:00Z"}) {
    const auto refused = pause(p, until);
    ASSERT_FALSE(refused.has_value()) << until;
    EXPECT_EQ(refused.error().code, "invalid_value");
    EXPECT_EQ(refused.error().pointer, "/until");
  }
  EXPECT_FALSE(p.controller->current_pause().has_value());
}

TEST(Pause, AStoreThatFailsRefusesIt) {
  Product p;
  p.start();
  p.storage->faults().fail_next_commits(1, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
  EXPECT_EQ(pause(p).error().code, "store_unavailable");
  EXPECT_FALSE(p.controller->current_pause().has_value());
  ASSERT_TRUE(pause(p).has_value());
  p.storage->faults().fail_next_commits(1, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
  EXPECT_FALSE(end_pause(p).has_value());
  EXPECT_TRUE(p.controller->current_pause().has_value());
}

}  // namespace
}  // namespace nss
