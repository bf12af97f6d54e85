#include "main/store_command.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "adapters/sqlite/store_file.h"
#include "adapters/sqlite/store_restore.h"
#include "main/options.h"
#include "main/serve.h"
#include "main/system_clock.h"

namespace nss {
namespace {

// 20260601T200000Z: a name of a file, in the order of time.
std::string label_of(Instant now) {
  std::string label = to_rfc3339(floor_seconds(now));
  std::erase_if(label, [](char c) { return c == '-' || c == ':'; });
  return label;
}

// A copy of a file: the tables of DynamoDB have backups of their own.
Result<void> check_kind(const Settings& settings) {
  if (settings.storage == StorageKind::sqlite) return {};
  return fail(
      ErrorKind::invalid, "wrong_use",
      "store backup and store restore are for the SQLite store; DynamoDB keeps point-in-time recovery (docs/dynamodb.md), "
      "and store copy sqlite makes a file of it");
}

}  // namespace

int store_backup_command(const Settings& settings, const std::string& path) {
  const auto right = check_kind(settings);
  const auto store = right ? resolve_store_path(settings.sqlite_path) : Result<std::string>(fail(right.error()));
  const auto done = store ? backup_store(*store, path) : Result<void>(fail(store.error()));
  if (!done) {
    print_error(done.error());
    return exit_failed;
  }
  std::error_code ignored;
  fmt::print("{}: a copy of {}, {} bytes, checked\n", path, *store, std::filesystem::file_size(path, ignored));
  return exit_done;
}

int store_restore_command(const Settings& settings, const std::string& path) {
  if (const auto right = check_kind(settings); !right) {
    print_error(right.error());
    return exit_failed;
  }
  const auto restored = restore_store(path, settings.sqlite_path, label_of(make_system_clock()->wall()));
  if (!restored) {
    print_error(restored.error());
    return exit_failed;
  }
  fmt::print("{}: is now what {} is, checked\n", restored->path, path);
  if (!restored->kept.empty()) fmt::print("{}: what was there before\n", restored->kept);
  return exit_done;
}

}  // namespace nss
