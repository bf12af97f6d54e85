// The test executable's clock: the calendar runs as many seconds ahead as the file NSS_CLOCK_FILE says; the clock that is
// compared with the API server's Date, and monotonic time, are the machine's.
#include "main/system_clock.h"

#include <atomic>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

namespace nss {
namespace {

constexpr std::chrono::milliseconds look_every{50};

class OffsetClock final : public Clock {
 public:
  Instant wall() const override { return check() + std::chrono::seconds(offset()); }
  Instant check() const override { return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()); }
  Mono mono() const override { return std::chrono::duration_cast<Mono>(std::chrono::steady_clock::now().time_since_epoch()); }

 private:
  std::int64_t offset() const {
    const auto now = mono().count();
    if (now - looked_.load() < look_every.count()) return offset_.load();
    looked_ = now;
    std::ifstream file(path_);
    std::int64_t seconds = 0;
    if (file >> seconds) offset_ = seconds;
    return offset_.load();
  }

  const std::string path_ = std::getenv("NSS_CLOCK_FILE") == nullptr ? "" : std::getenv("NSS_CLOCK_FILE");
  mutable std::atomic<std::int64_t> looked_{-1000};
  mutable std::atomic<std::int64_t> offset_{0};
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() { return std::make_unique<OffsetClock>(); }

}  // namespace nss
