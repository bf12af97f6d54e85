// Named places where a crash is most harmful. In the product this does nothing; the test executable links another
// crash_point.cc (tests/hooks) that kills the process there when the test asks for it (crash-consistency: c0 … c14).
#pragma once

namespace nss {

void crash_point(const char* name);

}  // namespace nss
