#include "adapters/http_client/backoff.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, GrowsFromTheFirstStepToTheCapAndStaysThere) {
  Backoff backoff({800ms, 30s, 2.0, 120s}, 7);
  std::chrono::milliseconds step = 800ms;
  for (int i = 0; i < 12; ++i) {
    const auto wait = backoff.next(1s * i);
    EXPECT_GE(wait, step / 2) << i;
    EXPECT_LE(wait, step) << i;
    step = std::min<std::chrono::milliseconds>(step * 2, 30s);
  }
}

TEST(Backoff, BeginsAgainAfterAQuietWhile) {
  Backoff backoff({800ms, 30s, 2.0, 120s}, 7);
  for (int i = 0; i < 8; ++i) backoff.next(10s);
  EXPECT_GT(backoff.next(10s + 119s), 10s) << "not quiet for long enough";
  EXPECT_LE(backoff.next(10s + 119s + 120s), 800ms);
}

TEST(Backoff, BeginsAgainWhenTold) {
  Backoff backoff({800ms, 30s, 2.0, 120s}, 7);
  for (int i = 0; i < 8; ++i) backoff.next(1s);
  backoff.reset();
  EXPECT_LE(backoff.next(1s), 800ms);
}

RC_GTEST_PROP(Backoff, IsNeverLongerThanTheCapNorNegative, (std::vector<std::uint16_t> gaps, std::uint32_t seed)) {
  Backoff backoff({}, seed);
  std::chrono::milliseconds now{0};
  for (const auto gap : gaps) {
    now += std::chrono::milliseconds(gap) * 10;
    const auto wait = backoff.next(now);
    RC_ASSERT(wait >= 400ms);
    RC_ASSERT(wait <= 30s);
  }
}

}  // namespace
}  // namespace nss
