#include "adapters/sqlite/store_restore.h"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>

#include "adapters/sqlite/store_file.h"
#include "adapters/sqlite/store_lock.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> bad_path(const std::string& path, const std::string& why) {
  return fail(ErrorKind::invalid, "store_path", fmt::format("{}: {}", path, why));
}

// Brings the log into the file, so that the old store is whole without it while the new one takes its place. A damaged store
// may not allow that.
void settle_log(const std::string& store) {
  auto database = Database::open(store, Database::Access::read_write, std::chrono::seconds(3));
  if (database) static_cast<void>(database->execute("PRAGMA wal_checkpoint(TRUNCATE)"));
}

Result<void> link_aside(const std::string& file, const std::string& kept) {
  std::error_code ec;
  if (!fs::exists(file, ec)) return {};
  fs::create_hard_link(file, kept, ec);
  if (ec) return bad_path(kept, ec.message());
  return {};
}

// Linked before SQLite looks at it, which may throw away the log of a file that it cannot read. A log that stayed under the
// store's name would be played into the new file.
Result<void> keep_aside(const std::string& store, const std::string& kept) {
  if (auto linked = link_aside(store, kept); !linked) return linked;
  if (auto linked = link_aside(store + "-wal", kept + "-wal"); !linked) return linked;
  settle_log(store);
  std::error_code ec;
  if (fs::exists(kept + "-wal", ec) && fs::is_empty(kept + "-wal", ec)) fs::remove(kept + "-wal", ec);
  fs::remove(store + "-wal", ec);
  fs::remove(store + "-shm", ec);
  return {};
}

Result<void> swap(const std::string& fresh, const RestoredStore& restored) {
  std::error_code ec;
  if (!restored.kept.empty()) {
    if (auto kept = keep_aside(restored.path, restored.kept); !kept) return kept;
  }
  fs::rename(fresh, restored.path, ec);
  if (ec) return bad_path(restored.path, ec.message());
  return sync_folder_of(restored.path);
}

// Two restores in one second: the later one has a number too.
std::string free_name(const std::string& wanted) {
  std::error_code ec;
  std::string name = wanted;
  for (int number = 2; fs::exists(name, ec) && number < 100; ++number) name = fmt::format("{}-{}", wanted, number);
  return name;
}

// An empty file is a store that was never begun: good for a first start, but no copy of anything.
Result<void> require_a_copy(const std::string& from) {
  std::error_code ec;
  if (!fs::is_regular_file(from, ec)) {
    return fail(ErrorKind::invalid, "backup_missing", fmt::format("{}: there is no such file; name a copy of a store", from));
  }
  auto database = open_for_reading(from, std::chrono::seconds(3));
  if (!database) return fail(database.error());
  auto version = database->integer("PRAGMA user_version");
  if (!version) return fail(explain_store_error(from, version.error()));
  if (*version == 0) return fail(ErrorKind::invalid, "store_foreign", fmt::format("{}: is empty, not a copy of a store", from));
  return {};
}

}  // namespace

Result<RestoredStore> restore_store(const std::string& from, const std::string& to, const std::string& label) {
  std::error_code ec;
  if (auto copy = require_a_copy(from); !copy) return fail(copy.error());
  auto path = resolve_store_path(to);
  if (!path) return fail(path.error());
  if (fs::equivalent(from, *path, ec)) return bad_path(from, "is the store itself; name a copy of it");
  auto lock = StoreLock::acquire(*path);
  if (!lock) return fail(lock.error());
  RestoredStore restored{*path, {}};
  if (fs::exists(*path, ec)) restored.kept = free_name(fmt::format("{}.before-{}", *path, label));
  const std::string fresh = *path + ".restored";
  fs::remove(fresh, ec);
  if (auto copied = backup_store(from, fresh); !copied) return fail(copied.error());
  if (auto swapped = swap(fresh, restored); !swapped) {
    fs::remove(fresh, ec);
    return fail(swapped.error());
  }
  return restored;
}

}  // namespace nss
