#include "app/holidays.h"

#include <fmt/core.h>

#include "app/idempotency.h"
#include "app/live_settings.h"
#include "app/read_later.h"
#include "app/refusals.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr const char* contention_key = "#holidays";

Error not_allowed() {
  return Error{ErrorKind::refused, "forbidden",
               Text{"Solo un administrador cambia los festivos locales.", "Only an administrator changes local holidays."}};
}

Error no_such_day(Date date) {
  return Error{ErrorKind::not_found, "not_found",
               Text{"No hay un festivo local el " + to_text(date) + ".", "There is no local holiday on " + to_text(date) + "."}};
}

Error at_date(const char* code, ErrorKind kind, Text message) {
  Error error{kind, code, std::move(message)};
  error.pointer = "/date";
  return error;
}

}  // namespace

void Holidays::load(Store::Then<void> then) {
  RangeQuery query;
  query.partition = ports_.keys.local_holidays();
  ports_.store.scan(
      query,
      [this](StoredItem item) {
        if (auto* record = std::get_if<LocalHolidayRecord>(&item.record)) local_[record->date] = std::move(*record);
      },
      [this, then = std::move(then)](Result<void> loaded) {
        if (loaded) publish();
        then(std::move(loaded));
      });
}

void Holidays::put(LocalHolidays next, const std::optional<RulesVersion>& version) {
  local_ = std::move(next);
  publish();
  if (version) ports_.took(*version);
  ports_.changed();
}

void Holidays::publish() { shared_.store(std::make_shared<const LocalHolidays>(local_)); }

std::optional<Error> Holidays::refusal(const LocalHolidayRequest& request) const {
  if (!is_holiday_year(static_cast<int>(request.date.year()))) {
    Error refused = year_out_of_range();
    refused.pointer = "/date";
    return refused;
  }
  if (local_.contains(request.date)) {
    const std::string date = to_text(request.date);
    return at_date("already_exists", ErrorKind::refused,
                   {"Ya hay un festivo local el " + date + ".", "There is a local holiday on " + date + " already."});
  }
  if (local_.size() < most_local_days) return std::nullopt;
  return at_date("invalid_value", ErrorKind::invalid,
                 {fmt::format("Ya hay {} festivos locales; no caben más.", most_local_days),
                  fmt::format("There are {} local holidays already; no more fit.", most_local_days)});
}

void Holidays::add(const LocalHolidayRequest& request, Reply<LocalHolidayRecord> reply) {
  if (!request.context.administrator) return reply(fail(not_allowed()));
  const auto work = [this, request, reply] {
    if (auto refused = refusal(request)) {
      ports_.ledger.release(contention_key);
      return reply(fail(std::move(*refused)));
    }
    const Seconds now = ports_.loop.now();
    const LocalHolidayRecord record{request.date, request.name, request.name_en, now, request.context.user_id};
    StorageTransaction transaction;
    transaction.writes.push_back(
        StorageWrite{ports_.keys.local_holiday(record.date), record, Precondition::absent(), std::nullopt});
    if (auto key = idempotency_write(ports_.keys, request.context, "local_holiday", to_text(record.date), now)) {
      transaction.writes.push_back(std::move(*key));
    }
    LocalHolidays next = local_;
    next[record.date] = record;
    commit(std::move(transaction), record.date, std::move(next), [record, reply](Result<void> done) {
      if (!done) return reply(fail(done.error()));
      log::info("local holiday added", {{"date", to_text(record.date)}, {"user_id", record.created_by}});
      reply(record);
    });
  };
  queue(work, [reply](Error error) { reply(fail(std::move(error))); });
}

void Holidays::remove(Date date, const CommandContext& context, Reply<Date> reply) {
  if (!context.administrator) return reply(fail(not_allowed()));
  const auto work = [this, date, user = context.user_id, reply] {
    if (!local_.contains(date)) {
      ports_.ledger.release(contention_key);
      return reply(fail(no_such_day(date)));
    }
    StorageTransaction transaction;
    transaction.writes.push_back(StorageWrite{ports_.keys.local_holiday(date), std::nullopt, Precondition::none(), std::nullopt});
    LocalHolidays next = local_;
    next.erase(date);
    commit(std::move(transaction), date, std::move(next), [date, user, reply](Result<void> done) {
      if (!done) return reply(fail(done.error()));
      log::info("local holiday removed", {{"date", to_text(date)}, {"user_id", user}});
      reply(date);
    });
  };
  queue(work, [reply](Error error) { reply(fail(std::move(error))); });
}

void Holidays::queue(std::function<void()> work, const std::function<void(Error)>& refused) {
  if (ports_.ledger.acquire(contention_key, std::move(work))) return;
  refused(make_error(ErrorKind::unavailable, "not_ready", "too many requests wait for the local holidays"));
}

// After an answer that is no success nobody knows what the store has: it is read before anybody decides by it.
void Holidays::commit(StorageTransaction transaction, Date date, LocalHolidays next, std::function<void(Result<void>)> then) {
  const auto version = ports_.version_with(next);
  if (version) transaction.writes.push_back(rules_write(ports_.keys, *version));
  ports_.store.commit(std::move(transaction),
                      [this, date, next = std::move(next), version, then = std::move(then)](Result<CommitReceipt> receipt) {
                        if (receipt) {
                          put(next, version);
                          then({});
                          return ports_.ledger.release(contention_key);
                        }
                        reload(date, [this, date, why = receipt.error(), then](const Result<void>& read) {
                          if (!read) {
                            read_later(ports_.store, ports_.ledger, contention_key,
                                       [this, date](Store::Then<void> again) { reload(date, std::move(again)); });
                          }
                          then(fail(told_of(why)));
                          ports_.ledger.release(contention_key);
                        });
                      });
}

void Holidays::reload(Date date, Store::Then<void> then) {
  ports_.store.load({ports_.keys.local_holiday(date)},
                    [this, date, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
                      if (!items) return then(fail(items.error()));
                      const auto& item = items->at(0);
                      const auto* record = item ? std::get_if<LocalHolidayRecord>(&item->record) : nullptr;
                      LocalHolidays next = local_;
                      next.erase(date);
                      if (record != nullptr) next[date] = *record;
                      put(next, ports_.version_with(next));
                      then({});
                    });
}

}  // namespace nss
