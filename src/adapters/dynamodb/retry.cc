#include "adapters/dynamodb/retry.h"

#include <algorithm>
#include <cmath>

namespace nss {
namespace {

using std::chrono::milliseconds;

constexpr int most_attempts = 4;
constexpr int most_conflicts = 12;  // each of somebody else's transactions that went before ours; they are over in milliseconds
constexpr double cap_ms = 20'000;

milliseconds full_jitter(double first_ms, int made, double chance) {
  return milliseconds(static_cast<std::int64_t>(chance * std::min(cap_ms, first_ms * std::pow(2.0, made - 1))));
}

// Without a look at the deadline.
std::optional<milliseconds> wait_before(const DynamoFault& fault, const Attempts& attempts, double chance) {
  switch (fault.kind) {
    case FaultClass::throttled:
      if (attempts.made >= most_attempts) return std::nullopt;
      return full_jitter(1'000, attempts.made, chance);
    case FaultClass::transient:
      if (attempts.made >= most_attempts) return std::nullopt;
      return full_jitter(25, attempts.made, chance);
    case FaultClass::conflict:
      if (attempts.made >= most_conflicts) return std::nullopt;
      return full_jitter(25, std::min(attempts.made, 5), chance);
    // A transaction that hangs is completed by a request with its token five seconds after the first one.
    case FaultClass::in_progress: return milliseconds(1'000);
    case FaultClass::clock:
      if (attempts.of_clock > 0) return std::nullopt;
      return milliseconds(0);
    case FaultClass::credentials:
      if (attempts.of_credentials > 0) return std::nullopt;
      return milliseconds(0);
    case FaultClass::condition:
    case FaultClass::mismatch:
    case FaultClass::permanent: break;
  }
  return std::nullopt;
}

}  // namespace

bool RetryBucket::take(FaultClass kind) {
  int cost = 0;
  if (kind == FaultClass::throttled) cost = 5;
  if (kind == FaultClass::transient) cost = 14;
  if (cost > tokens_) return false;
  tokens_ -= cost;
  return true;
}

std::optional<milliseconds> next_attempt(const DynamoFault& fault, const Attempts& attempts, milliseconds deadline,
                                         double chance) {
  auto wait = wait_before(fault, attempts, chance);
  if (!wait) return std::nullopt;
  if (fault.retry_after) wait = std::max(*wait, *fault.retry_after);
  if (attempts.spent + *wait > deadline) return std::nullopt;
  return wait;
}

}  // namespace nss
