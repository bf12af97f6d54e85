// The pause (SPEC 8): while it holds nothing is switched off and no drift is corrected; restores go on. One record in the
// store, one snapshot for every thread. Its end is an alarm. Core thread only, but for snapshot().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "app/answers.h"
#include "app/loop.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

class Pause {
 public:
  struct Ports {
    Loop& loop;
    Store& store;
    const StorageKeys& keys;
  };

  // `changed`: it began, it ended or its end moved; called after the store has it.
  Pause(Ports ports, std::function<void()> changed);

  void load(Store::Then<void> then);  // at the start, and when nobody knows what the store has
  // A second one replaces the first. Errors: invalid_value (an end that is not ahead), unavailable.
  void set(const PauseRequest& request, Reply<PauseRecord> reply);
  void end(const CommandContext& context, Reply<std::optional<PauseRecord>> reply);

  bool holds() const { return current() != nullptr; }
  const PauseRecord* current() const;                      // null: none holds now
  std::optional<PauseRecord> snapshot(Seconds now) const;  // any thread

 private:
  void put(std::optional<PauseRecord> record);
  Error lost(const Error& why);

  Ports ports_;
  std::function<void()> changed_;
  std::optional<PauseRecord> record_;
  TimerId alarm_ = 0;
  std::atomic<std::shared_ptr<const PauseRecord>> shared_;
};

}  // namespace nss
