// What DynamoDB answers, as the port's items. Pure functions, any thread. Errors: those of records/record_codec.h with the
// item's key in the message (what lies there is not as we write it); bad_answer (transient) for text that is no such answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/dynamodb/tables.h"
#include "base/result.h"
#include "ports/storage_dump.h"

namespace nss {

struct BatchAnswer {
  std::vector<StoredItem> items;
  std::string unprocessed;  // to be asked again, as JSON text; empty: nothing
};

struct QueryPage {
  std::vector<StoredItem> items;
  std::string last_key;  // where the next page begins, as JSON text; empty: this was the last one
};

struct DumpPage {
  std::vector<DumpedItem> items;
  std::string last_key;  // as of a query
};

Result<std::optional<StoredItem>> decode_get(Table table, std::string_view answer);
Result<BatchAnswer> decode_batch_get(const TableNames& names, std::string_view answer);
Result<QueryPage> decode_query(const QueryPlan& plan, std::string_view answer);
Result<DumpPage> decode_scan(Table table, std::string_view answer);

}  // namespace nss
