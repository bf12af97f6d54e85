// Storage in DynamoDB (SPEC 12): the seeds' tables, through our own client. A commit is one TransactWriteItems, whose token
// makes a repetition harmless; a read sees every commit that was answered before, an index may lag by a moment. What expires
// is deleted by the service itself (time to live), so that remove_expired does nothing.
//
// One thread of its own, which speaks HTTP and reads and writes JSON; all answers come from it. stop() waits for it.
// Errors are the port's; whatever the service says is in the message: store_unavailable also for a table that is missing, for
// rights that are missing and for credentials that cannot be had.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/aws/environment.h"
#include "adapters/dynamodb/dynamodb_client.h"
#include "adapters/dynamodb/tables.h"
#include "ports/storage.h"

namespace nss {

class DynamoDbStorage : public Storage {
 public:
  struct Options {
    TableNames tables;
    DynamoDbOptions client;
    AwsEnvironment environment;
    std::function<std::int64_t()> term = {};  // of the lease, asked for each commit, on the storage's thread; empty: no election
    std::string user_agent = "namespace-scheduler";
  };

  // `clock` is the machine's own; both outlive this.
  DynamoDbStorage(Options options, const Clock& clock, Metrics& metrics);
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

  const Options options_;
  CurlLoop loop_;
  std::unique_ptr<CredentialSource> credentials_;
  DynamoDbClient client_;
  std::mt19937_64 random_;
  std::shared_ptr<std::atomic<bool>> stopped_ = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace nss
