// The annotation namespace-scheduler.io/original as text: {"v":1,"r":3,"op":"op_…","at":"…Z","by":"schedule","who":"…"}.
// Versioned and bounded. Reading never fails loudly: what is foreign, too long, of a newer version or nonsense is simply
// not an Original, and the workload says `unreadable_original`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/workload.h"

namespace nss {

inline constexpr std::size_t longest_original = 1024;  // bytes of the annotation's value

std::string encode_original(const Original& original);
std::optional<Original> decode_original(std::string_view text);

// `text` as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
// The same text on one line: control characters become spaces, bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);
// At most `bytes` of it, never cutting a character of UTF-8 in two.
std::string_view clipped(std::string_view text, std::size_t bytes);

}  // namespace nss
