// The members of a request's body, checked one by one; every fault is kept, so that one answer names them all. Faults of
// form (unknown member, wrong type, missing: 400) hide faults of value (422).
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_server/http_message.h"
#include "adapters/rest/json_value.h"
#include "adapters/rest/problem.h"
#include "base/time.h"

namespace nss {

// The body as a JSON object. An empty body is {} (whether members are missing is then the reader's question). Problems:
// unsupported_media_type, malformed_json, invalid_type.
tl::expected<JsonValue, Problem> read_json_object(const HttpRequest& request);

class BodyReader {
 public:
  // `object` must be an object and outlive the reader. Members that are not `known` are faults.
  BodyReader(const JsonValue& object, std::initializer_list<std::string_view> known);

  bool has(std::string_view name) const { return object_.find(name) != nullptr; }
  void require(std::string_view name);  // missing_field

  // Empty when the member is absent or at fault.
  std::optional<std::string> text(std::string_view name, std::size_t max_characters);  // no control characters
  std::optional<std::string> label_value(std::string_view name);                       // a cost centre
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<Seconds> instant(std::string_view name);  // 422 invalid_date

  void impossible(std::string_view name, Text detail, const char* code = "invalid_value");  // 422
  std::optional<Problem> problem() const;                                                   // empty: no fault

 private:
  struct Fault {
    const char* code;
    std::string pointer;
    Text detail;
  };
  void misformed(const char* code, std::string_view name, Text detail);
  const std::string* string_member(std::string_view name);

  const JsonValue& object_;
  std::vector<Fault> form_;
  std::vector<Fault> value_;
};

}  // namespace nss
