#include "adapters/rest/query.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/json_text.h"
#include "base/whole_number.h"

namespace nss {
namespace {

constexpr std::size_t max_id = 64;
constexpr std::size_t max_parameters = 64;
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Error parameter_error(const char* code, std::string_view name, Text detail) {
  Error error{ErrorKind::invalid, code, std::move(detail)};
  error.pointer = fmt::format("?{}", name);
  return error;
}

Error malformed() {
  return {ErrorKind::invalid,
          "malformed_request",
          {"La consulta (después de «?») está mal formada.", "The query (after \"?\") is malformed."}};
}

std::string shortened(std::string_view text) {
  if (text.size() <= 100) return std::string(text);
  std::size_t end = 100;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (c == '%') {
      if (at + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[at + 1]);
      const int low = hex_digit(text[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      at += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return std::nullopt;
    decoded += c;
  }
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

bool is_id(std::string_view text) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= max_id && std::all_of(text.begin(), text.end(), fine);
}

Result<Query> Query::parse(std::string_view text, const std::vector<std::string_view>& known) {
  Query query;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('&'), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const auto name = percent_decode(part.substr(0, equals), true);
    const auto value = percent_decode(part.substr(std::min(equals + 1, part.size())), true);
    if (!name || !value || query.parameters_.size() >= max_parameters) return fail(malformed());
    if (std::find(known.begin(), known.end(), *name) == known.end()) {
      const std::string shown = shortened(*name);
      return fail(parameter_error(
          "unknown_parameter", shown,
          {fmt::format("Parámetro desconocido: «{}».", shown), fmt::format("Unknown parameter: \"{}\".", shown)}));
    }
    if (query.find(*name)) {
      return fail(parameter_error(
          "malformed_request", *name,
          {fmt::format("El parámetro «{}» está dos veces.", *name), fmt::format("The parameter \"{}\" is there twice.", *name)}));
    }
    query.parameters_.emplace_back(*name, *value);
  }
  std::sort(query.parameters_.begin(), query.parameters_.end());
  return query;
}

std::optional<std::string> Query::find(std::string_view name) const {
  for (const auto& [key, value] : parameters_)
    if (key == name) return value;
  return std::nullopt;
}

Result<std::optional<std::int64_t>> Query::integer(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<std::int64_t>();
  const auto number = whole_number<std::int64_t>(*text);
  if (!number) {
    return fail(
        parameter_error("invalid_type", name,
                        {fmt::format("«{}» debe ser un número entero.", name), fmt::format("\"{}\" must be an integer.", name)}));
  }
  return number;
}

Result<std::optional<bool>> Query::flag(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<bool>();
  if (*text == "true" || *text == "false") return std::optional(*text == "true");
  return fail(
      parameter_error("invalid_type", name,
                      {fmt::format("«{}» debe ser true o false.", name), fmt::format("\"{}\" must be true or false.", name)}));
}

Result<std::optional<Seconds>> Query::instant(std::string_view name) const {
  const auto text = find(name);
  if (!text) return std::optional<Seconds>();
  const auto at = parse_rfc3339(*text);
  if (at) return at;
  return fail(parameter_error("invalid_date", name,
                              {fmt::format("«{}» debe ser una hora RFC 3339, como 2026-11-22T13:52:00Z.", name),
                               fmt::format("\"{}\" must be an RFC 3339 time such as 2026-11-22T13:52:00Z.", name)}));
}

Result<std::optional<Seconds>> Query::epoch(std::string_view name) const {
  const auto number = integer(name);
  if (!number) return fail(number.error());
  if (!*number) return std::optional<Seconds>();
  if (**number < 0 || **number > last_second) return fail(impossible(name, *find(name)));
  return std::optional(Seconds(std::chrono::seconds(**number)));
}

Error Query::backwards() {
  return parameter_error("invalid_range", "end", {"«end» es anterior a «start».", "\"end\" is before \"start\"."});
}

Error Query::impossible(std::string_view name, std::string_view value) {
  const std::string shown = shortened(value);
  return parameter_error(
      "invalid_value", name,
      {fmt::format("«{}» no es un valor de «{}».", shown, name), fmt::format("\"{}\" is no value of \"{}\".", shown, name)});
}

std::string Query::filters() const {
  std::string text;
  for (const auto& [name, value] : parameters_)
    if (name != "limit" && name != "cursor") text += fmt::format("{}:{}={}:{};", name.size(), name, value.size(), value);
  return text;
}

}  // namespace nss
