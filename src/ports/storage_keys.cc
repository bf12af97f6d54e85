#include "ports/storage_keys.h"

#include <fmt/core.h>

namespace nss {

std::string StorageKeys::instant(Seconds at) { return fmt::format("{:012d}", at.time_since_epoch().count()); }

StorageKey StorageKeys::intent(const std::string& id, std::uint32_t index) const {
  return {cluster_ + "#operation#" + id, fmt::format("intent#{:05d}", index)};
}

StorageKey StorageKeys::outcome(const std::string& id, std::uint32_t index) const {
  return {cluster_ + "#operation#" + id, fmt::format("outcome#{:05d}", index)};
}

StorageKey StorageKeys::audit(const std::string& ns, std::int64_t seq) const { return {audits(ns), fmt::format("{:012d}", seq)}; }

std::string StorageKeys::activities_of_type(OperationType type) const {
  return cluster_ + "#activities#operation_type#" + to_string(type);
}

std::vector<StorageKey> StorageKeys::index_keys(const StorageKey& key, const Record& record) {
  const auto* activity = std::get_if<ActivityRecord>(&record);
  if (activity == nullptr) return {};
  const std::string family = "#activity#" + activity->ns;
  if (!key.partition.ends_with(family)) return {};
  const StorageKeys keys(key.partition.substr(0, key.partition.size() - family.size()));
  const std::string sort = key.sort + "#" + activity->ns;
  return {{keys.activities_of_cluster(), sort},
          {keys.activities_of_cost_center(activity->cost_center), sort},
          {keys.activities_of_type(activity->type), sort},
          {keys.activities_of_requester(activity->requested_by), sort}};
}

std::string StorageKeys::position(const OperationRecord& operation) {
  return fmt::format("{}#{:012d}#{}", instant(operation.requested_at), operation.number, operation.id);
}

}  // namespace nss
