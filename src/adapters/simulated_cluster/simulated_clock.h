// The clock of the simulation (SPEC 3): starts where NSCHED_SIMULATED_TIME says, or where the last run ended, and runs 1 to
// 3,600 times as fast as real time. Calendar and monotonic time run together; move_to() moves both forward. There is no
// other way to change it. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "base/result.h"
#include "ports/clock.h"

namespace nss {

inline constexpr double simulated_speed_least = 1.0;
inline constexpr double simulated_speed_most = 3600.0;

class SimulatedClock final : public MovableClock {
 public:
  using Steady = std::function<std::chrono::nanoseconds()>;  // real time that never goes back
  // The speed is within its bounds: the settings table has refused others.
  explicit SimulatedClock(Instant start, double speed = 1.0, Steady steady = {});

  Instant wall() const override;
  Mono mono() const override;
  double speed() const override { return speed_; }
  // An instant that has passed meanwhile changes nothing.
  void move_to(Instant wall) override;

 private:
  Mono run() const;  // with mutex_ held

  const Instant start_;
  const double speed_;
  const Steady steady_;
  const std::chrono::nanoseconds begun_;
  mutable std::mutex mutex_;
  Mono moved_{0};
};

// Where the clock starts. `wanted`: NSCHED_SIMULATED_TIME. `stored`: the last instant that the store knows. Earlier than
// that is refused: what was recorded would lie in the future. Code `invalid_value`, one line.
Result<Instant> simulated_start(std::optional<Seconds> wanted, std::optional<Instant> stored, Instant real_now);

}  // namespace nss
