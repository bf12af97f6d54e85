// Two hundred activations at once over forty namespaces for five places, with retries, duplicates and lost replies, on any
// storage: accepted is exactly min(free, distinct wanted), never six, and no refusal is false (issue: the limit of five).
// Real time is not used: the product's clock stands still while a storage with threads of its own answers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "ports/storage.h"
#include "support/fake_timers.h"

namespace nss {

struct StormStorage {
  Storage* storage = nullptr;
  std::function<void()> lose_reply = {};  // of the next commit; empty: this storage loses none
};

// One round, by seed. Reports with gtest.
void activation_storm(const StormStorage& store, std::uint32_t seed);

// How many: NSS_STORM_ROUNDS, else 50.
int storm_rounds();

}  // namespace nss
