// A working Storage in memory, for tests: the same semantics as SQLite, shown by the same contract suite.
//
// When things happen is the test's choice. The executor gets each piece of work as a function: first the effect (the
// commit, the read), then, handed over when that has run, the answer. By default it calls them at once, on the caller's
// thread. A test that keeps them in a queue may run them in any order, or drop them: that is a crash, before or after the
// effect. A restart is a new MemoryStorage over the same tables.
//
// Thread-safe. Answers run outside of all locks, so they may call the storage again; stop() may be called from an answer.
// After stop() work that the executor still holds has neither effect nor answer.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "adapters/memory_storage/storage_faults.h"
#include "ports/storage.h"

namespace nss {

// What would lie on the disk.
struct MemoryTables {
  struct Item {
    Record record;
    std::int64_t version = 0;
    std::optional<Seconds> expires;
  };
  std::mutex mutex;
  std::map<StorageKey, Item> items;
  std::map<StorageKey, StorageKey> index;  // index keys (StorageKeys::index_keys) to the items' own
};

class MemoryStorage : public Storage {
 public:
  using Executor = std::function<void(std::function<void()>)>;

  explicit MemoryStorage(Executor executor = {}, std::shared_ptr<MemoryTables> tables = {});
  ~MemoryStorage() override;
  MemoryStorage(const MemoryStorage&) = delete;
  MemoryStorage& operator=(const MemoryStorage&) = delete;

  void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) override;
  void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) override;
  void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) override;
  void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) override;
  void stop() override;

  StorageFaults& faults();
  std::shared_ptr<MemoryTables> tables() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the work that the executor holds
};

}  // namespace nss
