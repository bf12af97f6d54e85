// A storage as a test wants to see it: one call, one answer, with a deadline that only a broken storage misses.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "ports/storage.h"

namespace nss {

inline constexpr std::chrono::seconds answer_deadline{60};
inline constexpr std::size_t max_range = 1000;  // the port's limit of one range

// An answer that is still on its way.
template <typename T>
class Awaited {
 public:
  Reply<T> reply() {
    return [promise = promise_](Result<T> result) { promise->set_value(std::move(result)); };
  }
  bool came() const { return future_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  Result<T> get() {
    NSS_CHECK(future_.wait_for(answer_deadline) == std::future_status::ready);
    return future_.get();
  }

 private:
  std::shared_ptr<std::promise<Result<T>>> promise_ = std::make_shared<std::promise<Result<T>>>();
  std::future<Result<T>> future_ = promise_->get_future();
};

inline Result<CommitReceipt> commit(Storage& storage, StorageTransaction transaction) {
  Awaited<CommitReceipt> answer;
  storage.commit(std::move(transaction), answer.reply());
  return answer.get();
}

inline Result<std::vector<std::optional<StoredItem>>> load(Storage& storage, std::vector<StorageKey> keys) {
  Awaited<std::vector<std::optional<StoredItem>>> answer;
  storage.load(std::move(keys), answer.reply());
  return answer.get();
}

inline Result<std::vector<StoredItem>> range(Storage& storage, RangeQuery query) {
  Awaited<std::vector<StoredItem>> answer;
  storage.range(std::move(query), answer.reply());
  return answer.get();
}

inline Result<std::size_t> remove_expired(Storage& storage, Seconds now, std::size_t limit) {
  Awaited<std::size_t> answer;
  storage.remove_expired(now, limit, answer.reply());
  return answer.get();
}

inline RangeQuery all_of(std::string partition) { return {std::move(partition), "", "", false, max_range}; }

// The versions of a task in a store of the cluster "test", by time.
inline std::vector<StoredItem> versions_of(Storage& storage, const std::string& task_id) {
  return range(storage, {"test#task-version", task_id + "#", task_id + "$", false, max_range}).value();
}

inline Record blob(std::string body) { return BlobRecord{std::move(body)}; }

inline StorageWrite put(StorageKey key, Record record, Precondition condition = Precondition::none()) {
  return {std::move(key), std::move(record), condition, std::nullopt};
}

inline StorageWrite erase(StorageKey key, Precondition condition = Precondition::none()) {
  return {std::move(key), std::nullopt, condition, std::nullopt};
}

// The body of the blob at `key`, or "(none)", or the code of the error.
inline std::string body_at(Storage& storage, const StorageKey& key) {
  const auto items = load(storage, {key});
  if (!items) return items.error().code;
  if (!items->front()) return "(none)";
  return std::get<BlobRecord>(items->front()->record).body;
}

}  // namespace nss
