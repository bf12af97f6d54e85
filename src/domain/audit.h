// The tamper-evident log (SPEC 6): one chain of links per namespace, each holding the hash of the one before.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace nss {

struct AuditLink {
  std::string ns;
  std::int64_t seq = 0;  // 1, 2, 3 … without gaps
  Seconds at{};
  std::string event;         // requested, completed, partial, failed, superseded, place_changed, adopted, external, deleted …
  std::string operation_id;  // empty: none
  std::string user_id;
  std::string payload;    // canonical JSON (RFC 8785) of what happened
  std::string prev_hash;  // 64 hexadecimal characters; of the first link: 64 zeros
  std::string hash;
  friend bool operator==(const AuditLink&, const AuditLink&) = default;
};

// The newest link of a namespace's chain; it stays when the namespace is deleted.
struct ChainHead {
  std::string ns;
  std::int64_t seq = 0;
  std::string hash;
  friend bool operator==(const ChainHead&, const ChainHead&) = default;
};

}  // namespace nss
