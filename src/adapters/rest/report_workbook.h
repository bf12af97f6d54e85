// A report as a workbook (API 7): the table first, then a sheet for each cost centre, last the summary with its chart. Pure.
#pragma once

#include <string>

#include "adapters/rest/report_views.h"
#include "base/result.h"

namespace nss {

inline constexpr const char* workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// `now`: the document's time of creation.
Result<std::string> report_workbook(const Report& report, Language language, Seconds now);

}  // namespace nss
