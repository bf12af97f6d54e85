// Putting a copy of a store into the store's place. Blocking; called by a subcommand, never while something else uses the
// store.
#pragma once

#include <string>

#include "base/result.h"

namespace nss {

struct RestoredStore {
  std::string path;  // the store, links followed
  std::string kept;  // what was there before has this name now; empty: there was nothing
};

// The copy at `from` is checked first (quick_check, whose it is, its version) and copied, then takes the place of the store
// at `to` in one step: at any instant, also after a crash, the store is the old one or the new one. The old one stays beside
// it as "<store>.before-<label>" (or with a number after that), with its log if that could not be brought into the file (a damaged store).
// Errors: store_locked (a server runs), store_path, store_corrupt, store_foreign, store_newer, backup_missing.
Result<RestoredStore> restore_store(const std::string& from, const std::string& to, const std::string& label);

}  // namespace nss
