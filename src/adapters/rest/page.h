// One page of a list: its limit and where it begins. The cursor that clients hand back is opaque, carries the key of the
// last element they saw, and is bound to the list and its filters by a checksum, so that one of another list is refused.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/rest/json_writer.h"
#include "adapters/rest/query.h"
#include "base/result.h"

namespace nss {

struct PageRequest {
  std::size_t limit = 50;
  std::string after;  // key of the last element seen; empty: from the beginning
  std::string scope;  // what its cursors are bound to
};

// `list` names the endpoint. Errors: invalid_type, invalid_value (limit), invalid_cursor.
Result<PageRequest> read_page(const Query& query, std::string_view list);

// Ends the array `items` and writes the two members behind it. `next`: a cursor, or empty on the last page.
void end_list(JsonWriter& json, const PageRequest& page, const std::string& next);

std::string make_cursor(std::string_view scope, std::string_view position);
std::optional<std::string> open_cursor(std::string_view scope, std::string_view cursor);

}  // namespace nss
