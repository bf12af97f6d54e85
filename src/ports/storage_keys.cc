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

std::string StorageKeys::position(const OperationRecord& operation) {
  return fmt::format("{}#{:012d}#{}", instant(operation.requested_at), operation.number, operation.id);
}

}  // namespace nss
