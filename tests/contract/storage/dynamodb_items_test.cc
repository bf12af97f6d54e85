// What lies in the tables, as other tools see it: asked of DynamoDB Local by its own words, not through the storage.
#include <gtest/gtest.h>

#include "adapters/dynamodb/dynamodb_dump.h"
#include "dynamodb_local.h"
#include "ports/storage_keys.h"
#include "support/real_clock.h"
#include "support/storage_calls.h"

namespace nss {
namespace {

class DynamoDbItems : public testing::Test {
 protected:
  DynamoDbItems() {
    static int number = 0;
    const std::string prefix = "items" + std::to_string(++number);
    storage_ = open_dynamodb_local(prefix, clock_, metrics_);
    tables_ = dynamodb_local_tables(prefix);
  }

  std::string item(const std::string& table, const std::string& item_key) {
    const auto answer = connection_.ask({"GetItem", R"({"TableName":")" + table + R"(","Key":)" + item_key + "}"});
    return answer ? *answer : answer.error().name;
  }
  std::size_t dumped(const std::string& cluster) {
    DynamoDbDump dump(connection_, tables_, cluster);
    std::size_t count = 0;
    for (auto page = dump.next(); page && !page->empty(); page = dump.next()) count += page->size();
    return count;
  }

  test::RealClock clock_;
  Metrics metrics_;
  DynamoDbConnection connection_{dynamodb_local_access(), clock_, metrics_};
  TableNames tables_;
  std::unique_ptr<DynamoDbStorage> storage_;
};

Seconds at(std::int64_t seconds) { return Seconds(std::chrono::seconds(seconds)); }

ActivityRecord activity() {
  ActivityRecord record;
  record.ns = "pagos";
  record.start = at(1'000);
  record.end = at(1'130);
  record.status = ActivityStatus::completed;
  record.type = OperationType::auto_shutdown;
  record.cost_center = "CC-1";
  record.cluster_name = "prod";
  record.requested_by = "scheduler";
  record.demand = Demand{500, 1'024};
  return record;
}

TEST_F(DynamoDbItems, AnActivityHasTheAttributesOfTheSeeds) {
  const StorageKeys keys("prod");
  ASSERT_TRUE(commit(*storage_, {{put(keys.activity("pagos", at(1'000)), activity(), Precondition::absent())}, {}}));
  const std::string text = item(tables_.activity, R"({"namespace_name":{"S":"prod#pagos"},"timestamp_start":{"N":"1000"}})");
  for (const char* piece :
       {R"("operation_type":{"S":"auto_shutdown"})", R"("cost_center":{"S":"CC-1"})", R"("cluster_name":{"S":"prod"})",
        R"("requested_by":{"S":"scheduler"})", R"("status":{"S":"completed"})", R"("timestamp_end":{"N":"1130"})",
        R"("duration_minutes":{"N":"2"})", R"("version":{"N":"1"})", R"("index_time":{"S":"000000001000#pagos"})"}) {
    EXPECT_NE(text.find(piece), std::string::npos) << piece << " in " << text;
  }
}

TEST_F(DynamoDbItems, AWriteThatKnowsNoVersionTakesAwayWhatTheRecordNoLongerHas) {
  const StorageKey key = StorageKeys("prod").activity("pagos", at(1'000));
  ASSERT_TRUE(commit(*storage_, {{put(key, activity())}, {}}));
  ActivityRecord open = activity();
  open.end.reset();
  open.demand.reset();
  open.status = ActivityStatus::active;
  ASSERT_TRUE(commit(*storage_, {{put(key, open)}, {}}));
  const auto items = load(*storage_, {key});
  ASSERT_TRUE(items && items->front());
  EXPECT_TRUE(items->front()->record == Record(open));
  const std::string text = item(tables_.activity, R"({"namespace_name":{"S":"prod#pagos"},"timestamp_start":{"N":"1000"}})");
  EXPECT_EQ(text.find("duration_minutes"), std::string::npos) << text;
}

TEST_F(DynamoDbItems, PermissionsAndSamplesAreReadableToo) {
  const StorageKeys keys("prod");
  PermissionRecord permission;
  permission.cost_center = "CC-1";
  permission.is_authorized = true;
  permission.authorized_namespaces = {"a", "b"};
  MetricsSample sample;
  sample.at = at(60);
  sample.active = 3;
  sample.avoided = {{"CC-1", 60}};
  sample.requests = 4;
  sample.durations = {0, 4};  // from 1 to 5 ms
  ASSERT_TRUE(commit(*storage_, {{put(keys.permission("CC-1"), permission, Precondition::absent()),
                                  {keys.metrics_sample(at(60)), sample, Precondition::none(), at(7'776'060)}},
                                 {}}));
  const std::string paid = item(tables_.permissions, R"({"cluster_name":{"S":"prod"},"cost_center":{"S":"CC-1"}})");
  EXPECT_NE(paid.find(R"("is_authorized":{"BOOL":true})"), std::string::npos) << paid;
  EXPECT_NE(paid.find(R"({"L":[{"S":"a"},{"S":"b"}]})"), std::string::npos) << paid;
  const std::string minute = item(tables_.metrics, R"({"cluster_name":{"S":"prod"},"timestamp":{"N":"60"}})");
  EXPECT_NE(minute.find(R"("active":{"N":"3"})"), std::string::npos) << minute;
  EXPECT_NE(minute.find(R"("api_latency_p50_ms":{"N":"3)"), std::string::npos) << minute;
  EXPECT_NE(minute.find(R"("expires_at":{"N":"7776060"})"), std::string::npos) << minute;
  const auto items = load(*storage_, {keys.permission("CC-1"), keys.metrics_sample(at(60))});
  ASSERT_TRUE(items && items->at(0) && items->at(1));
  EXPECT_TRUE(items->at(0)->record == Record(permission));
  EXPECT_TRUE(items->at(1)->record == Record(sample));
}

TEST_F(DynamoDbItems, TheServiceRemovesWhatExpiresAndWeDoNot) {
  const StorageKey key{"prod#firing#t", "1"};
  ASSERT_TRUE(commit(*storage_, {{{key, blob("x"), Precondition::none(), at(10)}}, {}}));
  EXPECT_EQ(*remove_expired(*storage_, at(1'000), 10), 0U);
  EXPECT_EQ(body_at(*storage_, key), "x") << "until the service takes it away";
  EXPECT_NE(item(tables_.state, R"({"pk":{"S":"prod#firing#t"},"sk":{"S":"1"}})").find(R"("expires_at":{"N":"10"})"),
            std::string::npos);
  ASSERT_TRUE(commit(*storage_, {{put(key, blob("kept"))}, {}}));
  EXPECT_EQ(item(tables_.state, R"({"pk":{"S":"prod#firing#t"},"sk":{"S":"1"}})").find("expires_at"), std::string::npos)
      << "a write without an end takes the end away";
}

// A replica that lost the lease goes on for a moment: where its successor has been it changes nothing.
TEST_F(DynamoDbItems, WhatWasWrittenInALaterTermIsNotWrittenOver) {
  const auto in_term = [this](std::int64_t term) {
    auto connection = std::make_shared<DynamoDbConnection>(dynamodb_local_access(), clock_, metrics_);
    return std::make_unique<DynamoDbStorage>(std::move(connection), tables_, [term] { return term; });
  };
  const auto deposed = in_term(4);
  const auto elected = in_term(5);
  const StorageKey known{"prod#state", "known"};
  const StorageKey other{"prod#state", "other"};
  ASSERT_TRUE(commit(*deposed, {{put(known, blob("4"), Precondition::absent()), put(other, blob("4"))}, {}}));
  ASSERT_TRUE(commit(*elected, {{put(known, blob("5"), Precondition::at(1))}, {}}));
  const auto refused = [&](const StorageTransaction& transaction) {
    const auto done = commit(*deposed, transaction);
    return done ? std::string("committed") : done.error().code;
  };
  EXPECT_EQ(refused({{put(known, blob("late"))}, {}}), "precondition_failed");
  EXPECT_EQ(refused({{put(known, blob("late"), Precondition::at(2))}, {}}), "precondition_failed");
  EXPECT_EQ(refused({{put(known, blob("late"), Precondition::exists()), put(other, blob("late"))}, {}}), "precondition_failed");
  EXPECT_EQ(refused({{erase(known)}, {}}), "precondition_failed");
  EXPECT_EQ(refused({{put(other, blob("where nobody has been"))}, {}}), "committed");
  EXPECT_EQ(body_at(*elected, known), "5");
  EXPECT_EQ(body_at(*storage_, other), "where nobody has been") << "who holds no lease reads all of it";
  ASSERT_TRUE(commit(*elected, {{put(known, blob("6"), Precondition::at(2)), put({"prod#state", "third"}, blob("5"))}, {}}));
}

TEST_F(DynamoDbItems, ADumpHasEveryRecordOfItsClusterAndNoneOfAnother) {
  for (const char* cluster : {"prod", "pro", "prod2"}) {
    const StorageKeys keys(cluster);
    PermissionRecord permission;
    permission.cost_center = "CC-1";
    MetricsSample sample;
    sample.at = at(60);
    ASSERT_TRUE(commit(*storage_, {{put(keys.activity("pagos", at(1'000)), activity()), put(keys.permission("CC-1"), permission),
                                    put(keys.metrics_sample(at(60)), sample), put(keys.task("t1"), blob("t"))},
                                   {}}));
  }
  ASSERT_TRUE(commit(*storage_, {{put(StorageKeys("prod").task("t2"), blob("t"))}, {}}));
  EXPECT_EQ(dumped("prod"), 5U);
  EXPECT_EQ(dumped("pro"), 4U);
  EXPECT_EQ(dumped("prod2"), 4U);
  EXPECT_EQ(dumped("none"), 0U);
}

}  // namespace
}  // namespace nss
