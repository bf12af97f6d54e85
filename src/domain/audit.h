// The tamper-evident log (SPEC 6): one chain of links per namespace. The hash of a link is SHA-256 over its canonical JSON
// (RFC 8785), which holds the hash of the link before it. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.h"

namespace nss {

struct AuditLink {
  std::string ns;
  std::int64_t seq = 0;  // 1, 2, 3 … without gaps
  Seconds at{};
  std::string
      event;  // requested, completed, partial, superseded, failed; place_changed, place_ended; adopted, external, deleted,
              // left_management, restored, command
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

// What a link tells of what happened: a flat object, lists of texts at most.
using AuditValue = std::variant<bool, std::int64_t, std::string, std::vector<std::string>>;
using AuditPayload = std::map<std::string, AuditValue>;

// As RFC 8785 wants it: members in order (names are ASCII here), no spaces, shortest escapes. Bytes that are not UTF-8 become
// U+FFFD first.
std::string canonical_json(const AuditPayload& payload);

inline constexpr std::string_view first_prev_hash = "0000000000000000000000000000000000000000000000000000000000000000";

std::string hash_of(const AuditLink& link);  // of everything but `hash`

// The link as it follows `head` (null: it is the first): number and hashes are filled in.
AuditLink seal(AuditLink link, const ChainHead* head);
ChainHead head_of(const AuditLink& link);

// --- verification ---
struct BrokenLink {
  std::int64_t seq = 0;
  std::string reason;  // changed, missing, reordered, inserted, cut
  friend bool operator==(const BrokenLink&, const BrokenLink&) = default;
};

// One chain, link by link in the order of the store's keys; `key_seq` is the number that the key has.
class ChainCheck {
 public:
  explicit ChainCheck(std::string ns) : ns_(std::move(ns)) {}

  std::optional<BrokenLink> next(std::int64_t key_seq, const AuditLink& link);
  std::optional<BrokenLink> end(const ChainHead* head) const;  // after the last link
  std::int64_t links() const { return last_seq_; }

 private:
  std::string ns_;
  std::int64_t last_seq_ = 0;
  std::string last_hash_{first_prev_hash};
};

}  // namespace nss
