// The requests that make tables and the answers that describe them. Pure functions, any thread.
// Source: Amazon DynamoDB API Reference: CreateTable, UpdateTable, DescribeTable, UpdateTimeToLive, UpdateContinuousBackups.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/dynamodb/request_codec.h"
#include "adapters/dynamodb/tables.h"

namespace nss {

DynamoRequest create_table_request(const TableNames& names, Table table);
DynamoRequest describe_table_request(const TableNames& names, Table table);
DynamoRequest create_index_request(const TableNames& names, const IndexShape& index);
DynamoRequest protect_table_request(const TableNames& names, Table table);  // deletion protection on
DynamoRequest describe_expiry_request(const TableNames& names, Table table);
DynamoRequest enable_expiry_request(const TableNames& names, Table table);
DynamoRequest describe_backups_request(const TableNames& names, Table table);
DynamoRequest enable_backups_request(const TableNames& names, Table table);

// "hash" or "hash, range" with their types, as both sides of a comparison: "namespace_name (S), timestamp_start (N)".
std::string keys_text(const TableShape& shape);
std::string keys_text(const IndexShape& index);

struct IndexDescription {
  std::string name;
  std::string keys;
  bool active = false;
  bool all_attributes = false;
};

struct TableDescription {
  std::string keys;
  bool active = false;
  bool on_demand = false;
  bool protected_from_deletion = false;
  std::vector<IndexDescription> indexes;
};

// Errors: bad_answer.
Result<TableDescription> decode_table_description(std::string_view answer);
Result<std::string> decode_expiry(std::string_view answer);  // the attribute; empty: it is off
Result<bool> decode_backups(std::string_view answer);        // point-in-time recovery is on

}  // namespace nss
