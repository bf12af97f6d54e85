#include "adapters/dynamodb/fault_codec.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "adapters/aws/service_clock.h"
#include "base/gzip.h"
#include "base/whole_number.h"

namespace nss {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_message = 300;
constexpr std::chrono::milliseconds longest_wait{5'000};  // that a service may ask for

struct NamedFault {
  std::string_view name;
  FaultClass kind;
};
constexpr NamedFault named_faults[] = {
    {"ProvisionedThroughputExceededException", FaultClass::throttled},
    {"ProvisionedThroughputExceeded", FaultClass::throttled},
    {"ThrottlingException", FaultClass::throttled},
    {"Throttling", FaultClass::throttled},
    {"RequestLimitExceeded", FaultClass::throttled},
    {"LimitExceededException", FaultClass::throttled},
    {"TooManyRequestsException", FaultClass::throttled},
    {"InternalServerError", FaultClass::transient},
    {"InternalFailure", FaultClass::transient},
    {"ServiceUnavailable", FaultClass::transient},
    {"TransactionConflictException", FaultClass::conflict},
    {"ReplicatedWriteConflictException", FaultClass::conflict},
    {"TransactionInProgressException", FaultClass::in_progress},
    {"ConditionalCheckFailedException", FaultClass::condition},
    {"IdempotentParameterMismatchException", FaultClass::mismatch},
    {"InvalidSignatureException", FaultClass::credentials},  // when it does not speak of time
    {"UnrecognizedClientException", FaultClass::credentials},
    {"ExpiredTokenException", FaultClass::credentials},
    {"ExpiredToken", FaultClass::credentials},
    {"InvalidClientTokenId", FaultClass::credentials},
};

std::string member_text(const json::object& object, const char* name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

std::optional<json::object> body_object(const std::string& body) {
  json::error_code ec;
  json::value value = json::parse(json::string_view(body.data(), body.size()), ec);
  if (ec || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

std::vector<std::string> reasons_of(const json::object& object) {
  std::vector<std::string> reasons;
  const json::value* list = object.if_contains("CancellationReasons");
  if (list == nullptr || !list->is_array()) return reasons;
  for (const json::value& reason : list->get_array()) {
    reasons.push_back(reason.is_object() ? member_text(reason.get_object(), "Code") : std::string());
  }
  return reasons;
}

// One failed condition decides; else the transaction was only in somebody's way.
FaultClass class_of_cancelled(const std::vector<std::string>& reasons) {
  const auto has = [&](std::string_view name) { return std::find(reasons.begin(), reasons.end(), name) != reasons.end(); };
  if (has("ConditionalCheckFailed")) return FaultClass::condition;
  if (has("TransactionConflict")) return FaultClass::conflict;
  if (has("ThrottlingError") || has("ProvisionedThroughputExceeded")) return FaultClass::throttled;
  return FaultClass::permanent;  // ValidationError, ItemCollectionSizeLimitExceeded
}

FaultClass class_of(const std::string& name, const std::string& message, int status) {
  if (speaks_of_time(name, message)) return FaultClass::clock;
  const auto found =
      std::find_if(std::begin(named_faults), std::end(named_faults), [&](const NamedFault& fault) { return fault.name == name; });
  if (found == std::end(named_faults)) return status >= 500 ? FaultClass::transient : FaultClass::permanent;
  return found->kind;
}

std::optional<std::chrono::milliseconds> wait_of(const ClientResponse& response) {
  const auto text = response.header("x-amz-retry-after");
  const auto milliseconds = text ? whole_number<std::uint32_t>(*text) : std::nullopt;
  if (!milliseconds) return std::nullopt;
  return std::min(std::chrono::milliseconds(*milliseconds), longest_wait);
}

}  // namespace

const char* to_string(FaultClass value) {
  switch (value) {
    case FaultClass::throttled: return "throttled";
    case FaultClass::transient: return "transient";
    case FaultClass::conflict: return "conflict";
    case FaultClass::in_progress: return "in_progress";
    case FaultClass::condition: return "condition";
    case FaultClass::mismatch: return "mismatch";
    case FaultClass::permanent: return "permanent";
    case FaultClass::clock: return "clock";
    case FaultClass::credentials: return "credentials";
  }
  return "?";
}

DynamoFault fault_of(const ClientResponse& response) {
  DynamoFault fault;
  fault.retry_after = wait_of(response);
  const auto object = body_object(response.body);
  if (!object) {
    // A proxy's page or nothing at all: only the status tells.
    fault.kind = response.status >= 500 || response.status == 429 ? FaultClass::transient : FaultClass::permanent;
    fault.name = fmt::format("HTTP {}", response.status);
    fault.message = fault.name;
    fault.may_have_happened = response.status >= 500;
    return fault;
  }
  const std::string type = member_text(*object, "__type");
  fault.name = type.substr(type.rfind('#') + 1);  // npos + 1 is 0
  fault.message = member_text(*object, "message");
  if (fault.message.empty()) fault.message = member_text(*object, "Message");
  fault.message = fmt::format("{}: {}", fault.name, fault.message.substr(0, longest_message));
  if (fault.name == "TransactionCanceledException") {
    fault.reasons = reasons_of(*object);
    fault.kind = class_of_cancelled(fault.reasons);
  } else {
    fault.kind = class_of(fault.name, fault.message, response.status);
  }
  fault.may_have_happened = fault.kind == FaultClass::transient || fault.kind == FaultClass::in_progress;
  return fault;
}

DynamoFault fault_of(const Error& transport) {
  DynamoFault fault;
  fault.name = transport.code;
  fault.message = transport.message.en;
  const bool ends = transport.kind == ErrorKind::invalid || transport.code == "stopping";
  fault.kind = ends ? FaultClass::permanent : FaultClass::transient;
  fault.may_have_happened = transport.kind == ErrorKind::transient;
  return fault;
}

bool intact(const ClientResponse& response) {
  const auto text = response.header("x-amz-crc32");
  if (!text) return true;
  const auto sum = whole_number<std::uint32_t>(*text);
  return sum && *sum == crc32(response.body);
}

}  // namespace nss
