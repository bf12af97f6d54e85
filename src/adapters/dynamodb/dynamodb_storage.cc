#include "adapters/dynamodb/dynamodb_storage.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/dynamodb/answer_codec.h"
#include "adapters/records/storage_rules.h"

namespace nss {
namespace {

// What a read or a write that was not done means to the port.
Error error_of(const DynamoFault& fault) {
  if (fault.kind == FaultClass::mismatch || fault.name == "ValidationException") {
    return make_error(ErrorKind::internal, "store_error", fmt::format("DynamoDB refuses our request: {}", fault.message));
  }
  if (fault.name == "ResourceNotFoundException") {
    return store_unavailable("DynamoDB has no such table or index; namespace-scheduler init-dynamodb makes them");
  }
  return store_unavailable(fmt::format("DynamoDB: {}", fault.message));
}

Error commit_error(const DynamoFault& fault, const std::vector<StorageKey>& actions) {
  if (fault.kind == FaultClass::condition) {
    const auto failed = std::find(fault.reasons.begin(), fault.reasons.end(), "ConditionalCheckFailed");
    const auto number = static_cast<std::size_t>(failed - fault.reasons.begin());
    return precondition_failed(actions.at(std::min(number, actions.size() - 1)));
  }
  if (fault.may_have_happened) return store_outcome_unknown(fmt::format("DynamoDB: {}", fault.message));
  return error_of(fault);
}

// An answer that cannot be read: for a read it is as if none had come.
Error read_error(Error error) {
  return error.kind == ErrorKind::transient ? store_unavailable(error.message.en) : std::move(error);
}

CommitReceipt receipt_of(const StorageTransaction& transaction) {
  CommitReceipt receipt;
  for (const StorageWrite& write : transaction.writes) receipt.versions.push_back(told_version(write));
  return receipt;
}

}  // namespace

struct DynamoDbStorage::Load {
  std::vector<StorageKey> keys;
  Reply<std::vector<std::optional<StoredItem>>> reply;
  std::map<StorageKey, StoredItem> found;

  void finish() const {
    std::vector<std::optional<StoredItem>> items;
    for (const StorageKey& key : keys) {
      const auto item = found.find(key);
      items.push_back(item == found.end() ? std::nullopt : std::optional<StoredItem>(item->second));
    }
    reply(std::move(items));
  }
};

struct DynamoDbStorage::Range {
  RangeQuery query;
  QueryPlan plan;
  Reply<std::vector<StoredItem>> reply;
  std::vector<StoredItem> items;
  std::string last_key;
};

DynamoDbStorage::DynamoDbStorage(std::shared_ptr<DynamoDbConnection> connection, TableNames tables, LeaseTerm term)
    : connection_(std::move(connection)),
      client_(connection_->client()),
      tables_(std::move(tables)),
      term_(std::move(term)),
      random_(std::random_device()()) {}

DynamoDbStorage::~DynamoDbStorage() { stop(); }

void DynamoDbStorage::stop() {
  *stopped_ = true;
  connection_->stop();
}

// The work runs on the loop; after stop() nobody is answered.
template <typename T>
void DynamoDbStorage::begin(Reply<T> reply, std::function<void(Reply<T>)> work) {
  Reply<T> while_running = [stopped = stopped_, reply = std::move(reply)](Result<T> result) {
    if (!*stopped) reply(std::move(result));
  };
  connection_->loop().post([work = std::move(work), while_running = std::move(while_running)] { work(while_running); });
}

void DynamoDbStorage::load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) {
  using Items = std::vector<std::optional<StoredItem>>;
  begin<Items>(std::move(reply), [this, keys = std::move(keys)](Reply<Items> answer) {
    if (auto valid = check_load(keys); !valid) return answer(fail(valid.error()));
    auto load = std::make_shared<Load>();
    load->keys = keys;
    load->reply = std::move(answer);
    std::vector<StorageKey> once = keys;
    std::sort(once.begin(), once.end());
    once.erase(std::unique(once.begin(), once.end()), once.end());
    std::vector<ItemPlace> places;
    for (const StorageKey& key : once) {
      if (const auto place = place_of(key)) places.push_back(*place);  // the others cannot be there
    }
    if (places.empty()) return load->finish();
    if (places.size() > 1) return load_batch(load, batch_get_request(tables_, places));
    client_.call(get_request(tables_, places[0]), [load, table = places[0].table](DynamoDbClient::Answer body) {
      if (!body) return load->reply(fail(error_of(body.error())));
      auto item = decode_get(table, *body);
      if (!item) return load->reply(fail(read_error(item.error())));
      if (*item) load->found.emplace((*item)->key, **item);
      load->finish();
    });
  });
}

void DynamoDbStorage::load_batch(const std::shared_ptr<Load>& load, DynamoRequest request) {
  client_.call(std::move(request), [this, load](DynamoDbClient::Answer body) {
    if (!body) return load->reply(fail(error_of(body.error())));
    auto batch = decode_batch_get(tables_, *body);
    if (!batch) return load->reply(fail(read_error(batch.error())));
    const bool progress = !batch->items.empty();
    for (StoredItem& item : batch->items) load->found.insert_or_assign(item.key, std::move(item));
    if (batch->unprocessed.empty()) return load->finish();
    if (!progress) return load->reply(fail(store_unavailable("DynamoDB reads nothing of a batch now")));
    load_batch(load, batch_get_request(batch->unprocessed));
  });
}

void DynamoDbStorage::commit(StorageTransaction transaction, Reply<CommitReceipt> reply) {
  begin<CommitReceipt>(std::move(reply), [this, transaction = std::move(transaction)](Reply<CommitReceipt> answer) {
    commit_now(transaction, std::move(answer));
  });
}

void DynamoDbStorage::commit_now(const StorageTransaction& transaction, Reply<CommitReceipt> reply) {
  if (auto valid = check_transaction(transaction); !valid) return reply(fail(valid.error()));
  const auto bodies = encode_bounded(transaction);
  if (!bodies) return reply(fail(bodies.error()));
  auto commit = commit_request(tables_, transaction, *bodies, CommitContext{new_token(), term_ ? term_() : 0});
  if (!commit) return reply(fail(commit.error()));
  CommitReceipt receipt = receipt_of(transaction);
  if (commit->request.operation.empty()) return reply(std::move(receipt));
  client_.call(std::move(commit->request), [actions = std::move(commit->actions), receipt = std::move(receipt),
                                            reply = std::move(reply)](const DynamoDbClient::Answer& body) {
    if (!body) return reply(fail(commit_error(body.error(), actions)));
    reply(receipt);
  });
}

void DynamoDbStorage::range(RangeQuery query, Reply<std::vector<StoredItem>> reply) {
  using Items = std::vector<StoredItem>;
  begin<Items>(std::move(reply), [this, query = std::move(query)](Reply<Items> answer) {
    if (auto valid = check_range(query); !valid) return answer(fail(valid.error()));
    auto plan = plan_query(query);
    if (!plan) return answer(Items());
    auto range = std::make_shared<Range>();
    range->query = query;
    range->plan = std::move(*plan);
    range->reply = std::move(answer);
    next_page(range);
  });
}

void DynamoDbStorage::next_page(const std::shared_ptr<Range>& range) {
  const std::size_t wanted = range->query.limit - range->items.size();
  DynamoRequest request = query_request(tables_, range->plan, range->query, wanted, range->last_key);
  client_.call(std::move(request), [this, range](DynamoDbClient::Answer body) {
    if (!body) return range->reply(fail(error_of(body.error())));
    auto page = decode_query(range->plan, *body);
    if (!page) return range->reply(fail(read_error(page.error())));
    range->items.reserve(range->items.size() + page->items.size());
    for (StoredItem& item : page->items) {
      const std::string& sort = range->plan.index != nullptr ? item.index_sort : item.key.sort;
      if (range->plan.except.empty() || sort != range->plan.except) range->items.push_back(std::move(item));
    }
    range->last_key = std::move(page->last_key);
    if (range->last_key.empty() || range->items.size() >= range->query.limit) return range->reply(std::move(range->items));
    next_page(range);
  });
}

void DynamoDbStorage::remove_expired(Seconds /*now*/, std::size_t /*limit*/, Reply<std::size_t> reply) {
  begin<std::size_t>(std::move(reply), [](const Reply<std::size_t>& answer) { answer(std::size_t{0}); });
}

std::string DynamoDbStorage::new_token() { return fmt::format("{:016x}{:016x}", random_(), random_()); }

}  // namespace nss
