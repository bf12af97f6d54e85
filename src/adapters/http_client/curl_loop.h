// All outgoing HTTP of the process on one thread: libcurl's multi interface driven by epoll. It is also a small executor:
// `post` and `after` run functions on the same thread, so that what is built above it (queues, reflectors) needs no locks.
// epoll with curl_multi_socket_action instead of curl_multi_poll: a wake-up costs what is ready, not what is open.
//
// Thread: any thread may call send, stream, cancel, post and stop; callbacks, timers and posted functions run on the
// loop's thread and must not block. after/cancel_timer: the loop's thread only.
// Failure: `done` is called exactly once per request: an ClientResponse of any status, or an Error
//   unavailable: connection_failed, name_not_found, proxy_failed, tls_failed, bad_client_certificate (nothing was sent),
//                cancelled, stopping
//   transient:   timeout, connection_lost, bad_answer (the outcome is unknown; also when libcurl, which sends again what a kept
//                connection loses without a byte of an answer, at most five times, then cannot connect)
//   invalid:     bad_url, answer_too_large, stream_refused
// stop() waits: when it returns every `done` has been called and no callback runs any more; later requests are answered
// `stopping` at once, on the caller's thread.
// Rules: HTTP/1.1, no redirects, no environment proxies, TLS verified unless TlsOptions says otherwise, keepalive 30/15 s.
// Connections are reused; at most `max_connections` idle ones are kept. How many requests run at once is the caller's
// business (adapters/kubernetes/call_queue.h); watches therefore never take a call's place.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "adapters/http_client/http_request.h"

namespace nss {

struct CurlLoopOptions {
  std::string user_agent = "namespace-scheduler";
  long max_connections = 64;  // kept open for reuse
};

class CurlLoop {
 public:
  using RequestId = std::uint64_t;  // 0: none
  using TimerId = std::uint64_t;    // 0: none

  explicit CurlLoop(CurlLoopOptions options = {});
  ~CurlLoop();
  CurlLoop(const CurlLoop&) = delete;
  CurlLoop& operator=(const CurlLoop&) = delete;

  RequestId send(ClientRequest request, HttpDone done);
  RequestId stream(ClientRequest request, HttpStream stream, HttpDone done);
  void cancel(RequestId id);  // soon; unknown ids are fine

  bool post(std::function<void()> work);  // false: stopped, and `work` will not run
  TimerId after(std::chrono::milliseconds delay, std::function<void()> work);
  void cancel_timer(TimerId id);  // unknown ids are fine
  bool on_loop_thread() const;

  void stop();  // waits; not from the loop's own thread

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nss
