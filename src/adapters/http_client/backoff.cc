#include "adapters/http_client/backoff.h"

#include <algorithm>

namespace nss {

std::chrono::milliseconds Backoff::next(std::chrono::milliseconds now) {
  const bool quiet = step_.count() == 0 || now - last_ >= limits_.quiet;
  const double wanted = quiet ? static_cast<double>(limits_.first.count()) : static_cast<double>(step_.count()) * limits_.factor;
  step_ = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(wanted, static_cast<double>(limits_.cap.count()))));
  last_ = now;
  const double share = std::uniform_real_distribution<double>(0.5, 1.0)(random_);
  return std::chrono::milliseconds(static_cast<std::int64_t>(share * static_cast<double>(step_.count())));
}

}  // namespace nss
