// The client beside a server on the loopback that misbehaves: what is asked again, with what, and what is told in the end.
#include "adapters/dynamodb/dynamodb_client.h"

#include <gtest/gtest.h>

#include <set>

#include "adapters/dynamodb/dynamodb_storage.h"
#include "support/http_imposter.h"
#include "support/real_clock.h"
#include "support/storage_calls.h"

namespace nss {
namespace {

using test::HttpImposter;
using test::ImposterRequest;
using test::ImposterWire;

class DynamoDbClientTest : public testing::Test {
 protected:
  DynamoDbStorage& storage(HttpImposter& server) {
    DynamoDbAccess access;
    access.client.endpoint = server.url();
    access.client.region = "us-east-1";
    access.environment.access_key_id = "AKIDEXAMPLE";
    access.environment.secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    storage_ = std::make_unique<DynamoDbStorage>(std::make_shared<DynamoDbConnection>(access, clock_, metrics_), TableNames{});
    return *storage_;
  }

  std::uint64_t faults(const char* kind) { return metrics_.dynamodb_faults.at({kind}).load(); }

  test::RealClock clock_;
  Metrics metrics_;
  std::unique_ptr<DynamoDbStorage> storage_;
};

const StorageKey key{"c#state", "k"};

StorageTransaction two_writes() {
  return {{put(key, blob("a"), Precondition::absent()), put({"c#state", "other"}, blob("b"), Precondition::at(3))}, {}};
}

// The client's token of a transaction's body.
std::string token_of(const std::string& body) {
  const auto at = body.find(R"("ClientRequestToken":")");
  return at == std::string::npos ? std::string() : body.substr(at + 22, 32);
}

std::string fault_body(const std::string& name, const std::string& more = "") {
  return R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + name + R"(","message":"no")" + more + "}";
}

TEST_F(DynamoDbClientTest, ACommitIsOneSignedTransaction) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "{}"); });
  const auto receipt = commit(storage(server), two_writes());
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(receipt->versions, (std::vector<std::int64_t>{1, 4}));
  ASSERT_EQ(server.requests().size(), 1U);
  const ImposterRequest request = server.requests().at(0);
  EXPECT_EQ(request.headers.at("x-amz-target"), "DynamoDB_20120810.TransactWriteItems");
  EXPECT_EQ(request.headers.at("content-type"), "application/x-amz-json-1.0");
  EXPECT_TRUE(request.headers.at("authorization").starts_with("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
  EXPECT_EQ(token_of(request.body).size(), 32U);
}

TEST_F(DynamoDbClientTest, ALostAnswerIsAskedForAgainWithTheSameToken) {
  HttpImposter server([](const ImposterRequest& request, ImposterWire& wire) {
    if (request.number == 1) return wire.close();
    if (request.number == 2) return wire.answer(500, fault_body("InternalServerError"));
    wire.answer(200, "{}");
  });
  EXPECT_TRUE(commit(storage(server), two_writes()).has_value());
  std::set<std::string> bodies;
  for (const auto& request : server.requests()) bodies.insert(request.body);
  EXPECT_EQ(server.requests().size(), 3U);
  EXPECT_EQ(bodies.size(), 1U) << "the same transaction, not another one";
  EXPECT_EQ(faults("transient"), 2U);
}

TEST_F(DynamoDbClientTest, TwoCommitsHaveTwoTokens) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, "{}"); });
  ASSERT_TRUE(commit(storage(server), two_writes()));
  ASSERT_TRUE(commit(*storage_, two_writes()));
  EXPECT_NE(token_of(server.requests().at(0).body), token_of(server.requests().at(1).body));
}

TEST_F(DynamoDbClientTest, NobodyKnowsWhatCameOfACommitWithoutAnyAnswer) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.close(); });
  const auto receipt = commit(storage(server), two_writes());
  ASSERT_FALSE(receipt.has_value());
  EXPECT_EQ(receipt.error().code, "store_outcome_unknown");
  EXPECT_EQ(receipt.error().kind, ErrorKind::transient);
  EXPECT_EQ(server.requests().size(), 4U);
}

TEST_F(DynamoDbClientTest, AFailedConditionNamesItsKeyAndIsNotAskedAgain) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) {
    wire.answer(400, fault_body("TransactionCanceledException",
                                R"(,"CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed"}])"));
  });
  const auto receipt = commit(storage(server), two_writes());
  ASSERT_FALSE(receipt.has_value());
  EXPECT_EQ(receipt.error().code, "precondition_failed");
  EXPECT_NE(receipt.error().message.en.find("c#state/other"), std::string::npos) << receipt.error().message.en;
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(DynamoDbClientTest, AConflictIsAskedAgainAndIsNoRefusal) {
  HttpImposter server([](const ImposterRequest& request, ImposterWire& wire) {
    if (request.number > 5) return wire.answer(200, "{}");
    wire.answer(400, fault_body("TransactionCanceledException", R"(,"CancellationReasons":[{"Code":"TransactionConflict"}])"));
  });
  EXPECT_TRUE(commit(storage(server), two_writes()).has_value());
  EXPECT_EQ(faults("conflict"), 5U);
}

TEST_F(DynamoDbClientTest, ADamagedAnswerIsNotBelieved) {
  HttpImposter server([](const ImposterRequest& request, ImposterWire& wire) {
    // An answer without the item, and the sum of another body.
    if (request.number == 1) return wire.answer(200, "{}", "x-amz-crc32: 1\r\n");
    wire.answer(200, R"({"Item":{"pk":{"S":"c#state"},"sk":{"S":"k"},"version":{"N":"2"},)"
                     R"("body":{"S":"{\"t\":\"blob\",\"v\":1,\"body\":\"here\"}"}}})");
  });
  EXPECT_EQ(body_at(storage(server), key), "here");
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(DynamoDbClientTest, AWrongClockIsCorrectedByTheirs) {
  HttpImposter server([](const ImposterRequest& request, ImposterWire& wire) {
    const std::string date = "Date: Fri, 27 Nov 2037 12:00:00 GMT\r\n";
    if (request.number == 1) {
      return wire.answer(400, R"({"__type":"x#InvalidSignatureException","message":"Signature expired: now is another time"})",
                         date);
    }
    wire.answer(200, "{}", date);
  });
  EXPECT_TRUE(commit(storage(server), two_writes()).has_value());
  ASSERT_EQ(server.requests().size(), 2U);
  EXPECT_TRUE(server.requests().at(1).headers.at("x-amz-date").starts_with("20371127T12000")) << "the second has their time";
  EXPECT_EQ(faults("clock"), 1U);
}

TEST_F(DynamoDbClientTest, RefusedCredentialsAreTriedOnceMoreAndThenTold) {
  HttpImposter server(
      [](const ImposterRequest&, ImposterWire& wire) { wire.answer(400, fault_body("UnrecognizedClientException")); });
  const auto items = load(storage(server), {key});
  ASSERT_FALSE(items.has_value());
  EXPECT_EQ(items.error().code, "store_unavailable");
  EXPECT_EQ(items.error().message.en.find("wJalr"), std::string::npos) << "no secret";
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(DynamoDbClientTest, AMissingTableSaysWhatMakesIt) {
  HttpImposter server(
      [](const ImposterRequest&, ImposterWire& wire) { wire.answer(400, fault_body("ResourceNotFoundException")); });
  const auto items = range(storage(server), all_of("c#state"));
  ASSERT_FALSE(items.has_value());
  EXPECT_NE(items.error().message.en.find("init-dynamodb"), std::string::npos);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(DynamoDbClientTest, WhatABatchLeftUnreadIsAskedForAgain) {
  const std::string one = R"({"pk":{"S":"c#state"},"sk":{"S":"k"},"version":{"N":"1"},)"
                          R"("body":{"S":"{\"t\":\"blob\",\"v\":1,\"body\":\"one\"}"}})";
  const std::string two = R"({"pk":{"S":"c#state"},"sk":{"S":"other"},"version":{"N":"1"},)"
                          R"("body":{"S":"{\"t\":\"blob\",\"v\":1,\"body\":\"two\"}"}})";
  HttpImposter server([&](const ImposterRequest& request, ImposterWire& wire) {
    const std::string unread =
        R"({"scheduler_state":{"Keys":[{"pk":{"S":"c#state"},"sk":{"S":"other"}}],"ConsistentRead":true}})";
    if (request.number == 1) {
      return wire.answer(200, R"({"Responses":{"scheduler_state":[)" + one + R"(]},"UnprocessedKeys":)" + unread + "}");
    }
    wire.answer(200, R"({"Responses":{"scheduler_state":[)" + two + R"(]},"UnprocessedKeys":{}})");
  });
  const auto items = load(storage(server), {key, {"c#state", "other"}});
  ASSERT_TRUE(items && items->at(0) && items->at(1));
  EXPECT_EQ(std::get<BlobRecord>(items->at(1)->record).body, "two");
  EXPECT_NE(server.requests().at(1).body.find(R"("other")"), std::string::npos);
}

TEST_F(DynamoDbClientTest, AnswersOfStrangersAreErrorsAndNothingElse) {
  for (const std::string body :
       {"", "[]", "{", R"({"Item":7})", R"({"Item":{}})", R"({"Item":{"pk":{"S":"c#state"},"sk":{"S":"k"}}})",
        R"({"Item":{"pk":{"S":"c#state"},"sk":{"N":"1"},"version":{"N":"1"}}})",
        R"({"Item":{"pk":{"S":"c#state"},"sk":{"S":"k"},"version":{"N":"1.5"},"body":{"S":"{}"}}})",
        R"({"Item":{"pk":{"S":"c#state"},"sk":{"S":"k"},"version":{"N":"1"},"body":{"S":"not a record"}}})"}) {
    HttpImposter server([&](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, body); });
    const auto items = load(storage(server), {key});
    ASSERT_FALSE(items.has_value()) << body;
    EXPECT_TRUE(items.error().code == "store_unavailable" || items.error().code == "corrupt_record") << items.error().code;
    storage_.reset();
  }
}

TEST_F(DynamoDbClientTest, AStopAnswersNobodyAndWaitsForNothing) {
  HttpImposter server([](const ImposterRequest&, ImposterWire& wire) { wire.hold(); });
  std::atomic<int> answered = 0;
  auto& store = storage(server);
  for (int i = 0; i < 100; ++i) store.load({key}, [&](const auto&) { ++answered; });
  ASSERT_TRUE(server.wait_for_requests(1));
  store.stop();
  EXPECT_EQ(answered, 0);
}

}  // namespace
}  // namespace nss
