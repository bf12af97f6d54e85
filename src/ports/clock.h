// The clocks. `wall` is the calendar that rules and records use (in the simulation: the simulated one); `check` is the
// same calendar without any offset a test put on it, for the comparison with the API server's Date; `mono` never goes
// back and is for timeouts and backoff. Thread-safe.
#pragma once

#include <chrono>

#include "base/time.h"

namespace nss {

using Mono = std::chrono::milliseconds;  // since some start; only differences mean anything

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant wall() const = 0;
  virtual Instant check() const { return wall(); }
  virtual Mono mono() const = 0;
  // How much faster than real time both run: a wait of d takes d / speed. 1 but in the simulation.
  virtual double speed() const { return 1.0; }
};

// A clock that can be moved forward to an instant: the simulation's, and the tests' fake.
class MovableClock : public Clock {
 public:
  virtual void move_to(Instant wall) = 0;  // not earlier than now; mono moves by the same amount
};

}  // namespace nss
