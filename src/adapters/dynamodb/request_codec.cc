#include "adapters/dynamodb/request_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "adapters/records/storage_rules.h"
#include "base/json_text.h"

namespace nss {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string object_of(const std::vector<Attribute>& attributes) {
  std::string text = "{";
  for (const Attribute& attribute : attributes) {
    if (text.size() > 1) text += ',';
    text += quoted(attribute.name) + ':' + attribute.value;
  }
  return text + '}';
}

// Collects an expression's placeholders: #0, #1 … for names, :0, :1 … for values.
class Placeholders {
 public:
  std::string name(std::string_view attribute) {
    const auto found = std::find(names_.begin(), names_.end(), attribute);
    const auto number = found - names_.begin();
    if (found == names_.end()) names_.emplace_back(attribute);
    return fmt::format("#{}", number);
  }
  std::string value(std::string value) {
    values_.push_back(std::move(value));
    return fmt::format(":{}", values_.size() - 1);
  }
  // The members that explain them, each with a comma before it.
  std::string members() const {
    std::string text;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      text += fmt::format("{}\"#{}\":{}", i == 0 ? R"(,"ExpressionAttributeNames":{)" : ",", i, quoted(names_[i]));
    }
    if (!names_.empty()) text += '}';
    for (std::size_t i = 0; i < values_.size(); ++i) {
      text += fmt::format("{}\":{}\":{}", i == 0 ? R"(,"ExpressionAttributeValues":{)" : ",", i, values_[i]);
    }
    if (!values_.empty()) text += '}';
    return text;
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::string> values_;
};

// Of the versions alone; empty: no condition.
std::string version_condition(const Precondition& condition, Table table, Placeholders& places) {
  switch (condition.kind) {
    case Precondition::Kind::none: return {};
    case Precondition::Kind::absent: return fmt::format("attribute_not_exists({})", places.name(shape_of(table).hash));
    case Precondition::Kind::exists: return fmt::format("attribute_exists({})", places.name(shape_of(table).hash));
    case Precondition::Kind::version: break;
  }
  const std::string version = places.name(version_attribute);
  return fmt::format("{} = {}", version, places.value(number_value(condition.version)));
}

// Of a write: of the versions, and of the lease's term. Where nothing was, nobody has been.
std::string write_condition(const Precondition& condition, const ItemPlace& place, std::int64_t term, Placeholders& places) {
  std::string text = version_condition(condition, place.table, places);
  if (term == 0 || condition.kind == Precondition::Kind::absent) return text;
  const std::string name = places.name(term_attribute);
  return fmt::format("{}{}(attribute_not_exists({}) OR {} <= {})", text, text.empty() ? "" : " AND ", name, name,
                     places.value(number_value(term)));
}

std::string condition_member(const std::string& condition) {
  return condition.empty() ? std::string() : R"(,"ConditionExpression":)" + quoted(condition);
}

std::string table_member(const TableNames& names, Table table) { return R"("TableName":)" + quoted(name_of(names, table)); }

// The new version is known: the item is put as a whole.
std::string put_text(const TableNames& names, const StorageWrite& write, const ItemPlace& place,
                     std::vector<Attribute> attributes, std::int64_t term) {
  attributes.push_back({version_attribute, number_value(told_version(write))});
  std::vector<Attribute> item = key_attributes(place);
  item.insert(item.end(), std::make_move_iterator(attributes.begin()), std::make_move_iterator(attributes.end()));
  Placeholders places;
  const std::string condition = write_condition(write.condition, place, term, places);
  return fmt::format("{},\"Item\":{}{}{}", table_member(names, place.table), object_of(item), condition_member(condition),
                     places.members());
}

// What was there is not known: the version counts on by itself.
std::string update_text(const TableNames& names, const StorageWrite& write, const ItemPlace& place,
                        const std::vector<Attribute>& attributes, std::int64_t term) {
  Placeholders places;
  const std::string version = places.name(version_attribute);
  std::string expression = fmt::format("SET {} = if_not_exists({}, {}) + {}", version, version, places.value(number_value(0)),
                                       places.value(number_value(1)));
  for (const Attribute& attribute : attributes) {
    expression += fmt::format(", {} = {}", places.name(attribute.name), places.value(attribute.value));
  }
  std::string removed;
  for (const std::string& name : optional_attributes(place.table)) {
    const bool set = std::any_of(attributes.begin(), attributes.end(), [&](const Attribute& a) { return a.name == name; });
    if (!set) removed += (removed.empty() ? " REMOVE " : ", ") + places.name(name);
  }
  expression += removed;
  const std::string condition = write_condition(write.condition, place, term, places);
  return fmt::format("{},\"Key\":{},\"UpdateExpression\":{}{}{}", table_member(names, place.table),
                     object_of(key_attributes(place)), quoted(expression), condition_member(condition), places.members());
}

std::string keyed_text(const TableNames& names, const Precondition& wanted, const ItemPlace& place, std::int64_t term) {
  Placeholders places;
  const std::string condition = write_condition(wanted, place, term, places);
  return fmt::format("{},\"Key\":{}{}{}", table_member(names, place.table), object_of(key_attributes(place)),
                     condition_member(condition), places.members());
}

struct Action {
  const char* kind;  // of a transaction's action: Put, Update, Delete, ConditionCheck
  std::string text;  // its members
};

Result<Action> action_of(const TableNames& names, const StorageWrite& write, const ItemPlace& place, const std::string& body,
                         std::int64_t term) {
  if (!write.record) return Action{"Delete", keyed_text(names, write.condition, place, term)};
  auto attributes = item_attributes(write, place, body);
  if (!attributes) return fail(attributes.error());
  if (term != 0) attributes->push_back({term_attribute, number_value(term)});
  const auto kind = write.condition.kind;
  if (kind == Precondition::Kind::absent || kind == Precondition::Kind::version) {
    return Action{"Put", put_text(names, write, place, std::move(*attributes), term)};
  }
  return Action{"Update", update_text(names, write, place, *attributes, term)};
}

Result<ItemPlace> required_place(const StorageKey& key) {
  auto place = place_of(key);
  if (place) return *std::move(place);
  return fail(ErrorKind::invalid, "invalid_key", fmt::format("the sort key in {} is no time", key.partition));
}

bool stands_alone(const StorageTransaction& transaction) {
  return transaction.checks.empty() && transaction.writes.size() == 1 &&
         transaction.writes[0].condition.kind == Precondition::Kind::none;
}

}  // namespace

Result<CommitRequest> commit_request(const TableNames& names, const StorageTransaction& transaction,
                                     const std::vector<std::string>& bodies, const CommitContext& context) {
  CommitRequest commit;
  std::string items;
  const auto add = [&](const StorageKey& key, const Action& action) {
    items += fmt::format("{}{{\"{}\":{{{}}}}}", items.empty() ? "" : ",", action.kind, action.text);
    commit.actions.push_back(key);
  };
  for (const StorageCheck& check : transaction.checks) {
    const auto place = required_place(check.key);
    if (!place) return fail(place.error());
    // DynamoDB knows no check without a condition.
    if (check.condition.kind == Precondition::Kind::none) continue;
    add(check.key, {"ConditionCheck", keyed_text(names, check.condition, *place, 0)});
  }
  for (std::size_t i = 0; i < transaction.writes.size(); ++i) {
    const StorageWrite& write = transaction.writes[i];
    const auto place = required_place(write.key);
    if (!place) return fail(place.error());
    const auto action = action_of(names, write, *place, bodies[i], context.term);
    if (!action) return fail(action.error());
    if (stands_alone(transaction)) {
      commit.request = {std::string(action->kind) + "Item", "{" + action->text + "}"};
      commit.actions.push_back(write.key);
      return commit;
    }
    add(write.key, *action);
  }
  if (commit.actions.empty()) return commit;
  commit.request = {"TransactWriteItems",
                    fmt::format(R"({{"ClientRequestToken":{},"TransactItems":[{}]}})", quoted(context.token), items)};
  return commit;
}

DynamoRequest get_request(const TableNames& names, const ItemPlace& place) {
  return {"GetItem", fmt::format(R"({{{},"Key":{},"ConsistentRead":true}})", table_member(names, place.table),
                                 object_of(key_attributes(place)))};
}

DynamoRequest batch_get_request(const TableNames& names, const std::vector<ItemPlace>& places) {
  std::map<Table, std::string> keys;
  for (const ItemPlace& place : places) {
    std::string& of_table = keys[place.table];
    if (!of_table.empty()) of_table += ',';
    of_table += object_of(key_attributes(place));
  }
  std::string tables;
  for (const auto& [table, of_table] : keys) {
    if (!tables.empty()) tables += ',';
    tables += fmt::format(R"({}:{{"Keys":[{}],"ConsistentRead":true}})", quoted(name_of(names, table)), of_table);
  }
  return batch_get_request("{" + tables + "}");
}

DynamoRequest batch_get_request(const std::string& unprocessed) {
  return {"BatchGetItem", R"({"RequestItems":)" + unprocessed + "}"};
}

DynamoRequest query_request(const TableNames& names, const QueryPlan& plan, const RangeQuery& query, std::size_t limit,
                            const std::string& after) {
  Placeholders places;
  std::string condition = fmt::format("{} = {}", places.name(plan.hash_attribute), places.value(string_value(plan.hash)));
  const auto bound = [&](const std::string& text) {
    return places.value(plan.numeric ? fmt::format(R"({{"N":"{}"}})", text) : string_value(text));
  };
  if (!plan.first.empty() || !plan.last.empty()) condition += " AND " + places.name(plan.range_attribute);
  if (!plan.first.empty() && !plan.last.empty()) {
    const std::string first = bound(plan.first);
    condition += fmt::format(" BETWEEN {} AND {}", first, bound(plan.last));
  } else if (!plan.first.empty()) {
    condition += " >= " + bound(plan.first);
  } else if (!plan.last.empty()) {
    condition += " <= " + bound(plan.last);
  }
  std::string body = fmt::format(R"({{{},"KeyConditionExpression":{}{},"Limit":{})", table_member(names, plan.table),
                                 quoted(condition), places.members(), limit);
  if (query.descending) body += R"(,"ScanIndexForward":false)";
  body += plan.index != nullptr ? R"(,"IndexName":)" + quoted(plan.index->name) : std::string(R"(,"ConsistentRead":true)");
  if (!after.empty()) body += R"(,"ExclusiveStartKey":)" + after;
  return {"Query", body + "}"};
}

DynamoRequest scan_request(const TableNames& names, Table table, const std::string& cluster, const std::string& after) {
  Placeholders places;
  const bool whole = table == Table::permissions || table == Table::metrics;  // whose hash is the cluster itself
  const std::string hash = places.name(shape_of(table).hash);
  const std::string value = places.value(string_value(whole ? cluster : cluster + "#"));
  const std::string filter = whole ? fmt::format("{} = {}", hash, value) : fmt::format("begins_with({}, {})", hash, value);
  std::string body = fmt::format(R"({{{},"ConsistentRead":true,"FilterExpression":{}{})", table_member(names, table),
                                 quoted(filter), places.members());
  if (!after.empty()) body += R"(,"ExclusiveStartKey":)" + after;
  return {"Scan", body + "}"};
}

}  // namespace nss
