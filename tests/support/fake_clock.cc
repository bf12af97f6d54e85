#include "support/fake_clock.h"

#include "base/check.h"

namespace nss {

void FakeClock::move_to(Instant to) {
  NSS_CHECK(to >= wall());
  advance(to - wall());
}

void FakeClock::advance(Milliseconds by) {
  NSS_CHECK(by.count() >= 0);
  mono_ += by.count();
  wall_ += by.count();
}

void FakeClock::set_wall(Instant to) { wall_ = to.time_since_epoch().count(); }

void FakeClock::set_wall_offset(Milliseconds offset) {
  wall_ += offset.count() - offset_.load();
  offset_ = offset.count();
}

}  // namespace nss
