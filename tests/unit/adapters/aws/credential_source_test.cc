#include "adapters/aws/credential_source.h"

#include <atomic>

#include "support/real_clock.h"
#include "unit/adapters/aws/credential_world.h"

namespace nss::test {
namespace {

// A container endpoint that numbers its answers: ASIA1, ASIA2 …
class CredentialSourceTest : public CredentialWorld {
 protected:
  CredentialSourceTest() {
    environment_.container_relative_uri = "/x";
    serve([this](const ImposterRequest& request, ImposterWire& wire) {
      if (held_) wire.hold();
      if (down_) return wire.answer(403, "");
      wire.answer(200,
                  endpoint_answer("ASIA" + std::to_string(same_ ? 1 : request.number), to_rfc3339(instant_now() + life_.load())));
    });
  }
  ~CredentialSourceTest() override {
    if (imposter_) imposter_->release();
  }
  Seconds instant_now() const { return floor_seconds(clock_.wall()); }
  // Until the renewal that runs has come to its end.
  void renewed(const std::string& key_id) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (got() != key_id && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(got(), key_id);
  }
  std::optional<Seconds> expires() {
    std::optional<Seconds> at;
    CredentialSource& asked = source();
    on_loop([&] { at = asked.expires(); });
    return at;
  }

  std::atomic<bool> down_{false};
  std::atomic<bool> held_{false};
  std::atomic<bool> same_{false};
  std::atomic<std::chrono::seconds> life_{3600s};
};

TEST_F(CredentialSourceTest, TheyAreKeptWhileTheyAreFresh) {
  EXPECT_EQ(expires(), std::nullopt);
  EXPECT_EQ(got(), "ASIA1");
  pass(44min + 59s);
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(asked(), 1U);
  EXPECT_EQ(expires(), parse_rfc3339("2026-11-27T13:00:00Z"));
}

TEST_F(CredentialSourceTest, FromFifteenMinutesOnTheyAreRenewedInTheBackground) {
  EXPECT_EQ(got(), "ASIA1");
  pass(45min);
  held_ = true;
  EXPECT_EQ(got(), "ASIA1") << "nobody waits";
  EXPECT_EQ(got(), "ASIA1");
  ASSERT_TRUE(imposter_->wait_for_requests(2));
  imposter_->release();
  renewed("ASIA2");
  EXPECT_EQ(asked(), 2U) << "one renewal";
}

TEST_F(CredentialSourceTest, FromTenMinutesOnTheNewOnesAreWaitedFor) {
  EXPECT_EQ(got(), "ASIA1");
  pass(50min);
  EXPECT_EQ(got(), "ASIA2");
}

TEST_F(CredentialSourceTest, AnyNumberOfRequestsWaitForOneAnswer) {
  source();
  std::vector<std::promise<std::string>> answers(50);
  loop_.post([&] {
    for (auto& answer : answers) {
      source_->get([&answer](const Result<AwsCredentials>& credentials) { answer.set_value(credentials->access_key_id); });
    }
  });
  for (auto& answer : answers) EXPECT_EQ(answer.get_future().get(), "ASIA1");
  EXPECT_EQ(asked(), 1U);
}

TEST_F(CredentialSourceTest, TheOldOnesServeUntilTheyExpire) {
  EXPECT_EQ(got(), "ASIA1");
  down_ = true;
  pass(50min);
  EXPECT_EQ(got(), "ASIA1") << "the renewal failed, they are still good";
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(asked(), 2U) << "and is not tried for each request";
  pass(10min);
  EXPECT_EQ(got(), "aws_credentials_refused") << "now they are not";
  down_ = false;
  EXPECT_EQ(got(), "aws_credentials_refused") << "not asked again yet";
  pass(60s);
  EXPECT_EQ(got(), "ASIA4");
  EXPECT_NE(said().find("AWS credentials could not be renewed"), std::string::npos);
}

TEST_F(CredentialSourceTest, ThePausesBetweenFailedRefreshesGrow) {
  down_ = true;
  timings_.first_pause = 1s;
  timings_.longest_pause = 8s;
  std::vector<std::size_t> counts;
  for (int second = 0; second < 32; ++second) {
    EXPECT_EQ(got(), "aws_credentials_refused");
    counts.push_back(asked());
    pass(1s);
  }
  EXPECT_EQ(counts[0], 1U);
  EXPECT_EQ(counts[1], 2U) << "the first pause is at most a second";
  EXPECT_LE(counts.back(), 9U) << "1, 2, 4, then 8 seconds, each by half shorter at most";
  EXPECT_GE(counts.back(), 6U);
}

TEST_F(CredentialSourceTest, WhoGoesOnGivingTheSameIsNotAskedForEachRequest) {
  same_ = true;
  life_ = 5min;
  EXPECT_EQ(got(), "ASIA1");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(asked(), 1U);
  pass(60s);
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_EQ(asked(), 2U);
}

TEST_F(CredentialSourceTest, WhatExpiredMeanwhileIsRenewedAtOnce) {
  life_ = 30s;
  EXPECT_EQ(got(), "ASIA1");
  pass(30s);
  EXPECT_EQ(got(), "ASIA2");
}

TEST_F(CredentialSourceTest, ARefusalBringsNewOnes) {
  EXPECT_EQ(got(), "ASIA1");
  invalidate("ASIA0");
  EXPECT_EQ(got(), "ASIA1") << "not the current ones";
  invalidate("ASIA1");
  EXPECT_EQ(expires(), std::nullopt);
  EXPECT_EQ(got(), "ASIA2");
  invalidate("ASIA1");
  EXPECT_EQ(got(), "ASIA2") << "a late refusal of the first ones";
  invalidate("ASIA2");
  EXPECT_EQ(got(), "ASIA2") << "a second refusal so soon changes nothing";
  pass(60s);
  invalidate("ASIA2");
  EXPECT_EQ(got(), "ASIA3");
}

TEST_F(CredentialSourceTest, RefusedOnesDoNotServe) {
  EXPECT_EQ(got(), "ASIA1");
  down_ = true;
  invalidate("ASIA1");
  EXPECT_EQ(got(), "aws_credentials_refused");
}

TEST_F(CredentialSourceTest, TheyAreRenewedThoughNobodyAsks) {
  const RealClock clock;
  std::atomic<int> answered{0};
  HttpImposter imposter([&](const ImposterRequest&, ImposterWire& wire) {
    const Seconds now = floor_seconds(clock.wall());
    wire.answer(200, endpoint_answer("ASIA" + std::to_string(++answered), to_rfc3339(now + 901s)));
  });
  environment_.container_endpoint = imposter.url();
  timings_.longest_pause = 10ms;
  source_ = CredentialSource::make(loop_, environment_, clock, timings_);
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_TRUE(imposter.wait_for_requests(3));
  loop_.stop();
}

TEST_F(CredentialSourceTest, TheFleetDoesNotAskAtOnce) {
  timings_.jitter = 60s;
  timings_.mandatory = 1h;  // as soon as a renewal is due it is waited for
  std::size_t renewed_by_then = 0;
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    start_again();
    timings_.seed = seed * 100'000'007U;  // spread, as those from the system are
    (void)got();
    const std::size_t before = asked();
    pass(43min + 59s);
    (void)got();
    EXPECT_EQ(asked(), before) << "a minute earlier at most";
    pass(61s);
    (void)got();
    renewed_by_then += asked() - before;
    pass(60s);
    (void)got();
    EXPECT_EQ(asked(), before + 1) << "a minute later at most";
  }
  EXPECT_GT(renewed_by_then, 0U);
  EXPECT_LT(renewed_by_then, 20U);
}

TEST_F(CredentialSourceTest, KeysOfTheEnvironmentDoNotExpire) {
  environment_.access_key_id = "AKIA1";
  environment_.secret_access_key = "s3cr3t";
  EXPECT_EQ(get(), (AwsCredentials{"AKIA1", "s3cr3t", "", std::nullopt}));
  EXPECT_TRUE(source().static_keys());
  EXPECT_EQ(source().description(), "environment: keys");
  pass(1000h);
  EXPECT_EQ(got(), "AKIA1");
  invalidate("AKIA1");
  EXPECT_EQ(got(), "AKIA1") << "there are no others";
  EXPECT_EQ(asked(), 0U);
  start_again();
  environment_.session_token = "s3cr3t-token";
  EXPECT_EQ(got(), "AKIA1");
  EXPECT_FALSE(source().static_keys());
}

TEST_F(CredentialSourceTest, NothingIsConfigured) {
  environment_.container_relative_uri = "";
  const auto credentials = get();
  ASSERT_FALSE(credentials);
  EXPECT_EQ(credentials.error().code, "aws_credentials_not_found");
  EXPECT_EQ(credentials.error().kind, ErrorKind::not_found);
  EXPECT_EQ(source().description(), "none");
}

TEST_F(CredentialSourceTest, StopAnswersWhoWaits) {
  held_ = true;
  auto answer = std::make_shared<std::promise<std::string>>();
  const auto record = [](const std::shared_ptr<std::promise<std::string>>& to) {
    return [to](const Result<AwsCredentials>& credentials) { to->set_value(credentials ? "granted" : credentials.error().code); };
  };
  source();
  loop_.post([&] { source_->get(record(answer)); });
  ASSERT_TRUE(imposter_->wait_for_requests(1));
  loop_.stop();
  source_->stop();
  EXPECT_EQ(answer->get_future().get(), "stopping");
  auto later = std::make_shared<std::promise<std::string>>();
  source_->get(record(later));
  EXPECT_EQ(later->get_future().get(), "stopping");
}

}  // namespace
}  // namespace nss::test
