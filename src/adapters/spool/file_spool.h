// The spool as a folder: one file per operation, "<operation id>.json", written whole (temporary file, fsync, rename, fsync
// of the folder), so that an entry is there completely or not at all. A file that cannot be read as an entry is set aside
// as "*.bad" and reported in the log: it never stops the others, and a person can still look at it.
//
// The folder is made when it is missing (its parent must exist); nothing happens before the first call. One thread at a
// time. Bounds: 100,000 entries, 32 MiB an entry. Errors: spool_unavailable (unavailable: cannot be written or read),
// spool_full (unavailable), invalid_operation_id (invalid).
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "ports/spool.h"

namespace nss {

inline constexpr std::size_t max_spooled_entries = 100'000;

class FileSpool : public Spool {
 public:
  explicit FileSpool(std::string folder, std::size_t max_entries = max_spooled_entries);

  Result<void> check() override;
  Result<void> append(const SpooledOperation& entry) override;
  Result<std::vector<SpooledOperation>> read_all() override;      // by time of the request, then by id
  Result<void> remove(const std::string& operation_id) override;  // also when it is not there

 private:
  std::string path_of(const std::string& operation_id) const;
  Result<void> prepare();
  Result<void> write_file(const std::string& path, const std::string& body) const;
  Result<void> replace_file(const std::string& path, const std::string& body) const;

  std::string folder_;
  std::size_t max_entries_;
  std::optional<std::size_t> entries_;  // empty: not counted yet
};

}  // namespace nss
