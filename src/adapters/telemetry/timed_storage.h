// A storage with a watch beside it: passes every call on and counts how long its answer took, in real time. Any thread.
#pragma once

#include <string>

#include "base/metrics.h"
#include "ports/storage.h"

namespace nss {

class TimedStorage : public Storage {
 public:
  // `kind` is the label `store`: sqlite. Both outlive this.
  TimedStorage(Storage& storage, std::string kind, Metrics& metrics)
      : storage_(storage), kind_(std::move(kind)), metrics_(metrics) {}

  void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) override;
  void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) override;
  void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) override;
  void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) override;
  void stop() override { storage_.stop(); }

 private:
  template <typename T>
  Reply<T> timed(const char* operation, Reply<T> reply);

  Storage& storage_;
  const std::string kind_;
  Metrics& metrics_;
};

}  // namespace nss
