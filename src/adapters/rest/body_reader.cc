#include "adapters/rest/body_reader.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/json_text.h"

namespace nss {
namespace {

constexpr std::size_t max_faults = 20;     // in one answer
constexpr std::size_t max_phrase = 4'096;  // more than any cron, command or zone can be
constexpr std::size_t max_shown_name = 100;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

// "application/json", with at most charset=utf-8.
bool is_json_type(std::string_view value) {
  const std::string text = lower(value);
  std::string compact;
  for (const char c : text)
    if (c != ' ' && c != '\t' && c != '"') compact += c;
  return compact == "application/json" || compact == "application/json;charset=utf-8";
}

std::string pointer_to(std::string_view name) {
  std::string pointer = "/";
  for (const char c : name) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

std::string shown(std::string_view name) {
  if (name.size() <= max_shown_name) return std::string(name);
  std::size_t end = max_shown_name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  return std::string(name.substr(0, end)) + "…";
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool is_label_value(std::string_view text) {
  const auto word = [](char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z'); };
  const auto inner = [&](char c) { return word(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.size() <= 63 && word(text.front()) && word(text.back()) &&
         std::all_of(text.begin(), text.end(), inner);
}

bool is_namespace_name(std::string_view text) {
  const auto inner = [](char c) { return is_lower_or_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= 63 && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), inner);
}

tl::expected<JsonValue, Problem> read_json_object(const HttpRequest& request) {
  if (request.body.empty()) return JsonValue{JsonValue::Object{}};
  if (find_header(request.headers, "content-encoding")) {
    return tl::make_unexpected(
        make_problem("unsupported_media_type", {"No se acepta Content-Encoding: envíe el JSON sin comprimir.",
                                                "Content-Encoding is not accepted: send the JSON uncompressed."}));
  }
  const auto type = find_header(request.headers, "content-type");
  if (!type || count_headers(request.headers, "content-type") > 1 || !is_json_type(*type)) {
    return tl::make_unexpected(make_problem(
        "unsupported_media_type",
        {"El cuerpo debe venir como Content-Type: application/json.", "The body must come as Content-Type: application/json."}));
  }
  auto value = parse_json(request.body);
  if (!value) return tl::make_unexpected(to_problem(value.error()));
  if (value->object() == nullptr) {
    return tl::make_unexpected(
        member_problem("invalid_type", "", {"El cuerpo debe ser un objeto JSON.", "The body must be a JSON object."}));
  }
  return std::move(*value);
}

BodyReader::BodyReader(const JsonValue& object, const std::vector<std::string_view>& known) : object_(object) {
  for (const JsonMember& member : *object.object()) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    misformed(
        "unknown_field", shown(member.name),
        {fmt::format("Campo desconocido: «{}».", shown(member.name)), fmt::format("Unknown field: \"{}\".", shown(member.name))});
  }
}

void BodyReader::refuse_read_only(const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    if (!has(name)) continue;
    misformed("read_only_field", name,
              {fmt::format("«{}» no se puede escribir.", name), fmt::format("\"{}\" cannot be written.", name)});
  }
}

bool BodyReader::is_null(std::string_view name) const {
  const JsonValue* found = object_.find(name);
  return found != nullptr && std::holds_alternative<std::monostate>(found->value);
}

const JsonValue* BodyReader::member(std::string_view name) const {
  const bool absent = is_null(name) && std::find(nullable_.begin(), nullable_.end(), name) != nullable_.end();
  return absent ? nullptr : object_.find(name);
}

void BodyReader::require(std::string_view name) {
  if (!has(name)) misformed("missing_field", name, {fmt::format("Falta «{}».", name), fmt::format("\"{}\" is missing.", name)});
}

const std::string* BodyReader::string_member(std::string_view name) {
  const JsonValue* found = member(name);
  if (found == nullptr) return nullptr;
  const auto* text = std::get_if<std::string>(&found->value);
  if (text == nullptr)
    misformed("invalid_type", name,
              {fmt::format("«{}» debe ser un texto.", name), fmt::format("\"{}\" must be a string.", name)});
  return text;
}

std::optional<std::string> BodyReader::text(std::string_view name, std::size_t max_characters, std::size_t min_characters) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  if (utf8_length(*text) < min_characters) {
    impossible(name, {fmt::format("«{}» no puede estar vacío.", name), fmt::format("\"{}\" must not be empty.", name)});
    return std::nullopt;
  }
  if (utf8_length(*text) > max_characters) {
    impossible(name, {fmt::format("«{}» admite a lo sumo {} caracteres.", name, max_characters),
                      fmt::format("\"{}\" takes at most {} characters.", name, max_characters)});
    return std::nullopt;
  }
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text->begin(), text->end(), control)) {
    impossible(name, {fmt::format("«{}» no admite caracteres de control.", name),
                      fmt::format("\"{}\" takes no control characters.", name)});
    return std::nullopt;
  }
  return *text;
}

std::optional<std::string> BodyReader::phrase(std::string_view name) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  if (text->size() <= max_phrase) return *text;
  impossible(name, {fmt::format("«{}» admite a lo sumo {} bytes.", name, max_phrase),
                    fmt::format("\"{}\" takes at most {} bytes.", name, max_phrase)});
  return std::nullopt;
}

std::optional<std::string> BodyReader::label_value(std::string_view name) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  if (is_label_value(*text)) return *text;
  impossible(
      name,
      {fmt::format("«{}» debe tener de 1 a 63 letras, cifras, «-», «_» o «.», y comenzar y terminar en letra o cifra.", name),
       fmt::format("\"{}\" must be 1 to 63 letters, digits, \"-\", \"_\" or \".\", beginning and ending with a letter or digit.",
                   name)});
  return std::nullopt;
}

std::optional<std::string> BodyReader::word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  if (std::find(words.begin(), words.end(), *text) != words.end()) return *text;
  const std::string all = fmt::format("{}", fmt::join(words, ", "));
  impossible(name, {fmt::format("«{}» debe ser uno de: {}.", name, all), fmt::format("\"{}\" must be one of: {}.", name, all)});
  return std::nullopt;
}

std::optional<std::vector<std::string>> BodyReader::namespaces(std::string_view name, std::size_t least, std::size_t most) {
  const JsonValue* found = member(name);
  if (found == nullptr) return std::nullopt;
  const auto* list = std::get_if<JsonValue::Array>(&found->value);
  if (list == nullptr) {
    misformed("invalid_type", name, {fmt::format("«{}» debe ser una lista.", name), fmt::format("\"{}\" must be a list.", name)});
    return std::nullopt;
  }
  if (list->size() < least || list->size() > most) {
    impossible(name, {fmt::format("«{}» debe tener de {} a {} elementos.", name, least, most),
                      fmt::format("\"{}\" must have {} to {} elements.", name, least, most)});
    return std::nullopt;
  }
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* text = std::get_if<std::string>(&(*list)[i].value);
    if (text == nullptr) {
      add_fault(form_, "invalid_type", fmt::format("/{}/{}", name, i),
                {fmt::format("Los elementos de «{}» deben ser textos.", name),
                 fmt::format("The elements of \"{}\" must be strings.", name)});
    } else if (!is_namespace_name(*text)) {
      add_fault(value_, "invalid_value", fmt::format("/{}/{}", name, i),
                {fmt::format("«{}» no puede ser el nombre de un espacio.", shown(*text)),
                 fmt::format("\"{}\" cannot be the name of a namespace.", shown(*text))});
    } else if (!seen.insert(*text).second) {
      add_fault(value_, "invalid_value", fmt::format("/{}/{}", name, i),
                {fmt::format("«{}» está dos veces.", *text), fmt::format("\"{}\" is there twice.", *text)});
    } else {
      names.push_back(*text);
    }
  }
  return names.size() == list->size() ? std::optional(std::move(names)) : std::nullopt;
}

std::optional<bool> BodyReader::flag(std::string_view name) {
  const JsonValue* found = member(name);
  if (found == nullptr) return std::nullopt;
  if (const auto* flag = std::get_if<bool>(&found->value)) return *flag;
  misformed("invalid_type", name,
            {fmt::format("«{}» debe ser true o false.", name), fmt::format("\"{}\" must be true or false.", name)});
  return std::nullopt;
}

std::optional<std::int64_t> BodyReader::integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const JsonValue* found = member(name);
  if (found == nullptr) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->value);
  if (number == nullptr) {
    misformed("invalid_type", name,
              {fmt::format("«{}» debe ser un número entero.", name), fmt::format("\"{}\" must be an integer.", name)});
    return std::nullopt;
  }
  if (*number >= least && *number <= most) return *number;
  impossible(name, {fmt::format("«{}» debe estar entre {} y {}.", name, least, most),
                    fmt::format("\"{}\" must be between {} and {}.", name, least, most)});
  return std::nullopt;
}

std::optional<double> BodyReader::number(std::string_view name, double least, double most) {
  const JsonValue* found = member(name);
  if (found == nullptr) return std::nullopt;
  double number = 0;
  if (const auto* whole = std::get_if<std::int64_t>(&found->value)) {
    number = static_cast<double>(*whole);
  } else if (const auto* real = std::get_if<double>(&found->value)) {
    number = *real;
  } else {
    misformed("invalid_type", name,
              {fmt::format("«{}» debe ser un número.", name), fmt::format("\"{}\" must be a number.", name)});
    return std::nullopt;
  }
  if (number >= least && number <= most) return number;
  impossible(name, {fmt::format("«{}» debe estar entre {} y {}.", name, least, most),
                    fmt::format("\"{}\" must be between {} and {}.", name, least, most)});
  return std::nullopt;
}

std::optional<Seconds> BodyReader::instant(std::string_view name) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  if (!at) {
    impossible(name,
               {fmt::format("«{}» debe ser una hora RFC 3339, como 2026-11-22T13:52:00Z.", name),
                fmt::format("\"{}\" must be an RFC 3339 time such as 2026-11-22T13:52:00Z.", name)},
               "invalid_date");
  }
  return at;
}

std::optional<Date> BodyReader::date(std::string_view name) {
  const std::string* text = string_member(name);
  if (text == nullptr) return std::nullopt;
  const auto day = parse_date(*text);
  if (!day) {
    impossible(name,
               {fmt::format("«{}» debe ser una fecha que exista, como 2026-07-13.", name),
                fmt::format("\"{}\" must be a date that exists, such as 2026-07-13.", name)},
               "invalid_date");
  }
  return day;
}

void BodyReader::add_fault(std::vector<Fault>& faults, const char* code, std::string pointer, Text detail) {
  if (faults.size() < max_faults) faults.push_back({code, std::move(pointer), std::move(detail)});
}

void BodyReader::misformed(const char* code, std::string_view name, Text detail) {
  add_fault(form_, code, pointer_to(name), std::move(detail));
}

void BodyReader::impossible(std::string_view name, Text detail, const char* code) {
  add_fault(value_, code, pointer_to(name), std::move(detail));
}

std::optional<Problem> BodyReader::problem() const {
  const std::vector<Fault>& faults = form_.empty() ? value_ : form_;
  if (faults.empty()) return std::nullopt;
  Problem problem = make_problem(faults.front().code, {});
  for (const Fault& fault : faults) {
    problem.detail.es += (problem.detail.es.empty() ? "" : " ") + fault.detail.es;
    problem.detail.en += (problem.detail.en.empty() ? "" : " ") + fault.detail.en;
    problem.errors.push_back({fault.pointer, fault.detail, std::nullopt});
  }
  return problem;
}

}  // namespace nss
