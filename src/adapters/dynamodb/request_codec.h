// The bodies of DynamoDB's operations as text. Pure, any thread. Every attribute name is written as a placeholder, because
// DynamoDB reserves hundreds of words.
// Source: Amazon DynamoDB API Reference, version 2012-08-10.
#pragma once

#include <string>
#include <vector>

#include "adapters/dynamodb/item_codec.h"
#include "adapters/dynamodb/tables.h"

namespace nss {

// One operation and its body: X-Amz-Target's last part, and the JSON text.
struct DynamoRequest {
  std::string operation;  // "Query"
  std::string body;
};

struct CommitRequest {
  DynamoRequest request;            // its operation is empty when there is nothing to ask
  std::vector<StorageKey> actions;  // what each reason of a cancelled transaction is about, in order
};

// How a commit is written.
struct CommitContext {
  std::string token;      // ClientRequestToken, at most 36 characters: the same for a repetition
  std::int64_t term = 0;  // of the lease that its writer holds; 0: nobody is elected
};

// With a term, each item that is written bears it, and none that bears a later one is written over: a replica that has lost
// the lease and does not know it yet fails by condition where its successor has been. The lease itself is in no transaction:
// an item that all of them name would let only one run at a time.
//
// A transaction with that token, or, for one write without a condition, the single operation, which may be repeated as it is:
// half the price. `bodies` are the encoded records (storage_rules.h). Checks come first, then the writes, as in other stores.
// Errors: invalid_key.
Result<CommitRequest> commit_request(const TableNames& names, const StorageTransaction& transaction,
                                     const std::vector<std::string>& bodies, const CommitContext& context);

// Reads that see every commit that was answered before.
DynamoRequest get_request(const TableNames& names, const ItemPlace& place);
DynamoRequest batch_get_request(const TableNames& names, const std::vector<ItemPlace>& places);
// What a batch left unread, as the answer says it (answer_codec.h).
DynamoRequest batch_get_request(const std::string& unprocessed);

// At most `limit` items from where `after` ended: the LastEvaluatedKey of the page before as JSON text, empty at the beginning.
DynamoRequest query_request(const TableNames& names, const QueryPlan& plan, const RangeQuery& query, std::size_t limit,
                            const std::string& after);

// A page of the whole table, of one cluster's items only. Not for the server.
DynamoRequest scan_request(const TableNames& names, Table table, const std::string& cluster, const std::string& after);

}  // namespace nss
