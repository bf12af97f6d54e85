// The machine's randomness: ids that sort by time and do not collide, and jitter. Core thread only.
#pragma once

#include <random>

#include "ports/clock.h"
#include "ports/random.h"

namespace nss {

class SystemRandom final : public Random {
 public:
  explicit SystemRandom(const Clock& clock) : clock_(clock), engine_(std::random_device()()) {}

  double unit() override { return std::uniform_real_distribution<double>(0.0, 1.0)(engine_); }
  std::string id() override;

 private:
  const Clock& clock_;
  std::mt19937_64 engine_;
};

}  // namespace nss
