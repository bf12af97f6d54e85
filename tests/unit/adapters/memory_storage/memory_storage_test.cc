#include "adapters/memory_storage/memory_storage.h"

#include <gtest/gtest.h>

#include <deque>

#include "adapters/records/storage_rules.h"
#include "support/storage_calls.h"

namespace nss {
namespace {

const StorageKey key{"c#test", "k"};

// Work waits here until the test lets it run: the core tests drive the storage in the same way.
struct Held {
  std::deque<std::function<void()>> work;

  MemoryStorage::Executor executor() {
    return [this](std::function<void()> next) { work.push_back(std::move(next)); };
  }
  void run_one() {
    auto next = std::move(work.front());
    work.pop_front();
    next();
  }
};

TEST(MemoryStorage, ByDefaultTheAnswerIsThereWhenTheCallReturns) {
  MemoryStorage storage;
  Awaited<CommitReceipt> answer;
  storage.commit({{put(key, blob("a"))}, {}}, answer.reply());
  EXPECT_TRUE(answer.came());
  EXPECT_EQ(body_at(storage, key), "a");
}

TEST(MemoryStorage, AnAnswerMayCallTheStorageAgainAndStopIt) {
  MemoryStorage storage;
  std::string seen;
  storage.commit({{put(key, blob("a"))}, {}}, [&](const Result<CommitReceipt>&) {
    storage.load({key}, [&](Result<std::vector<std::optional<StoredItem>>> items) {
      seen = std::get<BlobRecord>(items->front()->record).body;
      storage.stop();
    });
  });
  EXPECT_EQ(seen, "a");
  bool answered = false;
  storage.load({key}, [&](const auto&) { answered = true; });
  EXPECT_FALSE(answered) << "it is stopped";
}

TEST(MemoryStorage, TheExecutorGetsTheEffectAndThenTheAnswer) {
  Held held;
  MemoryStorage storage(held.executor());
  Awaited<CommitReceipt> answer;
  storage.commit({{put(key, blob("a"))}, {}}, answer.reply());
  EXPECT_TRUE(storage.tables()->items.empty()) << "nothing happened yet";
  held.run_one();
  EXPECT_EQ(storage.tables()->items.size(), 1U);
  EXPECT_FALSE(answer.came()) << "kept, not yet answered";
  held.run_one();
  EXPECT_TRUE(answer.came());
}

TEST(MemoryStorage, ACrashBetweenEffectAndAnswerKeepsTheEffectForTheNextStart) {
  Held held;
  auto tables = std::make_shared<MemoryTables>();
  bool answered = false;
  {
    MemoryStorage storage(held.executor(), tables);
    storage.commit({{put(key, blob("kept"))}, {}}, [&](const auto&) { answered = true; });
    storage.commit({{put({"c#test", "other"}, blob("never"))}, {}}, [&](const auto&) { answered = true; });
    held.run_one();
  }
  while (!held.work.empty()) held.run_one();
  EXPECT_FALSE(answered) << "the process that asked is gone";
  MemoryStorage again({}, tables);
  EXPECT_EQ(body_at(again, key), "kept");
  EXPECT_EQ(body_at(again, {"c#test", "other"}), "(none)");
}

TEST(MemoryStorage, PlannedFailuresHitAsManyCallsAsTheTestSays) {
  MemoryStorage storage;
  storage.faults().fail_next(2, store_unavailable("disk"));
  EXPECT_EQ(commit(storage, {{put(key, blob("a"))}, {}}).error().code, "store_unavailable");
  EXPECT_EQ(body_at(storage, key), "store_unavailable");
  EXPECT_EQ(body_at(storage, key), "(none)") << "the failed commit did nothing";

  storage.faults().fail_next_commits(1, store_unavailable("disk"));
  EXPECT_EQ(body_at(storage, key), "(none)") << "reads go on";
  EXPECT_EQ(remove_expired(storage, Seconds{}, 10).error().code, "store_unavailable");
  EXPECT_TRUE(commit(storage, {{put(key, blob("a"))}, {}}).has_value());
  storage.faults().fail_next(1, store_unavailable("disk"));
  EXPECT_EQ(range(storage, all_of("c#test")).error().code, "store_unavailable");
}

TEST(MemoryStorage, UnavailableLastsUntilItIsLifted) {
  MemoryStorage storage;
  storage.faults().unavailable(true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(commit(storage, {{put(key, blob("a"))}, {}}).error().kind, ErrorKind::unavailable);
  storage.faults().unavailable(false);
  EXPECT_TRUE(commit(storage, {{put(key, blob("a"))}, {}}).has_value());
}

TEST(MemoryStorage, ALostReplyHidesACommitThatHappened) {
  MemoryStorage storage;
  storage.faults().lose_reply_of_next_commit();
  EXPECT_EQ(commit(storage, {{put(key, blob("x"), Precondition::exists())}, {}}).error().kind, ErrorKind::conflict)
      << "a refused commit is not the one";
  EXPECT_EQ(commit(storage, {{put(key, blob("a"))}, {}}).error().kind, ErrorKind::transient);
  EXPECT_EQ(body_at(storage, key), "a");
  EXPECT_TRUE(commit(storage, {{put(key, blob("b"))}, {}}).has_value());
}

TEST(MemoryStorage, APlannedConflictDoesNothing) {
  MemoryStorage storage;
  storage.faults().conflict_next();
  EXPECT_EQ(commit(storage, {{put(key, blob("a"))}, {}}).error().code, "precondition_failed");
  EXPECT_EQ(body_at(storage, key), "(none)");
  EXPECT_TRUE(commit(storage, {{put(key, blob("a"))}, {}}).has_value());
}

}  // namespace
}  // namespace nss
