// Calls wait here until the throttle lets them go. A call that the server turns away with 429 goes back to the front and
// is sent again after Retry-After, until `give_up` after its first try. Loop's thread only.
#pragma once

#include <deque>
#include <random>

#include "adapters/kubernetes/api_client.h"
#include "adapters/kubernetes/throttle.h"
#include "base/metrics.h"

namespace nss {

class CallQueue {
 public:
  struct Options {
    int most_in_flight = 32;
    std::chrono::milliseconds give_up{60'000};
    std::chrono::milliseconds default_wait{1'000};  // after a 429 without Retry-After
    std::uint32_t seed = 1;
  };

  CallQueue(ApiClient& client, CurlLoop& loop, const Clock& clock, Metrics& metrics, Options options);

  void submit(ApiRequest request, HttpDone done);  // `done` once, on the loop's thread
  void stop();                                     // answers all that wait; what is in flight ends with the loop

 private:
  struct Waiting {
    ApiRequest request;
    HttpDone done;
    std::optional<Mono> first_sent;
  };

  void pump();
  void start(std::shared_ptr<Waiting> call);
  void finish(const std::shared_ptr<Waiting>& call, Throttle::Round round, Result<ClientResponse> response);
  std::chrono::milliseconds pause_of(const Error& error);

  ApiClient& client_;
  CurlLoop& loop_;
  const Clock& clock_;
  Metrics& metrics_;
  const Options options_;
  Throttle throttle_;
  std::deque<std::shared_ptr<Waiting>> waiting_;
  std::minstd_rand random_;
  CurlLoop::TimerId timer_ = 0;
  bool pumping_ = false;
  bool stopped_ = false;
};

}  // namespace nss
