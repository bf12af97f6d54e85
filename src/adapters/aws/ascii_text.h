// Two words about text that the readers here share. ASCII only: other bytes stay as they are.
#pragma once

#include <string>
#include <string_view>

namespace nss {

std::string in_lower_case(std::string_view text);
std::string_view trimmed(std::string_view text);  // without spaces, tabs and line ends around it

}  // namespace nss
