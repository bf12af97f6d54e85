// Idempotency keys (API 1.7). A key is remembered in the transaction of its effect (idempotency_write), pointing to what it
// made; the rendered answer follows when it is known. Core thread only.
#pragma once

#include <optional>
#include <string>

#include "app/answers.h"
#include "ports/storage_keys.h"

namespace nss {

// The write that remembers the key with its effect; empty when the command carries none. It refuses a second effect: the
// commit of whoever comes second is a conflict.
inline std::optional<StorageWrite> idempotency_write(const StorageKeys& keys, const CommandContext& context, std::string effect,
                                                     std::string effect_id, Seconds now) {
  if (!context.idempotency) return std::nullopt;
  IdempotencyRecord record;
  record.fingerprint = context.idempotency->fingerprint;
  record.at = now;
  record.effect = std::move(effect);
  record.effect_id = std::move(effect_id);
  return StorageWrite{keys.idempotency(context.idempotency->id), std::move(record), Precondition::absent(),
                      now + keep_idempotency};
}

}  // namespace nss
