// Compression of answers (RFC 1952) and the checksum that comes with it. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nss {

// The text as a gzip member, at the fastest level: JSON shrinks to a twentieth at it, and a slower one gains little.
std::string gzip(std::string_view text);

// CRC-32 as gzip, PNG and AWS use it.
std::uint32_t crc32(std::string_view bytes);

}  // namespace nss
