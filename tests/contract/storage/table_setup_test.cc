// init-dynamodb against DynamoDB Local: tables that are missing are made, what is there is verified, what is another one is
// said and left.
#include "adapters/dynamodb/table_setup.h"

#include <gtest/gtest.h>

#include <set>

#include "base/check.h"
#include "dynamodb_local.h"
#include "support/real_clock.h"

namespace nss {
namespace {

using Kind = SetupStep::Kind;

class TableSetupTest : public testing::Test {
 protected:
  TableSetupTest() {
    static int number = 0;
    // Not the server of the other tests: after some thousands of their calls it no longer finishes an index.
    static const DynamoDbLocalServer server;
    tables_ = dynamodb_local_tables("setup" + std::to_string(++number));
    connection_ = connect(server.endpoint());
    setup_ = std::make_unique<TableSetup>(*connection_, tables_, std::chrono::milliseconds(20));
  }

  std::unique_ptr<DynamoDbConnection> connect(const std::string& endpoint) {
    DynamoDbAccess access = dynamodb_local_access();
    access.client.endpoint = endpoint;
    return std::make_unique<DynamoDbConnection>(access, clock_, metrics_);
  }

  // "state: create it" …: what of a kind the plan says.
  std::set<std::string> said(Kind kind) {
    std::set<std::string> lines;
    const auto steps = setup_->plan();
    if (!steps) return {steps.error().code};
    for (const SetupStep& step : *steps) {
      if (step.kind == kind) lines.insert(name_of(tables_, step.table) + ": " + step.what);
    }
    return lines;
  }
  void apply() {
    ASSERT_TRUE(setup_->apply(*setup_->plan(), [](const SetupStep&) {}).has_value());
  }
  DynamoDbClient::Answer ask(const std::string& operation, const std::string& body) {
    return connection_->ask({operation, body});
  }

  test::RealClock clock_;
  Metrics metrics_;
  TableNames tables_;
  std::unique_ptr<DynamoDbConnection> connection_;
  std::unique_ptr<TableSetup> setup_;
};

TEST_F(TableSetupTest, MissingTablesAreMadeOnceAndFoundAfterwards) {
  EXPECT_EQ(*setup_->missing(), "there is no table " + tables_.activity);
  std::vector<std::string> told;
  ASSERT_TRUE(setup_->apply(*setup_->plan(), [&](const SetupStep& step) { told.push_back(step.what); }).has_value());
  EXPECT_EQ(told.size(), 10U) << "four tables, four backups, two times to live";
  EXPECT_EQ(*setup_->missing(), "");
  EXPECT_EQ(said(Kind::change), std::set<std::string>{});
  EXPECT_EQ(said(Kind::conflict), std::set<std::string>{});
}

TEST_F(TableSetupTest, ATableWithOtherKeysIsAConflictAndNothingIsChanged) {
  const std::string name = tables_.permissions;
  ASSERT_TRUE(ask("CreateTable", R"({"TableName":")" + name +
                                     R"(","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":)"
                                     R"([{"AttributeName":"cost_center","AttributeType":"S"}],)"
                                     R"("KeySchema":[{"AttributeName":"cost_center","KeyType":"HASH"}]})"));
  EXPECT_EQ(said(Kind::conflict),
            std::set<std::string>{name + ": its keys are cost_center (S) and should be cluster_name (S), cost_center (S): name "
                                         "another table"});
  const auto applied = setup_->apply(*setup_->plan(), [](const SetupStep&) {});
  ASSERT_FALSE(applied.has_value());
  EXPECT_EQ(applied.error().code, "store_setup_conflict");
  EXPECT_EQ(*setup_->missing(), "there is no table " + tables_.activity) << "nothing was made";
}

// Tables are made without an index, or with another one, from the start: DynamoDB Local may take minutes to delete one.
std::string without(std::string text, const std::string& piece) {
  const auto at = text.find(piece);
  NSS_CHECK(at != std::string::npos);
  return text.erase(at, piece.size());
}

TEST_F(TableSetupTest, ALostIndexIsMadeAgain) {
  std::string body = create_table_request(tables_, Table::activity).body;
  body = without(body, R"(,{"AttributeName":"index_requested_by","AttributeType":"S"})");
  body = without(body,
                 R"(,{"IndexName":"requested-by-timestamp-index","KeySchema":[{"AttributeName":"index_requested_by",)"
                 R"("KeyType":"HASH"},{"AttributeName":"index_time","KeyType":"RANGE"}],"Projection":{"ProjectionType":"ALL"}})");
  ASSERT_TRUE(ask("CreateTable", body));
  EXPECT_NE(setup_->missing()->find("has no index requested-by-timestamp-index"), std::string::npos) << *setup_->missing();
  EXPECT_EQ(said(Kind::change).count(tables_.activity + ": create the index requested-by-timestamp-index"), 1U);
  apply();
  EXPECT_EQ(*setup_->missing(), "");
}

TEST_F(TableSetupTest, AnIndexWithOtherKeysIsAConflict) {
  std::string body = create_table_request(tables_, Table::activity).body;
  const std::string hash =
      R"("IndexName":"cost-center-timestamp-index","KeySchema":[{"AttributeName":"index_cost_center","KeyType":"HASH"})";
  const auto at = body.find(hash);
  ASSERT_NE(at, std::string::npos);
  const std::string range = R"(,{"AttributeName":"index_time","KeyType":"RANGE"})";
  ASSERT_EQ(body.compare(at + hash.size(), range.size(), range), 0);
  ASSERT_TRUE(ask("CreateTable", body.erase(at + hash.size(), range.size())));
  ASSERT_EQ(said(Kind::conflict).size(), 1U);
  EXPECT_NE(said(Kind::conflict).begin()->find("delete that index first"), std::string::npos);
  EXPECT_NE(setup_->missing()->find("has the keys index_cost_center (S) and"), std::string::npos) << *setup_->missing();
}

TEST_F(TableSetupTest, TimeToLiveOnAnotherAttributeIsAConflict) {
  const auto plan = *setup_->plan();
  std::vector<SetupStep> without_expiry;
  for (const SetupStep& step : plan) {
    if (step.request.operation != "UpdateTimeToLive") without_expiry.push_back(step);
  }
  ASSERT_TRUE(setup_->apply(without_expiry, [](const SetupStep&) {}).has_value());
  EXPECT_EQ(said(Kind::change).size(), 2U);
  ASSERT_TRUE(ask("UpdateTimeToLive", R"({"TableName":")" + tables_.state +
                                          R"(","TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":true}})"));
  ASSERT_EQ(said(Kind::conflict).size(), 1U);
  EXPECT_NE(said(Kind::conflict).begin()->find("expire by ttl and should by expires_at"), std::string::npos);
}

TEST_F(TableSetupTest, NobodyThereIsToldAndNothingElse) {
  const auto nobody = connect("http://127.0.0.1:1");
  TableSetup setup(*nobody, tables_);
  const auto plan = setup.plan();
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, "store_unavailable");
}

}  // namespace
}  // namespace nss
