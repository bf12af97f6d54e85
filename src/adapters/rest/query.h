// The query of a request: percent-decoded names and values, each at most once, only names that the endpoint knows. Pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace nss {

// Percent-decoding (RFC 3986); `plus_is_space` for queries. Empty: a broken escape, a NUL, or not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

// What operations, tasks and runs may be called (API.md 1.2): [A-Za-z0-9_-]{1,64}.
bool is_id(std::string_view text);

class Query {
 public:
  // Errors: malformed_request; unknown_parameter, which names it.
  static Result<Query> parse(std::string_view text, const std::vector<std::string_view>& known);

  std::optional<std::string> find(std::string_view name) const;

  Result<std::optional<std::int64_t>> integer(std::string_view name) const;  // 400 invalid_type
  Result<std::optional<bool>> flag(std::string_view name) const;             // true or false; 400 invalid_type
  Result<std::optional<Seconds>> instant(std::string_view name) const;       // RFC 3339; 422 invalid_date

  Result<std::optional<Seconds>> epoch(std::string_view name) const;  // whole seconds since 1970; 422 invalid_value beyond 9999

  // One of a few words, turned into a value by `understand`; 422 invalid_value.
  template <typename Understand>
  auto word(std::string_view name, Understand understand) const -> Result<decltype(understand(std::string_view()))> {
    const auto text = find(name);
    if (!text) return decltype(understand(std::string_view()))();
    auto value = understand(std::string_view(*text));
    if (!value) return fail(impossible(name, *text));
    return value;
  }

  // Canonical text of all but limit and cursor: what a cursor is bound to.
  std::string filters() const;

  static Error backwards();                                                // 422 invalid_range: `end` before `start`
  static Error impossible(std::string_view name, std::string_view value);  // 422 invalid_value

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;  // by name
};

}  // namespace nss
