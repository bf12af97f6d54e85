// All records of one cluster in the four tables (ports/storage_dump.h): a scan, the only one of the product, for a command that
// runs alone. What other clusters have in the tables is read over. Not on the loop's thread.
#pragma once

#include <string>

#include "adapters/dynamodb/dynamodb_client.h"
#include "ports/storage_dump.h"

namespace nss {

class DynamoDbDump final : public StorageDump {
 public:
  // Both outlive this.
  DynamoDbDump(CurlLoop& loop, DynamoDbClient& client, TableNames names, std::string cluster)
      : loop_(loop), client_(client), names_(std::move(names)), cluster_(std::move(cluster)) {}

  Result<std::vector<DumpedItem>> next() override;

 private:
  CurlLoop& loop_;
  DynamoDbClient& client_;
  const TableNames names_;
  const std::string cluster_;
  std::size_t table_ = 0;  // of all_tables
  std::string after_;      // in that table
};

}  // namespace nss
