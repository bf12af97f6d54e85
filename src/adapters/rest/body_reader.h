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
#include "base/date.h"
#include "base/time.h"

namespace nss {

// The body as a JSON object. An empty body is {} (whether members are missing is then the reader's question). Problems:
// unsupported_media_type, malformed_json, invalid_type.
tl::expected<JsonValue, Problem> read_json_object(const HttpRequest& request);

// What a cost centre, and what a namespace, may be called.
bool is_label_value(std::string_view text);
bool is_namespace_name(std::string_view text);

class BodyReader {
 public:
  // `object` must be an object and outlive the reader. Members that are not `known` are faults.
  BodyReader(const JsonValue& object, const std::vector<std::string_view>& known);

  // Here null is as good as no member: it is told before the member is read.
  void allow_null(std::string_view name) { nullable_.push_back(name); }
  void refuse_read_only(const std::vector<std::string_view>& names);  // those that are there: read_only_field

  bool has(std::string_view name) const { return object_.find(name) != nullptr; }
  bool is_null(std::string_view name) const;
  void require(std::string_view name);  // missing_field

  // Empty when the member is absent or at fault.
  std::optional<std::string> text(std::string_view name, std::size_t max_characters,  // no control characters
                                  std::size_t min_characters = 0);
  std::optional<std::string> phrase(std::string_view name);       // for a parser of ours, which says what is wrong and where
  std::optional<std::string> label_value(std::string_view name);  // a cost centre
  std::optional<std::string> word(std::string_view name, std::initializer_list<std::string_view> words);  // one of them
  std::optional<std::vector<std::string>> namespaces(std::string_view name, std::size_t least, std::size_t most);
  std::optional<bool> flag(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
  std::optional<double> number(std::string_view name, double least, double most);
  std::optional<Seconds> instant(std::string_view name);  // 422 invalid_date

  std::optional<Date> date(std::string_view name);  // 422 invalid_date

  void impossible(std::string_view name, Text detail, const char* code = "invalid_value");  // 422
  std::optional<Problem> problem() const;                                                   // empty: no fault

 private:
  struct Fault {
    const char* code;
    std::string pointer;
    Text detail;
  };
  static void add_fault(std::vector<Fault>& faults, const char* code, std::string pointer, Text detail);
  void misformed(const char* code, std::string_view name, Text detail);
  const JsonValue* member(std::string_view name) const;  // nullptr: absent, or null where that means the same
  const std::string* string_member(std::string_view name);

  const JsonValue& object_;
  std::vector<std::string_view> nullable_;
  std::vector<Fault> form_;
  std::vector<Fault> value_;
};

}  // namespace nss
