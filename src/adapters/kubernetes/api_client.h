// Requests to one API server with our credentials: adds the address, the identity and the headers, renews the identity
// once on 401, and turns every answer but 2xx into the right kind of Error. Loop's thread only.
#pragma once

#include <memory>

#include "adapters/http_client/curl_loop.h"
#include "adapters/kubernetes/access.h"
#include "adapters/kubernetes/credentials.h"

namespace nss {

struct ApiRequest {
  std::string method = "GET";
  std::string target;  // path and query, below the server's address
  std::string body;
  std::string content_type;  // of the body
  std::string accept = "application/json";
  std::string what;  // for errors: "PATCH Deployment shop/web"
  bool compressed = false;
  bool watch = false;
  std::chrono::milliseconds timeout{30'000};
  std::size_t max_body = std::size_t{4} << 20;  // an object is at most 1.5 MiB in etcd
};

class ApiClient {
 public:
  struct Call;
  using Handle = std::shared_ptr<Call>;
  struct Options {
    std::chrono::milliseconds connect_timeout{10'000};
    std::function<void(const ClientResponse&)> on_answer;  // sees every answer's head, for the server's clock and metrics
    // How each ended, in real time from when it was sent: the status, 0 when there was no answer. A watch, whose length means
    // nothing, is told with its head.
    std::function<void(const ApiRequest&, int status, std::chrono::microseconds)> on_end;
  };

  ApiClient(CurlLoop& loop, const KubernetesAccess& access, Credentials& credentials, Options options);

  // `done` once: a 2xx answer or an Error. A stream's chunks come before it, only of a 2xx answer.
  Handle call(ApiRequest request, HttpDone done);
  Handle stream(ApiRequest request, HttpStream stream, HttpDone done);
  // Nothing of the call is heard any more, `done` included.
  void cancel(const Handle& handle);

 private:
  Handle begin(ApiRequest request, std::optional<HttpStream> stream, HttpDone done);
  void authorize(const Handle& handle);
  void send(const Handle& handle, GrantPtr grant);
  void finish(const Handle& handle, Result<ClientResponse> response);
  void tell_end(const Call& call, int status) const;
  ClientRequest wire_request(const ApiRequest& request, const Grant& grant) const;

  CurlLoop& loop_;
  Credentials& credentials_;
  const Options options_;
  std::string base_;         // what URLs begin with
  std::string connect_to_;   // with tls-server-name: where it really is
  std::string host_header_;  // with tls-server-name: "Host: …"
  std::string proxy_;
};

}  // namespace nss
