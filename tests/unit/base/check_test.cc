#include "base/check.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(Check, WhatHoldsGoesOn) {
  int evaluated = 0;
  NSS_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(CheckDeathTest, WhatDoesNotHoldStopsWithThePlace) {
  EXPECT_DEATH(NSS_CHECK(1 + 1 == 3), "check_test.cc:[0-9]+: invariant does not hold: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace nss
