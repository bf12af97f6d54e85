// Records as text for the store and the spool: one JSON object, {"t":"operation","v":1,…}. Every member has one strict
// type; members that we do not know are refused, absent ones only where the record says "optional".
// Whatever `encode` writes, `decode` reads back: text that is not UTF-8 is made valid first, a negative count becomes 0.
// Pure functions, any thread. Errors of decode (kind invalid):
//   newer_record    a later version of the product wrote it: `v` is higher than ours, or the type is unknown
//   corrupt_record  anything else that is not as we write it; the message names the member
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "domain/records.h"
#include "ports/spool.h"

namespace boost::json {
class value;  // NOLINT(readability-identifier-naming): the library's name
}

namespace nss {

inline constexpr int record_version = 1;
inline constexpr std::size_t max_spooled_bytes = 32U << 20U;  // 20,000 outcomes with the longest messages fit

std::string encode(const Record& record);
Result<Record> decode(std::string_view text);  // at most max_record_bytes (ports/storage.h)

// A record that a store keeps in a form of its own, member by member.
using RecordMember = std::variant<std::monostate,  // there is none
                                  std::string_view, std::int64_t, bool,
                                  const boost::json::value*>;  // a list, an object, anything else
class RecordMembers {
 public:
  virtual ~RecordMembers() = default;
  virtual RecordMember find(std::string_view name) const = 0;  // "t" and "v" too
  virtual std::size_t count() const = 0;
};
Result<Record> decode(const RecordMembers& members);

std::string encode_spooled(const SpooledOperation& entry);
Result<SpooledOperation> decode_spooled(std::string_view text);  // at most max_spooled_bytes

}  // namespace nss
