#include "adapters/kubernetes/access.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t longest_url = 2048;

bool is_host_character(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return letter || c == '.' || c == '-' || c == '_';
}

bool is_address_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
}

bool is_host(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return std::all_of(host.begin() + 1, host.end() - 1, is_address_character);
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), is_host_character);
}

bool is_port(std::string_view port) {
  const auto number = whole_number<unsigned>(port);
  return number && *number >= 1 && *number <= 65535;
}

bool is_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < 0x7f && c != '?' && c != '#'; });
}

bool is_loopback(std::string_view host) { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }

}  // namespace

Result<ServerAddress> parse_server(std::string_view url, std::string_view where) {
  const auto bad = [&](const char* why) {
    return fail(ErrorKind::invalid, "bad_server",
                fmt::format("{}: the server address \"{}\" {}; write https://host:port", where, url.substr(0, 200), why));
  };
  ServerAddress address;
  const auto scheme = url.find("://");
  if (url.size() > longest_url || scheme == std::string_view::npos) return bad("is not a URL");
  address.scheme = url.substr(0, scheme);
  if (address.scheme != "https" && address.scheme != "http") return bad("is neither https nor http");
  const std::string_view rest = url.substr(scheme + 3);
  const auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  std::string_view path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (authority.find('@') != std::string_view::npos) return bad("has a user in it");
  const auto colon = authority.rfind(':');
  const bool has_port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  address.port = has_port ? authority.substr(colon + 1) : address.scheme == "https" ? "443" : "80";
  address.host = has_port ? authority.substr(0, colon) : authority;
  address.path = path;
  if (!is_host(address.host)) return bad("has no usable host");
  if (!is_port(address.port)) return bad("has a port that is none");
  if (!is_path(path)) return bad("has a query or characters that cannot be in a path");
  if (address.scheme == "http" && !is_loopback(address.host)) return bad("is plain http to another machine");
  return address;
}

}  // namespace nss
