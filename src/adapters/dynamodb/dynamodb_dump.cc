#include "adapters/dynamodb/dynamodb_dump.h"

#include <fmt/core.h>

#include <iterator>

#include "adapters/dynamodb/answer_codec.h"
#include "adapters/records/storage_rules.h"

namespace nss {

Result<std::vector<DumpedItem>> DynamoDbDump::next() {
  while (table_ < std::size(all_tables)) {
    const Table table = all_tables[table_];
    const auto answer = connection_.ask(scan_request(names_, table, cluster_, after_));
    if (!answer) return fail(store_unavailable(fmt::format("DynamoDB: {}", answer.error().message)));
    auto page = decode_scan(table, *answer);
    if (!page) return fail(page.error());
    after_ = std::move(page->last_key);
    if (after_.empty()) ++table_;
    if (!page->items.empty()) return std::move(page->items);
  }
  return std::vector<DumpedItem>();
}

}  // namespace nss
