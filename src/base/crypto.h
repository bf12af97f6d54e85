// SHA-256 and the encodings beside it. The only place that includes OpenSSL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nss {

// 64 lower-case hexadecimal characters (FIPS 180-4).
std::string sha256_hex(std::string_view bytes);

// RFC 4648 section 4, with padding. Empty when the text is not base64.
std::optional<std::string> base64_decode(std::string_view text);
std::string base64_encode(std::string_view bytes);

}  // namespace nss
