// All records of one cluster in an SQLite store (ports/storage_dump.h), in the order of their keys. The caller sees to it that
// nobody writes meanwhile.
#pragma once

#include <memory>
#include <string>

#include "ports/storage_dump.h"

namespace nss {

// Errors: those of ReadingStorage::open.
Result<std::unique_ptr<StorageDump>> open_sqlite_dump(const std::string& path, const std::string& cluster);

}  // namespace nss
