#include "adapters/sqlite/database.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <utility>

#include "adapters/records/storage_rules.h"
#include "adapters/sqlite/statement.h"

namespace nss {
namespace {

int open_flags(Database::Access access) {
  constexpr int ours = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;  // one thread at a time uses a connection
  switch (access) {
    case Database::Access::read_only: return ours | SQLITE_OPEN_READONLY;
    case Database::Access::read_write: return ours | SQLITE_OPEN_READWRITE;
    case Database::Access::create: break;
  }
  return ours | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

}  // namespace

Error store_error(int code, const std::string& detail) {
  switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: {
      Error error = store_unavailable(detail);
      error.code = "store_corrupt";
      return error;
    }
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT: return store_unavailable(detail);
    default: return make_error(ErrorKind::internal, "internal", fmt::format("SQLite: {} (code {})", detail, code));
  }
}

bool is_corrupt(int code) { return code == SQLITE_CORRUPT || code == SQLITE_NOTADB; }

bool is_unwritable_path(int code) {
  return code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_PERM || code == SQLITE_AUTH;
}

bool surely_not_committed(int code) { return code == SQLITE_FULL || code == SQLITE_BUSY; }

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::string& path, Access access, std::chrono::milliseconds busy_timeout) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, open_flags(access), nullptr);
  Database database(handle);  // also a failed open gives a handle that must be closed
  if (code != SQLITE_OK) {
    const std::string why = sqlite3_errstr(code & 0xFF);
    if (is_unwritable_path(code & 0xFF)) return fail(ErrorKind::invalid, "store_path", fmt::format("{}: {}", path, why));
    return fail(store_error(code, why));
  }
  database.set_busy_timeout(busy_timeout);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database;
}

Result<void> Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return fail(error());
  return {};
}

Result<std::int64_t> Database::integer(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return fail(statement.error());
  auto row = statement->step();
  if (!row) return fail(row.error());
  return *row ? statement->integer(0) : 0;
}

Result<std::string> Database::text(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) return fail(statement.error());
  auto row = statement->step();
  if (!row) return fail(row.error());
  return *row ? std::string(statement->bytes(0)) : std::string();
}

void Database::set_busy_timeout(std::chrono::milliseconds timeout) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(timeout.count()));
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

bool Database::read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }

Error Database::error() const { return store_error(sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get())); }

int Database::code() const { return sqlite3_errcode(handle_.get()) & 0xFF; }

}  // namespace nss
