// What is SQLite's own beyond the contract of all storages (tests/contract/storage): groups, a failing disk, bounds.
#include "adapters/sqlite/sqlite_storage.h"

#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <future>

#include "base/log.h"
#include "disk_faults.h"
#include "sqlite_fixture.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

class SqliteStorageTest : public SqliteTest {
 protected:
  // Holds the writing thread in an answer, so that what is asked meanwhile becomes one group.
  class HeldWriter {
   public:
    explicit HeldWriter(Storage& storage) {
      // The answer may still be returning when this object goes: it owns what it touches.
      const auto held = std::make_shared<std::promise<void>>();
      storage.commit({{put({"c#hold", "h"}, blob("h"))}, {}}, [held, released = released_](const Result<CommitReceipt>&) {
        held->set_value();
        released.wait();
      });
      NSS_CHECK(held->get_future().wait_for(answer_deadline) == std::future_status::ready);
    }
    void release() { release_.set_value(); }

   private:
    std::promise<void> release_;
    std::shared_future<void> released_ = release_.get_future();
  };

  static StorageTransaction one(int i, Precondition condition = Precondition::none()) {
    return {{put(key(i), blob(std::to_string(i)), condition)}, {}};
  }
};

TEST_F(SqliteStorageTest, WhatWaitsTogetherIsOneSyncAndEachKeepsItsOwnOutcome) {
  auto storage = open();
  HeldWriter writer(*storage);
  std::vector<Awaited<CommitReceipt>> answers(40);
  for (int i = 0; i < 40; ++i) {
    // Every fourth asks for what is not there, every fourth after it is no transaction at all.
    StorageTransaction transaction = one(i, i % 4 == 1 ? Precondition::exists() : Precondition::none());
    if (i % 4 == 2) transaction.writes.push_back(transaction.writes.front());
    storage->commit(std::move(transaction), answers[static_cast<std::size_t>(i)].reply());
  }
  const disk::Faults disk;
  writer.release();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto result = answers[i].get();
    const std::string code = result ? "committed" : result.error().code;
    EXPECT_EQ(code, i % 4 == 1 ? "precondition_failed" : i % 4 == 2 ? "duplicate_key" : "committed") << i;
  }
  EXPECT_EQ(disk.syncs(), 1) << "forty transactions, one fsync";
  EXPECT_EQ(range(*storage, all_of("c#test"))->size(), 20U);
}

TEST_F(SqliteStorageTest, LaterOnesInAGroupSeeTheEarlierOnes) {
  auto storage = open();
  HeldWriter writer(*storage);
  Awaited<CommitReceipt> first;
  Awaited<CommitReceipt> second;
  Awaited<CommitReceipt> third;
  storage->commit(one(1, Precondition::absent()), first.reply());
  storage->commit(one(1, Precondition::absent()), second.reply());
  storage->commit(one(1, Precondition::at(1)), third.reply());
  writer.release();
  EXPECT_TRUE(first.get().has_value());
  EXPECT_EQ(second.get().error().code, "precondition_failed");
  EXPECT_EQ(third.get()->versions.front(), 2);
}

TEST_F(SqliteStorageTest, LargeBodiesCloseAGroupBeforeItGrowsTooLarge) {
  auto storage = open();
  HeldWriter writer(*storage);
  std::vector<Awaited<CommitReceipt>> answers(60);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    storage->commit({{put(key(static_cast<int>(i)), blob(std::string(390'000, 'x')))}, {}}, answers[i].reply());
  }
  writer.release();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  EXPECT_EQ(range(*storage, all_of("c#test"))->size(), 60U);
}

TEST_F(SqliteStorageTest, AFullDiskIsUnavailableAndTheStoreRecoversByItself) {
  auto storage = open();
  ASSERT_TRUE(commit(*storage, one(1)));
  for (const int error : {ENOSPC, EROFS, EDQUOT, EIO}) {
    disk::Faults disk;
    disk.write_fails_with(error);
    for (int i = 0; i < 3; ++i) {
      const auto result = commit(*storage, one(2, Precondition::absent()));
      ASSERT_FALSE(result.has_value());
      EXPECT_TRUE(result.error().kind == ErrorKind::unavailable || result.error().kind == ErrorKind::transient)
          << error << ": " << result.error().message.en;
      EXPECT_EQ(remove_expired(*storage, Seconds{}, 10).has_value(), true) << "nothing to write, nothing to fail";
    }
    EXPECT_EQ(body_at(*storage, key(1)), "1") << "reads go on";
    EXPECT_EQ(body_at(*storage, key(2)), "(none)") << error;
    disk.write_fails_with(0);
    EXPECT_TRUE(commit(*storage, one(2, Precondition::absent())));
    EXPECT_TRUE(commit(*storage, {{erase(key(2))}, {}}));
  }
}

TEST_F(SqliteStorageTest, AFullDiskSaysWhatIsWrongInBothLanguages) {
  auto storage = open();
  disk::Faults disk;
  disk.write_fails_with(ENOSPC);
  const auto result = commit(*storage, one(1));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(result.error().code, "store_unavailable");
  EXPECT_NE(result.error().message.en.find("full"), std::string::npos) << result.error().message.en;
  EXPECT_NE(result.error().message.es.find("almacén"), std::string::npos);
}

// The kernel's own limit, without replacing any call: EFBIG instead of a signal.
TEST_F(SqliteStorageTest, AFileThatMayNotGrowIsUnavailableUntilItMay) {
  auto storage = open();
  ASSERT_TRUE(commit(*storage, one(1)));
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 200'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = commit(*storage, {{put(key(2), blob(std::string(390'000, 'x')))}, {}});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().kind, ErrorKind::internal) << refused.error().message.en;
  EXPECT_EQ(body_at(*storage, key(2)), "(none)");
  EXPECT_TRUE(commit(*storage, one(2)));
}

TEST_F(SqliteStorageTest, AFailedSyncLeavesTheOutcomeUnknownToTheCallerAndTheStoreWhole) {
  auto storage = open();
  {
    disk::Faults disk;
    disk.sync_fails_with(EIO);
    const auto result = commit(*storage, one(1));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().kind, ErrorKind::transient);
    EXPECT_EQ(result.error().code, "store_outcome_unknown");
  }
  EXPECT_EQ(body_at(*storage, key(1)), "(none)") << "who reads again knows";
  EXPECT_TRUE(commit(*storage, one(1, Precondition::absent())));
}

TEST_F(SqliteStorageTest, WhenAGroupFailsNobodyKeepsAnOutcomeThatDependedOnIt) {
  auto storage = open();
  HeldWriter writer(*storage);
  Awaited<CommitReceipt> first;
  Awaited<CommitReceipt> conflict;
  Awaited<CommitReceipt> invalid;
  storage->commit(one(1, Precondition::absent()), first.reply());
  storage->commit(one(1, Precondition::absent()), conflict.reply());
  storage->commit({}, invalid.reply());
  disk::Faults disk;
  disk.sync_fails_with(EIO);
  writer.release();
  EXPECT_EQ(first.get().error().kind, ErrorKind::transient);
  EXPECT_EQ(conflict.get().error().kind, ErrorKind::transient) << "the conflict was with the one that was taken back";
  EXPECT_EQ(invalid.get().error().code, "empty_transaction") << "wrong in any case";
}

TEST_F(SqliteStorageTest, ADiskThatCannotBeReadIsUnavailable) {
  make_store(300);
  auto storage = open();
  disk::Faults disk;
  disk.read_fails_with(EIO);
  const auto all = range(*storage, all_of("c#test"));
  ASSERT_FALSE(all.has_value());
  EXPECT_EQ(all.error().kind, ErrorKind::unavailable) << all.error().message.en;
  disk.read_fails_with(0);
  EXPECT_EQ(range(*storage, all_of("c#test"))->size(), 300U);
}

TEST_F(SqliteStorageTest, SomebodyElsesLockIsWaitedForAndThenAnswersEverybodyWhoWaits) {
  options.busy_timeout = std::chrono::milliseconds(20);
  auto storage = open();
  auto hand = Database::open(options.path, Database::Access::read_write, std::chrono::milliseconds(0));
  ASSERT_TRUE(hand->execute("BEGIN IMMEDIATE"));
  std::vector<Awaited<CommitReceipt>> answers(30);
  for (int i = 0; i < 30; ++i) storage->commit(one(i), answers[static_cast<std::size_t>(i)].reply());
  for (auto& answer : answers) EXPECT_EQ(answer.get().error().code, "store_unavailable");
  ASSERT_TRUE(hand->execute("ROLLBACK"));
  EXPECT_TRUE(commit(*storage, one(1)));
}

TEST_F(SqliteStorageTest, TooManyWaitingChangesAndReadsAreRefusedAtOnce) {
  options.max_waiting = 3;
  auto storage = open();
  HeldWriter writer(*storage);
  std::vector<Awaited<CommitReceipt>> answers(3);
  for (int i = 0; i < 3; ++i) storage->commit(one(i), answers[static_cast<std::size_t>(i)].reply());
  Awaited<CommitReceipt> refused;
  storage->commit(one(9), refused.reply());
  EXPECT_TRUE(refused.came());
  EXPECT_EQ(refused.get().error().kind, ErrorKind::unavailable);
  writer.release();
  for (auto& answer : answers) EXPECT_TRUE(answer.get().has_value());
  EXPECT_EQ(body_at(*storage, key(9)), "(none)");

  std::promise<void> release;
  std::promise<void> held;
  storage->load({key(1)}, [&](const auto&) {
    held.set_value();
    release.get_future().wait();
  });
  ASSERT_EQ(held.get_future().wait_for(answer_deadline), std::future_status::ready);
  std::vector<Awaited<std::vector<StoredItem>>> reads(4);
  for (auto& read : reads) storage->range(all_of("c#test"), read.reply());
  EXPECT_EQ(reads.back().get().error().code, "store_unavailable");
  release.set_value();
  EXPECT_TRUE(reads.front().get().has_value());
}

TEST_F(SqliteStorageTest, StopFinishesTheGroupInWorkAndDropsTheRest) {
  auto storage = open();
  HeldWriter writer(*storage);
  int answered = 0;
  for (int i = 0; i < 5; ++i) storage->commit(one(i), [&](const auto&) { ++answered; });
  auto stopping = std::async(std::launch::async, [&] { storage->stop(); });
  writer.release();
  ASSERT_EQ(stopping.wait_for(answer_deadline), std::future_status::ready);
  storage.reset();
  EXPECT_EQ(range(*open(), all_of("c#test"))->size(), static_cast<std::size_t>(answered));
}

TEST_F(SqliteStorageTest, AQuietStoreBringsItsLogBackIntoTheFile) {
  options.idle_before_checkpoint = std::chrono::milliseconds(1);
  auto storage = open();
  ASSERT_TRUE(commit(*storage, one(1)));
  const auto deadline = std::chrono::steady_clock::now() + answer_deadline;
  while (fs::file_size(options.path + "-wal") != 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_EQ(fs::file_size(options.path + "-wal"), 0U);
  EXPECT_TRUE(commit(*storage, one(2)));
}

TEST_F(SqliteStorageTest, ACheckpointThatFailsIsReportedAndHarmsNothing) {
  options.idle_before_checkpoint = std::chrono::milliseconds(1);
  std::atomic<bool> reported = false;
  auto storage = open();
  log::set_sink([&](log::Level, std::string_view message, const auto&) { reported = message == "store: checkpoint failed"; },
                log::Level::warn);
  {
    HeldWriter writer(*storage);
    disk::Faults disk;
    disk.read_fails_with(EIO);  // the checkpoint reads the log back
    writer.release();
    const auto deadline = std::chrono::steady_clock::now() + answer_deadline;
    while (!reported && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  }
  EXPECT_TRUE(reported);
  log::set_sink({}, log::Level::warn);
  EXPECT_TRUE(commit(*storage, one(2)));
  EXPECT_EQ(body_at(*storage, key(2)), "2");
}

TEST_F(SqliteStorageTest, ADamagedRecordIsNamedByItsKey) {
  make_store(2);
  execute("UPDATE items SET body = '{\"t\":\"blob\",\"v\":1}' WHERE sort = x'31'");
  auto storage = open();
  const auto damaged = load(*storage, {key(0), key(1)});
  ASSERT_FALSE(damaged.has_value());
  EXPECT_EQ(damaged.error().code, "corrupt_record");
  EXPECT_NE(damaged.error().message.en.find("c#test/1"), std::string::npos) << damaged.error().message.en;
  EXPECT_EQ(range(*storage, all_of("c#test")).error().code, "corrupt_record");
  EXPECT_EQ(load(*storage, {key(0)})->size(), 1U) << "the others can still be read";
  EXPECT_TRUE(commit(*storage, one(1))) << "and it can be written anew";
}

TEST_F(SqliteStorageTest, ARecordOfANewerVersionIsNamedAsSuch) {
  make_store(1);
  execute("UPDATE items SET body = '{\"t\":\"blob\",\"v\":2,\"body\":1}'");
  EXPECT_EQ(load(*open(), {key(0)}).error().code, "newer_record");
}

TEST_F(SqliteStorageTest, DamageThatIsFoundWhileItRunsIsUnavailable) {
  auto storage = open();
  ASSERT_TRUE(commit(*storage, one(1)));
  execute("DROP TABLE items");
  EXPECT_EQ(commit(*storage, one(2)).error().kind, ErrorKind::internal);
  EXPECT_EQ(load(*storage, {key(1)}).error().kind, ErrorKind::internal);
  EXPECT_EQ(range(*storage, all_of("c#test")).error().kind, ErrorKind::internal);
  EXPECT_EQ(remove_expired(*storage, Seconds{}, 1).error().kind, ErrorKind::internal);
}

}  // namespace
}  // namespace nss
