// "127.0.0.1:8080", "[::]:8080", "localhost:8080", ":8080" (all addresses) as host and port. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace nss {

struct ListenAddress {
  std::string host;  // an IP address: 127.0.0.1, ::
  std::uint16_t port = 0;
  bool loopback() const;  // only this machine can reach it
};

// Error: kind invalid, code listen_failed.
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace nss
