// Civil dates as the path and the query have them (API.md 1.3). Pure.
#pragma once

#include <string>

#include "base/date.h"
#include "base/result.h"

namespace nss {

// Errors: malformed_request for what has not the form of a date, invalid_date for a day that does not exist.
Result<Date> read_date(const std::string& text);

}  // namespace nss
