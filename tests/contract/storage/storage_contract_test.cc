// What every storage promises (ports/storage.h), one caller at a time.
#include <rapidcheck.h>

#include <algorithm>

#include "ports/storage_keys.h"
#include "storage_under_test.h"
#include "support/generators.h"

namespace nss {
namespace {

INSTANTIATE_TEST_SUITE_P(All, StorageContract,
                         testing::Values(Implementation::memory, Implementation::sqlite, Implementation::dynamodb),
                         testing::PrintToStringParamName());

Seconds at(std::int64_t seconds) { return Seconds(std::chrono::seconds(seconds)); }

const StorageKey k1{"c#one", "k1"};
const StorageKey k2{"c#one", "k2"};

std::string code_of(const Result<CommitReceipt>& result) { return result ? "committed" : result.error().code; }

std::string sorts_of(const Result<std::vector<StoredItem>>& items) {
  if (!items) return items.error().code;
  std::string text;
  for (const StoredItem& item : *items) text += (text.empty() ? "" : " ") + item.key.sort;
  return text;
}

TEST_P(StorageContract, WhatIsNotThereIsLoadedAsNothing) {
  const auto items = load(*storage, {k1, k2});
  ASSERT_TRUE(items.has_value());
  ASSERT_EQ(items->size(), 2U);
  EXPECT_FALSE((*items)[0].has_value());
  EXPECT_TRUE(load(*storage, {})->empty());
}

TEST_P(StorageContract, EveryRecordComesBackUnderItsKey) {
  for (int i = 0; i < 30; ++i) {
    const StorageKey key{"c#records", std::to_string(i)};
    const Record record = arbitrary_record()(rc::Random(static_cast<std::uint64_t>(i)), 20).value();
    ASSERT_EQ(code_of(commit(*storage, {{put(key, record)}, {}})), "committed");
    const auto items = load(*storage, {key});
    ASSERT_TRUE(items && items->front());
    EXPECT_TRUE(items->front()->record == record);
    EXPECT_EQ(items->front()->key, key);
    EXPECT_EQ(items->front()->version, 1);
  }
}

TEST_P(StorageContract, ALoadAnswersInTheOrderOfItsKeysAlsoTwiceTheSame) {
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("1")), put(k2, blob("2"))}, {}}));
  const auto items = load(*storage, {k2, {"c#one", "none"}, k1, k2});
  ASSERT_TRUE(items.has_value());
  EXPECT_EQ(std::get<BlobRecord>((*items)[0]->record).body, "2");
  EXPECT_FALSE((*items)[1].has_value());
  EXPECT_EQ((*items)[2]->key, k1);
  EXPECT_EQ((*items)[3]->key, k2);
}

std::int64_t version_at(Storage& storage, const StorageKey& key) { return load(storage, {key})->front()->version; }

TEST_P(StorageContract, VersionsGrowWithEachWriteOfTheKeyAndBeginAgainAfterADelete) {
  const auto absent = Precondition::absent();
  EXPECT_EQ(commit(*storage, {{put(k1, blob("a"), absent)}, {}})->versions, std::vector<std::int64_t>{1});
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("b")), put(k2, blob("c"))}, {}}));
  EXPECT_EQ(version_at(*storage, k1), 2);
  EXPECT_EQ(version_at(*storage, k2), 1);
  EXPECT_EQ(commit(*storage, {{put(k2, blob("d"), Precondition::at(1)), erase(k1)}, {}})->versions,
            (std::vector<std::int64_t>{2, 0}));
  EXPECT_EQ(body_at(*storage, k1), "(none)");
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("e"))}, {}}));
  EXPECT_EQ(version_at(*storage, k1), 1);
  ASSERT_TRUE(commit(*storage, {{put(k2, blob("f"), Precondition::exists())}, {}}));
  EXPECT_EQ(version_at(*storage, k2), 3);
}

TEST_P(StorageContract, AReceiptTellsTheVersionsOfThoseWhoSaidWhichOneWasThere) {
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("a"))}, {}}));
  const auto receipt = commit(*storage, {{put(k1, blob("b"), Precondition::at(1)), put(k2, blob("c"), Precondition::absent()),
                                          put({"c#one", "k3"}, blob("d")), erase({"c#one", "k4"}, Precondition::absent())},
                                         {}});
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->versions, (std::vector<std::int64_t>{2, 1, 0, 0}));
  EXPECT_EQ(commit(*storage, {{put(k1, blob("e"), Precondition::exists())}, {}})->versions, std::vector<std::int64_t>{0});
}

TEST_P(StorageContract, DeletingWhatIsNotThereIsDone) {
  EXPECT_EQ(commit(*storage, {{erase(k1)}, {}})->versions, std::vector<std::int64_t>{0});
}

TEST_P(StorageContract, EachPreconditionHoldsOrRefuses) {
  struct Row {
    const char* sentence;
    bool there;  // an item of version 2
    Precondition condition;
    bool holds;
  };
  const Row rows[] = {
      {"none, absent", false, Precondition::none(), true},
      {"none, there", true, Precondition::none(), true},
      {"absent, absent", false, Precondition::absent(), true},
      {"absent, there", true, Precondition::absent(), false},
      {"exists, absent", false, Precondition::exists(), false},
      {"exists, there", true, Precondition::exists(), true},
      {"its version", true, Precondition::at(2), true},
      {"an older version", true, Precondition::at(1), false},
      {"a later version", true, Precondition::at(3), false},
      {"a version of what is not there", false, Precondition::at(1), false},
      {"version 0 of what is not there", false, Precondition::at(0), false},
  };
  int i = 0;
  for (const Row& row : rows) {
    for (const std::string way : {"write", "delete", "check"}) {
      const StorageKey key{"c#pre", way + std::to_string(i)};
      const StorageKey other{"c#pre", "other " + key.sort};
      if (row.there) {
        ASSERT_TRUE(commit(*storage, {{put(key, blob("1"))}, {}}));
        ASSERT_TRUE(commit(*storage, {{put(key, blob("2"))}, {}}));
      }
      StorageTransaction transaction{{put(other, blob("other"))}, {}};
      if (way == "write") transaction.writes.push_back(put(key, blob("3"), row.condition));
      if (way == "delete") transaction.writes.push_back(erase(key, row.condition));
      if (way == "check") transaction.checks.push_back({key, row.condition});
      const auto result = commit(*storage, transaction);
      EXPECT_EQ(code_of(result), row.holds ? "committed" : "precondition_failed") << row.sentence << " by " << way;
      EXPECT_TRUE(result || result.error().kind == ErrorKind::conflict) << row.sentence;
      EXPECT_EQ(body_at(*storage, other), row.holds ? "other" : "(none)") << row.sentence << ": all or nothing";
      const std::string before = row.there ? "2" : "(none)";
      const std::string after = way == "write" ? "3" : way == "delete" ? "(none)" : before;
      EXPECT_EQ(body_at(*storage, key), row.holds ? after : before) << row.sentence << " by " << way;
    }
    ++i;
  }
}

TEST_P(StorageContract, ConditionsAreAboutWhatWasThereBeforeTheTransaction) {
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("a"))}, {}}));
  const auto swapped = commit(*storage, {{put(k2, blob("b"), Precondition::absent()), erase(k1, Precondition::at(1))}, {}});
  EXPECT_EQ(code_of(swapped), "committed");
}

TEST_P(StorageContract, AFailingCheckLeavesNothingBehindInALargeTransaction) {
  StorageTransaction transaction;
  for (int i = 0; i < 24; ++i) transaction.writes.push_back(put({"c#atom", std::to_string(i)}, blob("x")));
  transaction.checks.push_back({k1, Precondition::exists()});
  EXPECT_EQ(code_of(commit(*storage, transaction)), "precondition_failed");
  EXPECT_EQ(sorts_of(range(*storage, all_of("c#atom"))), "");
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("now it is"))}, {}}));
  EXPECT_EQ(code_of(commit(*storage, transaction)), "committed");
  EXPECT_EQ(range(*storage, all_of("c#atom"))->size(), 24U);
}

TEST_P(StorageContract, WhatIsTooMuchIsRefusedAndChangesNothing) {
  StorageTransaction many;
  for (int i = 0; i < 26; ++i) many.writes.push_back(put({"c#one", "m" + std::to_string(i)}, blob("x")));
  StorageTransaction many_large;
  for (int i = 0; i < 10; ++i)
    many_large.writes.push_back(put({"c#one", "l" + std::to_string(i)}, blob(std::string(399'000, 'x'))));
  struct Row {
    const char* sentence;
    StorageTransaction transaction;
    const char* code;
  };
  const Row rows[] = {
      {"26 items", many, "too_many_items"},
      {"nothing", {}, "empty_transaction"},
      {"a key twice", {{put(k1, blob("a")), put(k1, blob("b"))}, {}}, "duplicate_key"},
      {"a key written and checked", {{put(k1, blob("a"))}, {{k1, Precondition::absent()}}}, "duplicate_key"},
      {"an empty key", {{put({"c#one", ""}, blob("a"))}, {}}, "invalid_key"},
      {"a large record beside a small one",
       {{put(k1, blob("a")), put(k2, blob(std::string(400'000, 'x')))}, {}},
       "record_too_large"},
      {"a large record whose condition fails too",
       {{put(k2, blob(std::string(400'000, 'x')), Precondition::exists())}, {}},
       "record_too_large"},
      {"records that are too large together", many_large, "transaction_too_large"},
      {"a key that is not UTF-8", {{put({"c#one", "\xFF\xFE"}, blob("a"))}, {}}, "invalid_key"},
      {"a partition that is not UTF-8", {{put({"c#\xC3", "s"}, blob("a"))}, {}}, "invalid_key"},
  };
  for (const Row& row : rows) {
    const auto result = commit(*storage, row.transaction);
    EXPECT_EQ(code_of(result), row.code) << row.sentence;
    EXPECT_EQ(result.error().kind, ErrorKind::invalid) << row.sentence;
  }
  EXPECT_EQ(sorts_of(range(*storage, all_of("c#one"))), "");
  EXPECT_EQ(load(*storage, std::vector<StorageKey>(101, k1)).error().code, "too_many_keys");
  EXPECT_EQ(load(*storage, {{"", "s"}}).error().code, "invalid_key");
  EXPECT_EQ(sorts_of(range(*storage, {"c#one", "", "", false, 1001})), "invalid_range");
  EXPECT_EQ(sorts_of(range(*storage, {"c#one", "\xFF", "", false, 10})), "invalid_key");
}

TEST_P(StorageContract, ARecordOfTheLargestSizeIsKept) {
  const std::string body(max_record_bytes - 100, 'x');
  ASSERT_EQ(code_of(commit(*storage, {{put(k1, blob(body))}, {}})), "committed");
  EXPECT_EQ(body_at(*storage, k1), body);
}

TEST_P(StorageContract, RangesAreOrderedByBytesBothWaysWithinTheirBounds) {
  for (const char* sort : {"b", "a", "c", "aa", "B", "\xC3\xB1", "d"}) {
    ASSERT_TRUE(commit(*storage, {{put({"c#range", sort}, blob(sort))}, {}}));
  }
  for (const char* neighbour : {"c#rang", "c#range ", "c#rangf", "c#range2"}) {
    ASSERT_TRUE(commit(*storage, {{put({neighbour, "b"}, blob("not ours"))}, {}}));
  }
  struct Row {
    const char* sentence;
    RangeQuery query;
    std::string sorts;
  };
  const Row rows[] = {
      {"everything", {"c#range", "", "", false, 100}, "B a aa b c d \xC3\xB1"},
      {"everything, backwards", {"c#range", "", "", true, 100}, "\xC3\xB1 d c b aa a B"},
      {"from is included", {"c#range", "b", "", false, 100}, "b c d \xC3\xB1"},
      {"to is excluded", {"c#range", "", "b", false, 100}, "B a aa"},
      {"both, between keys", {"c#range", "aaa", "cc", false, 100}, "b c"},
      {"both, backwards", {"c#range", "a", "c", true, 100}, "b aa a"},
      {"the first two", {"c#range", "a", "", false, 2}, "a aa"},
      {"the last two", {"c#range", "", "", true, 2}, "\xC3\xB1 d"},
      {"an empty range", {"c#range", "b", "b", false, 100}, ""},
      {"the ends the wrong way round", {"c#range", "d", "a", true, 100}, ""},
      {"above all keys", {"c#range", "\xF4\x8F\xBF\xBF", "", false, 100}, ""},
      {"no such partition", {"c#other", "", "", false, 100}, ""},
  };
  for (const Row& row : rows) EXPECT_EQ(sorts_of(range(*storage, row.query)), row.sorts) << row.sentence;
  const auto items = range(*storage, {"c#range", "c", "", false, 1});
  EXPECT_EQ(items->front().version, 1);
  EXPECT_EQ(std::get<BlobRecord>(items->front().record).body, "c");
}

TEST_P(StorageContract, KeysMayHoldAnyTextAndAreDifferentWhenOneByteIs) {
  std::string highest;  // 1,024 bytes
  for (int i = 0; i < 256; ++i) highest += "\xF4\x8F\xBF\xBF";
  std::vector<StorageKey> keys;
  for (const std::string& part : {std::string("a"), std::string("a\0", 2), std::string("a\0b", 3), std::string("\0", 1),
                                  std::string("'; --"), std::string("niño"), std::string("\xEF\xBF\xBD"), highest}) {
    keys.push_back({"c#" + part, part});
    keys.push_back({"c#all", part});
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    ASSERT_EQ(commit(*storage, {{put(keys[i], blob(std::to_string(i)), Precondition::absent())}, {}})->versions.front(), 1);
  }
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(body_at(*storage, keys[i]), std::to_string(i));
  const auto all = range(*storage, all_of("c#all"));
  ASSERT_EQ(all->size(), keys.size() / 2);
  EXPECT_TRUE(std::is_sorted(all->begin(), all->end(), [](const auto& a, const auto& b) { return a.key < b.key; }));
  EXPECT_EQ(all->back().key.sort, highest) << "no upper bound leaves it out";
}

// Of the stores that remove by themselves what has expired; DynamoDB's service does it for us (dynamodb_items_test.cc).
class StorageExpiry : public StorageContract {};
INSTANTIATE_TEST_SUITE_P(All, StorageExpiry, testing::Values(Implementation::memory, Implementation::sqlite),
                         testing::PrintToStringParamName());

TEST_P(StorageExpiry, WhatExpiresIsRemovedWhenItsTimeHasComeOldestFirst) {
  const auto expiring = [](const char* sort, std::int64_t when) {
    return StorageWrite{{"c#exp", sort}, blob(sort), Precondition::none(), at(when)};
  };
  ASSERT_TRUE(
      commit(*storage, {{expiring("c", 30), expiring("a", 20), expiring("b", 10), put({"c#exp", "for ever"}, blob("x"))}, {}}));
  EXPECT_EQ(*remove_expired(*storage, at(9), 10), 0U);
  EXPECT_EQ(sorts_of(range(*storage, all_of("c#exp"))), "a b c for ever") << "a reader sees it until it is removed";
  EXPECT_EQ(*remove_expired(*storage, at(20), 1), 1U);
  EXPECT_EQ(sorts_of(range(*storage, all_of("c#exp"))), "a c for ever");
  EXPECT_EQ(*remove_expired(*storage, at(20), 10), 1U) << "the end is included";
  EXPECT_EQ(*remove_expired(*storage, at(20), 10), 0U);
  EXPECT_EQ(*remove_expired(*storage, at(1000), 0), 0U);
  ASSERT_TRUE(commit(*storage, {{put({"c#exp", "c"}, blob("kept"))}, {}}));
  EXPECT_EQ(*remove_expired(*storage, at(1000), 10), 0U) << "a write without an end takes the end away";
  EXPECT_EQ(sorts_of(range(*storage, all_of("c#exp"))), "c for ever");
}

ActivityRecord activity(const std::string& ns, int start, const std::string& cost_center, const std::string& requested_by) {
  ActivityRecord record;
  record.ns = ns;
  record.start = Seconds(std::chrono::seconds(start));
  record.type = OperationType::manual_activation;
  record.cost_center = cost_center;
  record.requested_by = requested_by;
  return record;
}

StorageWrite write_of(const StorageKeys& keys, const ActivityRecord& record) {
  return {keys.activity(record.ns, record.start), record, Precondition::none(), std::nullopt};
}

std::string names_of(const Result<std::vector<StoredItem>>& items) {
  if (!items) return items.error().code;
  std::string names;
  for (const StoredItem& item : *items) {
    const auto& record = std::get<ActivityRecord>(item.record);
    names += record.ns + std::to_string(record.start.time_since_epoch().count()) + " ";
  }
  return names;
}

RangeQuery by_index(std::string partition, bool descending = false) {
  return {std::move(partition), "", "", descending, 100, true};
}

TEST_P(StorageContract, ActivitiesAreFoundByEachOfTheirIndexes) {
  const StorageKeys keys("c1");
  const StorageKeys other("c2");
  ASSERT_TRUE(
      commit(*storage, {{write_of(keys, activity("b", 5, "CC-1", "ana")), write_of(keys, activity("a", 5, "CC-1", "luis")),
                         write_of(keys, activity("a", 9, "CC-2", "ana")), write_of(other, activity("z", 7, "CC-1", "ana"))},
                        {}}));
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_cluster()))), "a5 b5 a9 ");
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_cluster(), true))), "a9 b5 a5 ");
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_cost_center("CC-1")))), "a5 b5 ");
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_requester("ana")))), "b5 a9 ");
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_type(OperationType::manual_activation)))), "a5 b5 a9 ");
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_type(OperationType::auto_startup)))), "");
  RangeQuery later = by_index(keys.activities_of_cluster());
  later.from = StorageKeys::instant(Seconds(std::chrono::seconds(6)));
  EXPECT_EQ(names_of(range(*storage, later)), "a9 ");
  RangeQuery first = by_index(keys.activities_of_cluster(), true);
  first.limit = 1;
  const auto newest = range(*storage, first);
  ASSERT_TRUE(newest.has_value());
  EXPECT_EQ(newest->at(0).key, keys.activity("a", Seconds(std::chrono::seconds(9))));
  first.to = newest->at(0).index_sort;
  first.limit = 100;
  EXPECT_EQ(names_of(range(*storage, first)), "b5 a5 ") << "a page goes on where the one before ended";
}

TEST_P(StorageContract, AnIndexFollowsItsRecordAndARestart) {
  const StorageKeys keys("c1");
  ASSERT_TRUE(commit(*storage, {{write_of(keys, activity("a", 5, "CC-1", "ana"))}, {}}));
  ASSERT_TRUE(commit(*storage, {{write_of(keys, activity("a", 5, "CC-2", "ana"))}, {}}));
  storage.reopen();
  EXPECT_EQ(names_of(range(*storage, by_index(keys.activities_of_cost_center("CC-1")))), "");
  const auto moved = range(*storage, by_index(keys.activities_of_cost_center("CC-2")));
  ASSERT_EQ(moved->size(), 1U);
  EXPECT_EQ(moved->at(0).version, 2);
}

TEST_P(StorageContract, AuditLinksAreWrittenOnceAndActivitiesAreKept) {
  const StorageKeys keys("c1");
  const StorageKey key = keys.audit("pagos", 1);
  AuditLink link;
  link.ns = "pagos";
  link.seq = 1;
  const auto refused = [&](const StorageWrite& write) {
    const auto done = commit(*storage, {{write}, {}});
    return done ? std::string("committed") : done.error().code;
  };
  EXPECT_EQ(refused({key, link, Precondition::none(), std::nullopt}), "audit_immutable");
  EXPECT_EQ(refused({key, link, Precondition::absent(), Seconds(std::chrono::seconds(9))}), "audit_immutable");
  ASSERT_EQ(refused({key, link, Precondition::absent(), std::nullopt}), "committed");
  EXPECT_EQ(refused({key, link, Precondition::absent(), std::nullopt}), "precondition_failed");
  EXPECT_EQ(refused({key, link, Precondition::at(1), std::nullopt}), "audit_immutable");
  EXPECT_EQ(refused({key, std::nullopt, Precondition::none(), std::nullopt}), "audit_immutable");
  const StorageKey kept = keys.activity("a", Seconds(std::chrono::seconds(5)));
  ASSERT_EQ(refused(write_of(keys, activity("a", 5, "CC-1", "ana"))), "committed");
  EXPECT_EQ(refused({kept, std::nullopt, Precondition::none(), std::nullopt}), "activity_kept");
  EXPECT_EQ(load(*storage, {kept, key})->size(), 2U);
}

TEST_P(StorageContract, ARestartKeepsEverything) {
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("a")), put(k2, blob("b"))}, {}}));
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("c"))}, {}}));
  storage.reopen();
  EXPECT_EQ(body_at(*storage, k1), "c");
  EXPECT_EQ(body_at(*storage, k2), "b");
  EXPECT_EQ(commit(*storage, {{put(k1, blob("d"), Precondition::at(2))}, {}})->versions.front(), 3);
}

TEST_P(StorageContract, NothingAnswersAfterStopAndNothingIsKept) {
  ASSERT_TRUE(commit(*storage, {{put(k1, blob("a"))}, {}}));
  storage->stop();
  storage->stop();
  bool answered = false;
  storage->commit({{put(k1, blob("late"))}, {}}, [&](const auto&) { answered = true; });
  storage->load({k1}, [&](const auto&) { answered = true; });
  storage->range(all_of("c#one"), [&](const auto&) { answered = true; });
  storage->remove_expired(at(0), 1, [&](const auto&) { answered = true; });
  storage.reopen();
  EXPECT_FALSE(answered);
  EXPECT_EQ(body_at(*storage, k1), "a");
}

}  // namespace
}  // namespace nss
