#include "adapters/http_client/curl_errors.h"

#include <curl/curl.h>
#include <fmt/core.h>

namespace nss {
namespace {

struct Meaning {
  ErrorKind kind;
  const char* code;
  const char* sentence;
};

Meaning meaning_of(int code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT: return {ErrorKind::unavailable, "connection_failed", "cannot connect to"};
    case CURLE_COULDNT_RESOLVE_HOST: return {ErrorKind::unavailable, "name_not_found", "the name does not resolve:"};
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY: return {ErrorKind::unavailable, "proxy_failed", "the configured proxy does not work for"};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CIPHER: return {ErrorKind::unavailable, "tls_failed", "no trusted TLS connection to"};
    case CURLE_SSL_CERTPROBLEM:
      return {ErrorKind::unavailable, "bad_client_certificate", "the client certificate or its key cannot be used for"};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorKind::transient, "timeout", "no complete answer in time from"};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return {ErrorKind::invalid, "bad_url", "not an address of a server:"};
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING: return {ErrorKind::transient, "bad_answer", "not an HTTP answer from"};
    default: return {ErrorKind::transient, "connection_lost", "the connection broke with"};
  }
}

}  // namespace

Error error_of_curl(int code, std::string_view where, std::string_view detail) {
  // To libcurl a peer that does not speak HTTP speaks HTTP/0.9, which is a protocol that it does not support.
  const bool no_http = code == CURLE_UNSUPPORTED_PROTOCOL && detail.find("HTTP/0.9") != std::string_view::npos;
  const Meaning meaning = meaning_of(no_http ? CURLE_WEIRD_SERVER_REPLY : code);
  const std::string why = detail.empty() ? std::string(curl_easy_strerror(static_cast<CURLcode>(code))) : std::string(detail);
  return make_error(meaning.kind, meaning.code, fmt::format("{} {}: {}", meaning.sentence, where, why));
}

std::string origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto end = url.find_first_of("/?#", begin);
  const auto host = url.substr(begin, end == std::string_view::npos ? end : end - begin);
  const auto at = host.rfind('@');  // a password in a proxy's URL is nobody's business
  return std::string(url.substr(0, begin)) + std::string(at == std::string_view::npos ? host : host.substr(at + 1));
}

}  // namespace nss
