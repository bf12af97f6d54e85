// Which endpoint a method and a path mean. A table; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/rest/exchange.h"

namespace nss {

enum class Protection : std::uint8_t {
  api,    // Host, origin and rate are checked
  probe,  // kubelets and scrapers: none of that
};

struct Route {
  const char* method;                   // GET (HEAD comes with it), POST …
  const char* pattern;                  // "/api/namespaces/{}/activate"
  std::vector<std::string_view> query;  // the parameters it knows
  void (*handler)(const ExchangePtr& exchange);
  Protection protection = Protection::api;
};

const std::vector<Route>& routes();

struct RouteMatch {
  const Route* route = nullptr;  // nullptr: no such method there, or no such path
  bool known_path = false;
  bool malformed = false;  // a broken percent escape
  std::string allow;       // of the path: "GET, HEAD, OPTIONS"
  Protection protection = Protection::api;
  std::vector<std::string> parameters;  // decoded
};

RouteMatch match_route(std::string_view method, std::string_view path);

}  // namespace nss
