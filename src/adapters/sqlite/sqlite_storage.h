// Storage in one SQLite file (SPEC 12): nothing to install or start. Write-ahead log, synchronous=FULL, one process at a
// time. Two threads of its own: one writes and alone checkpoints (writer.h: a commit is one fsync, shared by all that wait
// together), one reads. A commit's answer comes when it is durable; a read that is asked after it sees it.
//
// A store that cannot be written now (disk full, file system gone read-only) answers unavailable, store_unavailable, and
// works again by itself when the cause has gone. At most `max_waiting` calls wait on each thread; one more is answered
// unavailable at once, on the caller's thread: the only answer that does not come from the storage's threads.
//
// open() blocks, reads the whole file once (quick_check) and takes the lock. Errors, each one clear line: store_path,
// store_locked (names the other process), store_corrupt, store_foreign, store_newer.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "adapters/sqlite/reader.h"
#include "adapters/sqlite/store_lock.h"
#include "adapters/sqlite/writer.h"
#include "ports/storage.h"

namespace nss {

struct SqliteOptions {
  std::string path;
  std::size_t max_waiting = 10'000;
  std::chrono::milliseconds busy_timeout{3'000};  // for somebody else's hand on the file
  std::chrono::milliseconds idle_before_checkpoint{2'000};
};

class SqliteStorage : public Storage {
 public:
  static Result<std::unique_ptr<SqliteStorage>> open(const SqliteOptions& options);
  ~SqliteStorage() override;

  void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) override;
  void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) override;
  void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) override;
  void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) override;
  // Never from an answer: it waits for the threads that give them.
  void stop() override;

  // A consistent copy while everything goes on; see store_file.h. Blocks the caller.
  Result<void> backup(const std::string& to) const;

 private:
  SqliteStorage(std::string path, StoreLock lock) : path_(std::move(path)), lock_(std::move(lock)) {}

  std::string path_;
  StoreLock lock_;                  // destroyed last
  std::unique_ptr<Writer> writer_;  // closes after the reader, so that it can bring the log back into the file
  std::unique_ptr<Reader> reader_;
};

}  // namespace nss
