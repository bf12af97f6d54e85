// What every storage promises when many threads call it at once.
#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "storage_under_test.h"

namespace nss {
namespace {

class StorageConcurrency : public StorageContract {};

INSTANTIATE_TEST_SUITE_P(All, StorageConcurrency,
                         testing::Values(Implementation::memory, Implementation::sqlite, Implementation::dynamodb),
                         testing::PrintToStringParamName());

constexpr int threads = 8;
constexpr int wins_each = 12;

void in_threads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> all;
  for (int i = 0; i < count; ++i) all.emplace_back(body, i);
  for (std::thread& thread : all) thread.join();
}

TEST_P(StorageConcurrency, ExactlyOneWinsEachVersion) {
  const StorageKey key{"c#race", "counter"};
  ASSERT_TRUE(commit(*storage, {{put(key, blob("0"))}, {}}));
  std::mutex mutex;
  std::multiset<std::int64_t> won;
  in_threads(threads, [&](int) {
    for (int wins = 0; wins < wins_each;) {
      const auto items = load(*storage, {key});
      const int value = std::stoi(std::get<BlobRecord>(items->front()->record).body);
      const auto version = items->front()->version;
      const auto result = commit(*storage, {{put(key, blob(std::to_string(value + 1)), Precondition::at(version))}, {}});
      if (!result) {
        NSS_CHECK(result.error().kind == ErrorKind::conflict);
        continue;
      }
      ++wins;
      const std::lock_guard lock(mutex);
      won.insert(result->versions.front());
    }
  });
  EXPECT_EQ(body_at(*storage, key), std::to_string(threads * wins_each)) << "no write was lost";
  for (std::int64_t version = 2; version <= threads * wins_each + 1; ++version) EXPECT_EQ(won.count(version), 1U) << version;
}

TEST_P(StorageConcurrency, OfManyWhoCreateOneDoes) {
  for (int round = 0; round < 10; ++round) {
    const StorageKey key{"c#create", std::to_string(round)};
    std::atomic<int> created = 0;
    in_threads(threads, [&](int i) {
      if (commit(*storage, {{put(key, blob(std::to_string(i)), Precondition::absent())}, {}})) ++created;
    });
    EXPECT_EQ(created, 1) << round;
  }
}

// Each transaction moves one from a to b: who looked in between may have seen half of it, and what he decides on it is refused.
TEST_P(StorageConcurrency, NobodyDecidesOnHalfATransaction) {
  const StorageKey a{"c#sum", "a"};
  const StorageKey b{"c#sum", "b"};
  ASSERT_TRUE(commit(*storage, {{put(a, blob("50")), put(b, blob("50"))}, {}}));
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::atomic<int> decided = 0;
  std::thread reader([&] {
    while (!done || decided == 0) {
      const auto items = load(*storage, {a, b});
      const auto amount = [&](std::size_t i) { return std::stoi(std::get<BlobRecord>((*items)[i]->record).body); };
      const int sum = amount(0) + amount(1);
      const StorageCheck a_is{a, Precondition::at((*items)[0]->version)};
      const StorageCheck b_is{b, Precondition::at((*items)[1]->version)};
      if (!commit(*storage, {{put({"c#sum", "seen"}, blob(std::to_string(sum)))}, {a_is, b_is}})) continue;
      ++decided;
      if (sum != 100) ++wrong;
    }
  });
  for (int i = 1; i <= 100; ++i) {
    ASSERT_TRUE(commit(*storage, {{put(a, blob(std::to_string(50 - i))), put(b, blob(std::to_string(50 + i)))}, {}}));
  }
  done = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
}

TEST_P(StorageConcurrency, WhoGotTheAnswerOfACommitSeesIt) {
  in_threads(4, [&](int thread) {
    for (int i = 0; i < 25; ++i) {
      const StorageKey key{"c#own" + std::to_string(thread), std::to_string(i)};
      NSS_CHECK(commit(*storage, {{put(key, blob("mine"))}, {}}).has_value());
      NSS_CHECK(body_at(*storage, key) == "mine");
      NSS_CHECK(range(*storage, all_of(key.partition))->size() == static_cast<std::size_t>(i) + 1);
    }
  });
}

TEST_P(StorageConcurrency, AfterAStopAmidWorkWhatWasAnsweredIsThereAndNoAnswerComes) {
  constexpr int commits = 400;
  std::atomic<int> answered = 0;
  std::atomic<bool> stopped = false;
  std::atomic<bool> late = false;
  std::thread caller([&] {
    for (int i = 0; i < commits; ++i) {
      storage->commit({{put({"c#stop", std::to_string(i)}, blob("x"))}, {}}, [&](const Result<CommitReceipt>& result) {
        NSS_CHECK(result.has_value());
        if (stopped) late = true;
        ++answered;
      });
    }
  });
  while (answered == 0) std::this_thread::yield();
  storage->stop();
  stopped = true;
  const int counted = answered;
  caller.join();
  EXPECT_FALSE(late);
  EXPECT_EQ(answered, counted);
  storage.reopen();
  EXPECT_GE(range(*storage, all_of("c#stop"))->size(), static_cast<std::size_t>(counted));
}

}  // namespace
}  // namespace nss
