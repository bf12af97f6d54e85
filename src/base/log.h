// Structured log: one event is one line. Thread-safe. Where lines go and in which form is decided once at the start
// (adapters/telemetry); before that, and in tests, they go nowhere. Never log a token, a key or a body: a Field's value
// is written as it is, except that names in the mask list of the sink are masked.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace nss::log {

enum class Level { debug, info, warn, error };

struct Field {
  std::string_view name;  // snake_case; operation_id, namespace, task_id …
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  Field(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, int v) : name(n), value(std::int64_t{v}) {}
  Field(std::string_view n, std::int64_t v) : name(n), value(v) {}
  Field(std::string_view n, std::size_t v) : name(n), value(static_cast<std::int64_t>(v)) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
};

using Sink = std::function<void(Level, std::string_view message, std::initializer_list<Field>)>;

// Called once before threads start (and by tests). An empty sink discards.
void set_sink(Sink sink, Level least);

void write(Level level, std::string_view message, std::initializer_list<Field> fields = {});

inline void debug(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::debug, m, f); }
inline void info(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::info, m, f); }
inline void warn(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::warn, m, f); }
inline void error(std::string_view m, std::initializer_list<Field> f = {}) { write(Level::error, m, f); }

}  // namespace nss::log
