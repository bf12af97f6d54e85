#include "main/system_random.h"

namespace nss {

// 26 characters of base 32: 48 bits of milliseconds, then 80 random bits (the layout of a ULID, in lower case).
std::string SystemRandom::id() {
  constexpr const char* digits = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id(26, '0');
  auto time = static_cast<std::uint64_t>(clock_.wall().time_since_epoch().count());
  for (std::size_t i = 10; i > 0; --i, time >>= 5U) id[i - 1] = digits[time & 31U];
  for (std::size_t i = 10; i < 26; ++i) id[i] = digits[engine_() & 31U];
  return id;
}

}  // namespace nss
