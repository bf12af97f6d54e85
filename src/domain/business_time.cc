#include "domain/business_time.h"

#include <algorithm>

#include "domain/hour_grid.h"

namespace nss {
namespace {

// Days off in a row are a few; a person who declares more than that has none of these hours any more.
constexpr std::chrono::days horizon{731};

}  // namespace

bool BusinessTime::contains(Seconds t) const { return hours.contains(t, zone) && !(observed && observed(date_of(zone, t))); }

// Between two changes of the hours only a midnight can change the answer.
std::optional<Seconds> BusinessTime::next(Seconds t, bool business) const {
  const Seconds last = t + horizon;
  while (t <= last) {
    auto at = hours.next_change(t, zone);
    if (observed) {
      const Seconds midnight = day_bounds(zone, date_of(zone, t)).end;
      at = at ? std::min(*at, midnight) : midnight;
    }
    if (!at) return std::nullopt;
    t = *at;
    if (contains(t) == business) return t;
  }
  return std::nullopt;
}

std::optional<Seconds> BusinessTime::next_change(Seconds t) const { return next(t, !contains(t)); }

std::optional<Seconds> BusinessTime::next_start(Seconds t) const {
  if (!contains(t)) return next(t, true);
  const auto end = next(t, false);
  return end ? next(*end, true) : std::nullopt;
}

std::optional<Seconds> BusinessTime::next_end(Seconds t) const {
  if (contains(t)) return next(t, false);
  const auto start = next(t, true);
  return start ? next(*start, false) : std::nullopt;
}

}  // namespace nss
