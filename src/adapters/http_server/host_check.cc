#include "adapters/http_server/host_check.h"

#include <algorithm>

namespace nss {
namespace {

bool loopback_name(std::string_view name) { return name == "localhost" || name == "::1" || name.substr(0, 4) == "127."; }

}  // namespace

std::string host_name(std::string_view text) {
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const std::size_t user = text.rfind('@'); user != std::string_view::npos) text.remove_prefix(user + 1);
  if (!text.empty() && text.front() == '[') {
    text = text.substr(1, text.find(']') == std::string_view::npos ? 0 : text.find(']') - 1);
  } else {
    text = text.substr(0, text.find(':'));
  }
  std::string name(text);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!name.empty() && name.back() == '.') name.pop_back();
  return name;
}

HostCheck::HostCheck(std::string_view public_url, bool loopback)
    : active_(loopback || !public_url.empty()), public_host_(host_name(public_url)) {}

bool HostCheck::accepts_host(const HttpRequest& request) const {
  if (!active_) return true;
  // HTTP/1.0 clients without Host are no browsers; the server refuses 1.1 without it.
  const auto host = find_header(request.headers, "host");
  if (!host) return true;
  const std::string name = host_name(*host);
  return loopback_name(name) || (!public_host_.empty() && name == public_host_);
}

bool HostCheck::accepts_origin(const HttpRequest& request) const {
  if (const auto site = find_header(request.headers, "sec-fetch-site")) return *site == "same-origin" || *site == "none";
  const auto origin = find_header(request.headers, "origin");
  if (!origin) return true;
  const std::string from = host_name(*origin);
  const auto host = find_header(request.headers, "host");
  if (from.empty() || *origin == "null") return false;
  return (host && host_name(*host) == from) || (!public_host_.empty() && from == public_host_);
}

}  // namespace nss
