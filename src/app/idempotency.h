// Idempotency keys (API 1.7). A key is remembered in the transaction of its effect (idempotency_write), pointing to what it
// made; the rendered answer follows when it is known. Core thread only.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "app/answers.h"
#include "app/loop.h"
#include "app/store.h"
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

class IdempotencyKeys {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
  };

  explicit IdempotencyKeys(Ports ports) : ports_(ports) {}

  // A fresh key is this caller's until keep(). Errors: idempotency_key_reused, idempotency_in_progress, unavailable.
  void begin(const IdempotencyToken& token, Reply<IdempotencyVerdict> reply);
  // Status 0: the answer is not kept; whether there was an effect is what its own transaction says.
  // `kept` comes when the store has it, or cannot have it: who repeats after that finds this answer, as long as it could.
  void keep(const IdempotencyToken& token, StoredAnswer given, std::function<void()> kept);

 private:
  // Whose first request is still running. Lost with the process, as the request is.
  struct Running {
    std::string fingerprint;
    Mono since{};
  };
  void answer(const IdempotencyToken& token, const std::optional<StoredItem>& item, const Reply<IdempotencyVerdict>& reply);
  void forget_old(const IdempotencyToken& token, std::int64_t version, const Reply<IdempotencyVerdict>& reply);

  Ports ports_;
  std::map<std::string, Running> running_;
};

}  // namespace nss
