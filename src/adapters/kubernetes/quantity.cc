#include "adapters/kubernetes/quantity.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t longest = 32;
constexpr double largest = 9.0e18;  // what an int64 holds, with room for rounding

std::optional<double> factor_of(std::string_view suffix) {
  static constexpr std::array<std::pair<std::string_view, double>, 16> known{{
      {"", 1},
      {"n", 1e-9},
      {"u", 1e-6},
      {"m", 1e-3},
      {"k", 1e3},
      {"M", 1e6},
      {"G", 1e9},
      {"T", 1e12},
      {"P", 1e15},
      {"E", 1e18},
      {"Ki", 0x1p10},
      {"Mi", 0x1p20},
      {"Gi", 0x1p30},
      {"Ti", 0x1p40},
      {"Pi", 0x1p50},
      {"Ei", 0x1p60},
  }};
  for (const auto& [name, factor] : known) {
    if (name == suffix) return factor;
  }
  if (suffix.size() < 2 || (suffix[0] != 'e' && suffix[0] != 'E')) return std::nullopt;
  std::string_view digits = suffix.substr(1);
  if (digits[0] == '+') digits.remove_prefix(1);
  const auto exponent = whole_number<int>(digits);
  if (!exponent || *exponent > 18 || *exponent < -18) return std::nullopt;
  return std::pow(10.0, *exponent);
}

}  // namespace

std::optional<std::int64_t> parse_quantity(std::string_view text, std::int64_t scale) {
  if (text.size() > longest) return std::nullopt;
  double number = 0;
  const auto split = text.find_first_not_of("0123456789.");
  const std::string_view digits = text.substr(0, split);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  const auto factor = factor_of(split == std::string_view::npos ? std::string_view() : text.substr(split));
  if (!factor) return std::nullopt;
  // The last bit of a decimal fraction must not become a whole unit: 0.1 × 1000 is 100, not 101.
  const double value = number * *factor * static_cast<double>(scale);
  const double whole = std::round(value);
  const double result = std::abs(value - whole) < 1e-6 ? whole : std::ceil(value);
  if (result > largest) return std::nullopt;
  return static_cast<std::int64_t>(result);
}

}  // namespace nss
