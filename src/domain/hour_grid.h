// The hours and days of a wall's calendar as intervals of instants: made once for some days and a zone, then used to cut the
// time of thousands of namespaces. Pure; an immutable value; thread-safe.
//
// Each instant of the days has exactly one key (day, hour 0 to 23), that of the wall's clock. An hour that comes twice has
// both passes under its one key (120 minutes; 90 on Lord Howe); an hour that is skipped has none; a day that is skipped
// (Apia, 2011-12-30) is empty. A day begins at the first instant that shows its date, or a later one. A clock that is set back
// over midnight does not bring the old day back: until the wall shows the new date again, it is hour 0 of the new day.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "domain/intervals.h"
#include "domain/time_zone.h"

namespace nss {

// [begin of that day, begin of the next).
Interval day_bounds(const TimeZone& zone, std::chrono::sys_days date);

// The civil date of an instant; in the hour that a set-back over midnight repeats, the new one as in HourGrid.
std::chrono::sys_days date_of(const TimeZone& zone, Seconds t);

inline constexpr int days_of_week = 7;

std::chrono::sys_days monday_of(std::chrono::sys_days date);

struct WeekBounds {
  std::chrono::sys_days monday;
  Interval span;
};

// Of the week, Monday to Sunday, with that date.
WeekBounds week_bounds(const TimeZone& zone, std::chrono::sys_days any_date);

inline constexpr int hours_of_day = 24;

class HourGrid {
 public:
  using Key = std::uint16_t;  // day · 24 + hour

  struct Piece {
    Interval span;
    Key key = 0;
  };

  // At least one day, at most 2,000.
  HourGrid(const TimeZone& zone, std::chrono::sys_days first, int days);

  // The week with that date: day 0 is its Monday.
  static HourGrid week(const TimeZone& zone, std::chrono::sys_days any_date);

  int days() const { return static_cast<int>(days_.size()); }
  std::chrono::sys_days date(int day) const { return first_ + std::chrono::days(day); }
  Interval day(int day) const { return days_.at(static_cast<std::size_t>(day)); }
  Interval span() const { return {days_.front().begin, days_.back().end}; }

  static Key key_of(int day, int hour) { return static_cast<Key>(day * hours_of_day + hour); }
  static int day_of(Key key) { return key / hours_of_day; }
  static int hour_of(Key key) { return key % hours_of_day; }

  // Sorted, without a gap, over the whole span; neighbours have different keys. A key may have several pieces.
  const std::vector<Piece>& pieces() const { return pieces_; }
  // The index of the piece that contains t, which lies in the span.
  std::size_t piece_at(Seconds t) const;
  std::size_t day_at(Seconds t) const;

  // Calls f(key, part) for each part of the interval, in order; what lies outside the span is left out.
  template <typename F>
  void cut_hours(Interval interval, F&& f) const {
    const Interval inside = interval.clipped(span());
    if (inside.empty()) return;
    for (std::size_t i = piece_at(inside.begin); i < pieces_.size() && pieces_[i].span.begin < inside.end; ++i) {
      f(pieces_[i].key, inside.clipped(pieces_[i].span));
    }
  }

  // Calls f(day, part) likewise.
  template <typename F>
  void cut_days(Interval interval, F&& f) const {
    const Interval inside = interval.clipped(span());
    if (inside.empty()) return;
    for (std::size_t i = day_at(inside.begin); i < days_.size() && days_[i].begin < inside.end; ++i) {
      if (!days_[i].empty()) f(static_cast<int>(i), inside.clipped(days_[i]));
    }
  }

 private:
  void add_day(const TimeZone& zone, int day);

  std::chrono::sys_days first_;
  std::vector<Interval> days_;
  std::vector<Piece> pieces_;
};

}  // namespace nss
