#include "adapters/http_server/request_reader.h"

#include <algorithm>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/check.h"

namespace nss {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::size_t max_chunk_line = 4 * 1024;  // a chunk's size line, or all trailers

std::string copy(beast::string_view text) { return {text.data(), text.size()}; }

// A byte that no head may contain: controls but tab, CR and LF.
bool never_in_a_head(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
}

}  // namespace

struct RequestReader::Parser {
  http::request_parser<http::string_body> http;
};

RequestReader::RequestReader(RequestLimits limits) : limits_(limits) {}
RequestReader::~RequestReader() = default;

void RequestReader::feed(std::string_view bytes) {
  if (state_ == State::refused) return;
  pending_.append(bytes);
  advance();
}

HttpRequest RequestReader::take() {
  NSS_CHECK(state_ == State::complete);
  HttpRequest taken = std::move(request_);
  request_ = {};
  parser_.reset();
  body_bytes_ = 0;
  expect_continue_ = false;
  scanned_ = 0;
  state_ = State::head;
  // keep_alive_ stays that of the taken request until the next head is whole; a connection that will be closed must not
  // begin another one.
  if (keep_alive_) advance();
  return taken;
}

bool RequestReader::take_expect_continue() {
  const bool expected = expect_continue_ && state_ == State::body && body_bytes_ == 0;
  expect_continue_ = false;
  return expected;
}

void RequestReader::advance() {
  if (state_ == State::head) {
    // RFC 9112 2.2: an empty line before the request line is ignored.
    if (scanned_ <= 1 && pending_.compare(0, 2, "\r\n") == 0) {
      pending_.erase(0, 2);
      scanned_ = 0;
    }
    std::size_t head_bytes = 0;
    if (scan_head(head_bytes)) read_head(head_bytes);
  }
  if (state_ == State::body) read_body();
}

bool RequestReader::scan_head(std::size_t& head_bytes) {
  const std::size_t end = std::min(pending_.size(), limits_.header_bytes);
  for (; scanned_ < end; ++scanned_) {
    const char c = pending_[scanned_];
    const char before = scanned_ == 0 ? ' ' : pending_[scanned_ - 1];
    if (never_in_a_head(c) || (c == '\n') != (before == '\r') || ((c == ' ' || c == '\t') && before == '\n')) {
      refuse("malformed_request");
      return false;
    }
    if (c == '\n' && scanned_ >= 3 && pending_[scanned_ - 2] == '\n') {
      head_bytes = scanned_ + 1;
      return true;
    }
  }
  if (pending_.size() >= limits_.header_bytes) {
    const std::size_t line = pending_.find("\r\n");
    refuse(line == std::string::npos || line > limits_.target_bytes + 32 ? "uri_too_long" : "headers_too_large");
  }
  return false;
}

void RequestReader::read_head(std::size_t head_bytes) {
  parser_ = std::make_unique<Parser>();
  auto& parser = parser_->http;
  parser.eager(true);
  parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes) + 1);
  parser.body_limit(limits_.body_bytes);
  beast::error_code error;
  const std::size_t used = parser.put(boost::asio::const_buffer(pending_.data(), head_bytes), error);
  if (error && error != http::error::need_more && error != http::error::body_limit) return refuse("malformed_request");
  if (!parser.is_header_done() && error != http::error::body_limit) return refuse("malformed_request");

  const auto& message = parser.get();
  request_.method = copy(message.method_string());
  request_.target = copy(message.target());
  for (const auto& field : message) request_.headers.push_back({copy(field.name_string()), copy(field.value())});
  keep_alive_ = message.version() >= 11 && message.keep_alive();  // 1.0: one request, then the end
  if (request_.target.size() > limits_.target_bytes) {
    request_.target.resize(limits_.target_bytes);
    return refuse("uri_too_long");
  }
  if (!accept_target() || !accept_fields(static_cast<int>(message.version()))) return refuse("malformed_request");
  if (error == http::error::body_limit) return refuse("body_too_large");

  pending_.erase(0, used);
  scanned_ = 0;
  if (parser.is_done()) {
    state_ = State::complete;
    return;
  }
  state_ = State::body;
  const auto expectation = find_header(request_.headers, "expect");
  expect_continue_ = expectation && message.version() >= 11;
}

// Origin form, or absolute form whose scheme and host are dropped (RFC 9112 3.2.2); "*" only for OPTIONS.
bool RequestReader::accept_target() {
  std::string& target = request_.target;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!beast::iequals(beast::string_view(target).substr(0, scheme.size()), beast::string_view(scheme.data(), scheme.size())))
      continue;
    const std::size_t slash = target.find_first_of("/?", scheme.size());
    if (slash == scheme.size()) return false;
    std::string authority = target.substr(scheme.size(), slash == std::string::npos ? slash : slash - scheme.size());
    target = slash == std::string::npos ? "/" : target.substr(slash);
    if (target.front() == '?') target.insert(0, 1, '/');
    for (HttpHeader& header : request_.headers)  // the target's host wins over the field's
      if (beast::iequals(header.name, "host")) header.value = authority;
    break;
  }
  target.erase(std::min(target.find('#'), target.size()));
  if (target.empty() || (target.front() != '/' && !(target == "*" && request_.method == "OPTIONS"))) return false;
  const std::size_t question = target.find('?');
  request_.path = target.substr(0, question);
  request_.query = question == std::string::npos ? "" : target.substr(question + 1);
  return true;
}

bool RequestReader::accept_fields(int version) {
  const HttpHeaders& headers = request_.headers;
  const std::size_t hosts = count_headers(headers, "host");
  if (hosts > 1 || (hosts == 0 && version >= 11)) return false;
  const auto length = find_header(headers, "content-length");
  // One number: RFC 9110 would let "5, 5" pass, and proxies differ in what they make of it.
  if (length &&
      (count_headers(headers, "content-length") > 1 || length->find_first_not_of("0123456789") != std::string_view::npos))
    return false;
  if (const auto coding = find_header(headers, "transfer-encoding")) {
    if (version < 11 || count_headers(headers, "transfer-encoding") > 1 || length) return false;
    if (!beast::iequals(beast::string_view(coding->data(), coding->size()), "chunked")) return false;
  }
  const auto expectation = find_header(headers, "expect");
  return !expectation || beast::iequals(beast::string_view(expectation->data(), expectation->size()), "100-continue");
}

void RequestReader::read_body() {
  auto& parser = parser_->http;
  beast::error_code error;
  while (!pending_.empty() && !parser.is_done()) {
    const std::size_t used = parser.put(boost::asio::const_buffer(pending_.data(), pending_.size()), error);
    body_bytes_ += used;
    pending_.erase(0, used);
    if (error == http::error::body_limit) return refuse("body_too_large");
    if (error && error != http::error::need_more) return refuse("malformed_request");
    if (error || used == 0) break;
  }
  if (parser.is_done()) {
    request_.body = std::move(parser.get().body());
    state_ = State::complete;
  } else if (pending_.size() > max_chunk_line) {
    refuse("malformed_request");
  }
}

void RequestReader::refuse(const char* code) {
  if (request_.path.empty()) remember_start_line();
  refusal_ = code;
  state_ = State::refused;
  keep_alive_ = false;
  parser_.reset();
  pending_.clear();
}

// For the answer's sake: the path of a head that was not read to its end, when there is one.
void RequestReader::remember_start_line() {
  const std::string line = pending_.substr(0, std::min({pending_.find("\r\n"), pending_.size(), limits_.target_bytes}));
  const std::size_t first = line.find(" /");
  if (first == std::string::npos || first > 16) return;
  const std::string method = line.substr(0, first);
  const std::string path = line.substr(first + 1, line.find_first_of(" ?#\r\n", first + 1) - first - 1);
  const auto plain = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::all_of(method.begin(), method.end(), plain) || !std::all_of(path.begin(), path.end(), plain)) return;
  request_.method = method;
  request_.path = path;
}

}  // namespace nss
