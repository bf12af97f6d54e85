#include "domain/schedule.h"

#include <algorithm>
#include <chrono>

namespace nss {
namespace {

// How many skipped startups in a row are looked through; a company that is closed for longer than that has none.
constexpr int most_skipped = 4000;

bool is_skipped(const BuiltinSchedule& schedule, Seconds at) { return schedule.startup_skipped && schedule.startup_skipped(at); }

bool never_was(const BuiltinChange& change, Seconds at) { return at > change.replaced_since && at <= change.replaced_at; }

// The entry's last firing that counts, or the one by hand, whichever is later.
std::optional<Seconds> with_change(std::optional<Seconds> cron_firing, const BuiltinChange& change, Seconds now) {
  if (!change.fired_at || *change.fired_at > now) return cron_firing;
  return cron_firing ? std::max(*cron_firing, *change.fired_at) : *change.fired_at;
}

std::optional<Seconds> last_of(const CronExpression& cron, const TimeZone& zone, const BuiltinChange& change, Seconds now) {
  const auto at = cron.last_at_or_before(now, zone);
  return at && never_was(change, *at) ? cron.last_at_or_before(change.replaced_since, zone) : at;
}

std::optional<Seconds> last_startup(const BuiltinSchedule& schedule, Seconds now) {
  if (!schedule.startup_enabled) return std::nullopt;
  auto at = last_of(schedule.startup, schedule.startup_zone, schedule.startup_change, now);
  for (int n = 0; n < most_skipped && at && is_skipped(schedule, *at); ++n) {
    at = last_of(schedule.startup, schedule.startup_zone, schedule.startup_change, *at - std::chrono::seconds(1));
  }
  return at && !is_skipped(schedule, *at) ? at : std::nullopt;
}

std::optional<Seconds> last_shutdown(const BuiltinSchedule& schedule, Seconds now) {
  if (!schedule.shutdown_enabled) return std::nullopt;
  return last_of(schedule.shutdown, schedule.shutdown_zone, schedule.shutdown_change, now);
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
  const auto on = with_change(last_startup(schedule, now), schedule.startup_change, now);
  const auto off = with_change(last_shutdown(schedule, now), schedule.shutdown_change, now);
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
