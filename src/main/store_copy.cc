#include "main/store_copy.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <future>
#include <memory>
#include <vector>

#include "adapters/dynamodb/dynamodb_dump.h"
#include "adapters/dynamodb/dynamodb_storage.h"
#include "adapters/records/record_codec.h"
#include "adapters/sqlite/sqlite_dump.h"
#include "adapters/telemetry/log_sink.h"
#include "main/audit_command.h"
#include "main/open_store.h"
#include "main/options.h"
#include "main/serve.h"
#include "main/system_clock.h"

namespace nss {
namespace {

using Items = std::vector<std::optional<StoredItem>>;

Result<CommitReceipt> commit(Storage& storage, StorageTransaction transaction) {
  std::promise<Result<CommitReceipt>> answer;
  storage.commit(std::move(transaction), [&answer](Result<CommitReceipt> receipt) { answer.set_value(std::move(receipt)); });
  return answer.get_future().get();
}

Result<Items> load(Storage& storage, std::vector<StorageKey> keys) {
  std::promise<Result<Items>> answer;
  storage.load(std::move(keys), [&answer](Result<Items> items) { answer.set_value(std::move(items)); });
  return answer.get_future().get();
}

// Some records, with a look first: what is the same is left, the rest must be new.
Result<void> copy_some(const std::vector<DumpedItem>& items, Storage& to, CopyCount& count) {
  std::vector<StorageKey> keys;
  for (const DumpedItem& dumped : items) keys.push_back(dumped.item.key);
  const auto there = load(to, std::move(keys));
  if (!there) return fail(there.error());
  StorageTransaction transaction;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const StoredItem& item = items[i].item;
    if (!(*there)[i]) {
      transaction.writes.push_back(StorageWrite{item.key, item.record, Precondition::absent(), items[i].expires});
    } else if ((*there)[i]->record == item.record) {
      ++count.there;
    } else {
      return fail(ErrorKind::conflict, "copy_differs",
                  fmt::format("{}/{}: the target has another record under this key: its history is another one; empty it or name "
                              "another one",
                              item.key.partition, item.key.sort));
    }
  }
  if (transaction.writes.empty()) return {};
  const std::size_t written = transaction.writes.size();
  if (auto receipt = commit(to, std::move(transaction)); !receipt) return fail(receipt.error());
  count.written += written;
  return {};
}

// Both stores, opened for a copy, whichever way it goes.
struct Both {
  std::unique_ptr<Storage> sqlite;  // holds the file's lock
  std::shared_ptr<DynamoDbConnection> connection;
  std::unique_ptr<Storage> dynamodb;
};

bool is_gone(const DumpedItem& dumped, Seconds now) { return dumped.expires && *dumped.expires <= now; }

Result<std::size_t> count_records(StorageDump& dump, Seconds now) {
  std::size_t count = 0;
  for (;;) {
    const auto page = dump.next();
    if (!page) return fail(page.error());
    if (page->empty()) return count;
    count += static_cast<std::size_t>(
        std::count_if(page->begin(), page->end(), [now](const DumpedItem& d) { return !is_gone(d, now); }));
  }
}

Result<std::unique_ptr<StorageDump>> dump_of(const Settings& settings, StorageKind kind, const Both& both) {
  if (kind == StorageKind::sqlite) return open_sqlite_dump(settings.sqlite_path, settings.cluster_name);
  return std::make_unique<DynamoDbDump>(*both.connection, settings.tables, settings.cluster_name);
}

Result<void> open_both(const Settings& settings, const Clock& clock, Metrics& metrics, Both& both) {
  Settings of_sqlite = settings;
  of_sqlite.storage = StorageKind::sqlite;
  auto sqlite = open_store(of_sqlite, clock, metrics);
  if (!sqlite) return fail(sqlite.error());
  both.sqlite = std::move(*sqlite);
  auto connection = connect_dynamodb(settings, clock, metrics);
  if (!connection) return fail(connection.error());
  both.connection = std::move(*connection);
  both.dynamodb = std::make_unique<DynamoDbStorage>(both.connection, settings.tables);
  return {};
}

Result<CopyCount> copy(const Settings& settings, StorageKind target, const Both& both, Seconds now) {
  const StorageKind source = target == StorageKind::sqlite ? StorageKind::dynamodb : StorageKind::sqlite;
  auto from = dump_of(settings, source, both);
  if (!from) return fail(from.error());
  const auto told = [](const CopyCount& count) { fmt::print(stderr, "{} records\r", count.written + count.there); };
  auto count = copy_records(**from, target == StorageKind::sqlite ? *both.sqlite : *both.dynamodb, now, told);
  if (!count) return count;
  auto into = dump_of(settings, target, both);
  if (!into) return fail(into.error());
  const auto copied = count_records(**into, now);
  if (!copied) return fail(copied.error());
  if (*copied != count->written + count->there) {
    return fail(
        ErrorKind::conflict, "copy_incomplete",
        fmt::format("the source has {} records of this cluster and the target {}", count->written + count->there, *copied));
  }
  return count;
}

}  // namespace

Result<CopyCount> copy_records(StorageDump& from, Storage& to, Seconds now, const std::function<void(const CopyCount&)>& told) {
  CopyCount count;
  for (;;) {
    const auto page = from.next();
    if (!page) return fail(page.error());
    if (page->empty()) return count;
    std::size_t bytes = 0;
    std::vector<DumpedItem> some;
    for (const DumpedItem& dumped : *page) {
      if (is_gone(dumped, now)) continue;
      bytes += encode(dumped.item.record).size();
      some.push_back(dumped);
      if (some.size() < max_transaction_items && bytes < max_transaction_bytes - max_record_bytes) continue;
      if (auto copied = copy_some(some, to, count); !copied) return fail(copied.error());
      some.clear();
      bytes = 0;
    }
    if (!some.empty()) {
      if (auto copied = copy_some(some, to, count); !copied) return fail(copied.error());
    }
    told(count);
  }
}

int store_copy_command(const Settings& settings, const std::string& target) {
  install_log_sink(LogSinkOptions{settings.log_format, log::Level::warn, STDERR_FILENO, {}});
  const StorageKind kind = target == "dynamodb" ? StorageKind::dynamodb : StorageKind::sqlite;
  {
    const auto clock = make_system_clock();
    Metrics metrics;
    Both both;
    const auto opened = open_both(settings, *clock, metrics, both);
    const auto count =
        opened ? copy(settings, kind, both, floor_seconds(clock->wall())) : Result<CopyCount>(fail(opened.error()));
    if (!count) {
      print_error(count.error());
      return exit_failed;
    }
    fmt::print("{} records copied, {} were there already\n", count->written, count->there);
  }
  Settings copied = settings;
  copied.storage = kind;
  return audit_verify_command(copied, "");
}

}  // namespace nss
