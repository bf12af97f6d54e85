#include "adapters/rest/idempotent.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"

namespace nss {
namespace {

class IdempotentTest : public RestFixture {
 protected:
  IdempotentTest() { set_sample_answers(application_); }

  Asked post(const std::string& target, const std::string& body, const std::string& key = "k1") {
    HttpRequest asked = request("POST", target, body);
    asked.headers.push_back({"Idempotency-Key", key});
    return ask(asked);
  }
  IdempotencyToken token_of(const std::string& body, const std::string& target = "/api/tasks", const std::string& key = "k1") {
    post(target, body, key);
    return *application_.token_;
  }
};

constexpr const char* on = "/api/namespaces/dev-api/activate";
constexpr const char* payer = R"({"cost_center":"CC-001"})";

TEST_F(IdempotentTest, TheFingerprintIsOfTheValueNotOfItsText) {
  const IdempotencyToken token = token_of(R"({"a":1,"b":[true,null,"x"]})");
  EXPECT_EQ(token, token_of("{ \"b\" : [true, null, \"\\u0078\"],\n \"a\" : 1 }"));
  for (const char* other : {R"({"a":2,"b":[true,null,"x"]})", R"({"a":1.0,"b":[true,null,"x"]})", R"({"a":1})",
                            R"({"a":1,"b":[null,true,"x"]})", "{", "", R"({"a":1e999,"b":[true,null,"x"]})"})
    EXPECT_NE(token.fingerprint, token_of(other).fingerprint) << other;
  EXPECT_EQ(token_of("", "/api/pause"), token_of("{}", "/api/pause")) << "no body means {}";
  EXPECT_NE(token_of("{", "/api/pause").fingerprint, token_of("[", "/api/pause").fingerprint);
  EXPECT_NE(token_of("{}", "/api/pause").fingerprint, token_of("{}", "/api/audit/verify").fingerprint);
  EXPECT_NE(token.id, token_of("{}", "/api/tasks", "k2").id);
}

TEST_F(IdempotentTest, TheKeyBelongsToItsCaller) {
  options_.trusted_proxies = "127.0.0.1";
  const IdempotencyToken nobody = token_of("{}");
  HttpRequest asked = request("POST", "/api/tasks", "{}");
  asked.headers.push_back({"Idempotency-Key", "k1"});
  asked.headers.push_back({"X-Forwarded-User", "ana"});
  ask(asked);
  EXPECT_NE(application_.token_->id, nobody.id);
  EXPECT_EQ(application_.token_->fingerprint, nobody.fingerprint);
}

TEST_F(IdempotentTest, AFreshKeyGoesWithTheCommandAndItsAnswerIsKept) {
  application_.switch_answer_ = sample_operation("op_3");
  const Asked first = post(on, payer);
  EXPECT_EQ(first.status(), 200);
  EXPECT_EQ(application_.switched_->context.idempotency, application_.token_);
  ASSERT_TRUE(application_.kept_answer_);
  EXPECT_EQ(application_.kept_answer_->status, 200);
  EXPECT_EQ(application_.kept_answer_->body, first.response.content());
  EXPECT_EQ(first.header("idempotency-replayed"), "(none)");
  post("/api/tasks", R"({"title":"a","operation_type":"activate","schedule":"@daily","namespace":"a"})");
  EXPECT_EQ(application_.kept_answer_->status, 201);
  EXPECT_EQ(application_.kept_answer_->location, "/api/tasks/t_01");
  EXPECT_EQ(application_.kept_answer_->etag, "\"a1\"");
  EXPECT_EQ(application_.task_request_->context.idempotency, application_.token_);
}

TEST_F(IdempotentTest, RefusalsAreKeptButForThoseThatPass) {
  post(on, "{");
  EXPECT_EQ(application_.kept_answer_->status, 400);
  post("/api/pause?x=1", "{}");
  EXPECT_EQ(application_.kept_answer_->status, 400);
  for (const auto& [kind, code, status] :
       {std::tuple(ErrorKind::refused, "limit_exceeded", 409), std::tuple(ErrorKind::unavailable, "store_unavailable", 0),
        std::tuple(ErrorKind::internal, "oops", 0)}) {
    application_.switch_answer_ = fail(ErrorKind(kind), code, "words");
    post(on, payer);
    EXPECT_EQ(application_.kept_answer_->status, status) << code;
  }
}

TEST_F(IdempotentTest, WithoutAKeyNothingIsKept) {
  ask("POST", on, payer);
  EXPECT_FALSE(application_.token_);
  EXPECT_FALSE(application_.kept_answer_);
}

TEST_F(IdempotentTest, AKnownAnswerIsGivenAgain) {
  application_.idempotency_answer_ =
      IdempotencyVerdict{false, StoredAnswer{202, "{\"x\":1}", "/api/operations/o", "\"e\""}, "", ""};
  const Asked again = post(on, payer);
  EXPECT_EQ(again.status(), 202);
  EXPECT_EQ(again.response.content(), "{\"x\":1}");
  EXPECT_EQ(again.header("location"), "/api/operations/o");
  EXPECT_EQ(again.header("etag"), "\"e\"");
  EXPECT_EQ(again.header("idempotency-replayed"), "true");
  EXPECT_EQ(again.header("content-type"), "application/json");
  EXPECT_FALSE(application_.switched_) << "nothing is done again";
  EXPECT_FALSE(application_.kept_answer_);
  application_.idempotency_answer_ = IdempotencyVerdict{false, StoredAnswer{409, "{}", "", ""}, "", ""};
  EXPECT_EQ(post(on, payer).header("content-type"), "application/problem+json");
}

TEST_F(IdempotentTest, AKeyThatCannotBeUsedIsRefused) {
  application_.idempotency_answer_ = fail(ErrorKind::invalid, "idempotency_key_reused", "used");
  EXPECT_EQ(post(on, payer).status(), 422);
  Error running = make_error(ErrorKind::refused, "idempotency_in_progress", "running");
  running.retry_after = std::chrono::seconds(1);
  application_.idempotency_answer_ = fail(running);
  EXPECT_EQ(post(on, payer).status(), 409);
  EXPECT_EQ(post(on, payer).header("retry-after"), "1");
  EXPECT_FALSE(application_.switched_);
}

TEST_F(IdempotentTest, AnEffectWithoutAnAnswerIsShown) {
  struct Case {
    const char* effect;
    const char* id;
    const char* target;
    int status;
    const char* asked;  // of the application
  };
  for (const Case& each : {Case{"operation", "op_3", on, 200, ""}, Case{"task", "t_01", "/api/tasks", 201, "t_01"},
                           Case{"run", "t_01/r_9", "/api/tasks/t_01/run", 200, "t_01|r_9"},
                           Case{"cost_center", "CC-001", "/api/cost-centers/CC-001/permissions", 201, "CC-001"},
                           Case{"pause", "pause", "/api/pause", 200, ""}, Case{"odd", "x", "/api/pause", 500, ""}}) {
    application_.asked_.reset();
    application_.idempotency_answer_ = IdempotencyVerdict{false, std::nullopt, each.effect, each.id};
    const Asked shown = post(each.target, "{}");
    EXPECT_EQ(shown.status(), each.status) << each.effect;
    EXPECT_EQ(shown.header("idempotency-replayed"), each.status < 400 ? "true" : "(none)") << each.effect;
    EXPECT_EQ(application_.asked_.value_or(""), each.asked) << each.effect;
    EXPECT_FALSE(application_.kept_answer_);
  }
}

RC_GTEST_FIXTURE_PROP(IdempotentTest, AnyBodyHasAFingerprint, (const std::string& body)) {
  const IdempotencyToken token = idempotency_token({}, "k", request("POST", "/x", body), "/x");
  RC_ASSERT(token.fingerprint.size() == 64u);
  RC_ASSERT(token == idempotency_token({}, "k", request("POST", "/x", body), "/x"));
}

}  // namespace
}  // namespace nss
