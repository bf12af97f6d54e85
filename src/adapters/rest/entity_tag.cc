#include "adapters/rest/entity_tag.h"

#include "base/crypto.h"

namespace nss {

HttpResponse with_entity_tag(const Exchange& exchange, HttpResponse response, bool past) {
  const std::string tag = "\"" + sha256_hex(response.content()).substr(0, 32) + "\"";
  const auto known = find_header(exchange.request.headers, "if-none-match");
  if (known && (*known == "*" || known->find(tag) != std::string_view::npos)) {
    response.status = 304;
    response.body.clear();
  }
  response.headers.push_back({"ETag", tag});
  response.headers.push_back({"Cache-Control", past ? "private, max-age=60" : "private, no-cache"});
  return response;
}

}  // namespace nss
