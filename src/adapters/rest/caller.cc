#include "adapters/rest/caller.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include <fmt/core.h>

#include "base/json_text.h"
#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t max_user = 256;
constexpr std::size_t max_hops = 32;

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct ParsedAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool v4 = false;
};

std::optional<ParsedAddress> parse_address(std::string_view text) {
  const std::string address(text);
  ParsedAddress parsed;
  if (inet_pton(AF_INET6, address.c_str(), parsed.bytes.data()) == 1) return parsed;
  std::array<std::uint8_t, 4> v4{};
  if (inet_pton(AF_INET, address.c_str(), v4.data()) != 1) return std::nullopt;
  parsed.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, v4[0], v4[1], v4[2], v4[3]};
  parsed.v4 = true;
  return parsed;
}

bool same_prefix(const std::array<std::uint8_t, 16>& a, const std::array<std::uint8_t, 16>& b, unsigned bits) {
  const unsigned whole = bits / 8;
  if (std::memcmp(a.data(), b.data(), whole) != 0) return false;
  if (bits % 8 == 0) return true;
  const unsigned shift = 8 - bits % 8;
  return (a[whole] >> shift) == (b[whole] >> shift);
}

}  // namespace

Result<AddressList> AddressList::parse(std::string_view text) {
  AddressList list;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view entry = trim(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (entry.empty()) continue;
    const std::size_t slash = std::min(entry.find('/'), entry.size());
    const auto address = parse_address(entry.substr(0, slash));
    unsigned bits = address && address->v4 ? 32 : 128;
    bool fine = address.has_value();
    if (fine && slash < entry.size()) {
      const auto given = whole_number<unsigned>(entry.substr(slash + 1));
      fine = given && *given <= bits;
      bits = given.value_or(0);
    }
    if (!fine) {
      return fail(ErrorKind::invalid, "invalid_value", fmt::format("\"{}\" is no address or range such as 10.0.0.0/8", entry));
    }
    list.ranges_.push_back({address->bytes, address->v4 ? bits + 96 : bits});
  }
  return list;
}

bool AddressList::contains(std::string_view address) const {
  const auto parsed = parse_address(address);
  return parsed && std::any_of(ranges_.begin(), ranges_.end(),
                               [&](const Range& range) { return same_prefix(parsed->bytes, range.bytes, range.bits); });
}

Result<Caller> identify(const HttpRequest& request, const AddressList& trusted) {
  Caller caller;
  caller.address = request.remote_address;
  if (!trusted.contains(request.remote_address)) return caller;

  if (const auto user = find_header(request.headers, "x-forwarded-user"); user && !user->empty()) {
    const bool printable =
        std::none_of(user->begin(), user->end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (user->size() > max_user || !printable || !is_utf8(*user) || count_headers(request.headers, "x-forwarded-user") > 1) {
      return fail(Error{ErrorKind::invalid,
                        "invalid_header",
                        {"X-Forwarded-User no es un nombre válido.", "X-Forwarded-User is no valid name."}});
    }
    caller.user_id = std::string(*user);
    caller.named_by_proxy = true;
  }
  // From the right: each trusted hop vouches for the one before it.
  std::string_view hops = find_header(request.headers, "x-forwarded-for").value_or("");
  for (std::size_t n = 0; n < max_hops && !hops.empty() && trusted.contains(caller.address); ++n) {
    const std::size_t comma = hops.rfind(',');
    const std::string_view hop = trim(comma == std::string_view::npos ? hops : hops.substr(comma + 1));
    hops = comma == std::string_view::npos ? std::string_view() : hops.substr(0, comma);
    if (!parse_address(hop)) break;
    caller.address = std::string(hop);
  }
  return caller;
}

}  // namespace nss
