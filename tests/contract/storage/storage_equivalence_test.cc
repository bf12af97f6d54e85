// Any history of calls gives the same answers from the memory storage as from SQLite and from DynamoDB: storages that differ
// silently would be different products.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "storage_under_test.h"

namespace nss {
namespace {

using rc::gen::arbitrary;
using rc::gen::exec;
using rc::gen::inRange;

rc::Gen<StorageKey> some_key(const std::string& cluster) {
  return exec([cluster] {
    const auto partition = *rc::gen::element<std::string>("a", "b");
    const auto sort = *rc::gen::element<std::string>("1", "2", "21", "\xC3\xB1");
    return StorageKey{cluster + partition, sort};
  });
}

rc::Gen<Precondition> some_condition() {
  return exec([] {
    const int kind = *inRange(0, 6);
    if (kind == 0) return Precondition::absent();
    if (kind == 1) return Precondition::exists();
    if (kind == 2) return Precondition::at(*inRange<std::int64_t>(0, 4));
    return Precondition::none();
  });
}

rc::Gen<StorageTransaction> some_transaction(const std::string& cluster) {
  return exec([cluster] {
    StorageTransaction transaction;
    const int writes = *inRange(0, 4);
    for (int i = 0; i < writes; ++i) {
      StorageWrite write{*some_key(cluster), std::nullopt, *some_condition(), std::nullopt};
      if (*inRange(0, 4) != 0) write.record = BlobRecord{std::to_string(*inRange(0, 1000))};
      if (*arbitrary<bool>()) write.expires = Seconds(std::chrono::seconds(*inRange(0, 10)));
      transaction.writes.push_back(write);
    }
    const int checks = *inRange(0, 3);
    for (int i = 0; i < checks; ++i) transaction.checks.push_back({*some_key(cluster), *some_condition()});
    return transaction;
  });
}

RangeQuery some_range(const std::string& cluster) {
  const auto bound = [] { return *rc::gen::element<std::string>("", "1", "2", "20", "3"); };
  return {cluster + *rc::gen::element<std::string>("a", "b"), bound(), bound(), *arbitrary<bool>(), *inRange<std::size_t>(0, 5)};
}

std::string text_of(const StoredItem& item) {
  return item.key.partition + "/" + item.key.sort + "@" + std::to_string(item.version) + "=" +
         std::get<BlobRecord>(item.record).body;
}

std::string text_of(const Result<CommitReceipt>& result) {
  if (!result) return std::string(to_string(result.error().kind)) + " " + result.error().code + " " + result.error().message.en;
  std::string text = "committed";
  for (const std::int64_t version : result->versions) text += " " + std::to_string(version);
  return text;
}

std::string text_of(const Result<std::vector<StoredItem>>& result) {
  if (!result) return result.error().code;
  std::string text;
  for (const StoredItem& item : *result) text += text_of(item) + " ";
  return text;
}

// Keys of this cluster are gone before the next history: one file serves all of them.
void clear(Storage& storage, const std::string& cluster) {
  for (const char* partition : {"a", "b"}) {
    const auto items = range(storage, all_of(cluster + partition));
    StorageTransaction transaction;
    for (const StoredItem& item : *items) transaction.writes.push_back(erase(item.key));
    if (!transaction.writes.empty()) NSS_CHECK(commit(storage, transaction).has_value());
  }
}

// `expiry`: whether both remove what has expired when they are asked to.
void compare_histories(Implementation one, Implementation other, bool expiry) {
  StorageUnderTest memory(one);
  StorageUnderTest second(other);
  const std::string cluster = "c#";
  EXPECT_TRUE(rc::check("every history has the same answers", [&] {
    clear(*memory, cluster);
    clear(*second, cluster);
    const int steps = *inRange(1, 15);
    for (int i = 0; i < steps; ++i) {
      const int what = *inRange(0, 8);
      if (what == 0 && expiry) {
        const Seconds now(std::chrono::seconds(*inRange(0, 10)));
        const auto limit = *inRange<std::size_t>(0, 3);
        RC_ASSERT(*remove_expired(*memory, now, limit) == *remove_expired(*second, now, limit));
      } else if (what == 1) {
        const RangeQuery query = some_range(cluster);
        RC_ASSERT(text_of(range(*memory, query)) == text_of(range(*second, query)));
      } else {
        const StorageTransaction transaction = *some_transaction(cluster);
        RC_ASSERT(text_of(commit(*memory, transaction)) == text_of(commit(*second, transaction)));
      }
    }
    for (const char* partition : {"a", "b"}) {
      RC_ASSERT(text_of(range(*memory, all_of(cluster + partition))) == text_of(range(*second, all_of(cluster + partition))));
    }
  }));
}

TEST(StorageEquivalence, EveryHistoryHasTheSameAnswersFromSqlite) {
  compare_histories(Implementation::memory, Implementation::sqlite, true);
}

TEST(StorageEquivalence, EveryHistoryHasTheSameAnswersFromDynamoDb) {
  compare_histories(Implementation::memory, Implementation::dynamodb, false);
}

}  // namespace
}  // namespace nss
