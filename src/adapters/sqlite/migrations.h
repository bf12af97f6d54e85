// The schema and how it came to be. `PRAGMA user_version` says which version a file has; each step brings it one further,
// all steps of one start in one transaction. A step that was released is never changed.
// Partition and sort are BLOBs: their order is bytewise by definition, whatever the bytes are.
#pragma once

#include <cstdint>

#include "adapters/sqlite/database.h"

namespace nss {

inline constexpr std::int64_t store_application_id = 0x6E737331;  // "nss1": the file is ours
std::int64_t store_version();                                     // the one that this program writes

// Errors: store_newer (a later version of the product wrote it), store_foreign (another program's database), else as
// store_error says.
Result<void> check_version(Database& database);
Result<void> migrate(Database& database);

}  // namespace nss
