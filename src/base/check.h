// NSS_CHECK(condition): an invariant of our own code. When it does not hold we stop at once: durable state is always
// consistent (crash consistency is the design), half-handled impossible states are not.
#pragma once

namespace nss {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace nss

#define NSS_CHECK(expression) (static_cast<bool>(expression) ? void(0) : ::nss::check_failed(#expression, __FILE__, __LINE__))
