#include "adapters/simulated_cluster/simulated_clock.h"

#include <fmt/core.h>

#include "base/check.h"

namespace nss {
namespace {

std::chrono::nanoseconds steady_now() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace

SimulatedClock::SimulatedClock(Instant start, double speed, Steady steady)
    : start_(start), speed_(speed), steady_(steady ? std::move(steady) : Steady(steady_now)), begun_(steady_()) {
  NSS_CHECK(speed >= simulated_speed_least && speed <= simulated_speed_most);
}

Mono SimulatedClock::run() const {
  const auto real = std::chrono::duration<double, std::milli>(steady_() - begun_);
  return std::chrono::duration_cast<Mono>(real * speed_) + moved_;
}

Instant SimulatedClock::wall() const {
  const std::scoped_lock lock(mutex_);
  return start_ + run();
}

Mono SimulatedClock::mono() const {
  const std::scoped_lock lock(mutex_);
  return run();
}

void SimulatedClock::move_to(Instant wall) {
  const std::scoped_lock lock(mutex_);
  const Instant now = start_ + run();
  if (wall > now) moved_ += wall - now;
}

Result<Instant> simulated_start(std::optional<Seconds> wanted, std::optional<Instant> stored, Instant real_now) {
  if (!wanted) return stored.value_or(real_now);
  // The stored instant has milliseconds, the setting has not: its own second is not "before".
  if (stored && *wanted < floor_seconds(*stored)) {
    return fail(ErrorKind::invalid, "invalid_value",
                fmt::format("NSCHED_SIMULATED_TIME={} is before {}, the last instant in this store: give that or a later one, "
                            "none to go on there, or another NSCHED_SQLITE_PATH to begin anew",
                            to_rfc3339(*wanted), to_rfc3339(floor_seconds(*stored))));
  }
  return stored ? std::max(*stored, Instant(*wanted)) : Instant(*wanted);
}

}  // namespace nss
