// The one place that translates libcurl's codes into our kinds of errors.
#pragma once

#include <string_view>

#include "base/result.h"

namespace nss {

// `code` is a CURLcode that is not CURLE_OK; `where` is scheme, host and port; `detail` is libcurl's own sentence.
Error error_of_curl(int code, std::string_view where, std::string_view detail);

// "https://host:port" of a URL: what may be logged of it.
std::string origin_of(std::string_view url);

}  // namespace nss
