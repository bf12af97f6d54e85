#include "app/idempotency.h"

#include <algorithm>

#include "base/log.h"

namespace nss {
namespace {

// Longer than any handler may take: what is not answered by then is nobody's any more.
constexpr Mono longest_request{600'000};
constexpr std::size_t most_in_progress = 10'000;
constexpr std::size_t most_kept_bytes = 300'000;

Error reused() {
  return Error{
      ErrorKind::invalid, "idempotency_key_reused",
      Text{"Esta Idempotency-Key ya se usó con otra petición.", "This Idempotency-Key was already used for another request."}};
}

Error in_progress() {
  Error error{ErrorKind::refused, "idempotency_in_progress",
              Text{"La primera petición con esta Idempotency-Key aún está en curso.",
                   "The first request with this Idempotency-Key is still running."}};
  error.retry_after = std::chrono::seconds(1);
  return error;
}

}  // namespace

void IdempotencyKeys::begin(const IdempotencyToken& token, Reply<IdempotencyVerdict> reply) {
  const Mono now = ports_.loop.clock().mono();
  std::erase_if(running_, [&](const auto& item) { return now - item.second.since > longest_request; });
  if (const auto running = running_.find(token.id); running != running_.end()) {
    return reply(fail(running->second.fingerprint == token.fingerprint ? in_progress() : reused()));
  }
  if (running_.size() >= most_in_progress) {
    return reply(fail(Error{ErrorKind::unavailable, "not_ready",
                            Text{"Hay demasiadas peticiones en curso.", "Too many requests are running."}}));
  }
  running_.emplace(token.id, Running{token.fingerprint, now});
  ports_.store.load({ports_.keys.idempotency(token.id)},
                    [this, token, reply = std::move(reply)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) {
                        running_.erase(token.id);
                        return reply(fail(items.error()));
                      }
                      answer(token, items->at(0), reply);
                    });
}

void IdempotencyKeys::answer(const IdempotencyToken& token, const std::optional<StoredItem>& item,
                             const Reply<IdempotencyVerdict>& reply) {
  const auto* record = item ? std::get_if<IdempotencyRecord>(&item->record) : nullptr;
  if (record == nullptr) return reply(IdempotencyVerdict{});
  // The store removes it some time after its end: until then it is in the way of a new one.
  if (record->at + keep_idempotency <= ports_.loop.now()) return forget_old(token, item->version, reply);
  running_.erase(token.id);
  if (record->fingerprint != token.fingerprint) return reply(fail(reused()));
  IdempotencyVerdict verdict;
  verdict.fresh = false;
  verdict.effect = record->effect;
  verdict.effect_id = record->effect_id;
  if (record->status != 0) {
    verdict.answer = StoredAnswer{static_cast<int>(record->status), record->body, record->location, record->etag};
  }
  reply(std::move(verdict));
}

void IdempotencyKeys::forget_old(const IdempotencyToken& token, std::int64_t version, const Reply<IdempotencyVerdict>& reply) {
  StorageTransaction transaction;
  transaction.writes.push_back(
      StorageWrite{ports_.keys.idempotency(token.id), std::nullopt, Precondition::at(version), std::nullopt});
  ports_.store.commit(std::move(transaction), [this, token, reply](Result<CommitReceipt> receipt) {
    if (receipt) return reply(IdempotencyVerdict{});
    running_.erase(token.id);
    reply(fail(receipt.error()));
  });
}

void IdempotencyKeys::keep(const IdempotencyToken& token, StoredAnswer given, std::function<void()> kept) {
  const auto over = [this, id = token.id, kept = std::move(kept)] {
    running_.erase(id);
    kept();
  };
  if (given.status == 0 || given.body.size() > most_kept_bytes) return over();
  const StorageKey key = ports_.keys.idempotency(token.id);
  ports_.store.load(
      {key}, [this, token, key, over, given = std::move(given)](Result<std::vector<std::optional<StoredItem>>> items) {
        if (!items) return over();
        const auto& item = items->at(0);
        const auto* known = item ? std::get_if<IdempotencyRecord>(&item->record) : nullptr;
        IdempotencyRecord record =
            known != nullptr ? *known : IdempotencyRecord{token.fingerprint, ports_.loop.now(), {}, {}, 0, {}, {}, {}};
        record.status = static_cast<std::uint32_t>(given.status);
        record.body = given.body;
        record.location = given.location;
        record.etag = given.etag;
        StorageTransaction transaction;
        transaction.writes.push_back(StorageWrite{key, record, item ? Precondition::at(item->version) : Precondition::absent(),
                                                  record.at + keep_idempotency});
        ports_.store.commit(std::move(transaction), [over](Result<CommitReceipt> receipt) {
          if (!receipt) log::warn("the answer of an idempotency key is not kept", {{"code", receipt.error().code}});
          over();
        });
      });
}

}  // namespace nss
