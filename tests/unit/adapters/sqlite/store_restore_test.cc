// A copy in the store's place: checked first, swapped in one step, the old store kept; and whatever goes wrong changes nothing.
#include "adapters/sqlite/store_restore.h"

#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/store_file.h"
#include "disk_faults.h"
#include "sqlite_fixture.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

class StoreRestore : public SqliteTest {
 protected:
  // A copy of a store with this many records.
  std::string make_copy(int records) {
    const std::string store = std::exchange(options.path, folder.file("other.db"));
    make_store(records);
    const std::string copy = folder.file("copy.db");
    NSS_CHECK(backup_store(options.path, copy).has_value());
    options.path = store;
    return copy;
  }

  std::size_t records_of(const std::string& path) {
    SqliteOptions those = options;
    those.path = path;
    auto storage = SqliteStorage::open(those);
    NSS_CHECK(storage.has_value());
    return range(**storage, all_of("c#test"))->size();
  }

  std::string kept() const { return fs::canonical(folder.path()) / "store.db.before-1"; }
};

TEST_F(StoreRestore, TheCopyTakesThePlaceAndTheOldStoreIsKept) {
  const std::string copy = make_copy(3);
  make_store(7);
  const auto restored = restore_store(copy, options.path, "1");
  ASSERT_TRUE(restored.has_value()) << restored.error().message.en;
  EXPECT_EQ(restored->path, fs::canonical(folder.path()) / "store.db");
  EXPECT_EQ(restored->kept, kept());
  EXPECT_EQ(records_of(options.path), 3U);
  EXPECT_EQ(records_of(kept()), 7U);
  EXPECT_EQ(records_of(copy), 3U) << "the copy stays a copy";
  EXPECT_EQ(restore_store(copy, options.path, "1")->kept, kept() + "-2") << "another one in the same second";
  EXPECT_EQ(records_of(kept()), 7U);
}

TEST_F(StoreRestore, WhatAKilledServerLeftInTheLogIsKeptToo) {
  const std::string copy = make_copy(3);
  std::string log;
  std::string file;
  {
    auto storage = open();
    for (int i = 0; i < 7; ++i) ASSERT_TRUE(commit(*storage, {{put(key(i), blob("x"))}, {}}));
    file = read_bytes(options.path);
    log = read_bytes(options.path + "-wal");
  }
  write_bytes(options.path, file);
  write_bytes(options.path + "-wal", log);
  ASSERT_TRUE(restore_store(copy, options.path, "1"));
  EXPECT_FALSE(fs::exists(options.path + "-wal"));
  EXPECT_EQ(records_of(kept()), 7U);
  EXPECT_EQ(records_of(options.path), 3U);
}

TEST_F(StoreRestore, ADamagedStoreIsReplacedAndKeptWithItsLog) {
  const std::string copy = make_copy(3);
  write_bytes(options.path, "not a database, but somebody may want to look into it");
  write_bytes(options.path + "-wal", "nor a log");
  const auto restored = restore_store(copy, options.path, "1");
  ASSERT_TRUE(restored.has_value()) << restored.error().message.en;
  EXPECT_EQ(records_of(options.path), 3U);
  EXPECT_EQ(read_bytes(kept()), "not a database, but somebody may want to look into it");
  EXPECT_EQ(read_bytes(kept() + "-wal"), "nor a log");
}

TEST_F(StoreRestore, WithoutAStoreTheCopyBecomesOne) {
  const auto restored = restore_store(make_copy(3), options.path, "1");
  ASSERT_TRUE(restored.has_value()) << restored.error().message.en;
  EXPECT_EQ(restored->kept, "");
  EXPECT_EQ(records_of(options.path), 3U);
}

TEST_F(StoreRestore, AServerThatRunsRefusesIt) {
  const std::string copy = make_copy(3);
  auto server = open();
  ASSERT_TRUE(commit(*server, {{put(key(0), blob("mine"))}, {}}));
  EXPECT_EQ(restore_store(copy, options.path, "1").error().code, "store_locked");
  EXPECT_EQ(body_at(*server, key(0)), "mine");
  EXPECT_FALSE(fs::exists(kept()));
}

TEST_F(StoreRestore, WhatIsNoCopyOfAStoreChangesNothing) {
  const std::string copy = make_copy(3);
  make_store(7);
  const std::string before = read_bytes(options.path);
  std::string damaged = read_bytes(copy);
  damaged.resize(damaged.size() - 4096);
  write_bytes(folder.file("cut.db"), damaged);
  write_bytes(folder.file("text.db"), std::string(5000, 'x'));
  write_bytes(folder.file("empty.db"), "");
  write_bytes(folder.file("newer.db"), read_bytes(copy));
  const std::string store = std::exchange(options.path, folder.file("newer.db"));
  execute("PRAGMA user_version=" + std::to_string(store_version() + 1));
  options.path = folder.file("foreign.db");
  execute("CREATE TABLE theirs(a)");
  options.path = store;
  struct Row {
    std::string from;
    const char* code;
  };
  const Row rows[] = {
      {folder.file("none.db"), "backup_missing"}, {folder.path().string(), "backup_missing"},
      {folder.file("cut.db"), "store_corrupt"},   {folder.file("text.db"), "store_corrupt"},
      {folder.file("empty.db"), "store_foreign"}, {folder.file("foreign.db"), "store_foreign"},
      {folder.file("newer.db"), "store_newer"},   {options.path, "store_path"},
  };
  for (const Row& row : rows) {
    const auto restored = restore_store(row.from, options.path, "1");
    ASSERT_FALSE(restored.has_value()) << row.from;
    EXPECT_EQ(restored.error().code, row.code) << row.from << ": " << restored.error().message.en;
  }
  EXPECT_EQ(restore_store(copy, folder.file("missing/store.db"), "1").error().code, "store_path");
  EXPECT_EQ(read_bytes(options.path), before);
  EXPECT_FALSE(fs::exists(kept()));
  EXPECT_FALSE(fs::exists(options.path + ".restored"));
}

TEST_F(StoreRestore, AFullDiskChangesNothing) {
  const std::string copy = make_copy(3);
  make_store(7);
  {
    disk::Faults disk;
    disk.write_fails_with(ENOSPC);
    EXPECT_EQ(restore_store(copy, options.path, "1").error().code, "store_unavailable");
  }
  EXPECT_EQ(records_of(options.path), 7U);
  EXPECT_FALSE(fs::exists(kept()));
  EXPECT_TRUE(restore_store(copy, options.path, "1")) << "and it goes once there is room again";
}

}  // namespace
}  // namespace nss
