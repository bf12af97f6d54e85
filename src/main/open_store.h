// The store that the settings name, opened. Blocks. Errors, each one clear line: those of sqlite_storage.h; of DynamoDB
// store_unavailable (no answer now), store_refuses (rights, credentials), store_not_set_up (a table or an index is missing or is another one: says which),
// static_keys (long-lived AWS keys in a pod), aws_region_not_found and the others of aws/credential_source.h.
#pragma once

#include <memory>

#include "adapters/dynamodb/dynamodb_connection.h"
#include "base/metrics.h"
#include "base/result.h"
#include "main/settings_types.h"
#include "ports/clock.h"
#include "ports/storage.h"

namespace nss {

// `clock` is the machine's own; it and `metrics` outlive the store.
Result<std::unique_ptr<Storage>> open_store(const Settings& settings, const Clock& clock, Metrics& metrics);

// For a server on a cluster of its own: a DynamoDB that does not answer now is no error, and its tables are not looked at then.
Result<std::unique_ptr<Storage>> open_store_to_serve(const Settings& settings, const Clock& clock, Metrics& metrics);

// For commands that only read, also while a server runs on the same store.
Result<std::unique_ptr<Storage>> open_store_beside(const Settings& settings, const Clock& clock, Metrics& metrics);

// Where DynamoDB is and as whom we come. Nothing is asked of it yet.
Result<DynamoDbAccess> dynamodb_access(const Settings& settings);

// Connected, our keys and its tables looked at: what open_store does first.
Result<std::shared_ptr<DynamoDbConnection>> connect_dynamodb(const Settings& settings, const Clock& clock, Metrics& metrics);

}  // namespace nss
