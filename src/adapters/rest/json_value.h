// What a request's body says, as a small value: the members of an object in their order, integers apart from other
// numbers (1.0 is not an integer, API.md 1.1). Strict: a duplicate member, invalid UTF-8, a BOM, NaN, more than 32 levels
// or anything after the value is refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace nss {

struct JsonMember;

struct JsonValue {
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;
  // double also stands for integers that do not fit into 64 bits.
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value;

  const Object* object() const { return std::get_if<Object>(&value); }
  const JsonValue* find(std::string_view name) const;  // of an object; nullptr: no such member
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

// Error: kind invalid, code malformed_json, with the byte at which it went wrong in its sentence.
Result<JsonValue> parse_json(std::string_view text);

}  // namespace nss
