#include "domain/intervals.h"

#include <iterator>

#include "base/check.h"

namespace nss {
namespace {

using Pieces = std::vector<Interval>;

// The first piece that ends after t.
Pieces::const_iterator first_after(const Pieces& pieces, Seconds t) {
  return std::upper_bound(pieces.begin(), pieces.end(), t, [](Seconds at, const Interval& piece) { return at < piece.end; });
}

}  // namespace

IntervalSet::IntervalSet(std::vector<Interval> any) {
  const auto before = [](const Interval& a, const Interval& b) { return a.begin < b.begin; };
  if (!std::is_sorted(any.begin(), any.end(), before)) std::sort(any.begin(), any.end(), before);
  for (const Interval& interval : any) append(interval);
}

void IntervalSet::append(Interval interval) {
  if (interval.empty()) return;
  if (pieces_.empty() || interval.begin > pieces_.back().end) return pieces_.push_back(interval);
  NSS_CHECK(interval.begin >= pieces_.back().begin);
  pieces_.back().end = std::max(pieces_.back().end, interval.end);
}

std::chrono::seconds IntervalSet::length() const {
  std::chrono::seconds sum{0};
  for (const Interval& piece : pieces_) sum += piece.length();
  return sum;
}

bool IntervalSet::contains(Seconds t) const {
  const auto piece = first_after(pieces_, t);
  return piece != pieces_.end() && piece->begin <= t;
}

IntervalSet IntervalSet::clipped(Interval window) const {
  IntervalSet result;
  for (auto piece = first_after(pieces_, window.begin); piece != pieces_.end() && piece->begin < window.end; ++piece) {
    result.append(piece->clipped(window));
  }
  return result;
}

IntervalSet union_of(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  auto left = a.pieces().begin();
  auto right = b.pieces().begin();
  while (left != a.pieces().end() || right != b.pieces().end()) {
    const bool from_left = right == b.pieces().end() || (left != a.pieces().end() && left->begin <= right->begin);
    result.append(from_left ? *left++ : *right++);
  }
  return result;
}

IntervalSet intersection_of(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  auto left = a.pieces().begin();
  auto right = b.pieces().begin();
  while (left != a.pieces().end() && right != b.pieces().end()) {
    result.append(left->clipped(*right));
    if (left->end <= right->end) {
      ++left;
    } else {
      ++right;
    }
  }
  return result;
}

IntervalSet difference_of(const IntervalSet& a, const IntervalSet& b) {
  IntervalSet result;
  auto hole = b.pieces().begin();
  for (const Interval& piece : a.pieces()) {
    Seconds from = piece.begin;
    while (hole != b.pieces().end() && hole->end <= from) ++hole;
    // The last hole may reach into the next piece too: it is not passed.
    for (auto h = hole; h != b.pieces().end() && h->begin < piece.end; ++h) {
      result.append({from, h->begin});
      from = h->end;
      hole = h;
    }
    result.append({from, piece.end});
  }
  return result;
}

std::chrono::seconds length_within(Interval interval, const IntervalSet& set) {
  std::chrono::seconds sum{0};
  const Pieces& pieces = set.pieces();
  for (auto piece = first_after(pieces, interval.begin); piece != pieces.end() && piece->begin < interval.end; ++piece) {
    sum += piece->clipped(interval).length();
  }
  return sum;
}

}  // namespace nss
