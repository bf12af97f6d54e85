// Text that the outside world gave us may hold bytes that are not UTF-8. A JSON reader refuses such text, so a record that
// was written with it could never be read again: the codec makes it valid first.
#pragma once

#include <string>
#include <string_view>

namespace nss {

bool is_valid_utf8(std::string_view text);

// Every byte that belongs to no valid sequence (RFC 3629) becomes U+FFFD; valid text comes back as it was.
std::string to_valid_utf8(std::string_view text);

}  // namespace nss
