// The local holidays (SPEC 10; API 7 and 9): as the store has them, in memory for the core thread and as a snapshot for every
// other. The national ones need no store: domain/holidays.h. Core thread only, but for snapshot().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "app/answers.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/store.h"
#include "domain/holidays.h"
#include "domain/live_settings.h"
#include "ports/storage_keys.h"

namespace nss {

class Holidays {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    const StorageKeys& keys;
    // The version of the rules that comes of other local days, to be written with them (none while holidays are only
    // marked), and that it was written; then: the days are others.
    std::function<std::optional<RulesVersion>(const LocalHolidays&)> version_with;
    std::function<void(const RulesVersion&)> took;
    std::function<void()> changed;
  };
  static constexpr std::size_t most_local_days = 1'000;

  explicit Holidays(Ports ports) : ports_(std::move(ports)) {}

  void load(Store::Then<void> then);  // once, before anything is decided

  // Only an administrator. Errors: forbidden, year_out_of_range, already_exists (one a date), invalid_value (the bound),
  // not_found, unavailable.
  void add(const LocalHolidayRequest& request, Reply<LocalHolidayRecord> reply);
  void remove(Date date, const CommandContext& context, Reply<Date> reply);

  const LocalHolidays& local() const { return local_; }
  std::shared_ptr<const LocalHolidays> snapshot() const { return shared_.load(); }  // any thread; null before the first load

 private:
  std::optional<Error> refusal(const LocalHolidayRequest& request) const;
  void queue(std::function<void()> work, const std::function<void(Error)>& refused);
  void commit(StorageTransaction transaction, Date date, LocalHolidays next, std::function<void(Result<void>)> then);
  void put(LocalHolidays next, const std::optional<RulesVersion>& version);
  void reload(Date date, Store::Then<void> then);
  void publish();

  Ports ports_;
  LocalHolidays local_;
  std::atomic<std::shared_ptr<const LocalHolidays>> shared_;
};

}  // namespace nss
