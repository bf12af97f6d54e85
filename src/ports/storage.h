// The store as the product needs it: load by key, commit a few writes with preconditions, read a range in order. Sized so
// that SQLite and DynamoDB can both keep the promise: no SQL, no joins, at most 25 items in a transaction, an item at most
// 400 KB, a partition is one hash key. Rules:
// - A key is (partition, sort), both UTF-8. Partitions begin with the cluster's name (storage_keys.h). Sort order is bytewise.
// - Every item has a version that grows with each write of its key; the first is 1.
// - A load of several keys is no snapshot: what was read half is refused by the commit's conditions on the versions.
// - A commit happens wholly or not at all, and is durable when its answer comes. An answer of kind `transient` means that
//   the outcome is unknown: read before trying again.
// - Answers are called from a thread of the adapter's own: the caller posts them to its loop (app/core_loop.h `async`).
// - After stop() no answer comes any more; stop() waits for what is running.
// Errors: conflict (a precondition did not hold, code `precondition_failed`), unavailable (code `store_unavailable`),
// transient, invalid (more than 25 items, an oversized body, a key that is not UTF-8), internal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "domain/records.h"

namespace nss {

struct StorageKey {
  std::string partition;
  std::string sort;
  friend auto operator<=>(const StorageKey&, const StorageKey&) = default;
};

struct StoredItem {
  StorageKey key;
  Record record;
  std::int64_t version = 0;
  std::string index_sort = {};  // under which sort key of the index it was found; empty: by its own key
};

struct Precondition {
  enum class Kind : std::uint8_t { none, absent, exists, version };
  Kind kind = Kind::none;
  std::int64_t version = 0;

  static Precondition none() { return {}; }
  static Precondition absent() { return {Kind::absent, 0}; }
  static Precondition exists() { return {Kind::exists, 0}; }
  static Precondition at(std::int64_t v) { return {Kind::version, v}; }
};

struct StorageWrite {
  StorageKey key;
  std::optional<Record> record;  // empty: delete
  Precondition condition;
  std::optional<Seconds> expires;  // may be deleted by itself after this; a reader may still see it for a while
};

struct StorageCheck {
  StorageKey key;
  Precondition condition;
};

struct StorageTransaction {
  std::vector<StorageWrite> writes;  // together with checks at most 25, every key once
  std::vector<StorageCheck> checks;
};

inline constexpr std::size_t max_transaction_items = 25;
inline constexpr std::size_t max_record_bytes = 400'000;
inline constexpr std::size_t max_transaction_bytes = 3'900'000;  // of all its records; DynamoDB takes 4 MB with the names

struct CommitReceipt {
  // Of each write, in order. Only who said which version was there (absent, at) learns the new one; 0 for every other write,
  // because a store need not read what it overwrites, and 0 for a delete.
  std::vector<std::int64_t> versions;
};

struct RangeQuery {
  std::string partition;
  std::string from;  // first sort key, included; empty: from the beginning
  std::string to;    // end, excluded; empty: to the end
  bool descending = false;
  std::size_t limit = 100;  // 1 … 1000
  // Partition and sort keys are those of an index (StorageKeys::index_keys), kept by the store itself: DynamoDB has them as
  // global secondary indexes, which may lag a write by a moment. The items found are the records, under their own keys.
  bool index = false;
};

template <typename T>
using Reply = std::function<void(Result<T>)>;

class Storage {
 public:
  virtual ~Storage() = default;
  virtual void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) = 0;  // at most 100
  virtual void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) = 0;
  virtual void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) = 0;
  virtual void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) = 0;
  virtual void stop() = 0;
};

}  // namespace nss
