// A request and its answer as plain values, so that nothing outside this folder sees Asio or Beast. Values only: no
// thread, no ownership beyond the strings. Header names compare without case, as HTTP wants it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_server/response_stream.h"

namespace nss {

struct HttpHeader {
  std::string name;
  std::string value;
};

using HttpHeaders = std::vector<HttpHeader>;

// The first value of that name; empty optional when the header is absent.
std::optional<std::string_view> find_header(const HttpHeaders& headers, std::string_view name);
std::size_t count_headers(const HttpHeaders& headers, std::string_view name);

struct HttpRequest {
  std::string method;  // as sent: GET, POST … or any other token
  std::string target;  // as sent, but never with scheme and host
  std::string path;    // the target up to '?', still percent-encoded
  std::string query;   // after '?', still percent-encoded
  HttpHeaders headers;
  std::string body;
  std::string remote_address;  // without port: 127.0.0.1, ::1
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;  // without Content-Length, Connection and Date: the server's business
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of body, for what many answers share
  // When set it is called on a thread of the server and what it returns is sent instead: so that the core thread, which
  // knows the answer, does not spend its time on JSON.
  std::function<HttpResponse()> render;
  // Instead of a body: sent in chunks as it comes about, and the connection ends with it. HEAD has none of it.
  std::shared_ptr<ResponseStream> stream;

  const std::string& content() const { return shared_body ? *shared_body : body; }
};

// What the server could not even turn into a request. Code is one of API.md 1.8: malformed_request, body_too_large,
// uri_too_long, headers_too_large, internal.
struct HttpRefusal {
  std::string code;
  HttpRequest request;  // as far as it was understood; often empty
};

}  // namespace nss
