// A token from a file or an answer, as it may stand in a header.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nss {

inline constexpr std::size_t longest_token = std::size_t{64} << 10;

// Without the white space around it. Empty when there is any other character than visible ASCII in it, or too many.
std::string clean_token(std::string_view token);

}  // namespace nss
