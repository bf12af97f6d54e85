#include "adapters/rest/json_writer.h"

#include <cmath>

#include <fmt/core.h>

#include "base/check.h"
#include "base/json_text.h"

namespace nss {

void JsonWriter::separate() {
  if (!first_ && !after_key_) out_ += ',';
  first_ = false;
  after_key_ = false;
}

JsonWriter& JsonWriter::begin(char bracket) {
  separate();
  out_ += bracket;
  open_.push_back(bracket == '{' ? '}' : ']');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  NSS_CHECK(!open_.empty() && open_.back() == bracket && !after_key_);
  open_.pop_back();
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_ += ':';
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) { return raw(fmt::format("{}", number)); }
JsonWriter& JsonWriter::value(std::uint64_t number) { return raw(fmt::format("{}", number)); }

JsonWriter& JsonWriter::value(double number) {
  NSS_CHECK(std::isfinite(number));
  return raw(fmt::format("{}", number));
}

JsonWriter& JsonWriter::value(Seconds at) { return value(std::string_view(to_rfc3339(at))); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::text_or_null(std::string_view name, std::string_view text) {
  key(name);
  return text.empty() ? null() : value(text);
}

std::string JsonWriter::take() {
  NSS_CHECK(open_.empty());
  return std::move(out_);
}

}  // namespace nss
