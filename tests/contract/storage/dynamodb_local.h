// Amazon's DynamoDB Local, started once for the test program by scripts/dynamodb-local and ended with it. Tests run from the
// checkout, where that script is.
#pragma once

#include <memory>
#include <string>

#include "adapters/dynamodb/dynamodb_storage.h"

namespace nss {

// One of one's own. The script ends when its input does, so that nothing outlives this program however it ends.
class DynamoDbLocalServer {
 public:
  DynamoDbLocalServer();
  ~DynamoDbLocalServer();
  DynamoDbLocalServer(const DynamoDbLocalServer&) = delete;
  DynamoDbLocalServer& operator=(const DynamoDbLocalServer&) = delete;

  const std::string& endpoint() const { return endpoint_; }

 private:
  int child_ = -1;  // pid
  int hold_ = -1;   // the other end of its input
  std::string endpoint_;
};

// "http://127.0.0.1:43211"; the server is started by the first call. A check fails when it does not start.
const std::string& dynamodb_local_endpoint();

// Storage there, with four tables of its own: `prefix` begins their names. The tables are made when they are missing.
TableNames dynamodb_local_tables(const std::string& prefix);
DynamoDbAccess dynamodb_local_access();
std::unique_ptr<DynamoDbStorage> open_dynamodb_local(const std::string& prefix, const Clock& clock, Metrics& metrics);

}  // namespace nss
