#include <algorithm>

#include <fmt/core.h>
#include <boost/json/basic_parser_impl.hpp>

#include "adapters/rest/json_value.h"

namespace nss {
namespace {

namespace json = boost::json;

// Builds the value while Boost's parser walks through the text: its own DOM would keep the last of two equal members.
class ValueBuilder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) { return open({JsonValue::Object{}}); }
  bool on_object_end(std::size_t, json::error_code&) { return shut(); }
  bool on_array_begin(json::error_code&) { return open({JsonValue::Array{}}); }
  bool on_array_end(std::size_t, json::error_code&) { return shut(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    append(part);
    const auto& members = std::get<JsonValue::Object>(stack_.back().value.value);
    duplicate_ = std::any_of(members.begin(), members.end(), [&](const JsonMember& m) { return m.name == text_; });
    if (duplicate_) {
      error = json::error::syntax;
      return false;
    }
    stack_.back().key = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    append(part);
    return add({std::exchange(text_, {})});
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) { return add({number}); }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) { return add({static_cast<double>(number)}); }
  bool on_double(double number, json::string_view, json::error_code&) { return add({number}); }
  bool on_bool(bool flag, json::error_code&) { return add({flag}); }
  bool on_null(json::error_code&) { return add({std::monostate{}}); }
  bool on_comment_part(json::string_view, json::error_code&) { return false; }
  bool on_comment(json::string_view, json::error_code&) { return false; }

  bool duplicate() const { return duplicate_; }
  JsonValue take() { return std::move(result_); }

 private:
  struct Level {
    JsonValue value;
    std::string key;  // of the member that comes next, in an object
  };

  bool append(json::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool open(JsonValue value) {
    stack_.push_back({std::move(value), {}});
    return true;
  }
  bool shut() {
    JsonValue whole = std::move(stack_.back().value);
    stack_.pop_back();
    return add(std::move(whole));
  }
  bool add(JsonValue value) {
    if (stack_.empty())
      result_ = std::move(value);
    else if (auto* array = std::get_if<JsonValue::Array>(&stack_.back().value.value))
      array->push_back(std::move(value));
    else
      std::get<JsonValue::Object>(stack_.back().value.value).push_back({std::exchange(stack_.back().key, {}), std::move(value)});
    return true;
  }

  std::vector<Level> stack_;  // at most 32: the parser's max_depth
  std::string text_;
  JsonValue result_;
  bool duplicate_ = false;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view name) const {
  if (const Object* members = object())
    for (const JsonMember& member : *members)
      if (member.name == name) return &member.value;
  return nullptr;
}

Result<JsonValue> parse_json(std::string_view text) {
  json::basic_parser<ValueBuilder> parser{json::parse_options{}};
  json::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && parser.done() && used == text.size()) return parser.handler().take();
  const bool twice = parser.handler().duplicate();
  return fail(Error{
      ErrorKind::invalid,
      "malformed_json",
      {fmt::format("El cuerpo no es JSON válido: {} cerca del byte {}.",
                   twice ? "un miembro aparece dos veces" : "error de sintaxis", used),
       fmt::format("The body is not valid JSON: {} near byte {}.", twice ? "a member appears twice" : "syntax error", used)}});
}

}  // namespace nss
