// What every storage refuses before it touches anything, and when a precondition holds: told once, so that the memory and
// the SQLite storage (later DynamoDB, whose limits these are) cannot differ. Pure functions, any thread.
// Refusals are of kind invalid, with the codes empty_transaction, too_many_items, duplicate_key, invalid_key,
// record_too_large, transaction_too_large, too_many_keys, invalid_range, audit_immutable, activity_kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ports/storage.h"

namespace nss {

inline constexpr std::size_t max_partition_bytes = 2048;
inline constexpr std::size_t max_sort_bytes = 1024;
inline constexpr std::size_t max_loaded_keys = 100;
inline constexpr std::size_t max_range_items = 1000;
inline constexpr std::size_t max_expired_at_once = 1000;

Result<void> check_transaction(const StorageTransaction& transaction);
Result<void> check_load(const std::vector<StorageKey>& keys);
Result<void> check_range(const RangeQuery& query);

// The records of the writes as text, if they are small enough to be stored; of a delete the empty text.
Result<std::vector<std::string>> encode_bounded(const StorageTransaction& transaction);

// What the receipt tells of a write whose condition held (CommitReceipt): the version after the one that the writer said was
// there; 0 when he said none, and of a delete.
std::int64_t told_version(const StorageWrite& write);

// `version`: of the item that is there, empty when there is none.
bool holds(const Precondition& condition, const std::optional<std::int64_t>& version);

// The three answers that all storages share.
Error precondition_failed(const StorageKey& key);
Error store_unavailable(const std::string& detail);
Error store_outcome_unknown(const std::string& detail);

}  // namespace nss
