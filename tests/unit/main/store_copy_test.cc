// store copy between any two stores: what is the same stays, what is another one ends it. Both ways through the real tables:
// tests/system/test_dynamodb.py.
#include "main/store_copy.h"

#include <gtest/gtest.h>

#include "adapters/memory_storage/memory_storage.h"
#include "adapters/sqlite/sqlite_dump.h"
#include "adapters/sqlite/sqlite_storage.h"
#include "ports/storage_keys.h"
#include "support/storage_calls.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

Seconds at(std::int64_t seconds) { return Seconds(std::chrono::seconds(seconds)); }

class StoreCopy : public testing::Test {
 protected:
  void fill(int records) {
    const auto storage = std::move(*SqliteStorage::open(SqliteOptions{path_}));
    for (int i = 0; i < records; ++i) {
      const StorageWrite write{keys_.task("t" + std::to_string(i)), blob(std::to_string(i)), Precondition::none(), at(1'000 + i)};
      ASSERT_TRUE(commit(*storage, {{write}, {}}));
    }
    AuditLink link;
    link.ns = "pagos";
    link.seq = 1;
    ASSERT_TRUE(
        commit(*storage, {{put(keys_.audit("pagos", 1), link, Precondition::absent()),
                           put(StorageKeys("prod2").task("t0"), blob("of another cluster")), put({"pro", "t"}, blob("of none"))},
                          {}}));
  }
  Result<CopyCount> copy(Seconds now = at(0)) {
    auto dump = open_sqlite_dump(path_, "prod");
    if (!dump) return fail(dump.error());
    return copy_records(**dump, target_, now, [this](const CopyCount&) { ++pages_; });
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.file("store.db");
  const StorageKeys keys_{"prod"};
  MemoryStorage target_{MemoryStorage::Executor{}, {}};
  int pages_ = 0;
};

TEST_F(StoreCopy, EveryRecordOfTheClusterIsCopiedOnceWithItsEnd) {
  fill(450);
  const auto first = copy();
  ASSERT_TRUE(first.has_value()) << first.error().message.en;
  EXPECT_EQ(first->written, 451U);
  EXPECT_EQ(pages_, 3);
  EXPECT_EQ(body_at(target_, keys_.task("t449")), "449");
  EXPECT_TRUE(load(target_, {keys_.audit("pagos", 1)})->front().has_value());
  EXPECT_EQ(body_at(target_, StorageKeys("prod2").task("t0")), "(none)");
  EXPECT_EQ(*remove_expired(target_, at(1'000), 10), 1U) << "what expires there expires here";
  const auto second = copy();
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->written, 1U);
  EXPECT_EQ(second->there, 450U);
}

// A store removes what expired when it likes; the target may do so before it is counted.
TEST_F(StoreCopy, WhatHasExpiredIsLeft) {
  fill(30);
  const auto count = copy(at(1'009));
  ASSERT_TRUE(count.has_value());
  EXPECT_EQ(count->written, 21U);
  EXPECT_EQ(body_at(target_, keys_.task("t9")), "(none)");
  EXPECT_EQ(body_at(target_, keys_.task("t10")), "10");
}

TEST_F(StoreCopy, ACopyThatWasStoppedGoesOn) {
  fill(60);
  for (int i = 0; i < 60; i += 7)
    ASSERT_TRUE(commit(target_, {{put(keys_.task("t" + std::to_string(i)), blob(std::to_string(i)))}, {}}));
  const auto count = copy();
  ASSERT_TRUE(count.has_value());
  EXPECT_EQ(count->there, 9U);
  EXPECT_EQ(count->written, 52U);
}

TEST_F(StoreCopy, TwoHistoriesAreNeverMixed) {
  fill(3);
  ASSERT_TRUE(commit(target_, {{put(keys_.task("t1"), blob("another one"))}, {}}));
  const auto count = copy();
  ASSERT_FALSE(count.has_value());
  EXPECT_EQ(count.error().code, "copy_differs");
  EXPECT_NE(count.error().message.en.find("prod#task/t1"), std::string::npos) << count.error().message.en;
  EXPECT_EQ(body_at(target_, keys_.task("t1")), "another one");
}

TEST_F(StoreCopy, LargeRecordsGoInTransactionsThatFit) {
  {
    const auto storage = std::move(*SqliteStorage::open(SqliteOptions{path_}));
    for (int i = 0; i < 30; ++i) {
      ASSERT_TRUE(commit(*storage, {{put(keys_.task(std::to_string(i)), blob(std::string(390'000, 'x')))}, {}}));
    }
  }
  const auto count = copy();
  ASSERT_TRUE(count.has_value()) << count.error().message.en;
  EXPECT_EQ(count->written, 30U);
}

TEST_F(StoreCopy, AStoreThatIsNotThereIsToldAndNothingElse) { EXPECT_FALSE(copy().has_value()); }

}  // namespace
}  // namespace nss
