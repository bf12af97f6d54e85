// The HTTP/1.1 server: sockets, limits and timeouts of SPEC 11, nothing about our API. Plain types at its boundary
// (http_message.h); Asio and Beast stay in this folder's .cc files.
//
// Threads: `threads` loops of its own. A connection lives on one of them for its whole life, so a session needs no lock.
// The handler is called on a loop thread and must not block; it may answer from any thread, at once or later, also after
// the connection or the server is gone (the answer is then dropped). A second answer to one request is ignored.
// A connection serves one request at a time: pipelined requests wait in its buffer and are answered in their order.
//
// Failure: whatever bytes arrive, the answer is a 4xx made by `refuse`, or the connection is closed. Slow heads, slow
// bodies, readers that do not read and idle connections are cut without an answer.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/http_server/http_message.h"
#include "base/result.h"
#include "base/time.h"

namespace nss {

struct HttpLimits {
  std::size_t header_bytes = 32 * 1024;             // request line and headers; more: 431 headers_too_large
  std::size_t target_bytes = 8 * 1024;              // more: 414 uri_too_long
  std::size_t body_bytes = 1024 * 1024;             // declared or chunked; more: 413 body_too_large
  std::size_t connections = 4096;                   // more are closed at once
  std::chrono::milliseconds header_time{10'000};    // from the first byte (a new connection: from accept) to the end of the head
  std::chrono::milliseconds body_grace{10'000};     // a body may take this long …
  std::size_t body_bytes_per_second = 1024;         // … and after that a second more for each so many bytes that came
  std::chrono::milliseconds keep_alive{75'000};     // idle between two requests
  std::chrono::milliseconds write_stall{30'000};    // a reader that takes nothing for so long
  std::chrono::milliseconds handler_time{300'000};  // a handler that never answers
  std::chrono::milliseconds linger{2'000};          // after a refusal: reads on for so long so that the answer arrives
};

using HttpReply = std::function<void(HttpResponse)>;
using HttpHandler = std::function<void(HttpRequest, HttpReply)>;

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8080";  // address:port; [::]:8080 takes IPv4 too; port 0: a free one
  unsigned threads = 2;
  HttpLimits limits;
  std::function<HttpResponse(const HttpRefusal&)> refuse;  // empty: a bare status
  std::function<Seconds()> date;                           // for the Date header; empty: none is sent
  std::atomic<std::int64_t>* connections = nullptr;        // gauge of open connections; outlives the server
};

class HttpServer {
 public:
  // Listens when it returns. Error: code listen_failed, with a sentence that names the address and what would be right.
  static Result<std::unique_ptr<HttpServer>> start(HttpServerOptions options, HttpHandler handler);

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // stop() without patience

  std::uint16_t port() const;

  // Stops accepting and closes idle connections; requests under way get their answer with `Connection: close` until
  // `drain` is over; then everything is closed and the threads are joined. Idempotent; not from a loop thread.
  void stop(std::chrono::milliseconds drain);

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace nss
