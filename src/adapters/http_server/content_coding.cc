#include "adapters/http_server/content_coding.h"

#include <algorithm>
#include <cctype>
#include <optional>

namespace nss {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_word(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// A weight is 0 or 1 with up to three decimals; all that is asked here is whether it is zero.
bool is_zero_weight(std::string_view parameter) {
  if (parameter.size() < 3 || std::tolower(static_cast<unsigned char>(parameter[0])) != 'q' || parameter[1] != '=') return false;
  return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string_view coding_name(ContentCoding coding) {
  switch (coding) {
    case ContentCoding::identity: return "";
    case ContentCoding::gzip: return "gzip";
    case ContentCoding::br: return "br";
  }
  return "";
}

bool accepts_coding(std::string_view accept_encoding, ContentCoding coding) {
  std::optional<bool> by_name, by_star;
  while (!accept_encoding.empty()) {
    const auto comma = accept_encoding.find(',');
    const std::string_view item = accept_encoding.substr(0, comma);
    accept_encoding.remove_prefix(comma == std::string_view::npos ? accept_encoding.size() : comma + 1);
    const auto semicolon = item.find(';');
    const std::string_view word = trimmed(item.substr(0, semicolon));
    const bool refused = semicolon != std::string_view::npos && is_zero_weight(trimmed(item.substr(semicolon + 1)));
    if (same_word(word, coding_name(coding))) by_name = !refused;
    if (word == "*") by_star = !refused;
  }
  return by_name.value_or(by_star.value_or(false));
}

}  // namespace nss
