#include "adapters/dynamodb/item_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "adapters/records/storage_rules.h"
#include "adapters/records/utf8.h"
#include "base/json_text.h"
#include "domain/activity.h"
#include "ports/storage_keys.h"

namespace nss {
namespace {

namespace json = boost::json;

// What a record says without having a member for it.
constexpr const char* duration_attribute = "duration_minutes";
constexpr std::pair<const char*, double> latency_attributes[] = {
    {"api_latency_p50_ms", 0.50}, {"api_latency_p95_ms", 0.95}, {"api_latency_p99_ms", 0.99}};

std::string value_of(const json::value& value);

std::string list_of(const json::array& values) {
  std::string text = R"({"L":[)";
  for (const json::value& value : values) {
    if (text.back() != '[') text += ',';
    text += value_of(value);
  }
  return text + "]}";
}

std::string map_of(const json::object& members) {
  std::string text = R"({"M":{)";
  for (const auto& [name, value] : members) {
    if (text.back() != '{') text += ',';
    append_json_string(text, std::string_view(name.data(), name.size()));
    text += ':' + value_of(value);
  }
  return text + "}}";
}

std::string value_of(const json::value& value) {
  if (value.is_string()) return string_value(std::string_view(value.get_string().data(), value.get_string().size()));
  if (value.is_bool()) return value.get_bool() ? R"({"BOOL":true})" : R"({"BOOL":false})";
  if (value.is_array()) return list_of(value.get_array());
  if (value.is_object()) return map_of(value.get_object());
  return fmt::format(R"({{"N":"{}"}})", json::serialize(value));  // a record has no null and no fraction
}

// An envelope member, the key's and every other one under its name.
std::string attribute_name(const TableShape& shape, std::string_view member) {
  if (member == "t") return type_attribute;
  if (member == "v") return format_attribute;
  return member == shape.hash || member == shape.range ? std::string() : std::string(member);
}

Result<void> add_index_keys(std::vector<Attribute>& attributes, const StorageWrite& write) {
  const auto keys = StorageKeys::index_keys(write.key, *write.record);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    // The record's text is made valid by its codec; an index finds it under the same text.
    const std::string hash = to_valid_utf8(keys[i].partition);
    if (hash.size() > max_partition_bytes || keys[i].sort.size() > max_sort_bytes) {
      return fail(ErrorKind::invalid, "invalid_key", fmt::format("a key of {} is too long", index_shape(i).name));
    }
    attributes.push_back({index_shape(i).hash, string_value(hash)});
    if (i == 0) attributes.push_back({index_range, string_value(keys[i].sort)});
  }
  return {};
}

// For people and tools, never read back.
void add_derived(std::vector<Attribute>& attributes, const Record& record) {
  if (const auto* activity = std::get_if<ActivityRecord>(&record)) {
    if (const auto minutes = duration_minutes(*activity)) attributes.push_back({duration_attribute, number_value(*minutes)});
  }
  if (const auto* sample = std::get_if<MetricsSample>(&record)) {
    for (const auto& [name, share] : latency_attributes) {
      if (const auto value = quantile(sample->durations, share)) {
        attributes.push_back({name, fmt::format(R"({{"N":"{:.3f}"}})", *value)});
      }
    }
  }
}

}  // namespace

std::string string_value(std::string_view text) {
  std::string value = R"({"S":)";
  append_json_string(value, text);
  return value + "}";
}

std::string number_value(std::int64_t number) { return fmt::format(R"({{"N":"{}"}})", number); }

std::vector<Attribute> key_attributes(const ItemPlace& place) {
  const TableShape& shape = shape_of(place.table);
  return {{shape.hash, string_value(place.hash)},
          {shape.range, shape.numeric ? fmt::format(R"({{"N":"{}"}})", place.range) : string_value(place.range)}};
}

Result<std::vector<Attribute>> item_attributes(const StorageWrite& write, const ItemPlace& place, const std::string& body) {
  std::vector<Attribute> attributes;
  if (write.expires) {
    attributes.push_back({expires_attribute, number_value(std::int64_t{write.expires->time_since_epoch().count()})});
  }
  if (place.table == Table::state) {
    attributes.push_back({body_attribute, string_value(body)});
    return attributes;
  }
  const json::value record = json::parse(body);  // our own text
  for (const auto& [member, value] : record.get_object()) {
    std::string name = attribute_name(shape_of(place.table), std::string_view(member.data(), member.size()));
    if (!name.empty()) attributes.push_back({std::move(name), value_of(value)});
  }
  if (auto added = add_index_keys(attributes, write); !added) return fail(added.error());
  add_derived(attributes, *write.record);
  return attributes;
}

std::vector<std::string> optional_attributes(Table table) {
  std::vector<std::string> names{expires_attribute};
  if (table == Table::activity) names.insert(names.end(), {"timestamp_end", "demand", duration_attribute});
  if (table == Table::metrics) {
    for (const auto& [name, share] : latency_attributes) names.emplace_back(name);
  }
  return names;
}

bool is_never_read(std::string_view attribute) {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all{term_attribute, duration_attribute};
    for (std::size_t i = 0; i < index_count; ++i) all.emplace_back(index_shape(i).hash);
    for (const auto& [name, share] : latency_attributes) all.emplace_back(name);
    return all;
  }();
  return std::find(names.begin(), names.end(), attribute) != names.end();
}

}  // namespace nss
