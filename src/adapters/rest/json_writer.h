// JSON text, written from front to back in the order of the calls: answers come out with their members as API.md shows
// them. Commas and escapes are its business; that begin and end match is the caller's (checked).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace nss {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(double number);  // shortest text that reads back as the same; finite only
  JsonWriter& value(Seconds at);
  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json);  // a whole value that is JSON already

  template <typename T>
  JsonWriter& member(std::string_view name, const T& v) {
    key(name);
    return value(v);
  }
  template <typename T>
  JsonWriter& member(std::string_view name, const std::optional<T>& v) {
    key(name);
    return v ? value(*v) : null();
  }
  // The empty string stands for "no value" in our records: null.
  JsonWriter& text_or_null(std::string_view name, std::string_view text);

  std::string take();

 private:
  JsonWriter& begin(char bracket);
  JsonWriter& end(char bracket);
  void separate();

  std::string out_;
  std::vector<char> open_;  // the closing brackets that are due
  bool first_ = true;       // nothing stands yet in the innermost object or array
  bool after_key_ = false;
};

}  // namespace nss
