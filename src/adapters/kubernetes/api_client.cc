#include "adapters/kubernetes/api_client.h"

#include <fmt/core.h>

#include "adapters/kubernetes/errors.h"
#include "base/check.h"

namespace nss {
namespace {

Error said_of(const std::string& what, Error error) {
  error.message = Text{what + ": " + error.message.es, what + ": " + error.message.en};
  return error;
}

}  // namespace

struct ApiClient::Call {
  ApiRequest request;
  std::optional<HttpStream> stream;
  HttpDone done;
  GrantPtr grant;
  bool renewed = false;  // the identity was renewed for it already
  bool cancelled = false;
  std::chrono::steady_clock::time_point sent;
  CurlLoop::RequestId id = 0;
};

ApiClient::ApiClient(CurlLoop& loop, const KubernetesAccess& access, Credentials& credentials, Options options)
    : loop_(loop), credentials_(credentials), options_(std::move(options)), base_(access.server), proxy_(access.proxy) {
  if (access.tls_server_name.empty()) return;
  // libcurl takes the name that it asks for and checks from the URL: the URL has the certificate's name, the connection
  // goes to the real address, and the Host header stays what the server expects.
  const auto address = parse_server(access.server, "server");
  NSS_CHECK(address.has_value());
  base_ = fmt::format("{}://{}:{}{}", address->scheme, access.tls_server_name, address->port, address->path);
  connect_to_ = fmt::format("{}:{}", address->host, address->port);
  host_header_ = fmt::format("Host: {}:{}", address->host, address->port);
}

ApiClient::Handle ApiClient::call(ApiRequest request, HttpDone done) {
  return begin(std::move(request), std::nullopt, std::move(done));
}

ApiClient::Handle ApiClient::stream(ApiRequest request, HttpStream stream, HttpDone done) {
  return begin(std::move(request), std::move(stream), std::move(done));
}

ApiClient::Handle ApiClient::begin(ApiRequest request, std::optional<HttpStream> stream, HttpDone done) {
  auto handle = std::make_shared<Call>();
  handle->request = std::move(request);
  handle->stream = std::move(stream);
  handle->done = std::move(done);
  authorize(handle);
  return handle;
}

void ApiClient::cancel(const Handle& handle) {
  if (!handle || handle->cancelled) return;
  handle->cancelled = true;
  if (handle->id != 0) loop_.cancel(handle->id);
}

void ApiClient::authorize(const Handle& handle) {
  credentials_.get([this, handle](Result<GrantPtr> grant) {
    if (handle->cancelled) return;
    if (!grant) return handle->done(fail(said_of(handle->request.what, std::move(grant.error()))));
    send(handle, std::move(*grant));
  });
}

ClientRequest ApiClient::wire_request(const ApiRequest& request, const Grant& grant) const {
  ClientRequest wire;
  wire.method = request.method;
  wire.url = base_ + request.target;
  wire.body = request.body;
  wire.tls = grant.tls;
  wire.proxy = proxy_;
  wire.connect_to = connect_to_;
  wire.connect_timeout = options_.connect_timeout;
  wire.total_timeout = request.timeout;
  wire.max_body = request.max_body;
  wire.compressed = request.compressed;
  wire.headers.push_back("Accept: " + request.accept);
  if (!request.content_type.empty()) wire.headers.push_back("Content-Type: " + request.content_type);
  if (!grant.authorization.empty()) wire.headers.push_back(grant.authorization);
  if (!host_header_.empty()) wire.headers.push_back(host_header_);
  return wire;
}

void ApiClient::send(const Handle& handle, GrantPtr grant) {
  handle->grant = std::move(grant);
  handle->sent = std::chrono::steady_clock::now();
  ClientRequest wire = wire_request(handle->request, *handle->grant);
  auto done = [this, handle](Result<ClientResponse> response) { finish(handle, std::move(response)); };
  if (!handle->stream) {
    handle->id = loop_.send(std::move(wire), std::move(done));
    return;
  }
  HttpStream stream;
  stream.on_head = [this, handle](const ClientResponse& head) {
    if (handle->cancelled) return;
    if (options_.on_answer) options_.on_answer(head);
    if (handle->request.watch) tell_end(*handle, head.status);
    if (handle->stream->on_head) handle->stream->on_head(head);
  };
  stream.on_chunk = [handle](std::string_view bytes) { return !handle->cancelled && handle->stream->on_chunk(bytes); };
  handle->id = loop_.stream(std::move(wire), std::move(stream), std::move(done));
}

void ApiClient::tell_end(const Call& call, int status) const {
  if (!options_.on_end) return;
  const auto took = std::chrono::steady_clock::now() - call.sent;
  options_.on_end(call.request, status, std::chrono::duration_cast<std::chrono::microseconds>(took));
}

void ApiClient::finish(const Handle& handle, Result<ClientResponse> response) {
  handle->id = 0;
  if (handle->cancelled) return;
  const bool told = handle->request.watch && response && response->ok();
  if (!told) tell_end(*handle, response ? static_cast<int>(response->status) : 0);
  const std::string& what = handle->request.what;
  if (!response) return handle->done(fail(said_of(what, std::move(response.error()))));
  const bool streamed = handle->stream && response->ok();  // its head was seen already
  if (options_.on_answer && !streamed) options_.on_answer(*response);
  if (response->ok()) return handle->done(std::move(response));
  if (response->status == 401 && !handle->renewed) {
    handle->renewed = true;
    credentials_.refused(handle->grant);
    return authorize(handle);
  }
  handle->done(fail(error_of_answer(*response, what)));
}

}  // namespace nss
