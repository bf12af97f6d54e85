// The store's file for somebody who only reads it, beside the server that writes it or without one: `audit verify`, exports.
// Takes no lock and changes nothing; reads as SqliteStorage does, on one thread of its own. A change is refused: kind
// invalid, code store_read_only.
//
// open() blocks. Errors, each one clear line: store_path, store_corrupt, store_foreign, store_newer, store_older (its schema is
// brought up to date by the start of a server, not by a reader).
#pragma once

#include <memory>
#include <string>

#include "adapters/sqlite/reader.h"
#include "ports/storage.h"

namespace nss {

class ReadingStorage : public Storage {
 public:
  static Result<std::unique_ptr<ReadingStorage>> open(const std::string& path);
  ~ReadingStorage() override;

  void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) override;
  void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) override;
  void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) override;
  void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) override;
  void stop() override;

 private:
  explicit ReadingStorage(std::unique_ptr<Reader> reader) : reader_(std::move(reader)) {}

  std::unique_ptr<Reader> reader_;
};

}  // namespace nss
