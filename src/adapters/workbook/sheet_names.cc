#include "adapters/workbook/sheet_names.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/json_text.h"

namespace nss {
namespace {

constexpr std::size_t most_name_units = 31;
constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view apostrophe = "\xE2\x80\x99";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

// A character outside the basic plane takes two units, and four bytes of UTF-8.
std::size_t units_of(std::string_view character) { return character.size() == 4 ? 2 : 1; }

bool is_control(std::string_view character) {
  return character.size() == 1 && (static_cast<unsigned char>(character[0]) < 0x20 || character[0] == '\x7f');
}

bool is_no_character(std::string_view character) { return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF"; }

// The character at `at`, a view into the text or U+FFFD; `at` moves behind it.
std::string_view take_character(std::string_view text, std::size_t& at) {
  const std::size_t length = utf8_sequence(text, at);
  const std::string_view character = text.substr(at, std::max<std::size_t>(length, 1));
  at += character.size();
  return length == 0 || is_no_character(character) ? replacement : character;
}

// "_x0041_" at the begin.
bool begins_with_escape(std::string_view text) {
  return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
         text.substr(2, 4).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// The first characters that fit.
std::string_view cut(std::string_view text, std::size_t most) {
  std::size_t units = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence(text, at), 1);
    units += units_of(text.substr(at, length));
    if (units > most) break;
    at += length;
  }
  return text.substr(0, at);
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

std::string legal(std::string_view wanted) {
  std::string name;
  for (std::size_t at = 0; at < wanted.size();) {
    const std::string_view character = take_character(wanted, at);
    if (is_control(character) || std::string_view("[]:*?/\\!").find(character) != std::string_view::npos)
      name += '-';
    else if (character == "'")
      name += apostrophe;
    else
      name += character;
  }
  return name;
}

// Spreadsheets compare names without case. Of other letters than ours, two that differ in case alone are left apart.
std::string folded(std::string_view name) {
  std::string text(name);
  for (std::size_t i = 0; i < text.size(); ++i) {
    char& c = text[i];
    const bool ascii = c >= 'A' && c <= 'Z';
    const bool latin = i > 0 && text[i - 1] == '\xC3' && c <= '\x9E' && c != '\x97';
    if (ascii || latin) c = static_cast<char>(c + 0x20);
  }
  return text;
}

}  // namespace

std::string workbook_text(std::string_view text, std::size_t most) {
  std::string out;
  std::size_t units = 0;
  std::size_t fits = 0;  // bytes of `out` that leave room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    std::string_view written;
    std::size_t needed = 1;
    if (begins_with_escape(text.substr(at))) {
      written = "_x005F_";
      needed = written.size();
      ++at;
    } else {
      written = take_character(text, at);
      if (is_control(written) && written != "\t" && written != "\n" && written != "\r") written = replacement;
      needed = units_of(written);
    }
    if (units + needed > most) {
      out.resize(fits);
      return out += ellipsis;
    }
    out += written;
    units += needed;
    if (units < most) fits = out.size();
  }
  return out;
}

std::string SheetNames::next(std::string_view wanted) {
  const std::string whole = legal(wanted);
  std::string base(trim(cut(trim(whole), most_name_units)));
  if (base.empty()) base = "Sheet";
  std::string name = base;
  for (int number = 2; !taken_.insert(folded(name)).second; ++number) {
    const std::string suffix = fmt::format(" ({})", number);
    name = std::string(trim(cut(base, most_name_units - suffix.size()))) + suffix;
  }
  return name;
}

}  // namespace nss
