// What goes over the wire and what comes back, as values. Library-free, so that headers of adapters that talk HTTP
// (kubernetes now, dynamodb later) stay light. Nothing here is ever logged as a whole: headers carry tokens. The names differ
// from those of http_server on purpose: both are in one program, and two types of one name are undefined behaviour.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nss {

// Whom we trust and who we are, as PEM text. Shared between requests: equal objects share connections.
struct TlsOptions {
  std::string ca_pem{};    // empty: the system's roots
  std::string cert_pem{};  // client certificate, with key_pem, or both empty
  std::string key_pem{};
  bool insecure = false;  // neither chain nor name of the server is checked
};

struct ClientRequest {
  std::string method = "GET";
  std::string url;                   // http or https
  std::vector<std::string> headers;  // "Name: value", no line ends
  std::string body;
  std::shared_ptr<const TlsOptions> tls;  // null: the system's roots, no client certificate
  std::string proxy;                      // URL; empty: none (the environment's proxies are never used)
  std::string connect_to;                 // "host:port" that is really connected to; empty: the URL's
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{30'000};
  std::size_t max_body = std::size_t{16} << 20;  // of a whole body; a stream's consumer has its own bound
  bool compressed = false;                       // ask for a compressed answer
  bool fresh_connection = false;                 // none that was kept: libcurl sends again what such a one loses
};

struct ClientResponse {
  int status = 0;
  std::string head;  // status line and header lines as received, at most 64 KiB
  std::string body;  // empty for a stream that was accepted (2xx): its chunks went to on_chunk

  bool ok() const { return status >= 200 && status < 300; }
  // The value of the first header of that name (any case), trimmed.
  std::optional<std::string_view> header(std::string_view name) const;
  std::optional<Seconds> date() const;
  // Retry-After as seconds or as a date (then relative to the answer's own Date).
  std::optional<std::chrono::seconds> retry_after() const;
};

using HttpDone = std::function<void(Result<ClientResponse>)>;

// How a streamed answer is consumed. Both are called on the loop's thread, only for a 2xx answer; any other answer is
// collected like a whole body and comes with `done`. on_chunk returning false ends the transfer (code stream_refused).
struct HttpStream {
  std::function<void(const ClientResponse& head)> on_head;
  std::function<bool(std::string_view bytes)> on_chunk;
};

}  // namespace nss
