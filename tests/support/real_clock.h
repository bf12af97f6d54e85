// The machine's own clocks, for tests of what talks to real sockets.
#pragma once

#include "ports/clock.h"

namespace nss::test {

class RealClock final : public Clock {
 public:
  Instant wall() const override { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }
  Mono mono() const override { return std::chrono::floor<Mono>(std::chrono::steady_clock::now().time_since_epoch()); }
};

}  // namespace nss::test
