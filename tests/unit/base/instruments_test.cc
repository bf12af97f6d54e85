#include "base/instruments.h"

#include <gtest/gtest.h>

#include <thread>

namespace nss {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(Histogram, ABoundBelongsToItsBucket) {
  Histogram histogram;
  histogram.observe(milliseconds(1));
  histogram.observe(microseconds(1'001));
  histogram.observe(microseconds(-5));
  histogram.observe(std::chrono::hours(1));
  EXPECT_EQ(histogram.bucket(0), 2u);
  EXPECT_EQ(histogram.bucket(1), 1u);
  EXPECT_EQ(histogram.bucket(histogram.buckets() - 1), 1u);
  EXPECT_NEAR(histogram.sum_seconds(), 3600.002001, 1e-6);
}

TEST(Family, WhatComesBeyondItsBoundIsCountedTogether) {
  Family<std::atomic<std::uint64_t>, 2> family(2);
  ++family.at({"a", "x"});
  ++family.at({"b", "x"});
  ++family.at({"c", "x"});
  ++family.at({"d", "x"});
  ++family.at({"a", "x"});
  const auto all = family.all();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all.at(0).second->load(), 2u);
  EXPECT_EQ(all.at(2).first, (std::array<std::string, 2>{"other", "other"}));
  EXPECT_EQ(all.at(2).second->load(), 2u);
}

TEST(Family, EveryThreadsCountArrives) {
  Family<std::atomic<std::uint64_t>, 1> family(8);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&family] {
      for (int i = 0; i < 1'000; ++i) ++family.at({std::to_string(i % 3)});
    });
  }
  for (auto& thread : threads) thread.join();
  std::uint64_t sum = 0;
  for (const auto& [values, count] : family.all()) sum += count->load();
  EXPECT_EQ(sum, 4'000u);
}

}  // namespace
}  // namespace nss
