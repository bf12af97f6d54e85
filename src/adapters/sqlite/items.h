// The port's items in the table `items`: the only SQL that reads or writes them, prepared once. ItemsWriter works inside a
// transaction that its caller holds; each read of ItemsReader is one snapshot of its own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sqlite/statement.h"
#include "ports/storage.h"

namespace nss {

class ItemsWriter {
 public:
  static Result<ItemsWriter> prepare(Database& database);

  // All or nothing is the caller's business (a savepoint). Errors of kind invalid and conflict are this transaction's own
  // and leave nothing behind; any other one is the store's.
  Result<CommitReceipt> apply(const StorageTransaction& transaction);
  Result<std::size_t> remove_expired(Seconds now, std::size_t limit);

  std::size_t bytes_written() const { return bytes_written_; }  // of bodies, since prepare

 private:
  Result<std::optional<std::int64_t>> version(const StorageKey& key);
  Result<void> require(const StorageKey& key, const Precondition& condition);
  Result<void> put(const StorageWrite& write, const std::string& body);
  Result<void> index(const StorageWrite& write);
  Result<void> remove(const StorageKey& key);

  explicit ItemsWriter(std::vector<Statement> statements) : statements_(std::move(statements)) {}

  std::vector<Statement> statements_;
  std::size_t bytes_written_ = 0;
};

class ItemsReader {
 public:
  static Result<ItemsReader> prepare(Database& database);

  Result<std::vector<std::optional<StoredItem>>> load(const std::vector<StorageKey>& keys);
  Result<std::vector<StoredItem>> range(const RangeQuery& query);

 private:
  Result<std::vector<std::optional<StoredItem>>> load_all(const std::vector<StorageKey>& keys);
  Result<std::optional<StoredItem>> load_one(const StorageKey& key);

  explicit ItemsReader(std::vector<Statement> statements) : statements_(std::move(statements)) {}

  std::vector<Statement> statements_;
};

}  // namespace nss
