// Requests of a CurlLoop that a test waits for.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>

#include "adapters/http_client/curl_loop.h"

namespace nss::test {

// A `done` and what it got. Waits generously; a second call of `done` is a failure of the test.
class Answered {
 public:
  HttpDone done() {
    return [state = state_](Result<ClientResponse> response) {
      {
        const std::lock_guard lock(state->mutex);
        ++state->times;
        state->response = std::move(response);
      }
      state->changed.notify_all();
    };
  }
  Result<ClientResponse> wait() {
    std::unique_lock lock(state_->mutex);
    const bool came = state_->changed.wait_for(lock, std::chrono::seconds(60), [this] { return state_->times > 0; });
    if (!came) return fail(ErrorKind::internal, "no_answer", "no answer came");
    EXPECT_EQ(state_->times, 1);
    return *state_->response;
  }
  bool here() const {
    const std::lock_guard lock(state_->mutex);
    return state_->times > 0;
  }

 private:
  struct State {
    std::mutex mutex;
    std::condition_variable changed;
    int times = 0;
    std::optional<Result<ClientResponse>> response;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

inline Result<ClientResponse> fetch(CurlLoop& loop, ClientRequest request) {
  Answered answered;
  loop.send(std::move(request), answered.done());
  return answered.wait();
}

inline std::string code_of(const Result<ClientResponse>& result) {
  return result ? "status " + std::to_string(result->status) : result.error().code;
}

}  // namespace nss::test
