#include "adapters/http_server/rate_limit.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::int64_t one_request = 60'000;  // credit: a minute of one request per minute, in milliseconds

}  // namespace

RateLimiter::RateLimiter(std::uint32_t per_minute, std::size_t max_callers)
    : per_minute_(per_minute), max_callers_(std::max<std::size_t>(1, max_callers)) {}

std::optional<std::chrono::milliseconds> RateLimiter::take(const std::string& caller, std::chrono::milliseconds now) {
  if (per_minute_ == 0) return std::nullopt;
  const std::lock_guard lock(mutex_);
  auto found = buckets_.find(caller);
  if (found == buckets_.end()) {
    if (buckets_.size() >= max_callers_) make_room(now);
    found = buckets_.emplace(caller, Bucket{one_request * per_minute_, now}).first;
  }
  Bucket& bucket = found->second;
  refill(bucket, now);
  if (bucket.credit >= one_request) {
    bucket.credit -= one_request;
    return std::nullopt;
  }
  const std::int64_t missing = one_request - bucket.credit;
  return std::chrono::milliseconds((missing + per_minute_ - 1) / per_minute_);
}

std::size_t RateLimiter::callers() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

void RateLimiter::refill(Bucket& bucket, std::chrono::milliseconds now) const {
  const std::int64_t full = one_request * per_minute_;
  // A minute fills any bucket: more must not overflow, and a clock that went back gives nothing.
  const std::int64_t passed = std::clamp<std::int64_t>((now - bucket.at).count(), 0, 60'000);
  bucket.credit = std::min(full, bucket.credit + passed * per_minute_);
  bucket.at = std::max(bucket.at, now);
}

void RateLimiter::make_room(std::chrono::milliseconds now) {
  auto oldest = buckets_.begin();
  for (auto it = buckets_.begin(); it != buckets_.end();) {
    if (now - it->second.at >= std::chrono::minutes(1)) {
      it = buckets_.erase(it);
      oldest = buckets_.begin();
    } else {
      ++it;
    }
  }
  if (buckets_.size() < max_callers_) return;
  for (auto it = buckets_.begin(); it != buckets_.end(); ++it)
    if (it->second.at < oldest->second.at) oldest = it;
  buckets_.erase(oldest);
}

}  // namespace nss
