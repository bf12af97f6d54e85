#include "domain/hour_grid.h"

#include <algorithm>

namespace nss {
namespace {

using std::chrono::seconds;
using std::chrono::sys_days;

constexpr int most_days = 2000;

// The first instant that shows that date, or a later one.
Seconds begin_of(const TimeZone& zone, sys_days date) {
  const std::chrono::year_month_day ymd(date);
  const CivilLookup found = zone.lookup(CivilSecond{static_cast<int>(ymd.year()), static_cast<int>(unsigned(ymd.month())),
                                                    static_cast<int>(unsigned(ymd.day())), 0, 0, 0});
  return found.kind == CivilLookup::Kind::skipped ? found.transition : found.pre;
}

}  // namespace

Interval day_bounds(const TimeZone& zone, sys_days date) {
  return {begin_of(zone, date), begin_of(zone, date + std::chrono::days(1))};
}

sys_days date_of(const TimeZone& zone, Seconds t) {
  const auto shown = std::chrono::floor<std::chrono::days>(t + zone.offset(t));
  return begin_of(zone, shown + std::chrono::days(1)) <= t ? shown + std::chrono::days(1) : shown;
}

sys_days monday_of(sys_days date) { return date - (std::chrono::weekday(date) - std::chrono::Monday); }

WeekBounds week_bounds(const TimeZone& zone, sys_days any_date) {
  const sys_days monday = monday_of(any_date);
  return {monday, {begin_of(zone, monday), begin_of(zone, monday + std::chrono::days(days_of_week))}};
}

HourGrid::HourGrid(const TimeZone& zone, sys_days first, int days) : first_(first) {
  NSS_CHECK(days >= 1 && days <= most_days);
  Seconds begin = begin_of(zone, first);
  for (int day = 0; day < days; ++day) {
    const Seconds end = begin_of(zone, date(day + 1));
    days_.push_back({begin, end});
    add_day(zone, day);
    begin = end;
  }
}

HourGrid HourGrid::week(const TimeZone& zone, sys_days any_date) { return {zone, monday_of(any_date), days_of_week}; }

// From one start of an hour, or change of the clock, to the next.
void HourGrid::add_day(const TimeZone& zone, int day) {
  const Interval span = days_.back();
  const sys_days midnight = date(day);
  auto change = zone.next_transition(span.begin);
  for (Seconds t = span.begin; t < span.end;) {
    while (change && *change <= t) change = zone.next_transition(*change);
    const Seconds wall = t + zone.offset(t);
    const seconds into_day = wall - midnight;
    const auto hour = std::chrono::floor<std::chrono::hours>(into_day);
    Seconds next = std::min(span.end, t + (hour + std::chrono::hours(1) - into_day));
    if (change) next = std::min(next, *change);
    const Key key = key_of(day, static_cast<int>(std::clamp<std::int64_t>(hour.count(), 0, hours_of_day - 1)));
    if (!pieces_.empty() && pieces_.back().key == key) {
      pieces_.back().span.end = next;
    } else {
      pieces_.push_back({{t, next}, key});
    }
    t = next;
  }
}

std::size_t HourGrid::piece_at(Seconds t) const {
  const auto after =
      std::upper_bound(pieces_.begin(), pieces_.end(), t, [](Seconds at, const Piece& piece) { return at < piece.span.begin; });
  return static_cast<std::size_t>(after - pieces_.begin()) - 1;
}

std::size_t HourGrid::day_at(Seconds t) const {
  const auto after =
      std::upper_bound(days_.begin(), days_.end(), t, [](Seconds at, const Interval& day) { return at < day.begin; });
  return static_cast<std::size_t>(after - days_.begin()) - 1;
}

}  // namespace nss
