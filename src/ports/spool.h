// Records that wait for the store on disk (SPEC 5, fail direction): the 07:00 restore goes ahead while the store fails.
// Append is durable (fsync) before it returns. Synchronous: called from the core thread only while the store is failing,
// records are few and small. Not writable: the product is not ready.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "domain/operation.h"

namespace nss {

struct SpooledOperation {
  OperationRecord record;
  std::vector<WorkloadOutcome> outcomes;
  friend bool operator==(const SpooledOperation&, const SpooledOperation&) = default;
};

class Spool {
 public:
  virtual ~Spool() = default;
  virtual Result<void> check() = 0;                                  // can be written?
  virtual Result<void> append(const SpooledOperation& entry) = 0;    // a second entry of the same operation replaces the first
  virtual Result<std::vector<SpooledOperation>> read_all() = 0;      // a torn last entry is dropped and reported in the log
  virtual Result<void> remove(const std::string& operation_id) = 0;  // delivered
};

}  // namespace nss
