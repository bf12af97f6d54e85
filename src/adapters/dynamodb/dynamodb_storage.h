// Storage in DynamoDB (SPEC 12): the seeds' tables, through our own client. A commit is one TransactWriteItems, whose token
// makes a repetition harmless; a read sees every commit that was answered before, an index may lag by a moment. What expires
// is deleted by the service itself (time to live), so that remove_expired does nothing.
//
// One thread, its connection's, which speaks HTTP and reads and writes JSON; all answers come from it. stop() ends it and waits.
// Errors are the port's; whatever the service says is in the message: store_unavailable also for a table that is missing, for
// rights that are missing and for credentials that cannot be had.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "adapters/dynamodb/dynamodb_connection.h"
#include "adapters/dynamodb/tables.h"
#include "ports/storage.h"

namespace nss {

class DynamoDbStorage : public Storage {
 public:
  using LeaseTerm = std::function<std::int64_t()>;

  // `term`: asked for each commit, on the storage's thread; empty: nobody is elected.
  DynamoDbStorage(std::shared_ptr<DynamoDbConnection> connection, TableNames tables, LeaseTerm term = {});
  ~DynamoDbStorage() override;

  void load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) override;
  void commit(StorageTransaction transaction, Reply<CommitReceipt> reply) override;
  void range(RangeQuery query, Reply<std::vector<StoredItem>> reply) override;
  void remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) override;
  void stop() override;

 private:
  struct Load;
  struct Range;

  template <typename T>
  void begin(Reply<T> reply, std::function<void(Reply<T>)> work);
  void load_batch(const std::shared_ptr<Load>& load, DynamoRequest request);
  void next_page(const std::shared_ptr<Range>& range);
  void commit_now(const StorageTransaction& transaction, Reply<CommitReceipt> reply);
  std::string new_token();

  const std::shared_ptr<DynamoDbConnection> connection_;
  DynamoDbClient& client_;  // the connection's
  const TableNames tables_;
  const LeaseTerm term_;
  std::mt19937_64 random_;
  std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace nss
