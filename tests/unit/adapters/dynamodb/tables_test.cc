#include "adapters/dynamodb/tables.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ports/storage_keys.h"

namespace nss {
namespace {

Seconds at(std::int64_t seconds) { return Seconds(std::chrono::seconds(seconds)); }

TEST(DynamoDbTables, EachFamilyHasItsTable) {
  const StorageKeys keys("prod");
  struct Row {
    const char* sentence;
    StorageKey key;
    Table table;
    const char* hash;
    const char* range;
  };
  const Row rows[] = {
      {"an activity", keys.activity("pagos", at(1'795'827'613)), Table::activity, "prod#pagos", "1795827613"},
      {"the first second of all", keys.activity("pagos", at(0)), Table::activity, "prod#pagos", "0"},
      {"a permission", keys.permission("CC-1"), Table::permissions, "prod", "CC-1"},
      {"a sample", keys.metrics_sample(at(60)), Table::metrics, "prod", "60"},
      {"a link of an audit chain", keys.audit("pagos", 7), Table::state, "prod#audit#pagos", "000000000007"},
      {"a namespace", keys.ns("pagos"), Table::state, "prod#namespace", "pagos"},
      {"the places", keys.places(), Table::state, "prod#places", "places"},
      {"a partition of no cluster", {"lonely", "key"}, Table::state, "lonely", "key"},
  };
  for (const Row& row : rows) {
    const auto place = place_of(row.key);
    ASSERT_TRUE(place.has_value()) << row.sentence;
    EXPECT_EQ(place->table, row.table) << row.sentence;
    EXPECT_EQ(place->hash, row.hash) << row.sentence;
    EXPECT_EQ(place->range, row.range) << row.sentence;
    EXPECT_EQ(key_of(place->table, place->hash, place->range), row.key) << row.sentence;
  }
  EXPECT_FALSE(place_of({"prod#activity#pagos", "yesterday"}).has_value()) << "a time is a number";
  EXPECT_FALSE(place_of({"prod#metrics", "60"}).has_value()) << "and has twelve digits";
}

TEST(DynamoDbTables, ARangeOfTimesIsARangeOfNumbers) {
  const StorageKeys keys("prod");
  const std::string five = StorageKeys::instant(at(5));
  const auto plan = [&](const std::string& from, const std::string& to) {
    const auto made = plan_query({keys.activities("pagos"), from, to, false, 10, false});
    return made ? made->first + ".." + made->last : std::string("none");
  };
  EXPECT_EQ(plan("", ""), "0..999999999999");
  EXPECT_EQ(plan(five, ""), "5..999999999999");
  EXPECT_EQ(plan("", five), "0..4");
  EXPECT_EQ(plan(five + std::string(1, '\0'), ""), "6..999999999999") << "the page after the fifth second";
  EXPECT_EQ(plan("", five + "#a"), "0..5");
  EXPECT_EQ(plan(five, five), "none");
  EXPECT_EQ(plan("a", ""), "none") << "letters come after digits";
  EXPECT_EQ(plan("", " "), "none");
}

RC_GTEST_PROP(DynamoDbTables, ABoundOfAnyTextKeepsExactlyTheSecondsThatItShould, ()) {
  const auto second = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000);
  const std::string instant = StorageKeys::instant(at(second));
  std::string bound = *rc::gen::oneOf(
      rc::gen::arbitrary<std::string>(), rc::gen::just(instant),
      rc::gen::map(rc::gen::inRange<std::size_t>(0, 12), [&](std::size_t size) { return instant.substr(0, size) + "5"; }));
  const auto from = plan_query({"prod#metrics", bound, "", false, 10, false});
  const bool inside = from && std::stoll(from->first) <= second && second <= std::stoll(from->last);
  RC_ASSERT(inside == (instant >= bound));
}

TEST(DynamoDbTables, AnIndexIsFoundByItsPartition) {
  const StorageKeys keys("prod");
  const auto index_of = [](const std::string& partition) {
    const auto plan = plan_query({partition, "", "", true, 10, true});
    return plan ? std::string(plan->index->name) : std::string("none");
  };
  EXPECT_EQ(index_of(keys.activities_of_cluster()), "cluster-timestamp-index");
  EXPECT_EQ(index_of(keys.activities_of_cost_center("CC-1")), "cost-center-timestamp-index");
  EXPECT_EQ(index_of(keys.activities_of_cost_center("")), "cost-center-timestamp-index");
  EXPECT_EQ(index_of(keys.activities_of_type(OperationType::activate)), "operation-type-timestamp-index");
  EXPECT_EQ(index_of(keys.activities_of_requester("ana")), "requested-by-timestamp-index");
  EXPECT_EQ(index_of("prod#tasks"), "none");
  EXPECT_EQ(index_of("prod"), "none");
}

}  // namespace
}  // namespace nss
