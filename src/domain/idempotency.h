// A remembered Idempotency-Key (API 1.7): written in the transaction of its effect, pointing to what it made, so that a crash
// between effect and answer cannot block a key; the rendered answer is added when it is known.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/time.h"

namespace nss {

inline constexpr std::chrono::hours keep_idempotency{24};

// What a command carries: `id` is a hash of caller and key, `fingerprint` a hash of method, path and body (as JSON value).
struct IdempotencyToken {
  std::string id;
  std::string fingerprint;
  friend bool operator==(const IdempotencyToken&, const IdempotencyToken&) = default;
};

struct IdempotencyRecord {
  std::string fingerprint;
  Seconds at{};
  std::string effect;        // operation, task, run, cost_center, pause …; empty: no effect
  std::string effect_id;     // its id
  std::uint32_t status = 0;  // HTTP status of the first answer; 0: it was never rendered
  std::string body;
  std::string location;
  std::string etag;
  friend bool operator==(const IdempotencyRecord&, const IdempotencyRecord&) = default;
};

}  // namespace nss
