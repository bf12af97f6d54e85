// The test executable's crash points: NSS_CRASH_AT="c4.before_patch:5" kills the process, as kill -9 does, the fifth time
// that it comes to that point.
#include "base/crash_point.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

namespace nss {
namespace {

struct Wanted {
  std::string name;
  int count = 1;
};

Wanted read_wanted() {
  const char* text = std::getenv("NSS_CRASH_AT");
  if (text == nullptr) return {};
  const std::string_view all(text);
  const auto colon = all.find(':');
  if (colon == std::string_view::npos) return {std::string(all), 1};
  return {std::string(all.substr(0, colon)), std::atoi(text + colon + 1)};
}

}  // namespace

void crash_point(const char* name) {
  static const Wanted wanted = read_wanted();
  static std::atomic<int> seen{0};
  if (wanted.name != name) return;
  if (++seen == wanted.count) kill(getpid(), SIGKILL);
}

}  // namespace nss
