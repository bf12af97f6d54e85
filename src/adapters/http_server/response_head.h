// The status line and header section of an answer, as bytes. Pure.
#pragma once

#include <optional>
#include <string>

#include "adapters/http_server/http_message.h"
#include "base/time.h"

namespace nss {

struct ResponseFraming {
  bool close = false;           // announces that the connection ends after this answer
  std::optional<Seconds> date;  // empty: no Date header
};

// Content-Length is that of content(), also for HEAD; 204 and 304 have none, and a stream is chunked instead. Control characters in header values become
// spaces, so that no value can begin another header.
std::string format_response_head(const HttpResponse& response, const ResponseFraming& framing);

// Whether an answer with this status to this method carries its content.
bool has_content(int status, std::string_view method);

}  // namespace nss
