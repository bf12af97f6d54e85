// How many requests one caller may make: a token bucket per caller and kind. The decision takes `now` as an argument;
// thread-safe. Bounded: at most `max_callers` buckets; beyond that full buckets are forgotten first (they are the same as
// no bucket), then the one unused for longest, which can only be kinder to a caller than the rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace nss {

class RateLimiter {
 public:
  // `per_minute` 0: no limit. A bucket holds one minute's worth and fills evenly.
  explicit RateLimiter(std::uint32_t per_minute, std::size_t max_callers = 10'000);

  // Empty: go on. Else how long until the next request may come.
  std::optional<std::chrono::milliseconds> take(const std::string& caller, std::chrono::milliseconds now);

  std::size_t callers() const;

 private:
  struct Bucket {
    std::int64_t credit = 0;  // in thousandths of a request, so that filling needs no floating point
    std::chrono::milliseconds at{};
  };
  void refill(Bucket& bucket, std::chrono::milliseconds now) const;
  void make_room(std::chrono::milliseconds now);

  const std::uint32_t per_minute_;
  const std::size_t max_callers_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace nss
