#include "adapters/sqlite/sqlite_storage.h"

#include <utility>

#include "adapters/sqlite/store_file.h"

namespace nss {

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::open(const SqliteOptions& options) {
  auto path = resolve_store_path(options.path);
  if (!path) return fail(path.error());
  auto lock = StoreLock::acquire(*path);
  if (!lock) return fail(lock.error());
  auto write_database = open_for_writing(*path, options.busy_timeout);
  if (!write_database) return fail(write_database.error());
  auto read_database = open_for_reading(*path, options.busy_timeout);
  if (!read_database) return fail(read_database.error());
  auto write_items = ItemsWriter::prepare(*write_database);
  if (!write_items) return fail(explain_store_error(*path, write_items.error()));
  auto read_items = ItemsReader::prepare(*read_database);
  if (!read_items) return fail(explain_store_error(*path, read_items.error()));

  std::unique_ptr<SqliteStorage> storage(new SqliteStorage(*path, std::move(*lock)));
  storage->writer_ =
      std::make_unique<Writer>(std::move(*write_database), std::move(*write_items),
                               Writer::Options{options.max_waiting, options.busy_timeout, options.idle_before_checkpoint});
  storage->reader_ = std::make_unique<Reader>(std::move(*read_database), std::move(*read_items), options.max_waiting);
  return storage;
}

SqliteStorage::~SqliteStorage() { stop(); }

void SqliteStorage::load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) {
  reader_->post<std::vector<std::optional<StoredItem>>>([keys = std::move(keys)](ItemsReader& items) { return items.load(keys); },
                                                        std::move(reply));
}

void SqliteStorage::commit(StorageTransaction transaction, Reply<CommitReceipt> reply) {
  writer_->post(std::make_unique<TypedWriteJob<CommitReceipt>>(
      [transaction = std::move(transaction)](ItemsWriter& items) { return items.apply(transaction); }, std::move(reply)));
}

void SqliteStorage::range(RangeQuery query, Reply<std::vector<StoredItem>> reply) {
  reader_->post<std::vector<StoredItem>>([query = std::move(query)](ItemsReader& items) { return items.range(query); },
                                         std::move(reply));
}

void SqliteStorage::remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) {
  writer_->post(std::make_unique<TypedWriteJob<std::size_t>>(
      [now, limit](ItemsWriter& items) { return items.remove_expired(now, limit); }, std::move(reply)));
}

void SqliteStorage::stop() {
  reader_->stop();
  writer_->stop();
}

Result<void> SqliteStorage::backup(const std::string& to) const { return backup_store(path_, to); }

}  // namespace nss
