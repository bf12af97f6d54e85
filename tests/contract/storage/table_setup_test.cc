// init-dynamodb against DynamoDB Local: tables that are missing are made, what is there is verified, what is another one is
// said and left.
#include "adapters/dynamodb/table_setup.h"

#include <gtest/gtest.h>

#include <future>
#include <set>

#include "dynamodb_local.h"
#include "support/real_clock.h"

namespace nss {
namespace {

using Kind = SetupStep::Kind;

class TableSetupTest : public testing::Test {
 protected:
  TableSetupTest() {
    static int number = 0;
    options_ = dynamodb_local_options("setup" + std::to_string(++number));
    credentials_ = CredentialSource::make(loop_, options_.environment, clock_);
    client_ = std::make_unique<DynamoDbClient>(loop_, *credentials_, clock_, metrics_, options_.client);
    setup_ = std::make_unique<TableSetup>(loop_, *client_, options_.tables, std::chrono::milliseconds(20));
  }
  ~TableSetupTest() override {
    loop_.stop();
    credentials_->stop();
  }

  // "state: create it" …: what of a kind the plan says.
  std::set<std::string> said(Kind kind) {
    std::set<std::string> lines;
    const auto steps = setup_->plan();
    if (!steps) return {steps.error().code};
    for (const SetupStep& step : *steps) {
      if (step.kind == kind) lines.insert(name_of(options_.tables, step.table) + ": " + step.what);
    }
    return lines;
  }
  void apply() {
    ASSERT_TRUE(setup_->apply(*setup_->plan(), [](const SetupStep&) {}).has_value());
  }
  // Tables change while somebody looks, also in DynamoDB Local; who asks without a pause holds it up.
  void wait_until_missing(const std::string& piece) {
    const auto says = [&] { return setup_->missing()->find(piece) != std::string::npos; };
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(4);
    while (!says() && std::chrono::steady_clock::now() < end) {
      std::promise<void> passed;
      loop_.post([&] { loop_.after(std::chrono::milliseconds(100), [&passed] { passed.set_value(); }); });
      passed.get_future().wait();
    }
    ASSERT_TRUE(says()) << *setup_->missing();
  }
  DynamoDbClient::Answer ask(const std::string& operation, const std::string& body) {
    return call_and_wait(loop_, *client_, {operation, body});
  }

  CurlLoop loop_;
  test::RealClock clock_;
  Metrics metrics_;
  DynamoDbStorage::Options options_;
  std::unique_ptr<CredentialSource> credentials_;
  std::unique_ptr<DynamoDbClient> client_;
  std::unique_ptr<TableSetup> setup_;
};

TEST_F(TableSetupTest, MissingTablesAreMadeOnceAndFoundAfterwards) {
  EXPECT_EQ(*setup_->missing(), "there is no table " + options_.tables.activity);
  std::vector<std::string> told;
  ASSERT_TRUE(setup_->apply(*setup_->plan(), [&](const SetupStep& step) { told.push_back(step.what); }).has_value());
  EXPECT_EQ(told.size(), 10U) << "four tables, four backups, two times to live";
  EXPECT_EQ(*setup_->missing(), "");
  EXPECT_EQ(said(Kind::change), std::set<std::string>{});
  EXPECT_EQ(said(Kind::conflict), std::set<std::string>{});
}

TEST_F(TableSetupTest, ATableWithOtherKeysIsAConflictAndNothingIsChanged) {
  const std::string name = options_.tables.permissions;
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
  EXPECT_EQ(*setup_->missing(), "there is no table " + options_.tables.activity) << "nothing was made";
}

TEST_F(TableSetupTest, ALostIndexIsMadeAgainAndAnotherOneIsAConflict) {
  apply();
  const std::string name = options_.tables.activity;
  const auto update = [&](const std::string& members) {
    return ask("UpdateTable", R"({"TableName":")" + name + "\"," + members + "}");
  };
  const auto remove = [&](const std::string& index) {
    ASSERT_TRUE(update(R"("GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":")" + index + R"("}}])"));
    wait_until_missing("has no index " + index);
  };
  remove("requested-by-timestamp-index");
  apply();
  EXPECT_EQ(*setup_->missing(), "");
  remove("cost-center-timestamp-index");
  ASSERT_TRUE(update(R"("AttributeDefinitions":[{"AttributeName":"cost_center","AttributeType":"S"}],)"
                     R"("GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"cost-center-timestamp-index","KeySchema":)"
                     R"([{"AttributeName":"cost_center","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}])"));
  wait_until_missing("has the keys cost_center (S)");
  ASSERT_EQ(said(Kind::conflict).size(), 1U);
  EXPECT_NE(said(Kind::conflict).begin()->find("delete that index first"), std::string::npos);
}

TEST_F(TableSetupTest, TimeToLiveOnAnotherAttributeIsAConflict) {
  const auto plan = *setup_->plan();
  std::vector<SetupStep> without_expiry;
  for (const SetupStep& step : plan) {
    if (step.request.operation != "UpdateTimeToLive") without_expiry.push_back(step);
  }
  ASSERT_TRUE(setup_->apply(without_expiry, [](const SetupStep&) {}).has_value());
  EXPECT_EQ(said(Kind::change).size(), 2U);
  ASSERT_TRUE(ask("UpdateTimeToLive", R"({"TableName":")" + options_.tables.state +
                                          R"(","TimeToLiveSpecification":{"AttributeName":"ttl","Enabled":true}})"));
  ASSERT_EQ(said(Kind::conflict).size(), 1U);
  EXPECT_NE(said(Kind::conflict).begin()->find("expire by ttl and should by expires_at"), std::string::npos);
}

TEST_F(TableSetupTest, NobodyThereIsToldAndNothingElse) {
  options_.client.endpoint = "http://127.0.0.1:1";
  client_ = std::make_unique<DynamoDbClient>(loop_, *credentials_, clock_, metrics_, options_.client);
  TableSetup setup(loop_, *client_, options_.tables);
  const auto plan = setup.plan();
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, "store_unavailable");
}

}  // namespace
}  // namespace nss
