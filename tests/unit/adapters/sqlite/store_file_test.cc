// Opening and copying the store's file: each way in which it cannot be done has one clear line, and changes nothing.
#include "adapters/sqlite/store_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "adapters/sqlite/migrations.h"
#include "disk_faults.h"
#include "sqlite_fixture.h"

namespace nss {
namespace {

using StoreFile = SqliteTest;
namespace fs = std::filesystem;

TEST_F(StoreFile, ANewFileIsMadeForItsOwnerOnly) {
  open();
  struct stat facts{};
  ASSERT_EQ(::stat(options.path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
}

TEST_F(StoreFile, PathsThatCannotBeAStoreAreNamed) {
  fs::create_directory(folder.file("folder"));
  fs::create_symlink("/dev/null", folder.file("device"));
  struct Row {
    const char* sentence;
    std::string path;
    const char* says;
  };
  const Row rows[] = {
      {"no name", "", "name the file"},
      {"a missing folder", folder.file("missing/store.db"), "its folder does not exist"},
      {"a folder instead of a file", folder.file("folder"), "is a folder"},
      {"a device", folder.file("device"), "not a regular file"},
      {"a folder that takes no files", "/proc/store.db", "cannot be written"},
  };
  for (const Row& row : rows) {
    options.path = row.path;
    const Error error = open_error();
    EXPECT_EQ(error.code, "store_path") << row.sentence;
    EXPECT_EQ(error.kind, ErrorKind::invalid) << row.sentence;
    EXPECT_NE(error.message.en.find(row.says), std::string::npos) << row.sentence << ": " << error.message.en;
  }
}

TEST_F(StoreFile, ALoopOfLinksIsNoPath) {
  fs::create_symlink("loop", folder.file("loop"));
  options.path = folder.file("loop");
  EXPECT_EQ(open_error().code, "store_path");
}

TEST_F(StoreFile, AFileInTheCurrentFolderAndThroughALinkIsOneStore) {
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  EXPECT_EQ(*resolve_store_path("store.db"), fs::canonical(folder.path()) / "store.db");
  make_store(1);
  fs::create_symlink("store.db", folder.file("link.db"));
  EXPECT_EQ(*resolve_store_path("link.db"), fs::canonical(folder.path()) / "store.db");
  fs::current_path(before);
}

TEST_F(StoreFile, AFileThatOnlyCanBeReadIsNamed) {
  make_store(1);
  disk::Faults disk;
  disk.open_for_writing_fails_with(EACCES);
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_path") << error.message.en;
}

TEST_F(StoreFile, AFullDiskAtTheStartIsNotADamagedStore) {
  disk::Faults disk;
  disk.write_fails_with(ENOSPC);
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_unavailable") << error.message.en;
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.message.en.find(options.path), std::string::npos);
  disk.write_fails_with(0);
  EXPECT_EQ(open_error().code, "opened");
}

TEST_F(StoreFile, WhatIsNotADatabaseIsRefusedAndStaysAsItIs) {
  const std::string text(5000, 'x');
  write_bytes(options.path, text);
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_corrupt") << error.message.en;
  EXPECT_EQ(error.kind, ErrorKind::invalid);
  EXPECT_NE(error.message.en.find("not an SQLite database"), std::string::npos);
  EXPECT_EQ(read_bytes(options.path), text);
}

TEST_F(StoreFile, ADatabaseOfAnotherProgramIsRefused) {
  execute("CREATE TABLE theirs(a)");
  EXPECT_EQ(open_error().code, "store_foreign");
}

TEST_F(StoreFile, ADatabaseOfANewerVersionIsRefusedUnchanged) {
  make_store(3);
  execute("PRAGMA user_version=99");
  const std::string before = read_bytes(options.path);
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_newer");
  EXPECT_NE(error.message.en.find("99"), std::string::npos) << error.message.en;
  EXPECT_EQ(read_bytes(options.path), before);
}

TEST_F(StoreFile, AVersionThatCannotBeIsDamage) {
  make_store(1);
  execute("PRAGMA user_version=-5");
  EXPECT_EQ(open_error().code, "store_corrupt");
}

TEST_F(StoreFile, AStoreWithoutItsTableIsDamaged) {
  make_store(1);
  execute("DROP TABLE items");
  EXPECT_EQ(open_error().code, "store_corrupt");
}

TEST_F(StoreFile, AnEmptyFileBecomesAStore) {
  write_bytes(options.path, "");
  EXPECT_EQ(open_error().code, "opened");
}

TEST_F(StoreFile, DamagedPagesAreFoundAtTheStart) {
  make_store(200);
  std::string bytes = read_bytes(options.path);
  for (std::size_t i = 4096 * 4; i < 4096 * 6; ++i) bytes[i] = static_cast<char>(bytes[i] ^ 0x5A);
  write_bytes(options.path, bytes);
  EXPECT_EQ(open_error().code, "store_corrupt");
}

TEST_F(StoreFile, AFileThatWasCutOffIsDamaged) {
  make_store(200);
  fs::resize_file(options.path, fs::file_size(options.path) / 2);
  EXPECT_EQ(open_error().code, "store_corrupt");
}

// Not every changed byte can be found (no checksums in pages): but none crashes, and each answer is one of ours.
TEST_F(StoreFile, AnyChangedByteGivesAnErrorOrAStoreThatAnswers) {
  make_store(60);
  const std::string sound = read_bytes(options.path);
  EXPECT_TRUE(rc::check("any changed byte", [&] {
    std::string bytes = sound;
    const auto place = *rc::gen::oneOf(rc::gen::inRange<std::size_t>(0, 100), rc::gen::inRange<std::size_t>(0, sound.size()));
    bytes[place] = static_cast<char>(bytes[place] ^ *rc::gen::inRange(1, 256));
    write_bytes(options.path, bytes);
    auto opened = SqliteStorage::open(options);
    if (!opened) {
      RC_ASSERT(opened.error().code.starts_with("store_"));
      return;
    }
    for (int i = 0; i < 60; i += 7) {
      const auto items = load(**opened, {key(i)});
      RC_ASSERT(items || items.error().kind != ErrorKind::refused);
    }
    const auto written = commit(**opened, {{put({"c#new", "n"}, blob("n"))}, {}});
    RC_ASSERT(written || written.error().kind != ErrorKind::conflict);
  }));
}

TEST_F(StoreFile, ATornLogKeepsEveryCommitBeforeTheTear) {
  TemporaryFolder other;
  {
    auto storage = open();
    for (int i = 0; i < 40; ++i) ASSERT_TRUE(commit(*storage, {{put(key(i), blob(std::to_string(i)))}, {}}));
    // As a power cut leaves it: nothing was brought back into the file, and the end of the log is missing.
    fs::copy_file(options.path, other.file("store.db"));
    const std::string log = read_bytes(options.path + "-wal");
    ASSERT_GT(log.size(), 60'000U);
    write_bytes(other.file("store.db-wal"), log.substr(0, log.size() / 2 + 1234));
  }
  options.path = other.file("store.db");
  auto storage = open();
  int kept = 0;
  while (body_at(*storage, key(kept)) == std::to_string(kept)) ++kept;
  EXPECT_GT(kept, 5);
  EXPECT_LT(kept, 40);
  EXPECT_EQ(range(*storage, all_of("c#test"))->size(), static_cast<std::size_t>(kept)) << "a prefix, nothing in between";
  EXPECT_TRUE(commit(*storage, {{put(key(kept), blob("on it goes"), Precondition::absent())}, {}}));
}

TEST_F(StoreFile, ABackupOfALiveStoreIsAWholeStore) {
  const std::string copy = folder.file("copy.db");
  {
    auto storage = open();
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(commit(*storage, {{put(key(i), blob("before"))}, {}}));
    const auto done = storage->backup(copy);
    ASSERT_TRUE(done.has_value()) << done.error().message.en;
    ASSERT_TRUE(commit(*storage, {{put(key(0), blob("after"))}, {}}));
    EXPECT_EQ(storage->backup(copy).error().code, "backup_exists");
  }
  EXPECT_FALSE(fs::exists(copy + "-wal"));
  EXPECT_FALSE(fs::exists(copy + ".unfinished"));
  options.path = copy;
  auto restored = open();
  EXPECT_EQ(range(*restored, all_of("c#test"))->size(), 20U);
  EXPECT_EQ(body_at(*restored, key(0)), "before");
}

TEST_F(StoreFile, ABackupThatFailsLeavesNoFile) {
  make_store(5);
  EXPECT_EQ(backup_store(folder.file("none.db"), folder.file("copy.db")).error().code, "store_path");
  EXPECT_EQ(backup_store(options.path, folder.file("missing/copy.db")).error().code, "store_path");
  {
    disk::Faults disk;
    disk.write_fails_with(ENOSPC);
    EXPECT_EQ(backup_store(options.path, folder.file("copy.db")).error().code, "store_unavailable");
  }
  EXPECT_FALSE(fs::exists(folder.file("copy.db")));
  EXPECT_FALSE(fs::exists(folder.file("copy.db.unfinished")));
  write_bytes(folder.file("text.db"), std::string(5000, 'x'));
  EXPECT_EQ(backup_store(folder.file("text.db"), folder.file("copy.db")).error().code, "store_corrupt");
}

TEST_F(StoreFile, ReadingNeedsASoundStoreToo) {
  EXPECT_EQ(open_for_reading(options.path, std::chrono::seconds(1)).error().code, "store_path");
  make_store(1);
  auto reader = open_for_reading(options.path, std::chrono::seconds(1));
  ASSERT_TRUE(reader.has_value());
  EXPECT_FALSE(reader->execute("DELETE FROM items").has_value());
}

}  // namespace
}  // namespace nss
