#include "adapters/kubernetes/throttle.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

namespace nss {
namespace {

using namespace std::chrono_literals;

TEST(Throttle, LetsSoManyStartAndNoMore) {
  Throttle throttle(3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(throttle.may_start(0ms));
    throttle.start();
  }
  EXPECT_FALSE(throttle.may_start(0ms));
  throttle.end_well();
  EXPECT_TRUE(throttle.may_start(0ms));
  EXPECT_EQ(throttle.limit(), 3) << "never more than the most";
}

TEST(Throttle, AThrottledCallHalvesAndPauses) {
  Throttle throttle(32);
  const auto round = throttle.start();
  throttle.end_throttled(round, 100ms, 1s);
  EXPECT_EQ(throttle.limit(), 16);
  EXPECT_FALSE(throttle.may_start(1099ms));
  EXPECT_TRUE(throttle.may_start(1100ms));
}

TEST(Throttle, ABurstOfThrottledCallsOfOneRoundHalvesOnce) {
  Throttle throttle(32);
  std::vector<Throttle::Round> rounds;
  for (int i = 0; i < 32; ++i) rounds.push_back(throttle.start());
  for (const auto round : rounds) throttle.end_throttled(round, 0ms, 1s);
  EXPECT_EQ(throttle.limit(), 16);
  EXPECT_EQ(throttle.in_flight(), 0);
  throttle.end_throttled(throttle.start(), 2s, 3s);
  EXPECT_EQ(throttle.limit(), 8) << "a later round halves again";
  EXPECT_EQ(throttle.paused_until(), 5s);
}

TEST(Throttle, ALaterShorterPauseDoesNotShortenAnEarlierOne) {
  Throttle throttle(4);
  throttle.end_throttled(throttle.start(), 0ms, 10s);
  throttle.end_throttled(throttle.start(), 1s, 1s);
  EXPECT_EQ(throttle.paused_until(), 10s);
}

TEST(Throttle, RecoversByOnePerRound) {
  Throttle throttle(32);
  throttle.end_throttled(throttle.start(), 0ms, 0ms);
  ASSERT_EQ(throttle.limit(), 16);
  for (int i = 0; i < 17; ++i) {
    throttle.start();
    throttle.end_well();
  }
  EXPECT_EQ(throttle.limit(), 17);
}

RC_GTEST_PROP(Throttle, StaysBetweenOneAndTheMost, (std::vector<std::uint8_t> steps)) {
  const int most = *rc::gen::inRange(1, 64);
  Throttle throttle(most);
  std::deque<Throttle::Round> open;
  Throttle::Time now{0};
  for (const auto step : steps) {
    now += std::chrono::milliseconds(step);
    if (step % 4 == 0 && throttle.may_start(now)) {
      open.push_back(throttle.start());
    } else if (!open.empty()) {
      if (step % 4 == 1) throttle.end_well();
      if (step % 4 == 2) throttle.end_badly();
      if (step % 4 == 3) throttle.end_throttled(open.front(), now, std::chrono::milliseconds(step));
      if (step % 4 != 0) open.pop_front();
    }
    RC_ASSERT(throttle.limit() >= 1);
    RC_ASSERT(throttle.limit() <= most);
    RC_ASSERT(throttle.in_flight() == static_cast<int>(open.size()));
  }
}

}  // namespace
}  // namespace nss
