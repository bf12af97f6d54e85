// The one function that turns an answer of the API server into a kind of error.
#pragma once

#include <string_view>

#include "adapters/http_client/http_request.h"
#include "base/result.h"

namespace nss {

// `what` was asked, for people: "PATCH Deployment shop/web". Not for 2xx answers.
Error error_of_answer(const ClientResponse& response, std::string_view what);

// The same for the Status inside an ERROR line of a watch.
struct ApiStatus {
  int code = 0;
  std::string reason;
  std::string message;
  std::optional<std::chrono::seconds> retry_after;
};
Error error_of_status(const ApiStatus& status, std::string_view what);

}  // namespace nss
