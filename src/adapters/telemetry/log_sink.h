// Where log lines go: stderr, one event one line, as JSON or, on a terminal, as text for people. install_log_sink is called
// once at the start; afterwards any thread logs (base/log.h). A line is written by one write(2), so lines never mix; a
// stderr that does not take them loses them, the process goes on.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/time.h"

namespace nss {

enum class LogFormat { json, text };

struct LogSinkOptions {
  LogFormat format = LogFormat::json;
  log::Level least = log::Level::info;
  int descriptor = 2;
  std::function<Instant()> now;  // empty: the machine's calendar, whatever the simulation's clock says
};

void install_log_sink(LogSinkOptions options);

// One line with its newline. Values of fields whose name says that they are secret (token, authorization, secret,
// password, key, cookie, credential) come out as "***". Pure.
std::string format_log_line(LogFormat format, Instant now, log::Level level, std::string_view message,
                            std::initializer_list<log::Field> fields);

const char* to_string(log::Level level);

}  // namespace nss
