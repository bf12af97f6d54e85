#include "adapters/http_client/http_request.h"

#include <curl/curl.h>

#include <algorithm>
#include <cctype>

#include "base/whole_number.h"

namespace nss {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::optional<Seconds> http_date(std::string_view text) {
  const std::time_t t = curl_getdate(std::string(text).c_str(), nullptr);
  if (t < 0) return std::nullopt;
  return Seconds(std::chrono::seconds(t));
}

}  // namespace

std::optional<std::string_view> ClientResponse::header(std::string_view name) const {
  std::string_view rest = head;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && same_letters(line.substr(0, colon), name)) return trimmed(line.substr(colon + 1));
  }
  return std::nullopt;
}

std::optional<Seconds> ClientResponse::date() const {
  const auto text = header("date");
  return text ? http_date(*text) : std::nullopt;
}

std::optional<std::chrono::seconds> ClientResponse::retry_after() const {
  const auto text = header("retry-after");
  if (!text) return std::nullopt;
  if (const auto seconds = whole_number<std::uint32_t>(*text)) return std::chrono::seconds(*seconds);
  const auto until = http_date(*text);
  const auto sent = date();
  if (!until || !sent) return std::nullopt;
  return std::max(std::chrono::seconds(0), *until - *sent);
}

}  // namespace nss
