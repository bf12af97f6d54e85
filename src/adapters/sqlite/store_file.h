// Opening the store's file, with one clear line for each way in which that cannot be done; and copying it while it is in
// use. Blocking; called at the start, or by a subcommand.
// Codes: store_path (no such folder, not a file, not writable), store_corrupt, store_foreign, store_newer.
#pragma once

#include <chrono>
#include <string>

#include "adapters/sqlite/database.h"

namespace nss {

// The path with every symbolic link followed, so that one store has one lock. The folder must exist.
Result<std::string> resolve_store_path(const std::string& path);

// What a person at the start needs: which file, what is wrong, what would be right. For errors of this folder's functions.
Error explain_store_error(const std::string& path, Error error);

// The caller holds the lock of `path`. Creates the file when there is none (readable by its owner only), checks and migrates it.
Result<Database> open_for_writing(const std::string& path, std::chrono::milliseconds busy_timeout);
Result<Database> open_for_reading(const std::string& path, std::chrono::milliseconds busy_timeout);

// A consistent copy of the store at `from` as it is now, checked before it gets its name `to`, which must not exist yet
// (backup_exists). The store may be in use by any process. `to` is one file, without a WAL beside it.
Result<void> backup_store(const std::string& from, const std::string& to);

// What was created or renamed there has its name after a crash too.
Result<void> sync_folder_of(const std::string& path);

}  // namespace nss
