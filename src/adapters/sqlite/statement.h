// A prepared statement, owned. Bind, step until there is no row, reset. Bound bytes are not copied: they live until reset.
// A failed bind is told by the next step.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "adapters/sqlite/database.h"

struct sqlite3_stmt;

namespace nss {

class Statement {
 public:
  static Result<Statement> prepare(Database& database, const char* sql);

  Statement& bind_bytes(int index, std::string_view bytes);  // a BLOB; indexes begin with 1
  Statement& bind_text(int index, std::string_view text);
  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, const std::optional<std::int64_t>& value);  // empty: NULL

  Result<bool> step();  // true: a row is there
  void reset();

  std::int64_t integer(int column) const;    // columns begin with 0
  std::string_view bytes(int column) const;  // until the next step or reset

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void keep(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_error_ = 0;
};

// Resets at the end of a scope, so that no statement holds a snapshot or somebody's bytes.
class StatementScope {
 public:
  explicit StatementScope(Statement& statement) : statement_(statement) {}
  ~StatementScope() { statement_.reset(); }
  StatementScope(const StatementScope&) = delete;
  StatementScope& operator=(const StatementScope&) = delete;

 private:
  Statement& statement_;
};

}  // namespace nss
