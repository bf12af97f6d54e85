// Tables that DynamoDB Local does not have: made a moment ago, of provisioned capacity, with an index that lacks attributes.
#include "adapters/dynamodb/table_setup.h"

#include <gtest/gtest.h>

#include "support/http_imposter.h"
#include "support/real_clock.h"

namespace nss {
namespace {

using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;

struct Tables {
  bool on_demand = true;
  std::string projection = "ALL";
  std::string without_index;  // of the activity table
  int backups_refused = 0;    // so many times "not yet"
};

std::string key(const std::string& name, const char* type) {
  return R"({"AttributeName":")" + name + R"(","KeyType":")" + type + "\"}";
}

std::string attribute(const std::string& name, const char* type) {
  return R"({"AttributeName":")" + name + R"(","AttributeType":")" + type + "\"}";
}

// What DescribeTable says of an active table of ours.
std::string description(Table table, const Tables& tables) {
  const TableShape& shape = shape_of(table);
  std::string attributes = attribute(shape.hash, "S") + "," + attribute(shape.range, shape.numeric ? "N" : "S");
  std::string indexes;
  for (std::size_t i = 0; table == Table::activity && i < index_count; ++i) {
    const IndexShape& index = index_shape(i);
    if (index.name == tables.without_index) continue;
    attributes += "," + attribute(index.hash, "S");
    indexes += std::string(indexes.empty() ? "" : ",") + R"({"IndexName":")" + index.name +
               R"(","IndexStatus":"ACTIVE","KeySchema":[)" + key(index.hash, "HASH") + "," + key(index_range, "RANGE") +
               R"(],"Projection":{"ProjectionType":")" + tables.projection + "\"}}";
  }
  if (!indexes.empty()) attributes += "," + attribute(index_range, "S");
  return R"({"Table":{"TableStatus":"ACTIVE","DeletionProtectionEnabled":true,)" +
         std::string(tables.on_demand ? R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},)" : "") +
         R"("AttributeDefinitions":[)" + attributes + R"(],"KeySchema":[)" + key(shape.hash, "HASH") + "," +
         key(shape.range, "RANGE") + "]" + (indexes.empty() ? "" : R"(,"GlobalSecondaryIndexes":[)" + indexes + "]") + "}}";
}

class TableSetupTest : public testing::Test {
 protected:
  TableSetup& setup(Tables tables) {
    server_.emplace([this, tables](const ImposterRequest& request, ImposterWire& wire) { answer(tables, request, wire); });
    DynamoDbAccess access;
    access.client.endpoint = server_->url();
    access.client.region = "us-east-1";
    access.environment.access_key_id = "AKIDEXAMPLE";
    access.environment.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    connection_.emplace(access, clock_, metrics_);
    return setup_.emplace(*connection_, names_, std::chrono::milliseconds(1));
  }
  void answer(const Tables& tables, const ImposterRequest& request, ImposterWire& wire) {
    const std::string target = request.headers.at("x-amz-target");
    const std::string operation = target.substr(target.find('.') + 1);
    if (operation == "DescribeTable") {
      for (const Table table : all_tables) {
        if (request.body.find("\"" + name_of(names_, table) + "\"") != std::string::npos)
          return wire.answer(200, description(table, tables));
      }
    }
    if (operation == "DescribeTimeToLive")
      return wire.answer(200, R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"expires_at"}})");
    if (operation == "DescribeContinuousBackups") {
      return wire.answer(200, R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
                              R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"DISABLED"}}})");
    }
    if (operation == "UpdateContinuousBackups" && ++backups_asked_ <= tables.backups_refused) {
      return wire.answer(400, R"({"__type":"com.amazonaws.dynamodb.v20120810#ContinuousBackupsUnavailableException",)"
                              R"("message":"Backups are being enabled for the table"})");
    }
    wire.answer(200, "{}");
  }
  static std::string conflicts(const std::vector<SetupStep>& steps) {
    std::string all;
    for (const SetupStep& step : steps) {
      if (step.kind == SetupStep::Kind::conflict) all += step.what + "\n";
    }
    return all;
  }

  test::RealClock clock_;
  Metrics metrics_;
  const TableNames names_;
  std::atomic<int> backups_asked_ = 0;
  std::optional<HttpImposter> server_;
  std::optional<DynamoDbConnection> connection_;
  std::optional<TableSetup> setup_;
};

TEST_F(TableSetupTest, BackupsOfANewTableAreWaitedFor) {
  Tables tables;
  tables.backups_refused = 3;
  TableSetup& tested = setup(tables);
  const auto plan = tested.plan();
  ASSERT_TRUE(plan.has_value()) << plan.error().message.en;
  ASSERT_EQ(plan->size(), 4U) << "point-in-time recovery of four tables";
  const auto applied = tested.apply(*plan, [](const SetupStep&) {});
  ASSERT_TRUE(applied.has_value()) << applied.error().message.en;
  EXPECT_EQ(backups_asked_, 4 + 3);
}

TEST_F(TableSetupTest, BackupsThatNeverComeAreSaid) {
  Tables tables;
  tables.backups_refused = 1'000'000;
  TableSetup& tested = setup(tables);
  const auto plan = tested.plan();
  ASSERT_TRUE(plan.has_value());
  const auto applied = tested.apply(*plan, [](const SetupStep&) {}, std::chrono::seconds(0));
  ASSERT_FALSE(applied.has_value());
  EXPECT_NE(applied.error().message.en.find("Backups are being enabled"), std::string::npos) << applied.error().message.en;
}

TEST_F(TableSetupTest, AnIndexWithoutAllAttributesIsNotStartedOn) {
  Tables tables;
  EXPECT_EQ(setup(tables).missing(), "");
  tables.projection = "KEYS_ONLY";
  const auto missing = setup(tables).missing();
  ASSERT_TRUE(missing.has_value()) << missing.error().message.en;
  EXPECT_NE(missing->find("does not have all attributes"), std::string::npos) << *missing;
}

// DynamoDB wants a capacity for an index of such a table, and how much is nobody's guess.
TEST_F(TableSetupTest, AnIndexOfATableOfProvisionedCapacityIsNotMade) {
  Tables tables;
  tables.on_demand = false;
  EXPECT_EQ(conflicts(*setup(tables).plan()), "");
  tables.without_index = index_shape(1).name;
  const auto plan = setup(tables).plan();
  ASSERT_TRUE(plan.has_value()) << plan.error().message.en;
  EXPECT_NE(conflicts(*plan).find("it has provisioned capacity and no index " + tables.without_index), std::string::npos);
}

}  // namespace
}  // namespace nss
