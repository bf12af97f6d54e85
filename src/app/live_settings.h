// The settings that may change while the product runs (API 9): how holidays are taken, and the prices of the reports. What a
// flag, a variable or the file says wins and cannot be changed here. With them the versions of the rules that plans are made
// of (domain/live_settings.h): a version is written at the start when the rules are others than the last time, and in the
// transaction of every change. Core thread only, but for snapshot().
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/answers.h"
#include "app/holidays.h"
#include "app/ledger.h"
#include "app/loop.h"
#include "app/policy.h"
#include "app/store.h"
#include "domain/live_settings.h"
#include "ports/storage_keys.h"

namespace nss {

// Written with whatever makes it.
inline StorageWrite rules_write(const StorageKeys& keys, const RulesVersion& version) {
  return {keys.rules_version(version.valid_from), version, Precondition::none(), std::nullopt};
}

class LiveSettings {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    Ledger& ledger;
    const StorageKeys& keys;
    const Policy& policy;
    const Holidays& holidays;
  };

  // `changed`: the rules are others; called when the store has them.
  LiveSettings(Ports ports, FixedSettings fixed, std::function<void()> changed);

  // Once, when the local days are loaded and before anything is decided.
  void load(Store::Then<void> then);

  // Only an administrator. Errors: forbidden, precondition_required, precondition_failed, setting_fixed, unavailable.
  void patch(const SettingsPatch& patch, Reply<LiveSettingsView> reply);

  const LiveSettingsView& current() const { return view_; }
  std::shared_ptr<const LiveSettingsView> snapshot() const { return shared_.load(); }  // any thread; null before the load

  // By valid_from, at least one once it is loaded.
  const std::vector<SettingsVersion>& versions() const { return engine_; }
  bool observed_now(std::chrono::sys_days day) const;

  // For whoever changes the local days: the version that comes of it, to be written with them, and that it was written.
  std::optional<RulesVersion> version_with(const LocalHolidays& local) const;
  void took(const RulesVersion& version);

 private:
  StoredSettings wanted(const SettingsPatch& patch) const;
  std::optional<Error> refusal(const SettingsPatch& patch) const;
  RulesVersion rules_of(HolidayMode mode, const LocalHolidays& local) const;
  std::optional<RulesVersion> next_version(RulesVersion rules) const;
  void commit(const StoredSettings& next, std::function<void(Result<void>)> then);
  void reload(Store::Then<void> then);
  void reload_rules(Store::Then<void> then);
  void note_start();
  void publish();

  Ports ports_;
  FixedSettings fixed_;
  std::function<void()> changed_;
  StoredSettings stored_;
  std::int64_t version_ = 0;  // of the record; 0: the store has none
  LiveSettingsView view_;
  std::vector<RulesVersion> rules_;
  std::vector<SettingsVersion> engine_;
  std::atomic<std::shared_ptr<const LiveSettingsView>> shared_;
};

}  // namespace nss
