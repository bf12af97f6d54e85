// Alarms on the core loop's two clocks. Callbacks run on the core thread. The simulated cluster uses the same alarms, so
// that a whole week can be run through in seconds.
#pragma once

#include <cstdint>
#include <functional>

#include "ports/clock.h"

namespace nss {

using TimerId = std::uint64_t;  // 0: none

class Timers {
 public:
  virtual ~Timers() = default;
  virtual TimerId at(Instant wall, std::function<void()> callback) = 0;   // calendar time; a jump of the clock counts
  virtual TimerId after(Mono delay, std::function<void()> callback) = 0;  // monotonic
  virtual void cancel(TimerId id) = 0;                                    // unknown ids are fine
  virtual void post(std::function<void()> work) = 0;                      // runs soon on the core thread; from any thread
};

}  // namespace nss
