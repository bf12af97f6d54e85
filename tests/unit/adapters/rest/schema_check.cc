#include "unit/adapters/rest/schema_check.h"

#include <algorithm>
#include <regex>

#include "base/date.h"
#include "base/json_text.h"
#include "base/time.h"

namespace nss {
namespace {

using Array = JsonValue::Array;

std::string text_of(const JsonValue& value) { return std::get<std::string>(value.value); }

bool same(const JsonValue& a, const JsonValue& b) {
  if (a.value.index() != b.value.index()) return false;
  if (const auto* text = std::get_if<std::string>(&a.value)) return *text == text_of(b);
  if (const auto* flag = std::get_if<bool>(&a.value)) return *flag == std::get<bool>(b.value);
  return std::holds_alternative<std::monostate>(a.value);
}

bool is_type(const JsonValue& value, const std::string& type) {
  if (type == "null") return std::holds_alternative<std::monostate>(value.value);
  if (type == "boolean") return std::holds_alternative<bool>(value.value);
  if (type == "integer") return std::holds_alternative<std::int64_t>(value.value);
  if (type == "number") return std::holds_alternative<double>(value.value) || is_type(value, "integer");
  if (type == "string") return std::holds_alternative<std::string>(value.value);
  if (type == "array") return std::holds_alternative<Array>(value.value);
  return type == "object" && value.object() != nullptr;
}

bool type_fits(const JsonValue& types, const JsonValue& value) {
  if (const auto* one = std::get_if<std::string>(&types.value)) return is_type(value, *one);
  const auto& all = std::get<Array>(types.value);
  return std::any_of(all.begin(), all.end(), [&](const JsonValue& type) { return is_type(value, text_of(type)); });
}

std::string object_fault(const JsonValue& document, const JsonValue& schema, const JsonValue& value, const std::string& where) {
  if (const JsonValue* required = schema.find("required"))
    for (const JsonValue& name : std::get<Array>(required->value))
      if (value.find(text_of(name)) == nullptr) return where + ": no " + text_of(name);
  const JsonValue* properties = schema.find("properties");
  const JsonValue* additional = schema.find("additionalProperties");
  for (const JsonMember& member : *value.object()) {
    const JsonValue* of = properties == nullptr ? nullptr : properties->find(member.name);
    if (of == nullptr && additional != nullptr && additional->object() == nullptr)
      return where + ": not expected: " + member.name;
    if (of == nullptr) of = additional;
    if (of == nullptr) continue;
    const std::string fault = schema_fault(document, *of, member.value, where + "/" + member.name);
    if (!fault.empty()) return fault;
  }
  return "";
}

std::string text_fault(const JsonValue& schema, const std::string& text, const std::string& where) {
  const auto length = static_cast<std::int64_t>(utf8_length(text));
  if (const JsonValue* least = schema.find("minLength"); least != nullptr && length < std::get<std::int64_t>(least->value))
    return where + ": too short";
  if (const JsonValue* most = schema.find("maxLength"); most != nullptr && length > std::get<std::int64_t>(most->value))
    return where + ": too long";
  if (const JsonValue* pattern = schema.find("pattern");
      pattern != nullptr && !std::regex_search(text, std::regex(text_of(*pattern), std::regex::ECMAScript)))
    return where + ": \"" + text + "\" is not like " + text_of(*pattern);
  if (const JsonValue* format = schema.find("format"); format != nullptr) {
    const bool fits = text_of(*format) == "date" ? parse_date(text).has_value() : parse_rfc3339(text).has_value();
    if (!fits) return where + ": no " + text_of(*format);
  }
  return "";
}

std::string choice_fault(const JsonValue& document, const JsonValue& schema, const JsonValue& value, const std::string& where) {
  for (const char* word : {"anyOf", "oneOf"}) {
    const JsonValue* choices = schema.find(word);
    if (choices == nullptr) continue;
    const auto& all = std::get<Array>(choices->value);
    if (std::none_of(all.begin(), all.end(), [&](const JsonValue& each) { return schema_fault(document, each, value).empty(); }))
      return where + ": none of the choices";
  }
  if (const JsonValue* constant = schema.find("const"); constant != nullptr && !same(*constant, value))
    return where + ": not the constant";
  if (const JsonValue* list = schema.find("enum")) {
    const auto& all = std::get<Array>(list->value);
    if (std::none_of(all.begin(), all.end(), [&](const JsonValue& each) { return same(each, value); }))
      return where + ": not listed";
  }
  return "";
}

const JsonValue* operation(const JsonValue& document, const std::string& method, const std::string& path) {
  std::string verb = method;
  std::transform(verb.begin(), verb.end(), verb.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  const JsonValue* found = document.find("paths")->find(path);
  return found == nullptr ? nullptr : found->find(verb);
}

const JsonValue* content_schema(const JsonValue* holder, const std::string& type) {
  const JsonValue* content = holder == nullptr ? nullptr : holder->find("content");
  const JsonValue* media = content == nullptr ? nullptr : content->find(type);
  return media == nullptr ? nullptr : media->find("schema");
}

}  // namespace

std::string schema_fault(const JsonValue& document, const JsonValue& schema, const JsonValue& value, const std::string& where) {
  if (const JsonValue* reference = schema.find("$ref")) {
    const std::string name = text_of(*reference).substr(std::string("#/components/schemas/").size());
    const JsonValue* named = document.find("components")->find("schemas")->find(name);
    return named == nullptr ? where + ": no schema " + name : schema_fault(document, *named, value, where);
  }
  if (const JsonValue* types = schema.find("type"); types != nullptr && !type_fits(*types, value)) return where + ": wrong type";
  if (std::string fault = choice_fault(document, schema, value, where); !fault.empty()) return fault;
  if (value.object() != nullptr) return object_fault(document, schema, value, where);
  if (const auto* text = std::get_if<std::string>(&value.value)) return text_fault(schema, *text, where);
  if (const auto* number = std::get_if<std::int64_t>(&value.value)) {
    const JsonValue* least = schema.find("minimum");
    const JsonValue* most = schema.find("maximum");
    const bool fine = (least == nullptr || *number >= std::get<std::int64_t>(least->value)) &&
                      (most == nullptr || *number <= std::get<std::int64_t>(most->value));
    return fine ? "" : where + ": out of bounds";
  }
  const auto* array = std::get_if<Array>(&value.value);
  const JsonValue* items = schema.find("items");
  for (std::size_t i = 0; array != nullptr && items != nullptr && i < array->size(); ++i) {
    std::string fault = schema_fault(document, *items, (*array)[i], where + "/" + std::to_string(i));
    if (!fault.empty()) return fault;
  }
  return "";
}

const JsonValue* answer_schema(const JsonValue& document, const std::string& method, const std::string& path, int status,
                               const std::string& content_type) {
  const JsonValue* asked = operation(document, method, path);
  const JsonValue* response = asked == nullptr ? nullptr : asked->find("responses")->find(std::to_string(status));
  if (response != nullptr && response->find("$ref") != nullptr)
    response = document.find("components")->find("responses")->find("Problem");
  return content_schema(response, content_type);
}

const JsonValue* request_schema(const JsonValue& document, const std::string& method, const std::string& path) {
  const JsonValue* asked = operation(document, method, path);
  return content_schema(asked == nullptr ? nullptr : asked->find("requestBody"), "application/json");
}

}  // namespace nss
