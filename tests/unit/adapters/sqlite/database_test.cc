#include "adapters/sqlite/database.h"

#include <sqlite3.h>

#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/statement.h"
#include "sqlite_fixture.h"

namespace nss {
namespace {

class DatabaseTest : public SqliteTest {
 protected:
  Database database = std::move(*Database::open(folder.file("raw.db"), Database::Access::create, std::chrono::milliseconds(5)));
};

TEST(StoreError, EachCodeOfSqliteHasOneMeaning) {
  struct Row {
    int code;
    ErrorKind kind;
    const char* name;
  };
  const Row rows[] = {
      {SQLITE_BUSY, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_BUSY_SNAPSHOT, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_LOCKED, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_FULL, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_IOERR_WRITE, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_READONLY_DBMOVED, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_CANTOPEN, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_NOMEM, ErrorKind::unavailable, "store_unavailable"},
      {SQLITE_CORRUPT_VTAB, ErrorKind::unavailable, "store_corrupt"},
      {SQLITE_NOTADB, ErrorKind::unavailable, "store_corrupt"},
      {SQLITE_ERROR, ErrorKind::internal, "internal"},
      {SQLITE_CONSTRAINT, ErrorKind::internal, "internal"},
      {SQLITE_MISUSE, ErrorKind::internal, "internal"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(store_error(row.code, "x").kind, row.kind) << row.code;
    EXPECT_EQ(store_error(row.code, "x").code, row.name) << row.code;
  }
  EXPECT_TRUE(surely_not_committed(SQLITE_FULL));
  EXPECT_FALSE(surely_not_committed(SQLITE_IOERR));
}

TEST_F(DatabaseTest, IntegerAndTextReadTheFirstColumnOfTheFirstRow) {
  EXPECT_EQ(*database.integer("SELECT 7"), 7);
  EXPECT_EQ(*database.integer("SELECT 7 WHERE 0"), 0);
  EXPECT_EQ(*database.text("SELECT 'niño'"), "niño");
  EXPECT_EQ(*database.text("SELECT NULL"), "");
  EXPECT_EQ(*database.text("SELECT 1 WHERE 0"), "");
}

TEST_F(DatabaseTest, WrongStatementsAreOurBug) {
  EXPECT_EQ(database.execute("NONSENSE").error().kind, ErrorKind::internal);
  EXPECT_EQ(database.integer("SELECT nothing").error().kind, ErrorKind::internal);
  EXPECT_EQ(database.text("SELECT nothing").error().kind, ErrorKind::internal);
  EXPECT_EQ(database.integer("SELECT abs(-9223372036854775808)").error().kind, ErrorKind::internal);
  EXPECT_EQ(database.text("SELECT abs(-9223372036854775808)").error().kind, ErrorKind::internal);
}

TEST_F(DatabaseTest, ItKnowsWhetherATransactionIsOpen) {
  EXPECT_FALSE(database.in_transaction());
  ASSERT_TRUE(database.execute("BEGIN"));
  EXPECT_TRUE(database.in_transaction());
  ASSERT_TRUE(database.execute("ROLLBACK"));
  EXPECT_FALSE(database.in_transaction());
}

TEST_F(DatabaseTest, BoundValuesComeBackAsTheyWere) {
  ASSERT_TRUE(database.execute("CREATE TABLE t(a BLOB, b TEXT, c INTEGER, d INTEGER) STRICT"));
  auto insert = std::move(*Statement::prepare(database, "INSERT INTO t VALUES(?1, ?2, ?3, ?4)"));
  const std::string bytes("\0\xFF'", 3);
  insert.bind_bytes(1, bytes).bind_text(2, std::string_view()).bind(3, std::int64_t{5}).bind(4, std::optional<std::int64_t>());
  ASSERT_FALSE(*insert.step());
  insert.reset();
  auto select = std::move(*Statement::prepare(database, "SELECT a, b, c, d IS NULL, b = '' FROM t"));
  ASSERT_TRUE(*select.step());
  EXPECT_EQ(select.bytes(0), bytes);
  EXPECT_EQ(select.bytes(1), "");
  EXPECT_EQ(select.integer(2), 5);
  EXPECT_EQ(select.integer(3), 1);
  EXPECT_EQ(select.integer(4), 1) << "an empty view is empty text, not NULL";
  EXPECT_FALSE(*select.step());
}

TEST_F(DatabaseTest, AFailedBindIsToldByTheStepAndForgottenByReset) {
  auto select = std::move(*Statement::prepare(database, "SELECT ?1"));
  EXPECT_FALSE(select.bind(9, std::int64_t{1}).step().has_value());
  select.reset();
  EXPECT_TRUE(*select.bind(1, std::int64_t{1}).step());
}

TEST_F(DatabaseTest, AStrictTableRefusesAnotherType) {
  ASSERT_TRUE(migrate(database));
  EXPECT_FALSE(database.execute("INSERT INTO items(partition, sort, version, body) VALUES('text', x'00', 1, 'b')"));
  EXPECT_FALSE(database.execute("INSERT INTO items(partition, sort, version, body) VALUES(x'00', x'00', 'one', 'b')"));
  EXPECT_TRUE(database.execute("INSERT INTO items(partition, sort, version, body) VALUES(x'00', x'00', 1, 'b')"));
}

TEST_F(DatabaseTest, MigratingTwiceChangesNothing) {
  ASSERT_TRUE(check_version(database));
  ASSERT_TRUE(migrate(database));
  EXPECT_EQ(*database.integer("PRAGMA user_version"), store_version());
  EXPECT_EQ(*database.integer("PRAGMA application_id"), store_application_id);
  ASSERT_TRUE(check_version(database));
  EXPECT_TRUE(migrate(database));
}

TEST_F(DatabaseTest, AMigrationThatFailsIsTakenBackWhole) {
  ASSERT_TRUE(database.execute("CREATE TABLE items_by_expiry(a)"));  // in the way of the second statement
  EXPECT_FALSE(migrate(database).has_value());
  EXPECT_FALSE(database.in_transaction());
  EXPECT_EQ(*database.integer("PRAGMA user_version"), 0);
  EXPECT_EQ(*database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'items'"), 0);
}

}  // namespace
}  // namespace nss
