// Records as text for the store and the spool: one JSON object, {"t":"operation","v":1,…}. Every member has one strict
// type; members that we do not know are refused, absent ones only where the record says "optional".
// Whatever `encode` writes, `decode` reads back: text that is not UTF-8 is made valid first, a negative count becomes 0.
// Pure functions, any thread. Errors of decode (kind invalid):
//   newer_record    a later version of the product wrote it: `v` is higher than ours, or the type is unknown
//   corrupt_record  anything else that is not as we write it; the message names the member
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "domain/records.h"
#include "ports/spool.h"

namespace boost::json {
class object;  // NOLINT(readability-identifier-naming): the library's name
}

namespace nss {

inline constexpr int record_version = 1;
inline constexpr std::size_t max_spooled_bytes = 32U << 20U;  // 20,000 outcomes with the longest messages fit

std::string encode(const Record& record);
Result<Record> decode(std::string_view text);  // at most max_record_bytes (ports/storage.h)
// The same object where it is no text: a store may keep the members in a form of its own.
Result<Record> decode(const boost::json::object& document);

std::string encode_spooled(const SpooledOperation& entry);
Result<SpooledOperation> decode_spooled(std::string_view text);  // at most max_spooled_bytes

}  // namespace nss
