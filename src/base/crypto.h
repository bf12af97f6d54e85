// SHA-256, HMAC and the encodings beside it. The only place that includes OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nss {

// 64 lower-case hexadecimal characters (FIPS 180-4).
std::string sha256_hex(std::string_view bytes);

// HMAC with SHA-256 (RFC 2104): 32 bytes, not text.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// Two lower-case hexadecimal characters for each byte.
std::string hex(std::string_view bytes);

// RFC 4648 section 4, with padding. Empty when the text is not base64.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

}  // namespace nss
