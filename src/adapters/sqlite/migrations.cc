#include "adapters/sqlite/migrations.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <iterator>

namespace nss {
namespace {

constexpr const char* steps[] = {
    // 1: items with optimistic versions; the port's keys and nothing else.
    R"sql(
    CREATE TABLE items(
      partition BLOB NOT NULL,
      sort BLOB NOT NULL,
      version INTEGER NOT NULL,
      body TEXT NOT NULL,
      expires INTEGER,
      PRIMARY KEY(partition, sort)
    ) STRICT;
    CREATE INDEX items_by_expiry ON items(expires) WHERE expires IS NOT NULL;
    )sql",
    // 2: the indexes of the port (StorageKeys::index_keys), kept by the writer and emptied by the trigger. Links of the audit
    // chains (partition …#audit#…) can be neither changed nor deleted and records of the activity table (…#activity#…) not be
    // deleted, by anybody: REPLACE would delete without asking a trigger of DELETE, so no row takes the place of one of them.
    R"sql(
    CREATE TABLE item_index(
      partition BLOB NOT NULL,
      sort BLOB NOT NULL,
      item_partition BLOB NOT NULL,
      item_sort BLOB NOT NULL,
      PRIMARY KEY(partition, sort)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX item_index_by_item ON item_index(item_partition, item_sort);
    CREATE TRIGGER items_leave_their_index AFTER DELETE ON items
    BEGIN
      DELETE FROM item_index WHERE item_partition = OLD.partition AND item_sort = OLD.sort;
    END;
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON items
    WHEN instr(OLD.partition, x'23617564697423') > 0 OR instr(NEW.partition, x'23617564697423') > 0
    BEGIN
      SELECT RAISE(ABORT, 'audit links are never changed');
    END;
    CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON items WHEN instr(OLD.partition, x'23617564697423') > 0
    BEGIN
      SELECT RAISE(ABORT, 'audit links are never deleted');
    END;
    CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON items WHEN instr(NEW.partition, x'23617564697423') > 0
      AND EXISTS(SELECT 1 FROM items WHERE partition = NEW.partition AND sort = NEW.sort)
    BEGIN
      SELECT RAISE(ABORT, 'audit links are never changed');
    END;
    CREATE TRIGGER activities_are_not_moved BEFORE UPDATE OF partition, sort ON items
    WHEN instr(OLD.partition, x'23616374697669747923') > 0 OR instr(NEW.partition, x'23616374697669747923') > 0
    BEGIN
      SELECT RAISE(ABORT, 'activity records are kept');
    END;
    CREATE TRIGGER activities_are_not_deleted BEFORE DELETE ON items WHEN instr(OLD.partition, x'23616374697669747923') > 0
    BEGIN
      SELECT RAISE(ABORT, 'activity records are kept');
    END;
    )sql",
};

}  // namespace

std::int64_t store_version() { return std::ssize(steps); }

Result<void> check_version(Database& database) {
  auto version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  auto application = database.integer("PRAGMA application_id");
  if (!application) return fail(application.error());
  auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) return fail(tables.error());
  const bool fresh = *version == 0 && *application == 0 && *tables == 0;
  if (!fresh && *application != store_application_id) {
    return fail(ErrorKind::invalid, "store_foreign", "it is the database of another program; name another file");
  }
  if (*version > store_version()) {
    return fail(ErrorKind::invalid, "store_newer",
                fmt::format("it has version {} and this program knows versions up to {}; use the newer program", *version,
                            store_version()));
  }
  if (!fresh && *version < 1) return fail(store_error(SQLITE_CORRUPT, fmt::format("it says that it has version {}", *version)));
  return {};
}

Result<void> migrate(Database& database) {
  auto version = database.integer("PRAGMA user_version");
  if (!version) return fail(version.error());
  if (*version == store_version()) return {};
  std::string script = "BEGIN IMMEDIATE;";
  for (std::int64_t step = *version; step < store_version(); ++step) script += steps[step];
  script += fmt::format("PRAGMA application_id={};PRAGMA user_version={};COMMIT;", store_application_id, store_version());
  auto done = database.execute(script);
  if (!done && database.in_transaction()) static_cast<void>(database.execute("ROLLBACK"));
  return done;
}

}  // namespace nss
