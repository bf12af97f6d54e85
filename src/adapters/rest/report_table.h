// A report as a table for spreadsheets: what CSV and workbook have in common (API 7). Pure.
#pragma once

#include <string>
#include <vector>

#include "adapters/rest/report_views.h"
#include "adapters/workbook/workbook.h"
#include "base/date.h"

namespace nss {

using ReportCell = WorkbookCell;

struct ReportColumn {
  std::string heading;
  int decimals = 0;   // of a number
  double width = 12;  // in characters
};

struct ReportTable {
  std::vector<ReportColumn> columns;
  std::vector<std::vector<ReportCell>> rows;
  std::vector<bool> totals;  // whether that row is a sum of others
};

// The rows as in JSON, after each cost centre's namespaces its total, and the last row for everything.
ReportTable report_table(const Report& report, Language language);

// RFC 4180; Spanish: with a byte order mark, semicolons and decimal commas, as Excel in Colombia opens it.
std::string table_csv(const ReportTable& table, Language language);

}  // namespace nss
