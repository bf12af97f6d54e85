// All records of one cluster in the four tables (ports/storage_dump.h): a scan, the only one of the product, for a command that
// runs alone. What other clusters have in the tables is read over. Not on the loop's thread.
#pragma once

#include <string>

#include "adapters/dynamodb/dynamodb_connection.h"
#include "ports/storage_dump.h"

namespace nss {

class DynamoDbDump final : public StorageDump {
 public:
  // The connection outlives this.
  DynamoDbDump(DynamoDbConnection& connection, TableNames names, std::string cluster)
      : connection_(connection), names_(std::move(names)), cluster_(std::move(cluster)) {}

  Result<std::vector<DumpedItem>> next() override;

 private:
  DynamoDbConnection& connection_;
  const TableNames names_;
  const std::string cluster_;
  std::size_t table_ = 0;  // of all_tables
  std::string after_;      // in that table
};

}  // namespace nss
