#include "adapters/dynamodb/setup_codec.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <map>

namespace nss {
namespace {

namespace json = boost::json;

json::object key_element(const char* attribute, const char* type) { return {{"AttributeName", attribute}, {"KeyType", type}}; }

json::object attribute(const char* name, bool numeric) {
  return {{"AttributeName", name}, {"AttributeType", numeric ? "N" : "S"}};
}

json::object index_object(const IndexShape& index) {
  return {{"IndexName", index.name},
          {"KeySchema", json::array{key_element(index.hash, "HASH"), key_element(index_range, "RANGE")}},
          {"Projection", json::object{{"ProjectionType", "ALL"}}}};
}

DynamoRequest request_of(const char* operation, const json::object& body) { return {operation, json::serialize(body)}; }

json::object table_object(const TableNames& names, Table table) { return {{"TableName", name_of(names, table)}}; }

tl::unexpected<Error> bad_answer() {
  return fail(ErrorKind::transient, "bad_answer", "DynamoDB's answer is not the description that was asked for");
}

// The object at a path of members; null when one is missing or no object.
const json::object* object_at(const json::value& value, std::initializer_list<const char*> path) {
  const json::value* at = &value;
  for (const char* name : path) {
    if (!at->is_object()) return nullptr;
    at = at->get_object().if_contains(name);
    if (at == nullptr) return nullptr;
  }
  return at->is_object() ? &at->get_object() : nullptr;
}

std::string text_member(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

const json::array& array_member(const json::object& object, const char* name) {
  static const json::array none;
  const json::value* value = object.if_contains(name);
  return value == nullptr || !value->is_array() ? none : value->get_array();
}

std::string keys_of(const json::object& described, const std::map<std::string, std::string>& types) {
  std::string text;
  for (const json::value& element : array_member(described, "KeySchema")) {
    if (!element.is_object()) continue;
    const std::string name = text_member(element.get_object(), "AttributeName");
    const auto type = types.find(name);
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name, type == types.end() ? "?" : type->second);
  }
  return text;
}

Result<json::value> parse_answer(std::string_view answer) {
  json::error_code ec;
  json::value value = json::parse(json::string_view(answer.data(), answer.size()), ec);
  if (ec) return bad_answer();
  return value;
}

}  // namespace

DynamoRequest create_table_request(const TableNames& names, Table table) {
  const TableShape& shape = shape_of(table);
  json::array attributes{attribute(shape.hash, false), attribute(shape.range, shape.numeric)};
  json::object body = table_object(names, table);
  if (table == Table::activity) {
    json::array indexes;
    for (std::size_t i = 0; i < index_count; ++i) {
      indexes.push_back(index_object(index_shape(i)));
      attributes.push_back(attribute(index_shape(i).hash, false));
    }
    attributes.push_back(attribute(index_range, false));
    body.emplace("GlobalSecondaryIndexes", std::move(indexes));
  }
  body.emplace("AttributeDefinitions", std::move(attributes));
  body.emplace("KeySchema", json::array{key_element(shape.hash, "HASH"), key_element(shape.range, "RANGE")});
  body.emplace("BillingMode", "PAY_PER_REQUEST");
  body.emplace("DeletionProtectionEnabled", true);
  return request_of("CreateTable", body);
}

DynamoRequest describe_table_request(const TableNames& names, Table table) {
  return request_of("DescribeTable", table_object(names, table));
}

DynamoRequest create_index_request(const TableNames& names, const IndexShape& index) {
  json::object body = table_object(names, Table::activity);
  body.emplace("AttributeDefinitions", json::array{attribute(index.hash, false), attribute(index_range, false)});
  body.emplace("GlobalSecondaryIndexUpdates", json::array{json::object{{"Create", index_object(index)}}});
  return request_of("UpdateTable", body);
}

DynamoRequest protect_table_request(const TableNames& names, Table table) {
  json::object body = table_object(names, table);
  body.emplace("DeletionProtectionEnabled", true);
  return request_of("UpdateTable", body);
}

DynamoRequest describe_expiry_request(const TableNames& names, Table table) {
  return request_of("DescribeTimeToLive", table_object(names, table));
}

DynamoRequest enable_expiry_request(const TableNames& names, Table table) {
  json::object body = table_object(names, table);
  body.emplace("TimeToLiveSpecification", json::object{{"AttributeName", expires_attribute}, {"Enabled", true}});
  return request_of("UpdateTimeToLive", body);
}

DynamoRequest describe_backups_request(const TableNames& names, Table table) {
  return request_of("DescribeContinuousBackups", table_object(names, table));
}

DynamoRequest enable_backups_request(const TableNames& names, Table table) {
  json::object body = table_object(names, table);
  body.emplace("PointInTimeRecoverySpecification", json::object{{"PointInTimeRecoveryEnabled", true}});
  return request_of("UpdateContinuousBackups", body);
}

std::string keys_text(const TableShape& shape) {
  return fmt::format("{} (S), {} ({})", shape.hash, shape.range, shape.numeric ? "N" : "S");
}

std::string keys_text(const IndexShape& index) { return fmt::format("{} (S), {} (S)", index.hash, index_range); }

Result<TableDescription> decode_table_description(std::string_view answer) {
  const auto value = parse_answer(answer);
  if (!value) return fail(value.error());
  const json::object* table = object_at(*value, {"Table"});
  if (table == nullptr) return bad_answer();
  std::map<std::string, std::string> types;
  for (const json::value& defined : array_member(*table, "AttributeDefinitions")) {
    if (!defined.is_object()) return bad_answer();
    types[text_member(defined.get_object(), "AttributeName")] = text_member(defined.get_object(), "AttributeType");
  }
  TableDescription description;
  description.keys = keys_of(*table, types);
  description.active = text_member(*table, "TableStatus") == "ACTIVE";
  const json::object* billing = object_at(*value, {"Table", "BillingModeSummary"});
  description.on_demand = billing != nullptr && text_member(*billing, "BillingMode") == "PAY_PER_REQUEST";
  const json::value* kept = table->if_contains("DeletionProtectionEnabled");
  description.protected_from_deletion = kept != nullptr && kept->is_bool() && kept->get_bool();
  for (const json::value& element : array_member(*table, "GlobalSecondaryIndexes")) {
    if (!element.is_object()) return bad_answer();
    const json::object& index = element.get_object();
    const json::object* projection = object_at(element, {"Projection"});
    description.indexes.push_back({text_member(index, "IndexName"), keys_of(index, types),
                                   text_member(index, "IndexStatus") == "ACTIVE",
                                   projection != nullptr && text_member(*projection, "ProjectionType") == "ALL"});
  }
  return description;
}

Result<std::string> decode_expiry(std::string_view answer) {
  const auto value = parse_answer(answer);
  if (!value) return fail(value.error());
  const json::object* expiry = object_at(*value, {"TimeToLiveDescription"});
  if (expiry == nullptr) return bad_answer();
  const std::string status = text_member(*expiry, "TimeToLiveStatus");
  return status == "ENABLED" || status == "ENABLING" ? text_member(*expiry, "AttributeName") : std::string();
}

Result<bool> decode_backups(std::string_view answer) {
  const auto value = parse_answer(answer);
  if (!value) return fail(value.error());
  const json::object* recovery = object_at(*value, {"ContinuousBackupsDescription", "PointInTimeRecoveryDescription"});
  if (recovery == nullptr) return bad_answer();
  return text_member(*recovery, "PointInTimeRecoveryStatus") == "ENABLED";
}

}  // namespace nss
