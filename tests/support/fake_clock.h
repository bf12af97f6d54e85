// The tests' clock: stands still until somebody moves it. Thread-safe, so that adapters with threads may read it.
#pragma once

#include <atomic>

#include "ports/clock.h"

namespace nss {

class FakeClock final : public MovableClock {
 public:
  explicit FakeClock(Instant start) : wall_(start.time_since_epoch().count()) {}

  Instant wall() const override { return Instant(Milliseconds(wall_.load())); }
  Instant check() const override { return wall() - Milliseconds(offset_.load()); }
  Mono mono() const override { return Mono(mono_.load()); }
  void move_to(Instant wall) override;  // both clocks; alarms do not fire by it: FakeTimers::advance_to does that

  void advance(Milliseconds by);  // both clocks
  void set_wall(Instant wall);    // somebody sets the calendar, back or forth; mono stays
  // As set_wall, but check() keeps what it was: the calendar with an offset that a test put on it.
  void set_wall_offset(Milliseconds offset);

 private:
  std::atomic<std::int64_t> wall_;
  std::atomic<std::int64_t> offset_{0};
  std::atomic<std::int64_t> mono_{1'000'000};
};

}  // namespace nss
