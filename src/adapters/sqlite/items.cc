#include "adapters/sqlite/items.h"

#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "adapters/records/record_codec.h"
#include "adapters/records/storage_rules.h"
#include "ports/storage_keys.h"

namespace nss {
namespace {

enum Write : std::size_t { write_version, write_put, write_remove, write_expire, write_changes, write_unindex, write_index };
constexpr std::initializer_list<const char*> write_sql = {
    "SELECT version FROM items WHERE partition = ?1 AND sort = ?2",
    "INSERT INTO items(partition, sort, version, body, expires) VALUES(?1, ?2, 1, ?3, ?4) "
    "ON CONFLICT(partition, sort) DO UPDATE SET version = version + 1, body = excluded.body, expires = excluded.expires",
    "DELETE FROM items WHERE partition = ?1 AND sort = ?2",
    "DELETE FROM items WHERE rowid IN "
    "(SELECT rowid FROM items WHERE expires <= ?1 ORDER BY expires, partition, sort LIMIT ?2)",
    "SELECT changes()",
    "DELETE FROM item_index WHERE item_partition = ?1 AND item_sort = ?2",
    "INSERT INTO item_index(partition, sort, item_partition, item_sort) VALUES(?1, ?2, ?3, ?4)",
};

enum Read : std::size_t { read_begin, read_end, read_one, read_up, read_down, read_index_up, read_index_down };
constexpr std::initializer_list<const char*> read_sql = {
    "BEGIN",
    "COMMIT",
    "SELECT sort, version, body FROM items WHERE partition = ?1 AND sort = ?2",
    "SELECT sort, version, body FROM items WHERE partition = ?1 AND sort >= ?2 AND sort < ?3 ORDER BY sort LIMIT ?4",
    "SELECT sort, version, body FROM items WHERE partition = ?1 AND sort >= ?2 AND sort < ?3 ORDER BY sort DESC LIMIT ?4",
    "SELECT i.sort, i.version, i.body, x.item_partition, x.sort FROM item_index x "
    "JOIN items i ON i.partition = x.item_partition AND i.sort = x.item_sort "
    "WHERE x.partition = ?1 AND x.sort >= ?2 AND x.sort < ?3 ORDER BY x.sort LIMIT ?4",
    "SELECT i.sort, i.version, i.body, x.item_partition, x.sort FROM item_index x "
    "JOIN items i ON i.partition = x.item_partition AND i.sort = x.item_sort "
    "WHERE x.partition = ?1 AND x.sort >= ?2 AND x.sort < ?3 ORDER BY x.sort DESC LIMIT ?4",
};

Result<std::vector<Statement>> prepare_all(Database& database, const std::initializer_list<const char*>& list) {
  std::vector<Statement> statements;
  for (const char* sql : list) {
    auto statement = Statement::prepare(database, sql);
    if (!statement) return fail(statement.error());
    statements.push_back(std::move(*statement));
  }
  return statements;
}

Result<StoredItem> item_of(const std::string& partition, const Statement& row) {
  StoredItem item;
  item.key = {partition, std::string(row.bytes(0))};
  item.version = row.integer(1);
  auto record = decode(row.bytes(2));
  if (!record) {
    Error error = record.error();
    error.message.es = fmt::format("{}/{}: {}", item.key.partition, item.key.sort, error.message.es);
    error.message.en = fmt::format("{}/{}: {}", item.key.partition, item.key.sort, error.message.en);
    return fail(std::move(error));
  }
  item.record = std::move(*record);
  return item;
}

// A statement without parameters and rows.
Result<void> run(Statement& statement) {
  const StatementScope scope(statement);
  if (auto done = statement.step(); !done) return fail(done.error());
  return {};
}

}  // namespace

Result<ItemsWriter> ItemsWriter::prepare(Database& database) {
  auto statements = prepare_all(database, write_sql);
  if (!statements) return fail(statements.error());
  return ItemsWriter(std::move(*statements));
}

Result<CommitReceipt> ItemsWriter::apply(const StorageTransaction& transaction) {
  if (auto valid = check_transaction(transaction); !valid) return fail(valid.error());
  const auto bodies = encode_bounded(transaction);
  if (!bodies) return fail(bodies.error());
  for (const StorageCheck& check : transaction.checks) {
    if (auto held = require(check.key, check.condition); !held) return fail(held.error());
  }
  for (const StorageWrite& write : transaction.writes) {
    if (auto held = require(write.key, write.condition); !held) return fail(held.error());
  }
  CommitReceipt receipt;
  for (std::size_t i = 0; i < transaction.writes.size(); ++i) {
    const StorageWrite& write = transaction.writes[i];
    auto done = write.record ? put(write, (*bodies)[i]) : remove(write.key);
    if (done && write.record) done = index(write);
    if (!done) return fail(done.error());
    receipt.versions.push_back(told_version(write));
  }
  return receipt;
}

Result<std::optional<std::int64_t>> ItemsWriter::version(const StorageKey& key) {
  Statement& statement = statements_[write_version];
  const StatementScope scope(statement);
  auto row = statement.bind_bytes(1, key.partition).bind_bytes(2, key.sort).step();
  if (!row) return fail(row.error());
  if (!*row) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(statement.integer(0));
}

Result<void> ItemsWriter::require(const StorageKey& key, const Precondition& condition) {
  if (condition.kind == Precondition::Kind::none) return {};
  auto there = version(key);
  if (!there) return fail(there.error());
  if (!holds(condition, *there)) return fail(precondition_failed(key));
  return {};
}

Result<void> ItemsWriter::put(const StorageWrite& write, const std::string& body) {
  std::optional<std::int64_t> expires;
  if (write.expires) expires = write.expires->time_since_epoch().count();
  Statement& statement = statements_[write_put];
  const StatementScope scope(statement);
  statement.bind_bytes(1, write.key.partition).bind_bytes(2, write.key.sort).bind_text(3, body).bind(4, expires);
  if (auto end = statement.step(); !end) return fail(end.error());
  bytes_written_ += body.size();
  return {};
}

Result<void> ItemsWriter::index(const StorageWrite& write) {
  const auto entries = StorageKeys::index_keys(write.key, *write.record);
  if (entries.empty()) return {};
  {
    Statement& statement = statements_[write_unindex];
    const StatementScope scope(statement);
    auto end = statement.bind_bytes(1, write.key.partition).bind_bytes(2, write.key.sort).step();
    if (!end) return fail(end.error());
  }
  for (const StorageKey& entry : entries) {
    Statement& statement = statements_[write_index];
    const StatementScope scope(statement);
    statement.bind_bytes(1, entry.partition).bind_bytes(2, entry.sort);
    auto end = statement.bind_bytes(3, write.key.partition).bind_bytes(4, write.key.sort).step();
    if (!end) return fail(end.error());
  }
  return {};
}

Result<void> ItemsWriter::remove(const StorageKey& key) {
  Statement& statement = statements_[write_remove];
  const StatementScope scope(statement);
  if (auto end = statement.bind_bytes(1, key.partition).bind_bytes(2, key.sort).step(); !end) return fail(end.error());
  return {};
}

Result<std::size_t> ItemsWriter::remove_expired(Seconds now, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(std::min(limit, max_expired_at_once));
  {
    Statement& statement = statements_[write_expire];
    const StatementScope scope(statement);
    auto end = statement.bind(1, std::int64_t{now.time_since_epoch().count()}).bind(2, most).step();
    if (!end) return fail(end.error());
  }
  Statement& changes = statements_[write_changes];
  const StatementScope scope(changes);
  if (auto row = changes.step(); !row) return fail(row.error());
  return static_cast<std::size_t>(changes.integer(0));
}

Result<ItemsReader> ItemsReader::prepare(Database& database) {
  auto statements = prepare_all(database, read_sql);
  if (!statements) return fail(statements.error());
  return ItemsReader(std::move(*statements));
}

Result<std::vector<std::optional<StoredItem>>> ItemsReader::load(const std::vector<StorageKey>& keys) {
  if (auto valid = check_load(keys); !valid) return fail(valid.error());
  // All keys in one snapshot.
  if (auto begun = run(statements_[read_begin]); !begun) return fail(begun.error());
  auto items = load_all(keys);
  if (auto ended = run(statements_[read_end]); items && !ended) return fail(ended.error());
  return items;
}

Result<std::vector<std::optional<StoredItem>>> ItemsReader::load_all(const std::vector<StorageKey>& keys) {
  std::vector<std::optional<StoredItem>> items;
  for (const StorageKey& key : keys) {
    auto item = load_one(key);
    if (!item) return fail(item.error());
    items.push_back(std::move(*item));
  }
  return items;
}

Result<std::optional<StoredItem>> ItemsReader::load_one(const StorageKey& key) {
  Statement& statement = statements_[read_one];
  const StatementScope scope(statement);
  auto row = statement.bind_bytes(1, key.partition).bind_bytes(2, key.sort).step();
  if (!row) return fail(row.error());
  if (!*row) return std::optional<StoredItem>();
  auto item = item_of(key.partition, statement);
  if (!item) return fail(item.error());
  return std::optional<StoredItem>(std::move(*item));
}

Result<std::vector<StoredItem>> ItemsReader::range(const RangeQuery& query) {
  if (auto valid = check_range(query); !valid) return fail(valid.error());
  // Longer than any sort key and of the highest byte: above all of them.
  static const std::string above_all(max_sort_bytes + 1, '\xFF');
  const auto way = query.index ? (query.descending ? read_index_down : read_index_up) : (query.descending ? read_down : read_up);
  Statement& statement = statements_[way];
  const StatementScope scope(statement);
  statement.bind_bytes(1, query.partition).bind_bytes(2, query.from).bind_bytes(3, query.to.empty() ? above_all : query.to);
  statement.bind(4, static_cast<std::int64_t>(query.limit));
  std::vector<StoredItem> items;
  for (auto row = statement.step();; row = statement.step()) {
    if (!row) return fail(row.error());
    if (!*row) return items;
    auto item = item_of(query.index ? std::string(statement.bytes(3)) : query.partition, statement);
    if (!item) return fail(item.error());
    if (query.index) item->index_sort = std::string(statement.bytes(4));
    items.push_back(std::move(*item));
  }
}

}  // namespace nss
