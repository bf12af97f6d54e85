// A workbook for a spreadsheet program (.xlsx) out of tables: sheets of typed cells and, beside a table, a bar chart. Knows
// nothing of what the tables say. The same workbook gives the same bytes.
//
// Thread-safe; one workbook is written at a time in the process (libxlsxwriter asks the C library for civil times, whose
// answer all threads share). Time and memory grow with the number of cells: 60,000 take 0.1 s and 10 MB. The library's mode
// of constant memory is not used: it would leave the chart's values out, which previews show without computing anything.
// The finished file is only in memory; the library keeps each sheet's XML for a moment in a file of the system's temporary
// folder that has no name any more.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "base/time.h"

namespace nss {

// Empty, text, number, day. Text is text whatever it begins with, never a formula or a link; what is no UTF-8 or no character
// of XML in it becomes U+FFFD, and what a cell cannot hold (more than 32,767 UTF-16 units) is cut, with an ellipsis. A number
// that is none (NaN, infinite) is an empty cell. A day is a date of the spreadsheet, shown as yyyy-mm-dd; one outside 1900 to
// 9999, which spreadsheets do not know, is text.
using WorkbookCell = std::variant<std::monostate, std::string, double, Date>;

struct WorkbookColumn {
  std::string heading;
  double width = 12;               // in characters of the sheet's font
  std::string number_format = {};  // of its numbers, "#,##0.00"; empty: general
};

// Clustered bars, one group for each of the rows [first_row, end_row), from top to bottom as in the table. Columns by index:
// the groups' names are text, the series are numbers and are called as their headings.
struct WorkbookChart {
  std::string title;
  std::size_t names = 0;
  std::vector<std::size_t> series;
  std::size_t first_row = 0;  // of WorkbookSheet::rows
  std::size_t end_row = 0;
};

struct WorkbookSheet {
  std::string name;  // made legal and unique: sheet_names.h
  std::vector<WorkbookColumn> columns;
  std::vector<std::vector<WorkbookCell>> rows;  // each at most as long as `columns`
  std::set<std::size_t> total_rows = {};        // in bold
  std::optional<WorkbookChart> chart = {};      // right of the table
};

struct Workbook {
  std::vector<WorkbookSheet> sheets;
  std::string title;
  std::string author;
  Seconds created{};
};

// The bytes of the .xlsx. Each sheet has its headings in bold, in a row that stays in sight and is repeated on every printed
// page, a filter over the table, and prints in landscape, one page wide.
// Errors: invalid_range when a sheet has more rows than spreadsheets know (1,048,575); internal when the system gives no
// memory or no temporary file.
Result<std::string> write_workbook(const Workbook& workbook);

}  // namespace nss
