#include "adapters/sqlite/sqlite_dump.h"

#include <chrono>

#include "adapters/records/record_codec.h"
#include "adapters/sqlite/statement.h"
#include "adapters/sqlite/store_file.h"

namespace nss {
namespace {

constexpr std::int64_t page_items = 200;
constexpr std::chrono::seconds busy_timeout{3};

class SqliteDump final : public StorageDump {
 public:
  SqliteDump(Database database, Statement statement, const std::string& cluster)
      : database_(std::move(database)), statement_(std::move(statement)), partition_(cluster + "#"), end_(cluster + "$") {}

  Result<std::vector<DumpedItem>> next() override {
    const StatementScope scope(statement_);
    statement_.bind_bytes(1, partition_).bind_bytes(2, sort_).bind_bytes(3, end_).bind(4, page_items);
    std::vector<DumpedItem> page;
    for (auto row = statement_.step();; row = statement_.step()) {
      if (!row) return fail(row.error());
      if (!*row) break;
      DumpedItem dumped;
      dumped.item.key = {std::string(statement_.bytes(0)), std::string(statement_.bytes(1))};
      dumped.item.version = statement_.integer(2);
      auto record = decode(statement_.bytes(3));
      if (!record) return fail(record.error());
      dumped.item.record = std::move(*record);
      const std::int64_t expires = statement_.integer(4);
      if (expires != 0) dumped.expires = Seconds(std::chrono::seconds(expires));
      page.push_back(std::move(dumped));
    }
    if (!page.empty()) {
      partition_ = page.back().item.key.partition;
      sort_ = page.back().item.key.sort;
    }
    return page;
  }

 private:
  Database database_;
  Statement statement_;  // ends before its database
  std::string partition_;
  std::string sort_;
  const std::string end_;  // '$' follows '#'
};

}  // namespace

Result<std::unique_ptr<StorageDump>> open_sqlite_dump(const std::string& path, const std::string& cluster) {
  auto resolved = resolve_store_path(path);
  if (!resolved) return fail(resolved.error());
  auto database = open_for_reading(*resolved, busy_timeout);
  if (!database) return fail(database.error());
  auto statement = Statement::prepare(*database,
                                      "SELECT partition, sort, version, body, coalesce(expires, 0) FROM items "
                                      "WHERE (partition, sort) > (?1, ?2) AND partition < ?3 ORDER BY partition, sort LIMIT ?4");
  if (!statement) return fail(explain_store_error(*resolved, statement.error()));
  return std::unique_ptr<StorageDump>(std::make_unique<SqliteDump>(std::move(*database), std::move(*statement), cluster));
}

}  // namespace nss
