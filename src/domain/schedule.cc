#include "domain/schedule.h"

#include <chrono>

namespace nss {
namespace {

// How many skipped startups in a row are looked through; a company that is closed for longer than that has none.
constexpr int most_skipped = 4000;

bool is_skipped(const BuiltinSchedule& schedule, Seconds at) { return schedule.startup_skipped && schedule.startup_skipped(at); }

std::optional<Seconds> last_startup(const BuiltinSchedule& schedule, Seconds now) {
  if (!schedule.startup_enabled) return std::nullopt;
  auto at = schedule.startup.last_at_or_before(now, schedule.startup_zone);
  for (int n = 0; n < most_skipped && at && is_skipped(schedule, *at); ++n) {
    at = schedule.startup.last_at_or_before(*at - std::chrono::seconds(1), schedule.startup_zone);
  }
  return at && !is_skipped(schedule, *at) ? at : std::nullopt;
}

std::optional<Seconds> next_startup(const BuiltinSchedule& schedule, Seconds after) {
  if (!schedule.startup_enabled) return std::nullopt;
  auto at = schedule.startup.next_after(after, schedule.startup_zone);
  for (int n = 0; n < most_skipped && at && is_skipped(schedule, *at); ++n) {
    at = schedule.startup.next_after(*at, schedule.startup_zone);
  }
  return at && !is_skipped(schedule, *at) ? at : std::nullopt;
}

}  // namespace

AutomaticDay automatic_day(const BuiltinSchedule& schedule, Seconds now) {
  const auto on = last_startup(schedule, now);
  const auto off = schedule.shutdown_enabled ? schedule.shutdown.last_at_or_before(now, schedule.shutdown_zone) : std::nullopt;
  if (on && (!off || *on >= *off)) return AutomaticDay{DayState::on, *on, builtin_startup_id};
  if (off) return AutomaticDay{DayState::off, *off, builtin_shutdown_id};
  return AutomaticDay{};
}

std::optional<Firing> next_automatic(const BuiltinSchedule& schedule, Seconds after) {
  const auto on = next_startup(schedule, after);
  const auto off = schedule.shutdown_enabled ? schedule.shutdown.next_after(after, schedule.shutdown_zone) : std::nullopt;
  if (on && (!off || *on <= *off)) return Firing{builtin_startup_id, *on};
  if (off) return Firing{builtin_shutdown_id, *off};
  return std::nullopt;
}

}  // namespace nss
