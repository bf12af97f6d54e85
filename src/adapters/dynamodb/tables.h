// Where each record of the port lies in the four tables (docs/dynamodb.md), and how their keys look. Pure functions, any
// thread. Three tables have the seeds' names and hold one family of records each, member by member, so that other tools can
// read them; everything else lies in the state table as text.
// The indexes of the activity table have the seeds' names and keys of our own: a hash that begins with the cluster, and a
// range that orders one second's records by namespace (the seeds' number cannot: at 20:00 all of them have the same one).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ports/storage.h"

namespace nss {

struct TableNames {
  std::string activity = "namespace_activity_logs";
  std::string permissions = "cost_center_permissions";
  std::string metrics = "system_metrics";
  std::string state = "scheduler_state";
};

enum class Table : std::uint8_t { activity, permissions, metrics, state };
inline constexpr Table all_tables[] = {Table::activity, Table::permissions, Table::metrics, Table::state};

struct TableShape {
  Table table;
  const char* hash;   // attribute, a string
  const char* range;  // attribute
  bool numeric;       // the range is a number: seconds since 1970
  bool expires;       // time to live on `expires_at`
};
const TableShape& shape_of(Table table);
const std::string& name_of(const TableNames& names, Table table);

inline constexpr const char* version_attribute = "version";
inline constexpr const char* term_attribute = "term";  // of the lease, once replicas elect one of them
inline constexpr const char* expires_attribute = "expires_at";
inline constexpr const char* index_range = "index_time";  // of all four: StorageKeys::instant, '#', namespace

struct IndexShape {
  const char* name;
  const char* hash;  // attribute; its value is the port's partition of that index
};
inline constexpr std::size_t index_count = 4;
// In the order of StorageKeys::index_keys.
const IndexShape& index_shape(std::size_t number);

// A key of the port as a key of a table. `range` of a numeric one is a decimal number.
struct ItemPlace {
  Table table = Table::state;
  std::string hash;
  std::string range;
};
// Nothing: a sort key that is no time, in a table whose range is one.
std::optional<ItemPlace> place_of(const StorageKey& key);
StorageKey key_of(Table table, std::string_view hash, std::string_view range);

// A range of the port as a query of a table. Both bounds belong to it; `except` is the one sort key that the port leaves out.
struct QueryPlan {
  Table table = Table::state;
  const IndexShape* index = nullptr;
  const char* hash_attribute = "";
  const char* range_attribute = "";
  bool numeric = false;
  std::string hash;
  std::string first;   // empty: from the beginning
  std::string last;    // empty: to the end
  std::string except;  // empty: nothing
};
// Nothing: no key can be in that range.
std::optional<QueryPlan> plan_query(const RangeQuery& query);

}  // namespace nss
