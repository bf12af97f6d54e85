// The table of docs/dynamodb.md: what AWS says, what it means, and whether it is asked again.
#include "adapters/dynamodb/fault_codec.h"

#include <gtest/gtest.h>

#include "adapters/dynamodb/retry.h"

namespace nss {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds deadline{8'000};

ClientResponse answer(int status, const std::string& body, const std::string& more_head = "") {
  ClientResponse response;
  response.status = status;
  response.head = "HTTP/1.1 " + std::to_string(status) + " x\r\n" + more_head;
  response.body = body;
  return response;
}

std::string named(const std::string& name, const std::string& message = "m") {
  return R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + name + R"(","message":")" + message + R"("})";
}

std::string cancelled(const std::string& reasons) {
  return R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"m","CancellationReasons":[)" +
         reasons + "]}";
}

struct FaultRow {
  const char* sentence;
  ClientResponse response;
  FaultClass kind;
  bool may_have_happened;
  bool again;
};

std::vector<FaultRow> rows() {
  const std::string condition = R"({"Code":"None"},{"Code":"ConditionalCheckFailed"})";
  return {
      {"throughput", answer(400, named("ProvisionedThroughputExceededException")), FaultClass::throttled, false, true},
      {"throttling", answer(400, named("ThrottlingException")), FaultClass::throttled, false, true},
      {"too many requests", answer(400, named("RequestLimitExceeded")), FaultClass::throttled, false, true},
      {"the control plane is busy", answer(400, named("LimitExceededException")), FaultClass::throttled, false, true},
      {"the service's own fault", answer(500, named("InternalServerError")), FaultClass::transient, true, true},
      {"a fault without a known name", answer(503, named("Whatever")), FaultClass::transient, true, true},
      {"a proxy's page", answer(502, "<html>bad gateway</html>"), FaultClass::transient, true, true},
      {"a page of a stranger", answer(404, "<html>"), FaultClass::permanent, false, false},
      {"a conflict", answer(400, named("TransactionConflictException")), FaultClass::conflict, false, true},
      {"a conflict of global tables", answer(409, named("ReplicatedWriteConflictException")), FaultClass::conflict, false, true},
      {"a cancelled one in a conflict", answer(400, cancelled(R"({"Code":"TransactionConflict"},{"Code":"None"})")),
       FaultClass::conflict, false, true},
      {"a cancelled one that was throttled", answer(400, cancelled(R"({"Code":"ThrottlingError"})")), FaultClass::throttled,
       false, true},
      {"a failed condition", answer(400, cancelled(condition)), FaultClass::condition, false, false},
      {"a failed condition beside a conflict",
       answer(400, cancelled(R"({"Code":"TransactionConflict"},{"Code":"ConditionalCheckFailed"})")), FaultClass::condition,
       false, false},
      {"a cancelled one that cannot be", answer(400, cancelled(R"({"Code":"ValidationError"})")), FaultClass::permanent, false,
       false},
      {"a cancelled one without reasons", answer(400, named("TransactionCanceledException")), FaultClass::permanent, false,
       false},
      {"a single condition", answer(400, named("ConditionalCheckFailedException")), FaultClass::condition, false, false},
      {"our own transaction still runs", answer(400, named("TransactionInProgressException")), FaultClass::in_progress, true,
       true},
      {"the token with another body", answer(400, named("IdempotentParameterMismatchException")), FaultClass::mismatch, false,
       false},
      {"a wrong request", answer(400, named("ValidationException")), FaultClass::permanent, false, false},
      {"no such table", answer(400, named("ResourceNotFoundException")), FaultClass::permanent, false, false},
      {"no rights", answer(400, named("AccessDeniedException")), FaultClass::permanent, false, false},
      {"no JSON", answer(400, named("SerializationException")), FaultClass::permanent, false, false},
      {"a late signature", answer(400, named("InvalidSignatureException", "Signature expired: 20261127T1")), FaultClass::clock,
       false, true},
      {"an early signature", answer(400, named("InvalidSignatureException", "Signature not yet current")), FaultClass::clock,
       false, true},
      {"another signature", answer(400, named("InvalidSignatureException", "does not match")), FaultClass::credentials, false,
       true},
      {"the clocks differ", answer(400, named("RequestTimeTooSkewed")), FaultClass::clock, false, true},
      {"keys that nobody knows", answer(400, named("UnrecognizedClientException")), FaultClass::credentials, false, true},
      {"keys that have expired", answer(400, named("ExpiredTokenException")), FaultClass::credentials, false, true},
      {"an old name", answer(400, named("InvalidClientTokenId")), FaultClass::credentials, false, true},
  };
}

TEST(DynamoDbFaults, EveryRowOfTheTable) {
  for (const FaultRow& row : rows()) {
    const DynamoFault fault = fault_of(row.response);
    EXPECT_STREQ(to_string(fault.kind), to_string(row.kind)) << row.sentence;
    EXPECT_EQ(fault.may_have_happened, row.may_have_happened) << row.sentence;
    EXPECT_FALSE(fault.message.empty()) << row.sentence;
    EXPECT_EQ(next_attempt(fault, {1, 0, 0, milliseconds(0)}, deadline, 0.5).has_value(), row.again) << row.sentence;
  }
}

TEST(DynamoDbFaults, TheReasonsComeInTheOrderOfTheActions) {
  const auto fault = fault_of(answer(400, cancelled(R"({"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"x"},7)")));
  EXPECT_EQ(fault.reasons, (std::vector<std::string>{"None", "ConditionalCheckFailed", ""}));
}

TEST(DynamoDbFaults, OfTheNetworkOnlyWhatWasSentMayHaveHappened) {
  EXPECT_FALSE(fault_of(make_error(ErrorKind::unavailable, "connection_failed", "refused")).may_have_happened);
  EXPECT_TRUE(fault_of(make_error(ErrorKind::transient, "timeout", "no answer")).may_have_happened);
  EXPECT_EQ(fault_of(make_error(ErrorKind::invalid, "answer_too_large", "large")).kind, FaultClass::permanent);
  EXPECT_EQ(fault_of(make_error(ErrorKind::unavailable, "stopping", "ends")).kind, FaultClass::permanent);
}

TEST(DynamoDbFaults, TheServiceMaySayHowLongToWaitWithinReason) {
  const std::string body = named("ThrottlingException");
  EXPECT_EQ(fault_of(answer(400, body, "x-amz-retry-after: 1500\r\n")).retry_after, milliseconds(1'500));
  EXPECT_EQ(fault_of(answer(400, body, "x-amz-retry-after: 900000\r\n")).retry_after, milliseconds(5'000));
  EXPECT_FALSE(fault_of(answer(400, body, "x-amz-retry-after: soon\r\n")).retry_after.has_value());
  const auto wait =
      next_attempt(fault_of(answer(400, body, "x-amz-retry-after: 1500\r\n")), {1, 0, 0, milliseconds(0)}, deadline, 0.0);
  EXPECT_EQ(wait, milliseconds(1'500));
}

TEST(DynamoDbFaults, AnAnswerIsWhatItsChecksumSays) {
  EXPECT_TRUE(intact(answer(200, "123456789", "x-amz-crc32: 3421780262\r\n")));  // the check value of CRC-32
  EXPECT_FALSE(intact(answer(200, "123456788", "x-amz-crc32: 3421780262\r\n")));
  EXPECT_FALSE(intact(answer(200, "123456789", "x-amz-crc32: 3421780262x\r\n")));
  EXPECT_FALSE(intact(answer(200, "123456789", "x-amz-crc32: \r\n")));
  EXPECT_TRUE(intact(answer(200, "123456789")));
}

// ---- when it is asked again ----

DynamoFault fault(FaultClass kind) {
  DynamoFault made;
  made.kind = kind;
  return made;
}

TEST(DynamoDbRetry, AFaultOfTheirsIsTriedFourTimesWithGrowingWaits) {
  const auto wait = [](FaultClass kind, int made) {
    return next_attempt(fault(kind), {made, 0, 0, milliseconds(0)}, deadline, 0.999);
  };
  EXPECT_EQ(wait(FaultClass::transient, 1), milliseconds(24));
  EXPECT_EQ(wait(FaultClass::transient, 3), milliseconds(99));
  EXPECT_FALSE(wait(FaultClass::transient, 4).has_value());
  EXPECT_EQ(wait(FaultClass::throttled, 1), milliseconds(999));
  EXPECT_EQ(wait(FaultClass::throttled, 3), milliseconds(3'996));
  EXPECT_FALSE(wait(FaultClass::throttled, 4).has_value());
  EXPECT_TRUE(wait(FaultClass::conflict, 11).has_value());
  EXPECT_FALSE(wait(FaultClass::conflict, 12).has_value());
}

TEST(DynamoDbRetry, ATransactionThatHangsIsAskedForUntilFiveSecondsHavePassed) {
  milliseconds spent{0};
  int made = 1;
  for (; spent < milliseconds(5'000); ++made) {
    const auto wait = next_attempt(fault(FaultClass::in_progress), {made, 0, 0, spent}, deadline, 0.0);
    ASSERT_TRUE(wait.has_value());
    spent += *wait;
  }
  EXPECT_GE(spent, milliseconds(5'000));
}

TEST(DynamoDbRetry, ClockAndCredentialsAreTriedOnceMore) {
  EXPECT_EQ(next_attempt(fault(FaultClass::clock), {1, 0, 0, milliseconds(0)}, deadline, 0.9), milliseconds(0));
  EXPECT_FALSE(next_attempt(fault(FaultClass::clock), {2, 0, 1, milliseconds(0)}, deadline, 0.9).has_value());
  EXPECT_EQ(next_attempt(fault(FaultClass::credentials), {1, 0, 0, milliseconds(0)}, deadline, 0.9), milliseconds(0));
  EXPECT_FALSE(next_attempt(fault(FaultClass::credentials), {2, 1, 0, milliseconds(0)}, deadline, 0.9).has_value());
}

TEST(DynamoDbRetry, NothingBeginsAfterTheDeadline) {
  EXPECT_TRUE(next_attempt(fault(FaultClass::transient), {1, 0, 0, deadline}, deadline, 0.0).has_value());
  EXPECT_FALSE(next_attempt(fault(FaultClass::transient), {1, 0, 0, deadline + milliseconds(1)}, deadline, 0.0).has_value());
}

TEST(DynamoDbRetry, TheBucketEndsRetriesWhileNothingSucceeds) {
  RetryBucket bucket;
  int taken = 0;
  while (bucket.take(FaultClass::transient)) ++taken;
  EXPECT_EQ(taken, 500 / 14);
  EXPECT_TRUE(bucket.take(FaultClass::clock)) << "what is tried once more costs nothing";
  for (int i = 0; i < 14; ++i) bucket.succeeded();
  EXPECT_TRUE(bucket.take(FaultClass::transient));
  for (int i = 0; i < 1'000; ++i) bucket.succeeded();
  EXPECT_EQ(bucket.tokens(), 500);
}

}  // namespace
}  // namespace nss
