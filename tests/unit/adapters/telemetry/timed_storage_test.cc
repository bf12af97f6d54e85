#include "adapters/telemetry/timed_storage.h"

#include <gtest/gtest.h>

#include "adapters/memory_storage/memory_storage.h"
#include "support/storage_calls.h"

namespace nss {
namespace {

TEST(TimedStorage, PassesEveryCallOnAndCountsItByItsKind) {
  MemoryStorage inside;
  Metrics metrics;
  TimedStorage storage(inside, "memory", metrics);
  const StorageKey key{"p", "s"};
  ASSERT_TRUE(commit(storage, {{StorageWrite{key, Record(BlobRecord{"text"}), Precondition::absent(), std::nullopt}}, {}}));
  EXPECT_EQ(
      commit(storage, {{StorageWrite{key, Record(BlobRecord{"other"}), Precondition::absent(), std::nullopt}}, {}}).error().kind,
      ErrorKind::conflict);
  ASSERT_TRUE(load(storage, {key})->at(0));
  EXPECT_EQ(range(storage, all_of("p"))->size(), 1U);
  EXPECT_TRUE(remove_expired(storage, Seconds{}, 10));

  std::map<std::string, std::uint64_t> seen;
  for (const auto& [labels, histogram] : metrics.store_durations.all()) {
    EXPECT_EQ(labels[0], "memory");
    for (std::size_t i = 0; i < histogram->buckets(); ++i) seen[labels[1]] += histogram->bucket(i);
  }
  EXPECT_EQ(seen, (std::map<std::string, std::uint64_t>{{"commit", 2}, {"load", 1}, {"range", 1}, {"remove_expired", 1}}));
}

}  // namespace
}  // namespace nss
