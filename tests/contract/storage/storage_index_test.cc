// The activity table's indexes in every storage: whatever was written, a range of an index is what a filter and a sort over
// all records would give. Records of the activity table are never deleted and never expire, so nothing else empties it.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "ports/storage_keys.h"
#include "storage_under_test.h"

namespace nss {
namespace {

using rc::gen::arbitrary;
using rc::gen::element;
using rc::gen::inRange;
using Model = std::map<StorageKey, ActivityRecord>;
using Found = std::vector<std::pair<std::string, ActivityRecord>>;  // the sort key of the index, and the record

Seconds at(int second) { return Seconds(std::chrono::seconds(second)); }

// Few values of each, so that records meet under one key, in one second and in one index.
ActivityRecord some_activity() {
  ActivityRecord record;
  record.ns = *element<std::string>("a", "a-b", "b");
  record.start = at(*inRange(0, 5));
  record.type = *element(OperationType::manual_activation, OperationType::auto_startup);
  record.cost_center = *element<std::string>("CC-1", "CC-2", "");
  record.requested_by = *element<std::string>("ana", "ana#1");
  return record;
}

struct IndexedField {
  std::string partition;
  std::function<bool(const ActivityRecord&)> holds;
};

IndexedField some_index(const StorageKeys& keys) {
  const auto type = *element(OperationType::manual_activation, OperationType::auto_startup);
  const auto center = *element<std::string>("CC-1", "CC-2", "", "CC");
  const auto person = *element<std::string>("ana", "ana#1", "an");
  const IndexedField all[] = {
      {keys.activities_of_cluster(), [](const ActivityRecord&) { return true; }},
      {keys.activities_of_type(type), [type](const ActivityRecord& record) { return record.type == type; }},
      {keys.activities_of_cost_center(center), [center](const ActivityRecord& record) { return record.cost_center == center; }},
      {keys.activities_of_requester(person), [person](const ActivityRecord& record) { return record.requested_by == person; }},
  };
  return all[*inRange<std::size_t>(0, 4)];
}

std::string some_bound() {
  const std::string instant = StorageKeys::instant(at(*inRange(0, 6)));
  return *element<std::string>("", instant, instant + "#a", instant + "#b");
}

Found expected(const Model& model, const IndexedField& field, const RangeQuery& query) {
  Found found;
  for (const auto& [key, record] : model) {
    const std::string sort = StorageKeys::instant(record.start) + "#" + record.ns;
    const bool inside = sort >= query.from && (query.to.empty() || sort < query.to);
    if (inside && field.holds(record)) found.emplace_back(sort, record);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (query.descending) std::reverse(found.begin(), found.end());
  found.resize(std::min(found.size(), query.limit));
  return found;
}

Found answered(const Result<std::vector<StoredItem>>& items) {
  RC_ASSERT(items.has_value());
  Found found;
  for (const StoredItem& item : *items) found.emplace_back(item.index_sort, std::get<ActivityRecord>(item.record));
  return found;
}

// One step of a history: a record, new or in the place of one, or an attempt to take one away.
void change(Storage& storage, const StorageKeys& keys, Model& model) {
  StorageTransaction transaction;
  std::map<StorageKey, ActivityRecord> wanted;
  const int writes = *inRange(1, 4);
  for (int i = 0; i < writes; ++i) {
    const ActivityRecord record = some_activity();
    wanted[keys.activity(record.ns, record.start)] = record;
  }
  for (const auto& [key, record] : wanted) transaction.writes.push_back(put(key, record));
  const int spoiled = *inRange(0, 6);
  if (spoiled == 0) transaction.writes.front().record.reset();
  if (spoiled == 1) transaction.writes.front().expires = at(1);
  if (spoiled == 2) transaction.checks.push_back({{"c1#other", "x"}, Precondition::exists()});
  const auto done = commit(storage, transaction);
  RC_ASSERT(done.has_value() == (spoiled > 2));
  if (!done) {
    RC_ASSERT(done.error().code == std::string(spoiled == 2 ? "precondition_failed" : "activity_kept"));
    return;
  }
  for (auto& [key, record] : wanted) model[key] = record;
}

TEST_P(StorageContract, ARangeOfAnIndexIsAFilterAndASortOfAllRecords) {
  // Records stay for ever, and one file serves every history: each has a cluster of its own in it.
  int history = 0;
  EXPECT_TRUE(rc::check("an index is a filter and a sort", [&] {
    const StorageKeys keys("c" + std::to_string(++history));
    Model model;
    const int steps = *inRange(1, 12);
    for (int i = 0; i < steps; ++i) {
      if (*inRange(0, 6) == 0) RC_ASSERT(*remove_expired(*storage, at(1000), 100) == 0U);
      change(*storage, keys, model);
      const IndexedField field = some_index(keys);
      const RangeQuery query{field.partition, some_bound(), some_bound(), *arbitrary<bool>(), *inRange<std::size_t>(1, 8), true};
      RC_ASSERT(answered(range(*storage, query)) == expected(model, field, query));
    }
  }));
}

TEST_P(StorageContract, PagesOfAnIndexGiveEveryRecordOnce) {
  int history = 0;
  EXPECT_TRUE(rc::check("pages give every record once", [&] {
    const StorageKeys keys("c" + std::to_string(++history));
    Model model;
    for (int i = *inRange(0, 8); i > 0; --i) change(*storage, keys, model);
    RangeQuery page{keys.activities_of_cluster(), "", "", true, *inRange<std::size_t>(1, 4), true};
    RangeQuery whole = page;
    whole.limit = max_range;
    Found all;
    for (;;) {
      const Found items = answered(range(*storage, page));
      if (items.empty()) break;
      all.insert(all.end(), items.begin(), items.end());
      page.to = items.back().first;
    }
    RC_ASSERT(all == expected(model, {page.partition, [](const auto&) { return true; }}, whole));
  }));
}

}  // namespace
}  // namespace nss
