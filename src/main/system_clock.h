// The machine's own clocks. The test executable (tests/hooks) links another system_clock.cc, whose calendar a control file
// can set off; the product has no such thing.
#pragma once

#include <memory>

#include "ports/clock.h"

namespace nss {

std::unique_ptr<Clock> make_system_clock();

}  // namespace nss
