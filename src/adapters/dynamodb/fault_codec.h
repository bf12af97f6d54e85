// Why a call to DynamoDB did not do what was asked, and what follows from it: the table of docs/dynamodb.md in code. Pure
// functions, any thread.
// Source: Amazon DynamoDB Developer Guide, "Error handling"; API Reference of TransactWriteItems.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "adapters/http_client/http_request.h"
#include "base/result.h"

namespace nss {

enum class FaultClass : std::uint8_t {
  throttled,    // too much at once: wait longer
  transient,    // the service's fault or the network's: wait a little
  conflict,     // another transaction works on the same items
  in_progress,  // our own transaction, whose answer was lost, still runs
  condition,    // a precondition did not hold: an answer, never asked again
  mismatch,     // the same token with another body: a bug of ours
  permanent,    // will be the same tomorrow
  clock,        // our time is wrong: corrected from their Date, asked once more
  credentials   // refused: refreshed, asked once more
};
const char* to_string(FaultClass value);  // the label of the metric

struct DynamoFault {
  FaultClass kind = FaultClass::transient;
  std::string name;                  // what AWS calls it, or our own code: "ThrottlingException", "timeout"
  std::string message;               // for operators
  std::vector<std::string> reasons;  // of a cancelled transaction, one for each action: "None", "ConditionalCheckFailed"
  bool may_have_happened = false;    // a write may be there although this is a fault
  std::optional<std::chrono::milliseconds> retry_after = std::nullopt;  // the service asks for that much
};

DynamoFault fault_of(const ClientResponse& response);  // of a status other than 200
DynamoFault fault_of(const Error& transport);          // of the HTTP client (curl_loop.h)

// The body is not what was sent: x-amz-crc32 says another sum. True as well when that header is missing.
bool intact(const ClientResponse& response);

}  // namespace nss
