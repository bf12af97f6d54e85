#include "adapters/aws/credential_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <random>
#include <vector>

#include "adapters/aws/credential_errors.h"
#include "adapters/aws/credential_plan.h"
#include "adapters/aws/plan_runner.h"
#include "adapters/http_client/backoff.h"
#include "base/log.h"

namespace nss {
namespace {

const char* to_string(CredentialProvider provider) {
  switch (provider) {
    case CredentialProvider::environment: return "environment";
    case CredentialProvider::web_identity: return "web identity";
    case CredentialProvider::profile: return "profile files";
    case CredentialProvider::container: return "container endpoint";
    case CredentialProvider::metadata: return "instance metadata service";
    case CredentialProvider::none: break;
  }
  return "none";
}

CredentialTimings with_seed(CredentialTimings timings) {
  if (timings.seed == 0) timings.seed = std::random_device()();
  return timings;
}

class ProviderSource final : public CredentialSource {
 public:
  ProviderSource(CurlLoop& loop, AwsEnvironment environment, const Clock& clock, const CredentialTimings& timings)
      : loop_(loop),
        environment_(std::move(environment)),
        clock_(clock),
        timings_(with_seed(timings)),
        provider_(choose_provider(environment_)),
        runner_(loop, environment_, clock, timings_),
        backoff_({timings_.first_pause, timings_.longest_pause}, timings_.seed),
        random_(timings_.seed) {
    const auto plan = plan_credentials(provider_, environment_);
    description_ = plan ? plan->description : to_string(provider_);
    const AwsCredentials* keys = plan ? std::get_if<AwsCredentials>(&plan->first) : nullptr;
    static_keys_ = keys != nullptr && keys->session_token.empty();
  }
  ~ProviderSource() override { stop(); }

  void get(CredentialsReply then) override;
  void invalidate(const std::string& access_key_id) override;
  std::optional<Seconds> expires() const override { return current_ ? current_->expires : std::nullopt; }
  std::string description() const override { return description_; }
  bool static_keys() const override { return static_keys_; }
  void stop() override;

 private:
  Seconds now() const { return floor_seconds(clock_.check()); }
  bool is_valid(Seconds now) const { return current_ && (!current_->expires || now < *current_->expires); }
  // Credentials that expired since are no reason to rest.
  bool is_resting(Seconds now) const { return clock_.mono() < rest_until_ && (is_valid(now) || failure_); }
  void start_refresh();
  void finish_refresh(Result<AwsCredentials> fetched);
  void take(AwsCredentials fetched);
  void take_failure(Error error);
  void set_timer();
  Result<AwsCredentials> at_hand(Seconds now) const;

  CurlLoop& loop_;
  const AwsEnvironment environment_;
  const Clock& clock_;
  const CredentialTimings timings_;
  const CredentialProvider provider_;
  std::string description_;
  bool static_keys_ = false;

  // The loop's thread.
  PlanRunner runner_;
  Backoff backoff_;
  std::minstd_rand random_;
  std::optional<AwsCredentials> current_;
  Seconds refresh_at_{};  // of current_, when it expires
  Mono rest_until_{};     // no refresh begins before
  std::optional<Mono> refused_at_;
  std::optional<Error> failure_;  // of the last refresh
  std::vector<CredentialsReply> waiting_;
  bool running_ = false;
  bool stopped_ = false;
  CurlLoop::TimerId timer_ = 0;
};

Error stopping() { return make_error(ErrorKind::unavailable, "stopping", "the AWS client is stopping"); }

Result<AwsCredentials> ProviderSource::at_hand(Seconds now) const {
  if (is_valid(now)) return *current_;
  if (failure_) return fail(*failure_);
  return credentials_refused(fmt::format("{}: its credentials have just expired", description_));
}

void ProviderSource::get(CredentialsReply then) {
  if (stopped_) return then(fail(stopping()));
  const Seconds asked = now();
  const bool fresh = is_valid(asked) && (!current_->expires || asked < refresh_at_);
  if (fresh || (is_resting(asked) && !running_)) return then(at_hand(asked));
  const bool must_wait = !is_valid(asked) || *current_->expires - asked <= timings_.mandatory;
  if (!must_wait) {
    start_refresh();
    return then(at_hand(asked));
  }
  waiting_.push_back(std::move(then));
  start_refresh();
}

void ProviderSource::invalidate(const std::string& access_key_id) {
  if (!current_ || current_->access_key_id != access_key_id) return;
  if (refused_at_ && clock_.mono() - *refused_at_ < timings_.longest_pause) return;
  refused_at_ = clock_.mono();
  rest_until_ = Mono{};
  current_.reset();
  log::warn("AWS refuses our credentials, they are renewed", {{"provider", description_}});
}

void ProviderSource::start_refresh() {
  if (running_ || is_resting(now())) return;
  running_ = true;
  const auto plan = plan_credentials(provider_, environment_);
  if (!plan) return finish_refresh(fail(plan.error()));
  runner_.run(*plan, [this](Result<AwsCredentials> fetched) { finish_refresh(std::move(fetched)); });
}

void ProviderSource::finish_refresh(Result<AwsCredentials> fetched) {
  running_ = false;
  const Seconds finished = now();
  if (fetched && fetched->expires && *fetched->expires <= finished) {
    fetched =
        credentials_refused(fmt::format("{}: its credentials expired at {}; the clock of one of us is wrong, or it does not "
                                        "renew them",
                                        description_, to_rfc3339(*fetched->expires)));
  }
  fetched ? take(std::move(*fetched)) : take_failure(std::move(fetched.error()));
  set_timer();
  for (auto& then : std::exchange(waiting_, {})) then(at_hand(finished));
}

void ProviderSource::take(AwsCredentials fetched) {
  current_ = std::move(fetched);
  failure_.reset();
  backoff_.reset();
  rest_until_ = clock_.mono() + timings_.longest_pause;
  if (!current_->expires) return;
  const auto jitter = timings_.jitter.count();
  refresh_at_ = *current_->expires - timings_.advisory +
                std::chrono::seconds(std::uniform_int_distribution<std::int64_t>(-jitter, jitter)(random_));
  log::info("AWS credentials renewed", {{"provider", description_}, {"expires", to_rfc3339(*current_->expires)}});
}

void ProviderSource::take_failure(Error error) {
  failure_ = std::move(error);
  rest_until_ = clock_.mono() + backoff_.next(clock_.mono());
  log::warn("AWS credentials could not be renewed",
            {{"provider", description_}, {"code", failure_->code}, {"problem", failure_->message.en}});
}

// So that a request at five in the morning finds new ones, though nobody asked since midnight.
void ProviderSource::set_timer() {
  loop_.cancel_timer(timer_);
  if (!current_ || !current_->expires || stopped_) return;
  const Mono until_due = std::max<Mono>(refresh_at_ - now(), Mono{});
  const Mono until_rested = std::max(rest_until_ - clock_.mono(), Mono{});
  timer_ = loop_.after(std::max(until_due, until_rested), [this] {
    if (now() >= refresh_at_) start_refresh();
    if (!running_) set_timer();  // it did not begin: not due by the calendar, or resting
  });
}

void ProviderSource::stop() {
  if (std::exchange(stopped_, true)) return;
  runner_.stop();
  for (auto& then : std::exchange(waiting_, {})) then(fail(stopping()));
}

}  // namespace

std::unique_ptr<CredentialSource> CredentialSource::make(CurlLoop& loop, AwsEnvironment environment, const Clock& clock,
                                                         const CredentialTimings& timings) {
  return std::make_unique<ProviderSource>(loop, std::move(environment), clock, timings);
}

}  // namespace nss
