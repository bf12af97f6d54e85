// One question to an endpoint that gives credentials, asked again when the answer is that of a bad moment.
#pragma once

#include <chrono>
#include <functional>

#include "adapters/http_client/curl_loop.h"

namespace nss {

struct RetriedCall {
  std::function<Result<ClientRequest>()> make;                // called for each attempt: files are read and signatures made anew
  std::function<bool(const ClientResponse& answer)> again{};  // more answers that are worth another attempt; empty: none
  std::chrono::milliseconds pause{200};                       // before the second attempt; doubles
  int attempts = 3;
};

// `done` gets the answer, or the error of `make`, or that of the last attempt; on the loop's thread. Other attempts are made
// after no answer, 429 and 5xx. When the loop stops between two attempts, `done` is not called.
void send_retried(CurlLoop& loop, RetriedCall call, HttpDone done);

}  // namespace nss
