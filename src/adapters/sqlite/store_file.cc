#include "adapters/sqlite/store_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include "adapters/sqlite/migrations.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> bad_path(const std::string& path, const std::string& why) {
  return fail(ErrorKind::invalid, "store_path", fmt::format("{}: {}", path, why));
}

// SQLite would make it readable for everybody; the WAL and its index take over the file's mode.
Result<void> create_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return bad_path(path, fmt::format("cannot be written: {}", std::strerror(errno)));
  ::close(descriptor);
  return {};
}

Result<void> sync_path(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int error = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) return bad_path(path, fmt::format("cannot be synchronised to the disk: {}", std::strerror(error)));
  return {};
}

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? std::string(".") : folder.string();
}

Result<void> quick_check(Database& database) {
  auto answer = database.text("PRAGMA quick_check(1)");
  if (!answer) return fail(answer.error());
  if (*answer != "ok") return fail(store_error(SQLITE_CORRUPT, *answer));
  return {};
}

Result<void> configure_writer(Database& database) {
  auto mode = database.text("PRAGMA journal_mode=WAL");
  if (!mode) return fail(mode.error());
  if (*mode != "wal") return fail(ErrorKind::invalid, "store_path", "its folder does not allow a write-ahead log");
  return database.execute(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"
      "PRAGMA wal_autocheckpoint=1000");
}

Result<void> prepare_writer(Database& database) {
  if (database.read_only()) return fail(ErrorKind::invalid, "store_path", "it cannot be written");
  if (auto known = check_version(database); !known) return known;
  if (auto sound = quick_check(database); !sound) return sound;
  if (auto configured = configure_writer(database); !configured) return configured;
  return migrate(database);
}

Result<void> copy_pages(Database& from, Database& to) {
  const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"), &sqlite3_backup_finish);
  if (!backup) return fail(to.error());
  const int code = sqlite3_backup_step(backup.get(), -1);
  if (code != SQLITE_DONE) return fail(store_error(code, sqlite3_errstr(code)));
  return {};
}

Result<void> write_copy(const std::string& from, const std::string& to) {
  auto source = open_for_reading(from, std::chrono::seconds(10));
  if (!source) return fail(source.error());
  if (auto created = create_file(to); !created) return created;
  auto target = Database::open(to, Database::Access::read_write, std::chrono::seconds(10));
  if (!target) return fail(explain_store_error(to, target.error()));
  Result<void> done = copy_pages(*source, *target);
  // The copy says of itself that it has a WAL; as one file it needs none.
  if (done) done = target->execute("PRAGMA journal_mode=DELETE");
  if (done) done = quick_check(*target);
  if (!done) return fail(explain_store_error(to, done.error()));
  return {};
}

}  // namespace

Error explain_store_error(const std::string& path, Error error) {
  if (error.code == "store_path") return error;
  // SQLite calls a schema that it cannot read a wrong statement: our statements are right, so the file is not.
  if (error.code != "store_corrupt" && error.kind != ErrorKind::internal) {
    error.message = Text{fmt::format("{}: {}", path, error.message.es), fmt::format("{}: {}", path, error.message.en)};
    return error;
  }
  const std::string why = error.message.en;
  return Error{
      ErrorKind::invalid, "store_corrupt",
      Text{fmt::format("{}: está dañado o no es una base de datos SQLite ({}); restaure una copia o nombre otro archivo", path,
                       why),
           fmt::format("{}: is damaged or not an SQLite database ({}); restore a backup or name another file", path, why)}};
}

Result<std::string> resolve_store_path(const std::string& path) {
  if (path.empty()) return bad_path("(empty)", "name the file of the store");
  std::error_code ec;
  if (fs::is_directory(path, ec)) return bad_path(path, "is a folder; name a file in it");
  if (!fs::is_directory(folder_of(path), ec)) return bad_path(path, "its folder does not exist; create it first");
  const fs::path resolved = fs::weakly_canonical(fs::absolute(path, ec), ec);
  if (ec) return bad_path(path, ec.message());
  if (fs::exists(resolved, ec) && !fs::is_regular_file(resolved, ec)) return bad_path(path, "is not a regular file");
  return resolved.string();
}

Result<Database> open_for_writing(const std::string& path, std::chrono::milliseconds busy_timeout) {
  if (auto created = create_file(path); !created) return fail(created.error());
  if (auto synced = sync_folder_of(path); !synced) return fail(synced.error());
  auto database = Database::open(path, Database::Access::read_write, busy_timeout);
  if (!database) return fail(explain_store_error(path, database.error()));
  if (auto prepared = prepare_writer(*database); !prepared) return fail(explain_store_error(path, prepared.error()));
  return database;
}

Result<Database> open_for_reading(const std::string& path, std::chrono::milliseconds busy_timeout) {
  auto database = Database::open(path, Database::Access::read_only, busy_timeout);
  if (!database) return fail(explain_store_error(path, database.error()));
  if (auto configured = database->execute("PRAGMA query_only=ON; PRAGMA mmap_size=0"); !configured) {
    return fail(explain_store_error(path, configured.error()));
  }
  if (auto known = check_version(*database); !known) return fail(explain_store_error(path, known.error()));
  return database;
}

Result<void> backup_store(const std::string& from, const std::string& to) {
  std::error_code ec;
  if (fs::exists(to, ec)) return fail(ErrorKind::invalid, "backup_exists", fmt::format("{}: exists; name a new file", to));
  const std::string unfinished = to + ".unfinished";
  fs::remove(unfinished, ec);
  Result<void> done = write_copy(from, unfinished);
  if (done) done = sync_path(unfinished);
  if (!done) {
    fs::remove(unfinished, ec);
    return done;
  }
  fs::rename(unfinished, to, ec);
  if (ec) return bad_path(to, ec.message());
  return sync_folder_of(to);
}

Result<void> sync_folder_of(const std::string& path) { return sync_path(folder_of(path)); }

}  // namespace nss
