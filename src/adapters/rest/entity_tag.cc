#include "adapters/rest/entity_tag.h"

#include <algorithm>

#include "adapters/http_server/content_coding.h"
#include "base/crypto.h"
#include "base/gzip.h"

namespace nss {
namespace {

constexpr std::size_t worth_compressing = 1'024;

}  // namespace

bool takes_gzip(const Exchange& exchange) {
  return accepts_coding(find_header(exchange.request.headers, "accept-encoding").value_or(""), ContentCoding::gzip);
}

HttpResponse tagged(const Exchange& exchange, HttpResponse response, bool past) {
  const bool compressed = takes_gzip(exchange) && response.body.size() >= worth_compressing;
  // Two codings are two sequences of bytes, so they have two tags (RFC 9110, 8.8.3.3).
  response.headers.push_back({"ETag", "\"" + sha256_hex(response.body).substr(0, 32) + (compressed ? "-gzip\"" : "\"")});
  response.headers.push_back({"Cache-Control", past ? "private, max-age=60" : "private, no-cache"});
  const auto vary =
      std::find_if(response.headers.begin(), response.headers.end(), [](const auto& h) { return h.name == "Vary"; });
  if (vary != response.headers.end()) vary->value += ", Accept-Encoding";
  if (!compressed) return response;
  response.body = gzip(response.body);
  response.headers.push_back({"Content-Encoding", "gzip"});
  return response;
}

HttpResponse unless_known(const Exchange& exchange, HttpResponse tagged) {
  const std::string_view tag = find_header(tagged.headers, "etag").value_or("");
  const auto known = find_header(exchange.request.headers, "if-none-match");
  if (!known || (*known != "*" && known->find(tag) == std::string_view::npos)) return tagged;
  tagged.status = 304;
  tagged.body.clear();
  tagged.shared_body.reset();
  std::erase_if(tagged.headers, [](const auto& header) { return header.name == "Content-Encoding"; });
  return tagged;
}

}  // namespace nss
