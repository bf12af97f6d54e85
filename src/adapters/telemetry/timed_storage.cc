#include "adapters/telemetry/timed_storage.h"

#include <chrono>

namespace nss {

template <typename T>
Reply<T> TimedStorage::timed(const char* operation, Reply<T> reply) {
  Histogram& durations = metrics_.store_durations.at({kind_, operation});
  return [&durations, reply = std::move(reply), began = std::chrono::steady_clock::now()](Result<T> result) {
    durations.observe(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began));
    reply(std::move(result));
  };
}

void TimedStorage::load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) {
  storage_.load(std::move(keys), timed("load", std::move(reply)));
}

void TimedStorage::commit(StorageTransaction transaction, Reply<CommitReceipt> reply) {
  storage_.commit(std::move(transaction), timed("commit", std::move(reply)));
}

void TimedStorage::range(RangeQuery query, Reply<std::vector<StoredItem>> reply) {
  storage_.range(std::move(query), timed("range", std::move(reply)));
}

void TimedStorage::remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) {
  storage_.remove_expired(now, limit, timed("remove_expired", std::move(reply)));
}

}  // namespace nss
