// Every record of one cluster in a store, for a copy of it: page by page, in an order of the store's own, on the caller's
// thread, which waits. Not for the server, whose reads name a partition.
#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "ports/storage.h"

namespace nss {

struct DumpedItem {
  StoredItem item;
  std::optional<Seconds> expires;
};

class StorageDump {
 public:
  virtual ~StorageDump() = default;
  // The next records; an empty page is the end. Errors: the store's, and those of records that cannot be read.
  virtual Result<std::vector<DumpedItem>> next() = 0;
};

}  // namespace nss
