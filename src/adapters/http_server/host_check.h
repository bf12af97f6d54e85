// Two defences of a server that trusts its network: a foreign name in Host means that a browser was led here by DNS
// rebinding; a foreign Origin on a request that changes something means that another site's page sent it. Pure.
#pragma once

#include <string>
#include <string_view>

#include "adapters/http_server/http_message.h"

namespace nss {

class HostCheck {
 public:
  HostCheck() = default;  // checks no Host: nothing is known about our names

  // `public_url` may be empty; `loopback`: only this machine reaches us. With neither, Host is not checked.
  HostCheck(std::string_view public_url, bool loopback);

  bool accepts_host(const HttpRequest& request) const;

  // For requests that change something: same origin, or no browser at all.
  bool accepts_origin(const HttpRequest& request) const;

 private:
  bool active_ = false;
  std::string public_host_;  // lower case, without port; empty: none
};

// "https://Name:8443/path" → "name"; "name:80" → "name"; "[::1]:80" → "::1". Empty when there is none.
std::string host_name(std::string_view url_or_host);

}  // namespace nss
