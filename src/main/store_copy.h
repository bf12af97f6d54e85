// `namespace-scheduler store copy sqlite|dynamodb`: every record of this cluster from the one store into the other. What is
// there already and is the same stays, so that a copy that was stopped goes on; what is there and is another one ends it, for
// two histories are never mixed. At the end both are counted and the audit chains of the copy are verified.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"
#include "main/settings_types.h"
#include "ports/storage.h"
#include "ports/storage_dump.h"

namespace nss {

struct CopyCount {
  std::size_t written = 0;
  std::size_t there = 0;  // the same already
};

// Blocks. `told` hears of the count after each page. Errors: the stores'; copy_differs: the target has another record under
// that key. Records get version 1 in the target: nothing outside a store remembers versions.
// What expires until `now` is gone, though the store may not have removed it yet: it is neither copied nor counted.
Result<CopyCount> copy_records(StorageDump& from, Storage& to, Seconds now, const std::function<void(const CopyCount&)>& told);

int store_copy_command(const Settings& settings, const std::string& target);

}  // namespace nss
