#include "main/settings_names.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::size_t longest_compared = 80;  // the cost grows with the square of the length

char folded(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Optimal string alignment distance.
std::size_t typing_errors(std::string_view a, std::string_view b) {
  a = a.substr(0, longest_compared);
  b = b.substr(0, longest_compared);
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      const bool same = folded(a[i - 1]) == folded(b[j - 1]);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && folded(a[i - 1]) == folded(b[j - 2]) && folded(a[i - 2]) == folded(b[j - 1]);
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "8080_TCP", "8080_TCP_PROTO", "53_UDP_ADDR"
bool is_port_detail(std::string_view text) {
  const auto digits = text.substr(0, text.find('_'));
  if (!all_digits(digits) || digits.size() == text.size()) return false;
  auto rest = text.substr(digits.size() + 1);
  const auto protocol = rest.substr(0, rest.find('_'));
  if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP") return false;
  rest.remove_prefix(protocol.size());
  return rest.empty() || rest == "_PROTO" || rest == "_PORT" || rest == "_ADDR";
}

bool belongs_to_service(std::string_view name, std::string_view service) {
  if (!name.starts_with(service) || name.size() <= service.size() || name[service.size()] != '_') return false;
  const auto rest = name.substr(service.size() + 1);
  return rest == "PORT" || rest == "SERVICE_HOST" || rest == "SERVICE_PORT" || rest.starts_with("SERVICE_PORT_") ||
         (rest.starts_with("PORT_") && is_port_detail(rest.substr(5)));
}

}  // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t errors = typing_errors(wrong, candidate);
    if (best.empty() || errors < least) {
      best = candidate;
      least = errors;
    }
  }
  return best;
}

bool injected_by_kubernetes(std::string_view name, const std::map<std::string, std::string>& environment) {
  constexpr std::string_view own = "NSCHED";
  constexpr std::string_view host_suffix = "_SERVICE_HOST";
  if (belongs_to_service(name, own)) return true;
  return std::any_of(environment.begin(), environment.end(), [&](const auto& variable) {
    const std::string_view other = variable.first;
    return other.starts_with("NSCHED_") && other.ends_with(host_suffix) &&
           belongs_to_service(name, other.substr(0, other.size() - host_suffix.size()));
  });
}

}  // namespace nss
