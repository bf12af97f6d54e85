// Reading beside the server that writes: it sees what is committed, changes nothing, and needs no server.
#include "adapters/sqlite/reading_storage.h"

#include "sqlite_fixture.h"

namespace nss {
namespace {

using ReadingStorageTest = SqliteTest;

TEST_F(ReadingStorageTest, ItSeesWhatAServerCommitsAndNeedsNone) {
  {
    auto server = open();
    auto reading = std::move(*ReadingStorage::open(options.path));
    EXPECT_EQ(body_at(*reading, key(1)), "(none)");
    ASSERT_TRUE(commit(*server, {{put(key(1), blob("a")), put(key(2), blob("b"))}, {}}));
    EXPECT_EQ(body_at(*reading, key(1)), "a");
    EXPECT_EQ(range(*reading, all_of("c#test"))->size(), 2U);
  }
  auto reading = std::move(*ReadingStorage::open(options.path));
  EXPECT_EQ(body_at(*reading, key(2)), "b");
}

TEST_F(ReadingStorageTest, ItRefusesEveryChange) {
  make_store(1);
  auto reading = std::move(*ReadingStorage::open(options.path));
  EXPECT_EQ(commit(*reading, {{put(key(0), blob("x"))}, {}}).error().code, "store_read_only");
  EXPECT_EQ(remove_expired(*reading, Seconds(std::chrono::seconds(9)), 10).error().code, "store_read_only");
  EXPECT_EQ(body_at(*reading, key(0)), std::string(200, 'x'));
  reading->stop();
  bool answered = false;
  reading->load({key(0)}, [&](const auto&) { answered = true; });
  EXPECT_FALSE(answered);
}

TEST_F(ReadingStorageTest, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(ReadingStorage::open(folder.file("none/store.db")).error().code, "store_path");
  EXPECT_EQ(ReadingStorage::open(options.path).error().code, "store_path");
  make_store(1);
  execute("PRAGMA user_version=1");
  const auto older = ReadingStorage::open(options.path);
  ASSERT_FALSE(older.has_value());
  EXPECT_EQ(older.error().code, "store_older") << older.error().message.en;
  execute("DROP TABLE item_index; PRAGMA user_version=2");
  EXPECT_EQ(ReadingStorage::open(options.path).error().code, "store_corrupt");
}

}  // namespace
}  // namespace nss
