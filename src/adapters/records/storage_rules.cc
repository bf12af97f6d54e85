#include "adapters/records/storage_rules.h"

#include <fmt/core.h>

#include <set>

#include "adapters/records/record_codec.h"
#include "adapters/records/utf8.h"

namespace nss {
namespace {

Result<void> not_utf8(const char* what) { return fail(ErrorKind::invalid, "invalid_key", fmt::format("{} is not UTF-8", what)); }

Result<void> check_key(const StorageKey& key) {
  if (key.partition.empty() || key.partition.size() > max_partition_bytes || key.sort.empty() ||
      key.sort.size() > max_sort_bytes) {
    return fail(ErrorKind::invalid, "invalid_key",
                fmt::format("a storage key has 1 to {} bytes of partition and 1 to {} bytes of sort", max_partition_bytes,
                            max_sort_bytes));
  }
  if (!is_valid_utf8(key.partition) || !is_valid_utf8(key.sort)) return not_utf8("a storage key");
  return {};
}

// A key for people: bounded, and nothing that is not printable.
std::string shown(const StorageKey& key) {
  std::string text = (key.partition + "/" + key.sort).substr(0, 200);
  for (char& c : text) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text;
}

// Kept for ever (SPEC 12): links of an audit chain are written once, activity records are never deleted.
Result<void> check_kept(const StorageWrite& write) {
  const bool of_a_chain = write.key.partition.find("#audit#") != std::string::npos;
  if (of_a_chain && (!write.record || write.condition.kind != Precondition::Kind::absent || write.expires)) {
    return fail(ErrorKind::invalid, "audit_immutable",
                fmt::format("{} is a link of an audit chain: written once", shown(write.key)));
  }
  const bool of_the_table = write.key.partition.find("#activity#") != std::string::npos;
  if (of_the_table && (!write.record || write.expires)) {
    return fail(ErrorKind::invalid, "activity_kept", fmt::format("{} is an activity record: never deleted", shown(write.key)));
  }
  return {};
}

}  // namespace

Result<void> check_transaction(const StorageTransaction& transaction) {
  const std::size_t items = transaction.writes.size() + transaction.checks.size();
  if (items == 0) return fail(ErrorKind::invalid, "empty_transaction", "a transaction needs a write or a check");
  if (items > max_transaction_items) {
    return fail(ErrorKind::invalid, "too_many_items",
                fmt::format("a transaction of {} items; at most {}", items, max_transaction_items));
  }
  std::set<StorageKey> seen;
  const auto take = [&seen](const StorageKey& key) -> Result<void> {
    if (auto valid = check_key(key); !valid) return valid;
    if (!seen.insert(key).second) {
      return fail(ErrorKind::invalid, "duplicate_key", fmt::format("{} is twice in one transaction", shown(key)));
    }
    return {};
  };
  for (const StorageWrite& write : transaction.writes) {
    if (auto taken = take(write.key); !taken) return taken;
    if (auto kept = check_kept(write); !kept) return kept;
  }
  for (const StorageCheck& check : transaction.checks) {
    if (auto taken = take(check.key); !taken) return taken;
  }
  return {};
}

Result<void> check_load(const std::vector<StorageKey>& keys) {
  if (keys.size() > max_loaded_keys) {
    return fail(ErrorKind::invalid, "too_many_keys", fmt::format("a load of {} keys; at most {}", keys.size(), max_loaded_keys));
  }
  for (const StorageKey& key : keys) {
    if (auto valid = check_key(key); !valid) return valid;
  }
  return {};
}

Result<void> check_range(const RangeQuery& query) {
  if (query.limit == 0 || query.limit > max_range_items) {
    return fail(ErrorKind::invalid, "invalid_range", fmt::format("a range of {} items; 1 to {}", query.limit, max_range_items));
  }
  if (query.from.size() > max_sort_bytes || query.to.size() > max_sort_bytes) {
    return fail(ErrorKind::invalid, "invalid_key", fmt::format("a bound has at most {} bytes", max_sort_bytes));
  }
  if (!is_valid_utf8(query.from) || !is_valid_utf8(query.to)) return not_utf8("a bound");
  return check_key({query.partition, "any"});
}

Result<std::vector<std::string>> encode_bounded(const StorageTransaction& transaction) {
  std::vector<std::string> bodies;
  std::size_t bytes = 0;
  for (const StorageWrite& write : transaction.writes) {
    bodies.push_back(write.record ? encode(*write.record) : std::string());
    const std::size_t size = bodies.back().size();
    if (size > max_record_bytes) {
      return fail(ErrorKind::invalid, "record_too_large",
                  fmt::format("the record of {} has {} bytes; at most {}", shown(write.key), size, max_record_bytes));
    }
    bytes += size;
  }
  if (bytes > max_transaction_bytes) {
    return fail(ErrorKind::invalid, "transaction_too_large",
                fmt::format("the records of a transaction have {} bytes; at most {}", bytes, max_transaction_bytes));
  }
  return bodies;
}

std::int64_t told_version(const StorageWrite& write) {
  if (!write.record) return 0;
  if (write.condition.kind == Precondition::Kind::absent) return 1;
  return write.condition.kind == Precondition::Kind::version ? write.condition.version + 1 : 0;
}

bool holds(const Precondition& condition, const std::optional<std::int64_t>& version) {
  switch (condition.kind) {
    case Precondition::Kind::none: return true;
    case Precondition::Kind::absent: return !version.has_value();
    case Precondition::Kind::exists: return version.has_value();
    case Precondition::Kind::version: return version == condition.version;
  }
  return false;
}

Error precondition_failed(const StorageKey& key) {
  const std::string name = shown(key);
  return Error{ErrorKind::conflict, "precondition_failed",
               Text{fmt::format("Otra escritura llegó antes ({}).", name), fmt::format("Another write came first ({}).", name)}};
}

Error store_unavailable(const std::string& detail) {
  return Error{ErrorKind::unavailable, "store_unavailable",
               Text{fmt::format("El almacén no se puede usar ahora: {}.", detail),
                    fmt::format("The store cannot be used now: {}.", detail)}};
}

Error store_outcome_unknown(const std::string& detail) {
  return Error{ErrorKind::transient, "store_outcome_unknown",
               Text{fmt::format("No se sabe si el almacén guardó el cambio: {}.", detail),
                    fmt::format("It is not known whether the store kept the change: {}.", detail)}};
}

}  // namespace nss
