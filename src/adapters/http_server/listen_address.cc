#include "adapters/http_server/listen_address.h"

#include <arpa/inet.h>

#include <fmt/core.h>

#include "base/whole_number.h"

namespace nss {
namespace {

bool is_address(const std::string& host, int family) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(family, host.c_str(), bytes) == 1;
}

tl::unexpected<Error> bad_address(std::string_view text) {
  return fail(ErrorKind::invalid, "listen_failed",
              fmt::format("cannot listen on \"{}\": expected ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8080", text));
}

}  // namespace

bool ListenAddress::loopback() const { return host.rfind("127.", 0) == 0 || host == "::1"; }

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return bad_address(text);
  ListenAddress address;
  const auto port = whole_number<std::uint16_t>(text.substr(colon + 1));
  if (!port) return bad_address(text);
  address.port = *port;

  std::string host(text.substr(0, colon));
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty() && !bracketed) host = "::";
  if (host == "localhost") host = "127.0.0.1";
  const bool v6_allowed = bracketed || host == "::";
  if (!(is_address(host, AF_INET) && !bracketed) && !(v6_allowed && is_address(host, AF_INET6))) return bad_address(text);
  address.host = std::move(host);
  return address;
}

}  // namespace nss
