// How long to wait before the next try: exponential with jitter, as a pure function of what happened. Not thread-safe.
#pragma once

#include <chrono>
#include <random>

namespace nss {

struct BackoffLimits {
  std::chrono::milliseconds first{800};
  std::chrono::milliseconds cap{30'000};
  double factor = 2.0;
  std::chrono::milliseconds quiet{120'000};  // so long after the last failure we begin again with `first`
};

class Backoff {
 public:
  Backoff(BackoffLimits limits, std::uint32_t seed) : limits_(limits), random_(seed) {}

  // A failure at `now` (monotonic): the wait before the next try, in [step/2, step), step = first · factor^n, at most cap.
  std::chrono::milliseconds next(std::chrono::milliseconds now);
  void reset() { step_ = std::chrono::milliseconds::zero(); }

 private:
  BackoffLimits limits_;
  std::minstd_rand random_;
  std::chrono::milliseconds step_{0};
  std::chrono::milliseconds last_{0};
};

}  // namespace nss
