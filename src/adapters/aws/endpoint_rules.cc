#include "adapters/aws/endpoint_rules.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "adapters/aws/credential_errors.h"

namespace nss {
namespace {

constexpr std::size_t longest_url = 2048;

template <typename Address>
bool is_address(int family, const std::string& text, Address& address) {
  return ::inet_pton(family, text.c_str(), &address) == 1;
}

bool same_address(const in6_addr& address, const char* text) {
  in6_addr other{};
  return is_address(AF_INET6, text, other) && std::equal(std::begin(address.s6_addr), std::end(address.s6_addr), other.s6_addr);
}

bool may_be_plain(const std::string& host) {
  in_addr four{};
  if (is_address(AF_INET, host, four)) {
    return (ntohl(four.s_addr) >> 24U) == 127 || host == "169.254.169.254" || host == "169.254.170.2" || host == "169.254.170.23";
  }
  in6_addr six{};
  if (is_address(AF_INET6, host, six)) {
    const auto same = [&six](const char* text) { return same_address(six, text); };
    return same("::1") || same("fd00:ec2::254") || same("fd00:ec2::23");
  }
  return host == "localhost";
}

// The host of an authority "host:port" or "[address]:port"; empty when it is neither.
std::string host_of(std::string_view authority) {
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    return end == std::string_view::npos ? std::string() : std::string(authority.substr(1, end - 1));
  }
  return std::string(authority.substr(0, authority.find(':')));
}

}  // namespace

std::optional<Error> endpoint_problem(std::string_view url, std::string_view what) {
  const auto bad = [what](std::string_view why) { return credentials_unreadable(fmt::format("{}: {}", what, why)).value(); };
  const bool visible = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~'; });
  const bool secure = url.starts_with("https://");
  if (!visible || url.size() > longest_url || (!secure && !url.starts_with("http://"))) {
    return bad("it is not an address that begins with https:// or http://");
  }
  const std::string_view rest = url.substr(secure ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  // A backslash or a name before the host is read differently by different programs: nobody needs them here.
  const std::string host = authority.find_first_of("@\\%") == std::string_view::npos ? host_of(authority) : std::string();
  if (host.empty()) return bad("it is not an address with a host");
  if (secure || may_be_plain(host)) return std::nullopt;
  return bad(fmt::format("without TLS only this machine and AWS's link-local addresses may be asked, not {}", host));
}

Result<std::string> service_endpoint(std::string url, std::string_view what) {
  if (auto problem = endpoint_problem(url, what)) return fail(std::move(*problem));
  while (url.ends_with('/')) url.pop_back();
  return url;
}

}  // namespace nss
