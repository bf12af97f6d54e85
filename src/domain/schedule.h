// The automatic day: what the two built-in tasks want at an instant. It is a state, not an event: the state after the
// last effective built-in firing (SPEC 8), so that nothing can be missed and a shutdown moved to 22:00 lets 20:00 pass.
// Pure; thread-safe as long as `startup_skipped` is.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/time.h"
#include "domain/cron.h"
#include "domain/time_zone.h"

namespace nss {

inline constexpr const char* builtin_startup_id = "builtin-startup";
inline constexpr const char* builtin_shutdown_id = "builtin-shutdown";

// What people did to one built-in task beside giving it a cron entry.
struct BuiltinChange {
  // A firing that counts whatever the entry says: by hand, or the last effective one when the entry was replaced.
  std::optional<Seconds> fired_at = {};
  // A new entry acts from its next firing on: those that it would have had in (replaced_since, replaced_at] never were.
  Seconds replaced_since = {};
  Seconds replaced_at = {};
};

struct BuiltinSchedule {
  CronExpression startup;
  CronExpression shutdown;
  TimeZone startup_zone = {};
  TimeZone shutdown_zone = {};
  bool startup_enabled = true;
  bool shutdown_enabled = true;
  // Startup firings for which this is true do not happen (observed holidays). Empty: none is skipped.
  std::function<bool(Seconds)> startup_skipped = {};
  BuiltinChange startup_change = {};
  BuiltinChange shutdown_change = {};
};

enum class DayState { on, off, none };

struct AutomaticDay {
  DayState state = DayState::none;  // none: no built-in task is enabled, or none has ever fired
  Seconds since = {};               // the firing's second; meaningless for none
  std::string task_id = {};         // builtin_startup_id, builtin_shutdown_id, or empty

  friend bool operator==(const AutomaticDay&, const AutomaticDay&) = default;
};

struct Firing {
  std::string task_id;
  Seconds at;

  friend bool operator==(const Firing&, const Firing&) = default;
};

// The state at `now`, a firing of this very second included. In one same second offs run before ons: on wins.
AutomaticDay automatic_day(const BuiltinSchedule& schedule, Seconds now);

// The next built-in firing strictly after that instant; of two in the same second the startup, whose state stays.
std::optional<Firing> next_automatic(const BuiltinSchedule& schedule, Seconds after);

}  // namespace nss
