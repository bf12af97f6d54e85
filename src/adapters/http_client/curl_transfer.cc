#include "adapters/http_client/curl_transfer.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <charconv>

#include "adapters/http_client/curl_errors.h"
#include "base/check.h"

namespace nss {
namespace {

constexpr std::size_t head_bound = std::size_t{64} << 10;
constexpr long keepalive_idle_s = 30;
constexpr long keepalive_interval_s = 15;

template <typename Value>
void set(void* easy, CURLoption option, Value value) {
  NSS_CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

// The bytes stay ours and outlive the transfer: libcurl need not copy them for every request.
void set_blob(void* easy, CURLoption option, const std::string& pem) {
  curl_blob blob{};
  blob.data = const_cast<char*>(pem.data());
  blob.len = pem.size();
  blob.flags = CURL_BLOB_NOCOPY;
  set(easy, option, &blob);
}

int status_of(std::string_view line) {
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return 0;
  int status = 0;
  std::from_chars(line.data() + space + 1, line.data() + line.size(), status);
  return status;
}

}  // namespace

CurlTransfer::CurlTransfer(std::uint64_t id, ClientRequest request, std::optional<HttpStream> stream, HttpDone done)
    : id_(id), request_(std::move(request)), stream_(std::move(stream)), done_(std::move(done)) {}

CurlTransfer::~CurlTransfer() {
  curl_slist_free_all(header_list_);
  curl_slist_free_all(connect_list_);
}

void CurlTransfer::prepare(void* easy, const std::string& user_agent) {
  easy_ = easy;
  set(easy, CURLOPT_PRIVATE, this);
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_ERRORBUFFER, detail_.data());
  set(easy, CURLOPT_URL, request_.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_USERAGENT, user_agent.c_str());
  set(easy, CURLOPT_PROXY, request_.proxy.c_str());
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request_.connect_timeout.count()));
  set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.total_timeout.count()));
  set(easy, CURLOPT_TCP_NODELAY, 1L);
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_TCP_KEEPIDLE, keepalive_idle_s);
  set(easy, CURLOPT_TCP_KEEPINTVL, keepalive_interval_s);
  if (request_.fresh_connection) set(easy, CURLOPT_FRESH_CONNECT, 1L);
  if (request_.compressed) set(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
  if (request_.method != "GET") {
    set(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request_.body.data());
  }
  for (const auto& line : request_.headers) header_list_ = curl_slist_append(header_list_, line.c_str());
  header_list_ = curl_slist_append(header_list_, "Expect:");
  set(easy, CURLOPT_HTTPHEADER, header_list_);
  if (!request_.connect_to.empty()) {
    connect_list_ = curl_slist_append(connect_list_, ("::" + request_.connect_to).c_str());
    set(easy, CURLOPT_CONNECT_TO, connect_list_);
  }
  set_tls(easy);
  set(easy, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(easy, CURLOPT_WRITEDATA, this);
}

void CurlTransfer::set_tls(void* easy) {
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!request_.tls) return;
  const TlsOptions& tls = *request_.tls;
  if (!tls.ca_pem.empty()) {
    // A cluster's own CA is the only one that counts: without this the system's folder would be trusted beside it.
    set(easy, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
    set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set_blob(easy, CURLOPT_CAINFO_BLOB, tls.ca_pem);
  }
  if (!tls.cert_pem.empty()) {
    set(easy, CURLOPT_SSLCERTTYPE, "PEM");
    set(easy, CURLOPT_SSLKEYTYPE, "PEM");
    set_blob(easy, CURLOPT_SSLCERT_BLOB, tls.cert_pem);
    set_blob(easy, CURLOPT_SSLKEY_BLOB, tls.key_pem);
  }
  if (tls.insecure) {
    set(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

std::size_t CurlTransfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<CurlTransfer*>(self)->take_header({bytes, size * count}) ? size * count : 0;
}

std::size_t CurlTransfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  // 0 for a refusal of an empty chunk would look like success, but libcurl never delivers one.
  return static_cast<CurlTransfer*>(self)->take_body({bytes, size * count}) ? size * count : 0;
}

bool CurlTransfer::take_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // also after a 1xx: the last block counts
    response_.head.clear();
    response_.status = status_of(line);
  }
  if (response_.head.size() + line.size() > head_bound) {
    refused_ = make_error(ErrorKind::invalid, "answer_too_large",
                          fmt::format("the headers from {} are longer than {} bytes", origin_of(request_.url), head_bound));
    return false;
  }
  response_.head.append(line);
  if (line == "\r\n" && streaming() && stream_->on_head) stream_->on_head(response_);
  return true;
}

bool CurlTransfer::take_body(std::string_view bytes) {
  if (streaming()) {
    if (stream_->on_chunk(bytes)) return true;
    refused_ = make_error(ErrorKind::invalid, "stream_refused",
                          fmt::format("the stream from {} was cut off by its reader", origin_of(request_.url)));
    return false;
  }
  if (response_.body.size() + bytes.size() > request_.max_body) {
    refused_ = make_error(ErrorKind::invalid, "answer_too_large",
                          fmt::format("the answer from {} is longer than {} bytes", origin_of(request_.url), request_.max_body));
    return false;
  }
  response_.body.append(bytes);
  return true;
}

void CurlTransfer::finish(int curl_code, bool sent) {
  if (refused_) return fail(std::move(*refused_));
  if (curl_code == CURLE_OK) return std::exchange(done_, nullptr)(std::move(response_));
  Error error = error_of_curl(curl_code, origin_of(request_.url), detail_.data());
  // Sent on a connection that was lost; what failed is sending it again. (To a proxy something is sent before the request.)
  const bool lost = sent && request_.proxy.empty() && error.kind == ErrorKind::unavailable;
  fail(lost ? error_of_curl(CURLE_GOT_NOTHING, origin_of(request_.url), detail_.data()) : std::move(error));
}

void CurlTransfer::fail(Error error) { std::exchange(done_, nullptr)(tl::make_unexpected(std::move(error))); }

}  // namespace nss
