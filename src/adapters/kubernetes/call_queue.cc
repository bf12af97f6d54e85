#include "adapters/kubernetes/call_queue.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::chrono::milliseconds longest_pause{60'000};  // whatever a server asks for

tl::unexpected<Error> stopping() { return fail(ErrorKind::unavailable, "stopping", "the cluster client is stopping"); }

}  // namespace

CallQueue::CallQueue(ApiClient& client, CurlLoop& loop, const Clock& clock, Metrics& metrics, Options options)
    : client_(client),
      loop_(loop),
      clock_(clock),
      metrics_(metrics),
      options_(options),
      throttle_(options.most_in_flight),
      random_(options.seed) {
  metrics_.kube_in_flight_limit = throttle_.limit();
}

void CallQueue::submit(ApiRequest request, HttpDone done) {
  if (stopped_) return done(stopping());
  waiting_.push_back(std::make_shared<Waiting>(Waiting{std::move(request), std::move(done), std::nullopt}));
  pump();
}

void CallQueue::stop() {
  stopped_ = true;
  for (auto& call : std::exchange(waiting_, {})) call->done(stopping());
}

void CallQueue::pump() {
  if (pumping_) return;  // a call that fails at once comes back here: the loop below goes on with the next
  pumping_ = true;
  const Mono now = clock_.mono();
  while (!waiting_.empty() && throttle_.may_start(now)) {
    auto call = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(call));
  }
  pumping_ = false;
  if (waiting_.empty() || timer_ != 0 || now >= throttle_.paused_until()) return;
  timer_ = loop_.after(throttle_.paused_until() - now, [this] {
    timer_ = 0;
    pump();
  });
}

void CallQueue::start(std::shared_ptr<Waiting> call) {
  if (!call->first_sent) call->first_sent = clock_.mono();
  const Throttle::Round round = throttle_.start();
  // A copy: a call that is turned away is sent again.
  client_.call(call->request, [this, call, round](Result<ClientResponse> response) { finish(call, round, std::move(response)); });
}

std::chrono::milliseconds CallQueue::pause_of(const Error& error) {
  const auto asked = std::clamp(error.retry_after.value_or(options_.default_wait), std::chrono::milliseconds(1), longest_pause);
  // Other clients were told the same number: we do not all come back in the same instant.
  return asked + std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, asked.count() / 5)(random_));
}

void CallQueue::finish(const std::shared_ptr<Waiting>& call, Throttle::Round round, Result<ClientResponse> response) {
  const Mono now = clock_.mono();
  const bool throttled = !response && response.error().kind == ErrorKind::throttled;
  if (throttled) {
    ++metrics_.kube_throttled;
    throttle_.end_throttled(round, now, pause_of(response.error()));
  } else if (response) {
    throttle_.end_well();
  } else {
    throttle_.end_badly();
  }
  metrics_.kube_in_flight_limit = throttle_.limit();
  const bool again = throttled && !stopped_ && now - *call->first_sent < options_.give_up;
  if (again) {
    waiting_.push_front(call);
  } else {
    call->done(std::move(response));
  }
  if (!stopped_) pump();
}

}  // namespace nss
