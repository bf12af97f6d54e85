// One writer per store: an exclusive flock on "<file>.lock", which holds the pid of the writer for people. The kernel
// frees it when the process dies, however it dies; the file stays, because removing it could let two in.
#pragma once

#include <string>

#include "base/result.h"

namespace nss {

class StoreLock {
 public:
  // Errors: store_locked (names the other process), store_path (the lock file cannot be written).
  static Result<StoreLock> acquire(const std::string& database_path);

  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) = delete;
  ~StoreLock();

 private:
  explicit StoreLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace nss
