// A string as JSON text: for what is written line by line (log, answers) without a JSON library. The output is always
// valid UTF-8 on one line: invalid bytes become U+FFFD; controls, U+2028 and U+2029 are escaped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nss {

// Appends `text` in quotes.
void append_json_string(std::string& out, std::string_view text);

// Length of the UTF-8 sequence that begins at `at` (1 to 4), or 0 when it is none (RFC 3629: shortest form, no surrogates).
std::size_t utf8_sequence(std::string_view text, std::size_t at);

bool is_utf8(std::string_view text);

// Code points of a valid text; an invalid byte counts as one.
std::size_t utf8_length(std::string_view text);

}  // namespace nss
