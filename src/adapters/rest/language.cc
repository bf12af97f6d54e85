#include "adapters/rest/language.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

namespace nss {
namespace {

constexpr std::size_t max_ranges = 32;  // more than any browser sends

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// qvalue in thousandths: 0, 0.5, 1.000. Unreadable ones count as 0, so that garbage never wins.
int weight(std::string_view parameter) {
  parameter = trim(parameter);
  if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') return 0;
  const std::string_view value = parameter.substr(2);
  if (value.size() > 5 || (value[0] != '0' && value[0] != '1') || (value.size() > 1 && value[1] != '.')) return 0;
  int thousandths = (value[0] - '0') * 1000;
  int unit = 100;
  for (const char digit : value.substr(std::min<std::size_t>(2, value.size()))) {
    if (digit < '0' || digit > '9') return 0;
    thousandths += (digit - '0') * unit;
    unit /= 10;
  }
  return std::min(thousandths, 1000);
}

bool is_range_of(std::string_view range, std::string_view language) {
  if (range.size() < 2 || (range.size() > 2 && range[2] != '-')) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return lower(range[0]) == language[0] && lower(range[1]) == language[1];
}

}  // namespace

Language choose_language(std::string_view header, Language otherwise) {
  std::optional<int> spanish, english;
  int any = 0;
  bool english_first = false;
  for (std::size_t n = 0; n < max_ranges && !header.empty(); ++n) {
    const std::size_t comma = std::min(header.find(','), header.size());
    const std::string_view item = header.substr(0, comma);
    header.remove_prefix(std::min(comma + 1, header.size()));
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string_view range = trim(item.substr(0, semicolon));
    const int q = semicolon == item.size() ? 1000 : weight(item.substr(semicolon + 1));
    if (range == "*") any = std::max(any, q);
    if (is_range_of(range, "es")) spanish = std::max(spanish.value_or(0), q);
    if (is_range_of(range, "en")) {
      if (!english && !spanish) english_first = true;
      english = std::max(english.value_or(0), q);
    }
  }
  const int es = spanish.value_or(any);
  const int en = english.value_or(any);
  if (es == en) {
    if (es == 0 || !spanish || !english) return otherwise;
    return english_first ? Language::en : Language::es;  // equal weights: the order of the list
  }
  return es > en ? Language::es : Language::en;
}

Language language_of_locale(std::string_view locale) { return is_range_of(locale, "en") ? Language::en : Language::es; }

Text counted(std::size_t count, const CountedNoun& noun) {
  return {fmt::format("{} {}", count, count == 1 ? noun.es_one : noun.es_many),
          fmt::format("{} {}", count, count == 1 ? noun.en_one : noun.en_many)};
}

}  // namespace nss
