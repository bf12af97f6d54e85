// What the store does not say now (a commit may have happened, and the reading after it has no answer) is read when it answers,
// under its contention key. Core thread only.
#pragma once

#include <functional>
#include <string>

#include "app/ledger.h"
#include "app/store.h"

namespace nss {

// One reading for each `key`; everything named outlives the store's looks.
inline void read_later(Store& store, Ledger& ledger, const std::string& key, std::function<void(Store::Then<void>)> read) {
  store.look_again(key, [&ledger, key, read = std::move(read)](Store::Then<void> then) {
    const bool queued = ledger.acquire(key, [&ledger, key, read, then] {
      read([&ledger, key, then](Result<void> done) {
        ledger.release(key);
        then(std::move(done));
      });
    });
    if (!queued) then(fail(ErrorKind::unavailable, "busy", "too many wait for " + key));
  });
}

}  // namespace nss
