#include "base/date.h"

#include <fmt/format.h>

namespace nss {
namespace {

constexpr std::string_view form = "0000-00-00";

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

std::string to_text(Date date) {
  return fmt::format("{:04d}-{:02d}-{:02d}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

bool has_date_form(std::string_view text) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool fits = form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9';
    if (!fits) return false;
  }
  return true;
}

std::optional<Date> parse_date(std::string_view text) {
  if (!has_date_form(text)) return std::nullopt;
  const Date date{std::chrono::year(number(text.substr(0, 4))),
                  std::chrono::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                  std::chrono::day(static_cast<unsigned>(number(text.substr(8, 2))))};
  if (!date.ok()) return std::nullopt;
  return date;
}

}  // namespace nss
