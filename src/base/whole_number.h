// A number that the whole of a text is: no blank, no sign but a minus where T has one, nothing behind it.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace nss {

// None: it is anything else, or too large for T.
template <std::integral T>
std::optional<T> whole_number(std::string_view text, int base = 10) {
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace nss
