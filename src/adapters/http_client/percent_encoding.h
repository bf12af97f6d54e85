// RFC 3986's percent-encoding of what becomes part of a URL or of a form.
#pragma once

#include <string>
#include <string_view>

namespace nss {

bool is_unreserved(char c);                             // letters, digits and - . _ ~
void append_percent_encoded(std::string& out, char c);  // %0A, whatever it is

std::string percent_encoded(std::string_view text);  // all but the unreserved characters

}  // namespace nss
