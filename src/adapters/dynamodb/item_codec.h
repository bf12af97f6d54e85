// The port's writes as attributes of DynamoDB items: names with typed values as JSON text ({"S":…}, {"N":…}). Pure, any thread.
// In the state table an item is pk, sk, version, body (the record's text of adapters/records) and expires_at. In the others
// every member of the record is an attribute of its own, so that people and other tools can read it; those of an activity
// also have duration_minutes (the seeds' name) and the keys of the indexes, those of a metrics sample the API's quantiles. answer_codec.h reads them back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/dynamodb/tables.h"
#include "base/result.h"

namespace nss {

struct Attribute {
  std::string name;
  std::string value;  // {"S":"…"}
};

// Names that a flattened record's envelope members "t" and "v" have as attributes.
inline constexpr const char* type_attribute = "record_type";
inline constexpr const char* format_attribute = "record_version";
inline constexpr const char* body_attribute = "body";

std::string string_value(std::string_view text);
std::string number_value(std::int64_t number);

std::vector<Attribute> key_attributes(const ItemPlace& place);

// What a write puts there, without the key and the version. `body` is its encoded record. Errors: invalid_key for an index
// key that DynamoDB would not take.
Result<std::vector<Attribute>> item_attributes(const StorageWrite& write, const ItemPlace& place, const std::string& body);

// Attributes that an item of the table may have or not: an update takes away those that the new one has not.
std::vector<std::string> optional_attributes(Table table);

// Attributes that are written for DynamoDB and for people, and never read back: keys of indexes, a lease's term, what was worked
// out from the record.
bool is_never_read(std::string_view attribute);

}  // namespace nss
