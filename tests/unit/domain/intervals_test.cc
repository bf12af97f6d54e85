#include "domain/intervals.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bitset>

namespace nss {
namespace {

using std::chrono::seconds;

Seconds s(int t) { return Seconds(seconds(t)); }
Interval iv(int begin, int end) { return {s(begin), s(end)}; }

std::string said(const IntervalSet& set) {
  std::string text;
  for (const Interval& piece : set.pieces()) {
    text += fmt::format("[{},{})", piece.begin.time_since_epoch().count(), piece.end.time_since_epoch().count());
  }
  return text;
}

TEST(Intervals, OneInterval) {
  EXPECT_EQ(iv(3, 8).length(), seconds(5));
  EXPECT_EQ(iv(8, 3).length(), seconds(0));
  EXPECT_TRUE(iv(3, 3).empty());
  EXPECT_TRUE(iv(3, 8).contains(s(3)));
  EXPECT_FALSE(iv(3, 8).contains(s(8)));
  EXPECT_EQ(iv(3, 8).clipped(iv(5, 20)), iv(5, 8));
  EXPECT_TRUE(iv(3, 8).clipped(iv(9, 20)).empty());
}

TEST(Intervals, Normalised) {
  struct Row {
    std::vector<Interval> any;
    const char* pieces;
    const char* why;
  };
  const std::vector<Row> rows = {
      {{}, "", "nothing"},
      {{iv(5, 5), iv(9, 2)}, "", "empty ones"},
      {{iv(5, 9), iv(1, 3)}, "[1,3)[5,9)", "sorted"},
      {{iv(1, 3), iv(3, 9)}, "[1,9)", "that touch are one"},
      {{iv(1, 9), iv(2, 3), iv(8, 12)}, "[1,12)", "that overlap are one"},
  };
  for (const Row& row : rows) EXPECT_EQ(said(IntervalSet(row.any)), row.pieces) << row.why;
}

TEST(Intervals, SetArithmetic) {
  const IntervalSet a({iv(0, 10), iv(20, 30)});
  const IntervalSet b({iv(5, 22), iv(25, 26), iv(40, 50)});
  EXPECT_EQ(said(union_of(a, b)), "[0,30)[40,50)");
  EXPECT_EQ(said(intersection_of(a, b)), "[5,10)[20,22)[25,26)");
  EXPECT_EQ(said(difference_of(a, b)), "[0,5)[22,25)[26,30)");
  EXPECT_EQ(said(difference_of(b, a)), "[10,20)[40,50)");
  EXPECT_EQ(said(difference_of(IntervalSet({iv(0, 2), iv(3, 5), iv(6, 8)}), IntervalSet({iv(1, 7)}))), "[0,1)[7,8)")
      << "one hole over several pieces";
  EXPECT_EQ(a.length(), seconds(20));
  EXPECT_EQ(length_within(iv(8, 23), a), seconds(5));
  EXPECT_EQ(length_within(iv(23, 8), a), seconds(0));
}

// Second by second.
constexpr int range = 60;
using Bits = std::bitset<range>;

Bits bits_of(const std::vector<Interval>& intervals) {
  Bits bits;
  for (const Interval& interval : intervals) {
    for (int t = 0; t < range; ++t)
      bits[static_cast<std::size_t>(t)] = bits[static_cast<std::size_t>(t)] || interval.contains(s(t));
  }
  return bits;
}

std::vector<Interval> some_intervals() {
  const auto ends = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, range + 1), rc::gen::inRange(0, range + 1)));
  std::vector<Interval> intervals;
  for (const auto& [begin, end] : ends) intervals.push_back(iv(begin, std::min(end, begin + 15)));
  return intervals;
}

void check_normal(const IntervalSet& set) {
  const auto& pieces = set.pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    RC_ASSERT(!pieces[i].empty());
    if (i > 0) RC_ASSERT(pieces[i - 1].end < pieces[i].begin);
  }
}

RC_GTEST_PROP(Intervals, SetsAreSetsOfSeconds, ()) {
  const auto some = some_intervals();
  const auto others = some_intervals();
  const IntervalSet a(some);
  const IntervalSet b(others);
  const Bits x = bits_of(some);
  const Bits y = bits_of(others);
  const std::vector<std::pair<IntervalSet, Bits>> all = {
      {a, x}, {union_of(a, b), x | y}, {intersection_of(a, b), x & y}, {difference_of(a, b), x & ~y}};
  for (const auto& [set, bits] : all) {
    check_normal(set);
    RC_ASSERT(bits_of(set.pieces()) == bits);
    RC_ASSERT(set.length() == seconds(static_cast<int>(bits.count())));
    for (int t = 0; t < range; ++t) RC_ASSERT(set.contains(s(t)) == bits[static_cast<std::size_t>(t)]);
  }
  const Interval window = iv(*rc::gen::inRange(0, range), *rc::gen::inRange(0, range));
  check_normal(a.clipped(window));
  RC_ASSERT(bits_of(a.clipped(window).pieces()) == (x & bits_of({window})));
  RC_ASSERT(length_within(window, a) == a.clipped(window).length());
  RC_ASSERT((a == b) == (x == y));
}

}  // namespace
}  // namespace nss
