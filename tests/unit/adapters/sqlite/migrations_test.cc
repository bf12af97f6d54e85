// A file that an older program wrote is brought up to date with what is in it; and what the schema itself forbids, to any
// hand on the file.
#include "adapters/sqlite/migrations.h"

#include "adapters/records/record_codec.h"
#include "ports/storage_keys.h"
#include "sqlite_fixture.h"

namespace nss {
namespace {

// Step 1 as it was released.
constexpr const char* version_one = R"sql(
    CREATE TABLE items(
      partition BLOB NOT NULL,
      sort BLOB NOT NULL,
      version INTEGER NOT NULL,
      body TEXT NOT NULL,
      expires INTEGER,
      PRIMARY KEY(partition, sort)
    ) STRICT;
    CREATE INDEX items_by_expiry ON items(expires) WHERE expires IS NOT NULL;
    PRAGMA application_id=0x6E737331;
    PRAGMA user_version=1;
)sql";

class Migrations : public SqliteTest {
 protected:
  // What SQLite says to this statement of another program; empty: it did it.
  std::string said_to(const std::string& sql) {
    auto database = Database::open(options.path, Database::Access::read_write, std::chrono::seconds(5));
    NSS_CHECK(database.has_value());
    const auto done = database->execute(sql);
    return done ? std::string() : done.error().message.en;
  }

  void make_records() {
    auto storage = open();
    AuditLink link;
    link.ns = "pagos";
    link.seq = 1;
    ActivityRecord activity;
    activity.ns = "pagos";
    ASSERT_TRUE(commit(*storage, {{put(keys.audit("pagos", 1), link, Precondition::absent()),
                                   put(keys.activity("pagos", activity.start), activity), put(key(1), blob("plain"))},
                                  {}}));
  }

  const StorageKeys keys{"c"};
};

TEST_F(Migrations, AFileOfVersionOneKeepsItsItemsAndGetsTheIndexes) {
  execute(version_one);
  execute("INSERT INTO items(partition, sort, version, body) VALUES(CAST('c#test' AS BLOB), CAST('1' AS BLOB), 3, '" +
          encode(blob("old")) + "')");
  {
    auto storage = open();
    EXPECT_EQ(body_at(*storage, key(1)), "old");
    EXPECT_EQ(commit(*storage, {{put(key(1), blob("new"), Precondition::at(3))}, {}})->versions.front(), 4);
    ActivityRecord activity;
    activity.ns = "pagos";
    ASSERT_TRUE(commit(*storage, {{put(keys.activity("pagos", activity.start), activity)}, {}}));
    EXPECT_EQ(range(*storage, {keys.activities_of_cluster(), "", "", false, 10, true})->size(), 1U);
  }
  auto database = Database::open(options.path, Database::Access::read_only, std::chrono::seconds(5));
  EXPECT_EQ(*database->integer("PRAGMA user_version"), store_version());
}

TEST_F(Migrations, NoHandChangesALinkOrTakesARecordAway) {
  make_records();
  const std::string of_link = " WHERE instr(partition, CAST('#audit#' AS BLOB)) > 0";
  const std::string of_activity = " WHERE instr(partition, CAST('#activity#' AS BLOB)) > 0";
  const std::string plain = " WHERE partition = CAST('c#test' AS BLOB)";
  struct Row {
    const char* sentence;
    std::string sql;
    const char* says;
  };
  const Row rows[] = {
      {"a link's text", "UPDATE items SET body = 'x'" + of_link, "audit links are never changed"},
      {"a link's key", "UPDATE items SET partition = x'00'" + of_link, "audit links are never changed"},
      {"a link's end", "UPDATE items SET expires = 1" + of_link, "audit links are never changed"},
      {"a link", "DELETE FROM items" + of_link, "audit links are never deleted"},
      {"everything", "DELETE FROM items", "never deleted"},
      {"another row in a link's place", "INSERT OR REPLACE INTO items SELECT partition, sort, 1, 'x', NULL FROM items" + of_link,
       "audit links are never changed"},
      {"a moved row in a link's place",
       "UPDATE OR REPLACE items SET (partition, sort) = (SELECT partition, sort FROM items" + of_link + ")" + plain,
       "audit links are never changed"},
      {"an activity", "DELETE FROM items" + of_activity, "activity records are kept"},
      {"an activity's key", "UPDATE items SET partition = x'00'" + of_activity, "activity records are kept"},
      {"a moved row in an activity's place",
       "UPDATE OR REPLACE items SET (partition, sort) = (SELECT partition, sort FROM items" + of_activity + ")" + plain,
       "activity records are kept"},
  };
  for (const Row& row : rows) {
    EXPECT_NE(said_to(row.sql).find(row.says), std::string::npos) << row.sentence << ": " << said_to(row.sql);
  }
  EXPECT_EQ(said_to("DELETE FROM items" + plain), "") << "anything else may go";
  auto storage = open();
  EXPECT_TRUE(load(*storage, {keys.audit("pagos", 1)})->front().has_value());
  EXPECT_EQ(range(*storage, {keys.activities_of_cluster(), "", "", false, 10, true})->size(), 1U);
}

}  // namespace
}  // namespace nss
