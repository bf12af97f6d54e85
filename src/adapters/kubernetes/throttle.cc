#include "adapters/kubernetes/throttle.h"

#include <algorithm>

namespace nss {

void Throttle::end_well() {
  --in_flight_;
  limit_ = std::min(static_cast<double>(most_), limit_ + 1.0 / limit_);
}

void Throttle::end_throttled(Round started, Time now, Time wait) {
  --in_flight_;
  paused_until_ = std::max(paused_until_, now + wait);
  if (started < round_) return;
  ++round_;
  limit_ = std::max(1.0, limit_ / 2);
}

}  // namespace nss
