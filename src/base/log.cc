#include "base/log.h"

#include <atomic>
#include <memory>

namespace nss::log {
namespace {

struct Installed {
  Sink sink;
  Level least;
};

std::atomic<std::shared_ptr<const Installed>>& installed() {
  static std::atomic<std::shared_ptr<const Installed>> instance;
  return instance;
}

}  // namespace

void set_sink(Sink sink, Level least) {
  installed().store(sink ? std::make_shared<const Installed>(Installed{std::move(sink), least}) : nullptr);
}

void write(Level level, std::string_view message, std::initializer_list<Field> fields) {
  const auto current = installed().load();
  if (current && level >= current->least) current->sink(level, message, fields);
}

}  // namespace nss::log
