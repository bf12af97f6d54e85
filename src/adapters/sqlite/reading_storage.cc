#include "adapters/sqlite/reading_storage.h"

#include <fmt/core.h>

#include <utility>

#include "adapters/sqlite/migrations.h"
#include "adapters/sqlite/store_file.h"

namespace nss {
namespace {

constexpr std::chrono::seconds busy_timeout{3};
constexpr std::size_t max_waiting = 100;

Error read_only() {
  return make_error(ErrorKind::invalid, "store_read_only", "the store was opened for reading only, and was asked to change");
}

}  // namespace

Result<std::unique_ptr<ReadingStorage>> ReadingStorage::open(const std::string& path) {
  auto resolved = resolve_store_path(path);
  if (!resolved) return fail(resolved.error());
  auto database = open_for_reading(*resolved, busy_timeout);
  if (!database) return fail(database.error());
  auto version = database->integer("PRAGMA user_version");
  if (!version) return fail(explain_store_error(*resolved, version.error()));
  if (*version < store_version()) {
    return fail(ErrorKind::invalid, "store_older",
                fmt::format("{}: has version {}, this program reads version {}; start its server once, which brings it there",
                            *resolved, *version, store_version()));
  }
  auto items = ItemsReader::prepare(*database);
  if (!items) return fail(explain_store_error(*resolved, items.error()));
  return std::unique_ptr<ReadingStorage>(
      new ReadingStorage(std::make_unique<Reader>(std::move(*database), std::move(*items), max_waiting)));
}

ReadingStorage::~ReadingStorage() { stop(); }

void ReadingStorage::load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) {
  reader_->post<std::vector<std::optional<StoredItem>>>([keys = std::move(keys)](ItemsReader& items) { return items.load(keys); },
                                                        std::move(reply));
}

void ReadingStorage::range(RangeQuery query, Reply<std::vector<StoredItem>> reply) {
  reader_->post<std::vector<StoredItem>>([query = std::move(query)](ItemsReader& items) { return items.range(query); },
                                         std::move(reply));
}

void ReadingStorage::commit(StorageTransaction /*transaction*/, Reply<CommitReceipt> reply) {
  reader_->post<CommitReceipt>([](ItemsReader&) -> Result<CommitReceipt> { return fail(read_only()); }, std::move(reply));
}

void ReadingStorage::remove_expired(Seconds /*now*/, std::size_t /*limit*/, Reply<std::size_t> reply) {
  reader_->post<std::size_t>([](ItemsReader&) -> Result<std::size_t> { return fail(read_only()); }, std::move(reply));
}

void ReadingStorage::stop() { reader_->stop(); }

}  // namespace nss
