#include "app/pause.h"

#include "app/idempotency.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr std::chrono::days longest_pause{366};

}  // namespace

Pause::Pause(Ports ports, std::function<void()> changed) : ports_(ports), changed_(std::move(changed)) {}

void Pause::load(Store::Then<void> then) {
  ports_.store.load({ports_.keys.pause()}, [this, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    const auto* record = items->at(0) ? std::get_if<PauseRecord>(&items->at(0)->record) : nullptr;
    put(record != nullptr ? std::optional(*record) : std::nullopt);
    then({});
  });
}

const PauseRecord* Pause::current() const { return record_ && record_->holds(ports_.loop.now()) ? &*record_ : nullptr; }

std::optional<PauseRecord> Pause::snapshot(Seconds now) const {
  const auto record = shared_.load();
  if (!record || !record->holds(now)) return std::nullopt;
  return *record;
}

void Pause::put(std::optional<PauseRecord> record) {
  record_ = std::move(record);
  shared_.store(record_ ? std::make_shared<const PauseRecord>(*record_) : nullptr);
  ports_.loop.timers().cancel(alarm_);
  alarm_ = 0;
  if (!current() || !record_->until) return;
  alarm_ = ports_.loop.timers().at(*record_->until, [this] {
    log::info("pause is over", {});
    changed_();
  });
}

// Whether there is a pause now is read when the store answers: one of which nobody knows would hold after the next start only.
Error Pause::lost(const Error& why) {
  if (outcome_unsure(why)) {
    ports_.store.look_again("pause", [this](Store::Then<void> then) {
      load([this, then = std::move(then)](Result<void> loaded) {
        if (loaded) changed_();
        then(std::move(loaded));
      });
    });
  }
  return told_of(why);
}

void Pause::set(const PauseRequest& request, Reply<PauseRecord> reply) {
  const Seconds now = ports_.loop.now();
  if (request.until && (*request.until <= now || *request.until > now + longest_pause)) {
    Error error{ErrorKind::invalid, "invalid_value",
                Text{"El final de la pausa debe estar en el futuro, a lo sumo en 366 días.",
                     "The end of the pause must be in the future, at most 366 days ahead."}};
    error.pointer = "/until";
    return reply(fail(std::move(error)));
  }
  const PauseRecord record{now, request.until, request.reason, request.context.user_id};
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.pause(), record, Precondition::none(), std::nullopt});
  if (auto key = idempotency_write(ports_.keys, request.context, "pause", "pause", now)) {
    transaction.writes.push_back(std::move(*key));
  }
  ports_.store.commit(std::move(transaction), [this, record, reply = std::move(reply)](Result<CommitReceipt> receipt) {
    if (!receipt) return reply(fail(lost(receipt.error())));
    log::warn("pause: nothing is switched off", {{"user_id", record.user_id}, {"reason", record.reason}});
    put(record);
    changed_();
    reply(record);
  });
}

void Pause::end(const CommandContext& context, Reply<std::optional<PauseRecord>> reply) {
  const PauseRecord* held = current();
  if (held == nullptr) return reply(std::optional<PauseRecord>());
  StorageTransaction transaction;
  transaction.writes.push_back(StorageWrite{ports_.keys.pause(), std::nullopt, Precondition::none(), std::nullopt});
  ports_.store.commit(std::move(transaction),
                      [this, ended = *held, user = context.user_id, reply = std::move(reply)](Result<CommitReceipt> receipt) {
                        if (!receipt) return reply(fail(lost(receipt.error())));
                        log::info("pause ended", {{"user_id", user}});
                        put(std::nullopt);
                        changed_();
                        reply(std::optional<PauseRecord>(ended));
                      });
}

}  // namespace nss
