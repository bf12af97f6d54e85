#include "adapters/telemetry/log_sink.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "base/json_text.h"

namespace nss {
namespace {

constexpr std::array<std::string_view, 8> secret_words{"token",  "authorization", "secret",     "password",
                                                       "passwd", "cookie",        "credential", "bearer"};

// "key" alone or as a last part (api_key, private_key); "key_id" and "storage_key_count" are no secrets.
bool is_secret(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto contains = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  if (std::any_of(secret_words.begin(), secret_words.end(), contains)) return true;
  return lower == "key" || (lower.size() > 4 && lower.compare(lower.size() - 4, 4, "_key") == 0);
}

std::string to_text(Instant t) {
  const Seconds whole = floor_seconds(t);
  std::string text = to_rfc3339(whole);
  text.pop_back();
  return text + fmt::format(".{:03}Z", (t - whole).count());
}

struct JsonValueWriter {
  std::string& out;
  void operator()(const std::string& value) const { append_json_string(out, value); }
  void operator()(std::int64_t value) const { out += fmt::format("{}", value); }
  void operator()(double value) const { out += std::isfinite(value) ? fmt::format("{}", value) : "null"; }
  void operator()(bool value) const { out += value ? "true" : "false"; }
};

std::string json_line(Instant now, log::Level level, std::string_view message, std::initializer_list<log::Field> fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":)", to_text(now), to_string(level));
  append_json_string(line, message);
  for (const log::Field& field : fields) {
    line += ',';
    append_json_string(line, field.name);
    line += ':';
    if (is_secret(field.name))
      line += R"("***")";
    else
      std::visit(JsonValueWriter{line}, field.value);
  }
  return line + "}\n";
}

// Like logfmt: plain words as they are, anything else in quotes with JSON's escapes, so that a value cannot fake a line.
void append_text(std::string& out, std::string_view value) {
  const auto plain = [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '='; };
  if (!value.empty() && std::all_of(value.begin(), value.end(), plain))
    out += value;
  else
    append_json_string(out, value);
}

std::string text_line(Instant now, log::Level level, std::string_view message, std::initializer_list<log::Field> fields) {
  std::string line = fmt::format("{} {:<5} ", to_text(now), to_string(level));
  std::string quoted;
  append_json_string(quoted, message);
  line.append(quoted, 1, quoted.size() - 2);
  for (const log::Field& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    if (is_secret(field.name))
      line += "***";
    else if (const auto* text = std::get_if<std::string>(&field.value))
      append_text(line, *text);
    else
      std::visit(JsonValueWriter{line}, field.value);
  }
  return line + "\n";
}

// What the kernel does not take at once (a full pipe) is tried on; an error loses the line.
void write_line(int descriptor, std::string_view line) {
  while (!line.empty()) {
    const ssize_t written = ::write(descriptor, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

const char* to_string(log::Level level) {
  switch (level) {
    case log::Level::debug: return "debug";
    case log::Level::info: return "info";
    case log::Level::warn: return "warn";
    case log::Level::error: return "error";
  }
  return "error";
}

std::string format_log_line(LogFormat format, Instant now, log::Level level, std::string_view message,
                            std::initializer_list<log::Field> fields) {
  return format == LogFormat::json ? json_line(now, level, message, fields) : text_line(now, level, message, fields);
}

void install_log_sink(LogSinkOptions options) {
  const log::Level least = options.least;
  log::set_sink(
      [options = std::move(options)](log::Level level, std::string_view message, std::initializer_list<log::Field> fields) {
        const Instant now = options.now ? options.now() : std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
        write_line(options.descriptor, format_log_line(options.format, now, level, message, fields));
      },
      least);
}

}  // namespace nss
