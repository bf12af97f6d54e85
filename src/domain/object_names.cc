#include "domain/object_names.h"

namespace nss {
namespace {

constexpr std::size_t longest_subdomain = 253;
constexpr std::size_t longest_name = 63;

bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alphanumeric(char c) { return is_small(c) || is_capital(c); }

std::optional<std::size_t> dotted_fault(std::string_view text, bool capitals) {
  bool inside = false;  // after a letter or digit: only there a hyphen, a dot or the end may come
  char before = '.';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == longest_subdomain) return i;
    const bool letter = is_small(c) || (capitals && is_capital(c));
    if (!letter && !(c == '-' && before != '.') && !(c == '.' && inside)) return i;
    inside = letter;
    before = c;
  }
  return inside ? std::nullopt : std::optional(text.size());
}

// The part of a key after its prefix, and a label's value that is not empty.
std::optional<std::size_t> word_fault(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == longest_name) return i;
    if (!is_alphanumeric(c) && (i == 0 || (c != '-' && c != '_' && c != '.'))) return i;
  }
  return !text.empty() && is_alphanumeric(text.back()) ? std::nullopt : std::optional(text.size());
}

}  // namespace

std::optional<std::size_t> subdomain_fault(std::string_view text) { return dotted_fault(text, false); }

std::optional<std::size_t> metadata_key_fault(std::string_view text, bool annotation) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return word_fault(text);
  if (const auto fault = dotted_fault(text.substr(0, slash), annotation)) return fault;
  const auto fault = word_fault(text.substr(slash + 1));
  return fault ? std::optional(slash + 1 + *fault) : std::nullopt;
}

std::optional<std::size_t> label_value_fault(std::string_view text) { return text.empty() ? std::nullopt : word_fault(text); }

}  // namespace nss
