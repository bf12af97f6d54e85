// One connection to an SQLite file, owned. Used by one thread at a time (opened by one, then handed over before the other
// starts). Failures come back as the store's own errors; this file and statement.h are the only ones that know SQLite's
// calls, and `store_error` is the one place that translates its codes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;

namespace nss {

class Database {
 public:
  enum class Access { read_write, create, read_only };

  // Errors: store_path (cannot be opened), else as store_error says.
  static Result<Database> open(const std::string& path, Access access, std::chrono::milliseconds busy_timeout);

  // Statements without parameters and without rows that matter, several with `;` between them.
  Result<void> execute(const std::string& sql);
  // First column of the first row; 0 or empty when there is no row.
  Result<std::int64_t> integer(const char* sql);
  Result<std::string> text(const char* sql);

  void set_busy_timeout(std::chrono::milliseconds timeout);
  bool in_transaction() const;
  bool read_only() const;
  // Why the last call failed; with what the file is good for: see store_error.
  Error error() const;
  int code() const;  // SQLite's primary code of the last call
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Close> handle_;
};

// busy, full, input/output, read-only, no memory …: unavailable, store_unavailable. Corrupt or not a database:
// unavailable, store_corrupt. Anything else is our bug: internal.
Error store_error(int code, const std::string& detail);

// Codes that other files ask for, so that they need not include SQLite's header.
bool is_corrupt(int code);
bool is_unwritable_path(int code);
// A COMMIT that failed with this code has certainly kept nothing, also after a crash (full, busy). After any other one the
// last frame may be on the disk although SQLite went back: nobody can know.
bool surely_not_committed(int code);

}  // namespace nss
