// How many calls may be in flight: additive increase, multiplicative decrease. Pure: time comes in. One thread at a time.
// - A 429 halves the limit (at least 1), once per round: answers to calls that were sent before the last halving do not
//   halve again. It also stops everything until Retry-After has passed.
// - Each success adds 1/limit, that is one more per round, up to the configured most.
#pragma once

#include <chrono>
#include <cstdint>

namespace nss {

class Throttle {
 public:
  using Time = std::chrono::milliseconds;  // monotonic
  using Round = std::uint64_t;

  explicit Throttle(int most) : most_(most), limit_(most) {}

  int limit() const { return static_cast<int>(limit_); }
  int in_flight() const { return in_flight_; }
  Time paused_until() const { return paused_until_; }
  bool may_start(Time now) const { return in_flight_ < limit() && now >= paused_until_; }

  Round start() {
    ++in_flight_;
    return round_;
  }
  void end_well();
  void end_badly() { --in_flight_; }  // says nothing about load
  void end_throttled(Round started, Time now, Time wait);

 private:
  int most_;
  double limit_;
  int in_flight_ = 0;
  Round round_ = 0;
  Time paused_until_{0};
};

}  // namespace nss
