// Arithmetic on half-open intervals of whole seconds (SPEC 9): hours and minutes appear only when something is printed.
// Values; pure; thread-safe. Instants lie in years 1 to 9999, so that no length overflows.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "base/time.h"

namespace nss {

// [begin, end); nothing when end <= begin.
struct Interval {
  Seconds begin{};
  Seconds end{};

  bool empty() const { return end <= begin; }
  bool contains(Seconds t) const { return begin <= t && t < end; }
  std::chrono::seconds length() const { return empty() ? std::chrono::seconds(0) : end - begin; }
  Interval clipped(Interval window) const { return {std::max(begin, window.begin), std::min(end, window.end)}; }

  friend bool operator==(const Interval&, const Interval&) = default;
};

// A set of seconds, as the fewest intervals: sorted, none empty, with a gap between each and the next. Two sets of the same
// seconds are equal. Union, intersection and difference are linear merges.
class IntervalSet {
 public:
  IntervalSet() = default;
  // Any intervals: in any order, overlapping, empty.
  explicit IntervalSet(std::vector<Interval> any);

  const std::vector<Interval>& pieces() const& { return pieces_; }
  std::vector<Interval> pieces() && { return std::move(pieces_); }  // a loop over a temporary's pieces owns them
  bool empty() const { return pieces_.empty(); }
  std::chrono::seconds length() const;
  bool contains(Seconds t) const;
  IntervalSet clipped(Interval window) const;

  // Adds what does not begin before anything in the set; the way to build one in order without a sort.
  void append(Interval interval);

  friend bool operator==(const IntervalSet&, const IntervalSet&) = default;

 private:
  std::vector<Interval> pieces_;
};

IntervalSet union_of(const IntervalSet& a, const IntervalSet& b);
IntervalSet intersection_of(const IntervalSet& a, const IntervalSet& b);
IntervalSet difference_of(const IntervalSet& a, const IntervalSet& b);

// How much of the interval lies in the set; nothing is allocated.
std::chrono::seconds length_within(Interval interval, const IntervalSet& set);

}  // namespace nss
