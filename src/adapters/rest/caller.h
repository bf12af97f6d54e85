// Who asks (API.md 1.4) as long as there is no authentication: `anonymous`, or the subject that a trusted proxy names.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_server/http_message.h"
#include "base/result.h"

namespace nss {

// IP addresses and CIDR ranges of both families. IPv4-mapped IPv6 addresses are the IPv4 ones.
class AddressList {
 public:
  // "10.0.0.0/8, 2001:db8::/32, 192.0.2.7". Error: invalid_value, names the bad entry.
  static Result<AddressList> parse(std::string_view text);
  bool contains(std::string_view address) const;
  bool empty() const { return ranges_.empty(); }

 private:
  struct Range {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 as ::ffff:a.b.c.d
    unsigned bits = 128;
  };
  std::vector<Range> ranges_;
};

struct Caller {
  std::string user_id = "anonymous";
  bool named_by_proxy = false;
  std::string address;  // of the person's machine, as far as it is known
  // Whose rate counts: the person's where we know one, else the machine's.
  std::string rate_key() const { return user_id == "anonymous" ? "address " + address : "user " + user_id; }
};

// Errors: invalid_header (a trusted proxy sent a name that cannot be one).
Result<Caller> identify(const HttpRequest& request, const AddressList& trusted_proxies);

}  // namespace nss
