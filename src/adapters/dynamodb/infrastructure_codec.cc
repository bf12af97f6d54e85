#include "adapters/dynamodb/infrastructure_codec.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <initializer_list>

#include "adapters/aws/environment.h"
#include "adapters/dynamodb/setup_codec.h"

namespace nss {
namespace {

namespace json = boost::json;

// JSON for people: two spaces for each level.
void write_pretty(std::string& out, const json::value& value, std::size_t level) {
  const std::string inner(2 * (level + 1), ' ');
  const std::string outer(2 * level, ' ');
  if (value.is_object() && !value.get_object().empty()) {
    out += "{\n";
    bool first = true;
    for (const auto& [name, member] : value.get_object()) {
      out += fmt::format("{}{}{}: ", first ? "" : ",\n", inner, json::serialize(json::value(name)));
      first = false;
      write_pretty(out, member, level + 1);
    }
    out += "\n" + outer + "}";
  } else if (value.is_array() && !value.get_array().empty()) {
    out += "[\n";
    bool first = true;
    for (const json::value& element : value.get_array()) {
      out += (first ? "" : ",\n") + inner;
      first = false;
      write_pretty(out, element, level + 1);
    }
    out += "\n" + outer + "]";
  } else {
    out += json::serialize(value);
  }
}

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(out, value, 0);
  return out + "\n";
}

const char* logical_name(Table table) {
  switch (table) {
    case Table::activity: return "ActivityTable";
    case Table::permissions: return "PermissionsTable";
    case Table::metrics: return "MetricsTable";
    case Table::state: break;
  }
  return "StateTable";
}

json::object table_resource(const TableNames& names, Table table) {
  // What init-dynamodb asks for has the template's own words.
  json::object properties = json::parse(create_table_request(names, table).body).as_object();
  if (shape_of(table).expires) {
    properties["TimeToLiveSpecification"] = json::object{{"AttributeName", expires_attribute}, {"Enabled", true}};
  }
  properties["PointInTimeRecoverySpecification"] = json::object{{"PointInTimeRecoveryEnabled", true}};
  return {{"Type", "AWS::DynamoDB::Table"},
          {"DeletionPolicy", "Retain"},
          {"UpdateReplacePolicy", "Retain"},
          {"Properties", std::move(properties)}};
}

json::array actions(std::initializer_list<const char*> names) {
  json::array list;
  for (const char* name : names) list.push_back(json::value(std::string("dynamodb:") + name));
  return list;
}

std::string arn(const std::string& region, const std::string& table, const char* below = "") {
  return fmt::format("arn:{}:dynamodb:{}:*:table/{}{}", partition_of(region).name, region, table, below);
}

json::object only_keys(const std::string& pattern) {
  return {{"ForAllValues:StringLike", json::object{{"dynamodb:LeadingKeys", json::array{json::value(pattern)}}}}};
}

json::object statement(const char* sid, const char* effect, json::array action, json::array resource) {
  return {{"Sid", sid}, {"Effect", effect}, {"Action", std::move(action)}, {"Resource", std::move(resource)}};
}

json::object with_condition(json::object made, json::object condition) {
  made.emplace("Condition", std::move(condition));
  return made;
}

}  // namespace

std::string cloudformation_template(const TableNames& names) {
  json::object resources;
  for (const Table table : all_tables) resources.emplace(logical_name(table), table_resource(names, table));
  return pretty(json::object{{"AWSTemplateFormatVersion", "2010-09-09"},
                             {"Description", "Tables of Namespace Scheduler"},
                             {"Resources", std::move(resources)}});
}

std::string iam_policy(const TableNames& names, const std::string& region, const std::string& cluster) {
  const auto table = [&](Table which, const char* below = "") { return json::value(arn(region, name_of(names, which), below)); };
  const std::string own = cluster + "#*";
  const std::string audit = cluster + "#audit#*";
  const json::object of_audit{{"dynamodb:LeadingKeys", json::array{json::value(audit)}}};
  json::array statements;
  statements.push_back(
      statement("LookAtTheTables", "Allow", actions({"DescribeTable"}),
                {table(Table::activity), table(Table::permissions), table(Table::metrics), table(Table::state)}));
  statements.push_back(
      with_condition(statement("ActivitiesAreNeverDeleted", "Allow",
                               actions({"BatchGetItem", "ConditionCheckItem", "GetItem", "PutItem", "Query", "UpdateItem"}),
                               {table(Table::activity), table(Table::activity, "/index/*")}),
                     only_keys(own)));
  statements.push_back(
      with_condition(statement("PermissionsAndMetrics", "Allow",
                               actions({"BatchGetItem", "ConditionCheckItem", "GetItem", "PutItem", "Query", "UpdateItem"}),
                               {table(Table::permissions), table(Table::metrics)}),
                     only_keys(cluster)));
  statements.push_back(with_condition(
      statement("State", "Allow",
                actions({"BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"}),
                {table(Table::state)}),
      only_keys(own)));
  statements.push_back(with_condition(statement("AuditLinksAreNeverChanged", "Deny",
                                                actions({"BatchWriteItem", "DeleteItem", "UpdateItem"}), {table(Table::state)}),
                                      {{"ForAnyValue:StringLike", of_audit}}));
  statements.push_back(
      with_condition(statement("AuditLinksOnlyInTransactions", "Deny", actions({"PutItem"}), {table(Table::state)}),
                     {{"ForAnyValue:StringLike", of_audit},
                      {"StringNotEquals", json::object{{"dynamodb:EnclosingOperation", "TransactWriteItems"}}}}));
  return pretty(json::object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}});
}

}  // namespace nss
