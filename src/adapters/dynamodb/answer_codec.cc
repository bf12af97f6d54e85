#include "adapters/dynamodb/answer_codec.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "adapters/dynamodb/item_codec.h"
#include "adapters/records/record_codec.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 32;  // typed values double ours

tl::unexpected<Error> bad_answer(std::string_view what) {
  return fail(ErrorKind::transient, "bad_answer", fmt::format("DynamoDB's answer is not what it should be: {}", what));
}

// About what the values of an answer and what is made of them take, so that one piece suffices.
std::size_t memory_for(std::string_view answer) { return 5 * answer.size(); }

// `memory` outlives the object. An answer is taken apart and thrown away: its values lie one after the other and go together.
Result<json::object> parse_object(std::string_view text, json::monotonic_resource& memory) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::error_code ec;
  json::value value = json::parse(json::string_view(text.data(), text.size()), ec, &memory, options);
  if (ec) return bad_answer("it is not JSON");
  if (!value.is_object()) return bad_answer("it is not an object");
  return std::move(value.get_object());
}

std::string text_of(const json::string& text) { return {text.data(), text.size()}; }

// The text inside a typed value: of "S" or "N".
std::optional<std::string> typed_text(const json::object& item, const char* attribute, const char* type) {
  const json::value* value = item.if_contains(attribute);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const json::value* inside = value->get_object().if_contains(type);
  if (inside == nullptr || !inside->is_string()) return std::nullopt;
  return text_of(inside->get_string());
}

std::optional<std::int64_t> whole_number(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

json::value plain_value(json::value& typed);

json::value plain_number(json::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc{} && end == text.data() + text.size()) return number;
  return json::value(std::move(text));  // the record's codec refuses it by the member's name
}

// {"S":"a"} as "a" and so on, moved out of there. What we never write becomes null, which no record has.
json::value plain_value(json::value& typed) {
  if (!typed.is_object() || typed.get_object().size() != 1) return nullptr;
  auto& [type, value] = *typed.get_object().begin();
  if (type == "S" && value.is_string()) return std::move(value);
  if (type == "N" && value.is_string()) return plain_number(value.get_string());
  if (type == "BOOL" && value.is_bool()) return value.get_bool();
  if (type == "L" && value.is_array()) {
    json::array list(value.storage());
    for (json::value& element : value.get_array()) list.push_back(plain_value(element));
    return list;
  }
  if (type == "M" && value.is_object()) {
    json::object members(value.storage());
    for (auto& [name, element] : value.get_object()) members.emplace(name, plain_value(element));
    return members;
  }
  return nullptr;
}

// A flattened record as its codec reads it: the members under their own names, moved out of the item, the key's from the key.
json::object record_of(Table table, json::object& item, const StorageKey& key) {
  const TableShape& shape = shape_of(table);
  const std::string_view hash = shape.hash;
  const std::string_view range = shape.range;
  json::object record(item.storage());
  record.reserve(item.size());
  for (auto& [attribute, value] : item) {
    const std::string_view name(attribute.data(), attribute.size());
    if (is_beside_the_record(name)) continue;
    if (name == type_attribute) {
      record.emplace("t", plain_value(value));
    } else if (name == format_attribute) {
      record.emplace("v", plain_value(value));
    } else if (name == hash && table == Table::activity) {
      record.emplace(name, key.partition.substr(key.partition.rfind('#') + 1));
    } else if (name != hash && !(name == range && table == Table::metrics)) {
      record.emplace(attribute, plain_value(value));
    }
  }
  return record;
}

// Moves a flattened record's members out of the item; what is beside the record stays there.
Result<StoredItem> decode_item(Table table, json::value& value, bool index) {
  if (!value.is_object()) return bad_answer("an item is not an object");
  json::object& item = value.get_object();
  const TableShape& shape = shape_of(table);
  const auto hash = typed_text(item, shape.hash, "S");
  const auto range = typed_text(item, shape.range, shape.numeric ? "N" : "S");
  if (!hash || !range) return bad_answer("an item has no key");
  StoredItem stored;
  stored.key = key_of(table, *hash, *range);
  const auto corrupt = [&](Error error) {
    const auto named = [&](std::string& text) { text = fmt::format("{}/{}: {}", stored.key.partition, stored.key.sort, text); };
    named(error.message.es);
    named(error.message.en);
    return fail(std::move(error));
  };
  const auto version = whole_number(typed_text(item, version_attribute, "N"));
  const auto body = table == Table::state ? typed_text(item, body_attribute, "S") : std::nullopt;
  if (!version || (table == Table::state && !body)) {
    return corrupt(make_error(ErrorKind::invalid, "corrupt_record", "it has no version or no body"));
  }
  auto record = body ? decode(*body) : decode(record_of(table, item, stored.key));
  if (!record) return corrupt(record.error());
  stored.record = std::move(*record);
  stored.version = *version;
  if (index) stored.index_sort = typed_text(item, index_range, "S").value_or("");
  return stored;
}

Result<std::vector<StoredItem>> decode_items(Table table, json::value* list, bool index) {
  if (list == nullptr || !list->is_array()) return bad_answer("it has no list of items");
  std::vector<StoredItem> items;
  items.reserve(list->get_array().size());
  for (json::value& value : list->get_array()) {
    auto item = decode_item(table, value, index);
    if (!item) return fail(item.error());
    items.push_back(std::move(*item));
  }
  return items;
}

// A member that is an object with something in it, as text; else empty.
std::string object_text(const json::object& answer, const char* name) {
  const json::value* value = answer.if_contains(name);
  if (value == nullptr || !value->is_object() || value->get_object().empty()) return {};
  return json::serialize(*value);
}

}  // namespace

Result<std::optional<StoredItem>> decode_get(Table table, std::string_view answer) {
  json::monotonic_resource memory(memory_for(answer));
  auto object = parse_object(answer, memory);
  if (!object) return fail(object.error());
  json::value* value = object->if_contains("Item");
  if (value == nullptr) return std::optional<StoredItem>();
  auto item = decode_item(table, *value, false);
  if (!item) return fail(item.error());
  return std::optional<StoredItem>(std::move(*item));
}

Result<BatchAnswer> decode_batch_get(const TableNames& names, std::string_view answer) {
  json::monotonic_resource memory(memory_for(answer));
  auto object = parse_object(answer, memory);
  if (!object) return fail(object.error());
  json::value* responses = object->if_contains("Responses");
  if (responses == nullptr || !responses->is_object()) return bad_answer("it has no responses");
  BatchAnswer batch;
  for (const Table table : all_tables) {
    json::value* list = responses->get_object().if_contains(name_of(names, table));
    if (list == nullptr) continue;
    auto items = decode_items(table, list, false);
    if (!items) return fail(items.error());
    batch.items.insert(batch.items.end(), std::make_move_iterator(items->begin()), std::make_move_iterator(items->end()));
  }
  batch.unprocessed = object_text(*object, "UnprocessedKeys");
  return batch;
}

Result<QueryPage> decode_query(const QueryPlan& plan, std::string_view answer) {
  json::monotonic_resource memory(memory_for(answer));
  auto object = parse_object(answer, memory);
  if (!object) return fail(object.error());
  auto items = decode_items(plan.table, object->if_contains("Items"), plan.index != nullptr);
  if (!items) return fail(items.error());
  QueryPage page;
  page.items = std::move(*items);
  page.last_key = object_text(*object, "LastEvaluatedKey");
  return page;
}

Result<DumpPage> decode_scan(Table table, std::string_view answer) {
  json::monotonic_resource memory(memory_for(answer));
  auto object = parse_object(answer, memory);
  if (!object) return fail(object.error());
  json::value* list = object->if_contains("Items");
  auto items = decode_items(table, list, false);
  if (!items) return fail(items.error());
  DumpPage page;
  for (std::size_t i = 0; i < items->size(); ++i) {
    DumpedItem dumped{std::move((*items)[i]), std::nullopt};
    const auto expires = whole_number(typed_text(list->get_array()[i].get_object(), expires_attribute, "N"));
    if (expires) dumped.expires = Seconds(std::chrono::seconds(*expires));
    page.items.push_back(std::move(dumped));
  }
  page.last_key = object_text(*object, "LastEvaluatedKey");
  return page;
}

}  // namespace nss
