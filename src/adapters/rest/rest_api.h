// The HTTP API of API.md over the use cases of app/application.h. Handlers only translate: decode, call, encode. Errors of
// every layer become problem+json in one place (problem.h).
//
// Threads: handle() and refuse() from any thread, no locks but those of the rate limiters. The reply comes at once or from
// the application's thread; its JSON is made later on the server's thread (HttpResponse::render). The application, the
// metrics and what the options point to must outlive the last reply.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "adapters/http_server/http_message.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/static_files.h"
#include "app/application.h"
#include "base/metrics.h"

namespace nss {

struct RestOptions {
  std::string locale = "es";              // language when a request names none: es or en
  std::string base_path = "/";            // prefix behind a reverse proxy
  std::string public_url;                 // empty: none; its host may stand in Host
  bool loopback = true;                   // we listen on loopback only: a foreign Host is refused
  std::string trusted_proxies;            // addresses and CIDR ranges, separated by commas
  std::uint32_t reads_per_minute = 1200;  // per caller; 0: no limit
  std::uint32_t writes_per_minute = 120;
  std::shared_ptr<const StaticFiles> page;          // empty: no page at /
  std::function<std::chrono::milliseconds()> mono;  // for the rates; empty: std::chrono::steady_clock
  std::function<std::string()> new_incident;        // id of a 500; empty: random
  std::chrono::milliseconds event_beat{10'000};     // of GET /api/events; API.md 2 wants at most 15 s
};

// For the settings: empty when the list is fine, else an error of code invalid_value that names the bad entry.
std::optional<Error> check_trusted_proxies(const std::string& list);

class RestApi {
 public:
  RestApi(Application& application, Metrics& metrics, RestOptions options);
  ~RestApi();

  void handle(HttpRequest request, HttpReply reply);

  // What the server could not turn into a request (HttpServerOptions::refuse).
  HttpResponse refuse(const HttpRefusal& refusal);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace nss
