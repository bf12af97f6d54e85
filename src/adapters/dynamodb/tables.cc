#include "adapters/dynamodb/tables.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "ports/storage_keys.h"

namespace nss {
namespace {

constexpr TableShape shapes[] = {{Table::activity, "namespace_name", "timestamp_start", true, false},
                                 {Table::permissions, "cluster_name", "cost_center", false, false},
                                 {Table::metrics, "cluster_name", "timestamp", true, true},
                                 {Table::state, "pk", "sk", false, true}};

constexpr IndexShape indexes[index_count] = {{"cluster-timestamp-index", "index_cluster"},
                                             {"cost-center-timestamp-index", "index_cost_center"},
                                             {"operation-type-timestamp-index", "index_operation_type"},
                                             {"requested-by-timestamp-index", "index_requested_by"}};
// What follows the cluster in the port's partition of each index.
constexpr std::string_view index_families[index_count] = {"#activities", "#activities#cost_center#",
                                                          "#activities#operation_type#", "#activities#requested_by#"};

constexpr std::string_view activity_family = "#activity#";
constexpr std::string_view permission_family = "#permission";
constexpr std::string_view metrics_family = "#metrics";
constexpr std::size_t instant_digits = 12;
constexpr std::int64_t instants = 1'000'000'000'000;  // of so many digits

bool is_instant(std::string_view sort) {
  return sort.size() == instant_digits && std::all_of(sort.begin(), sort.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string number_of(std::string_view instant) {
  const auto digit = instant.find_first_not_of('0');
  return digit == std::string_view::npos ? "0" : std::string(instant.substr(digit));
}

std::string instant_of(std::string_view number) {
  std::string text(instant_digits - std::min(number.size(), instant_digits), '0');
  return text.append(number);
}

std::string text_of(std::int64_t second) { return StorageKeys::instant(Seconds(std::chrono::seconds(second))); }

// The first second whose text is not below `bound`, which may be any text.
std::int64_t first_not_below(const std::string& bound) {
  std::int64_t low = 0;
  std::int64_t high = instants;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (text_of(middle) < bound) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The partition of a family: its table, and the value of the hash attribute.
std::optional<ItemPlace> place_of_partition(const std::string& partition) {
  const auto hash = partition.find('#');
  if (hash == std::string::npos || hash == 0) return std::nullopt;
  const std::string cluster = partition.substr(0, hash);
  const std::string_view family = std::string_view(partition).substr(hash);
  if (family.starts_with(activity_family) && family.size() > activity_family.size()) {
    return ItemPlace{Table::activity, cluster + "#" + std::string(family.substr(activity_family.size())), {}};
  }
  if (family == permission_family) return ItemPlace{Table::permissions, cluster, {}};
  if (family == metrics_family) return ItemPlace{Table::metrics, cluster, {}};
  return std::nullopt;
}

const IndexShape* index_of(const std::string& partition) {
  const auto hash = partition.find('#');
  if (hash == std::string::npos) return nullptr;
  const std::string_view family = std::string_view(partition).substr(hash);
  if (family == index_families[0]) return &indexes[0];
  for (std::size_t i = 1; i < index_count; ++i) {
    if (family.starts_with(index_families[i])) return &indexes[i];
  }
  return nullptr;
}

std::optional<QueryPlan> text_bounds(QueryPlan plan, const RangeQuery& query) {
  if (!query.to.empty() && query.to <= query.from) return std::nullopt;
  plan.first = query.from;
  plan.last = query.to;
  plan.except = query.to;
  return plan;
}

std::optional<QueryPlan> number_bounds(QueryPlan plan, const RangeQuery& query) {
  const std::int64_t first = first_not_below(query.from);
  const std::int64_t end = query.to.empty() ? instants : first_not_below(query.to);
  if (first >= end) return std::nullopt;
  plan.first = std::to_string(first);
  plan.last = std::to_string(end - 1);
  return plan;
}

}  // namespace

const TableShape& shape_of(Table table) { return shapes[static_cast<std::size_t>(table)]; }

const std::string& name_of(const TableNames& names, Table table) {
  switch (table) {
    case Table::activity: return names.activity;
    case Table::permissions: return names.permissions;
    case Table::metrics: return names.metrics;
    case Table::state: return names.state;
  }
  NSS_CHECK(false);
}

const IndexShape& index_shape(std::size_t number) {
  NSS_CHECK(number < index_count);
  return indexes[number];
}

std::optional<ItemPlace> place_of(const StorageKey& key) {
  auto place = place_of_partition(key.partition);
  if (!place) return ItemPlace{Table::state, key.partition, key.sort};
  const bool numeric = shape_of(place->table).numeric;
  if (numeric && !is_instant(key.sort)) return std::nullopt;
  place->range = numeric ? number_of(key.sort) : key.sort;
  return place;
}

StorageKey key_of(Table table, std::string_view hash, std::string_view range) {
  const auto in_family = [](std::string_view cluster, std::string_view family, std::string_view of = {}) {
    return std::string(cluster).append(family).append(of);
  };
  switch (table) {
    case Table::activity: {
      const auto end = std::min(hash.find('#'), hash.size());
      return {in_family(hash.substr(0, end), activity_family, hash.substr(std::min(end + 1, hash.size()))), instant_of(range)};
    }
    case Table::permissions: return {in_family(hash, permission_family), std::string(range)};
    case Table::metrics: return {in_family(hash, metrics_family), instant_of(range)};
    case Table::state: break;
  }
  return {std::string(hash), std::string(range)};
}

std::optional<QueryPlan> plan_query(const RangeQuery& query) {
  QueryPlan plan;
  if (query.index) {
    plan.index = index_of(query.partition);
    if (plan.index == nullptr) return std::nullopt;
    plan.table = Table::activity;
    plan.hash_attribute = plan.index->hash;
    plan.range_attribute = index_range;
    plan.hash = query.partition;
    return text_bounds(std::move(plan), query);
  }
  const auto place = place_of_partition(query.partition);
  plan.table = place ? place->table : Table::state;
  plan.hash = place ? place->hash : query.partition;
  const TableShape& shape = shape_of(plan.table);
  plan.hash_attribute = shape.hash;
  plan.range_attribute = shape.range;
  plan.numeric = shape.numeric;
  return plan.numeric ? number_bounds(std::move(plan), query) : text_bounds(std::move(plan), query);
}

}  // namespace nss
