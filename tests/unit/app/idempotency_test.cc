// Idempotency keys: what is remembered, what is replayed, what is refused.
#include "app/idempotency.h"

#include <gtest/gtest.h>

#include "unit/app/product.h"

namespace nss {
namespace {

const IdempotencyToken token{"k1", "f1"};

Result<IdempotencyVerdict> begin(Product& p, const IdempotencyToken& t = token) {
  return p.wait_for<IdempotencyVerdict>([&](Reply<IdempotencyVerdict> reply) { p.controller->begin_idempotent(t, reply); });
}

void keep(Product& p, StoredAnswer answer) {
  ASSERT_TRUE(p.wait_for<void>(
      [&](const Reply<void>& reply) { p.controller->keep_answer(token, std::move(answer), [reply] { reply({}); }); }));
}

TEST(Idempotency, TheFirstAnswerComesAgain) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p)->fresh);
  keep(p, {201, "{\"a\":1}", "/api/tasks/t_1", "\"e\""});
  p.restart();
  const auto again = begin(p);
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(again->fresh);
  ASSERT_TRUE(again->answer.has_value());
  EXPECT_EQ(again->answer->status, 201);
  EXPECT_EQ(again->answer->body, "{\"a\":1}");
  EXPECT_EQ(again->answer->location, "/api/tasks/t_1");
  EXPECT_EQ(again->answer->etag, "\"e\"");
}

TEST(Idempotency, WhoHasTheAnswerMayRepeatItAtOnceAndAfterACrash) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p)->fresh);
  keep(p, {409, "{}", "", ""});  // a refusal, which has no transaction of its own
  EXPECT_EQ(begin(p)->answer.value().status, 409);
  p.restart();
  EXPECT_EQ(begin(p)->answer.value().status, 409);
}

TEST(Idempotency, WhileTheFirstRunsTheSecondIsRefused) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p).has_value());
  EXPECT_EQ(begin(p).error().code, "idempotency_in_progress");
  EXPECT_EQ(begin(p, {"k1", "other"}).error().code, "idempotency_key_reused");
  p.restart();
  EXPECT_TRUE(begin(p)->fresh) << "a crash blocks no key";
}

TEST(Idempotency, AnotherRequestUnderTheSameKeyIsRefused) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p).has_value());
  keep(p, {200, "x", "", ""});
  EXPECT_EQ(begin(p, {"k1", "other"}).error().code, "idempotency_key_reused");
}

TEST(Idempotency, AnAnswerThatIsNotKeptFreesTheKey) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p).has_value());
  keep(p, {0, "", "", ""});
  EXPECT_TRUE(begin(p)->fresh);
  keep(p, {200, std::string(400'000, 'x'), "", ""});
  EXPECT_TRUE(begin(p)->fresh) << "too long to be kept";
}

TEST(Idempotency, AfterACrashTheEffectIsKnown) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p).has_value());
  PauseRequest request;
  request.context.idempotency = token;
  ASSERT_TRUE(p.wait_for<PauseRecord>([&](Reply<PauseRecord> reply) { p.controller->pause(request, reply); }).has_value());
  p.restart();
  const auto known = begin(p);
  ASSERT_TRUE(known.has_value());
  EXPECT_FALSE(known->fresh);
  EXPECT_FALSE(known->answer.has_value());
  EXPECT_EQ(known->effect, "pause");
  keep(p, {200, "rendered again", "", ""});
  EXPECT_EQ(begin(p)->answer->body, "rendered again");
  EXPECT_EQ(begin(p)->effect, "pause");
}

TEST(Idempotency, AKeyIsForgottenAfterADay) {
  Product p;
  p.start();
  ASSERT_TRUE(begin(p).has_value());
  keep(p, {200, "x", "", ""});
  p.pass(std::chrono::hours(23));
  EXPECT_FALSE(begin(p)->fresh);
  p.pass(std::chrono::hours(1));
  EXPECT_TRUE(begin(p)->fresh);
  keep(p, {200, "y", "", ""});
  EXPECT_EQ(begin(p)->answer->body, "y");
}

TEST(Idempotency, AStoreThatFailsIsSaidAndBlocksNothing) {
  Product p;
  p.start();
  p.storage->faults().fail_next(1, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
  EXPECT_EQ(begin(p).error().code, "store_unavailable");
  ASSERT_TRUE(begin(p)->fresh);
  p.storage->faults().fail_next(1, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
  keep(p, {200, "x", "", ""});
  EXPECT_TRUE(begin(p)->fresh) << "the answer was lost, and there was no effect";
  p.storage->faults().fail_next_commits(1, make_error(ErrorKind::unavailable, "store_unavailable", "no"));
  keep(p, {200, "x", "", ""});
  EXPECT_TRUE(begin(p)->fresh);
}

}  // namespace
}  // namespace nss
