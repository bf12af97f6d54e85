// Compression of answers (RFC 1952). Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace nss {

// The text as a gzip member, at the fastest level: JSON shrinks to a twentieth at it, and a slower one gains little.
std::string gzip(std::string_view text);

}  // namespace nss
