#include "main/system_clock.h"

#include <ctime>

namespace nss {
namespace {

class SystemClock final : public Clock {
 public:
  Instant wall() const override { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }
  // CLOCK_BOOTTIME goes on while the machine sleeps: a backoff of a minute is over after a minute.
  Mono mono() const override {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::duration_cast<Mono>(std::chrono::nanoseconds(now.tv_nsec));
  }
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() { return std::make_unique<SystemClock>(); }

}  // namespace nss
