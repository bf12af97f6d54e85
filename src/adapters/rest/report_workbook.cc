#include "adapters/rest/report_workbook.h"

#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/report_table.h"
#include "adapters/workbook/workbook.h"

namespace nss {
namespace {

std::string pick_word(Language language, const char* es, const char* en) { return language == Language::es ? es : en; }

std::string number_format(int decimals) {
  return decimals == 0 ? std::string() : "#,##0." + std::string(static_cast<std::size_t>(decimals), '0');
}

WorkbookSheet sheet_of(std::string name, ReportTable table) {
  WorkbookSheet sheet;
  sheet.name = std::move(name);
  for (ReportColumn& column : table.columns)
    sheet.columns.push_back({std::move(column.heading), column.width, number_format(column.decimals)});
  for (std::size_t i = 0; i < table.totals.size(); ++i)
    if (table.totals[i]) sheet.total_rows.insert(i);
  sheet.rows = std::move(table.rows);
  return sheet;
}

// The rows of one cost centre alone, with its total.
Report only(const Report& report, std::vector<ReportRow>::const_iterator first, std::vector<ReportRow>::const_iterator last) {
  Report part{report.by,       report.weekly, report.first,  report.last, report.span, report.cluster_name,
              report.timezone, report.prices, {first, last}, 0,           {}};
  if (report.prices.any()) part.total.savings.emplace();
  for (const ReportRow& row : part.rows) part.total += row.measures;
  part.namespaces = part.rows.size();
  return part;
}

// A row a cost centre: the rows of its namespaces added up.
Report by_cost_center(const Report& report) {
  Report summary = report;
  summary.by = UsageBy::payer;
  summary.rows.clear();
  for (auto first = report.rows.begin(); first != report.rows.end();) {
    const auto last = end_of_center(report.rows, first);
    ReportRow row = *first;
    row.namespaces = static_cast<std::size_t>(last - first);
    while (++first != last) row.measures += first->measures;
    summary.rows.push_back(std::move(row));
  }
  return summary;
}

// Scheduled against actual hours, a group for each row but the total.
WorkbookChart chart_of(const Report& report, const ReportTable& table, Language language) {
  const bool by_day = report.by == UsageBy::day;
  const auto scheduled = std::find_if(table.columns.begin(), table.columns.end(), [&](const ReportColumn& column) {
    return column.heading == pick_word(language, "horas_programadas", "scheduled_hours");
  });
  const auto index = static_cast<std::size_t>(scheduled - table.columns.begin());
  WorkbookChart chart;
  chart.title = pick_word(language, "Horas programadas y reales", "Scheduled and actual hours");
  chart.names = by_day ? 0 : 3;  // the cost centre's name
  chart.series = {index, index + 1};
  chart.end_row = table.rows.size() - 1;
  return chart;
}

WorkbookSheet summary_of(const Report& report, Language language) {
  ReportTable table = report_table(report, language);
  const WorkbookChart chart = chart_of(report, table, language);
  const bool rows = chart.end_row > 0;
  WorkbookSheet sheet = sheet_of(pick_word(language, "Resumen", "Summary"), std::move(table));
  if (rows) sheet.chart = chart;
  return sheet;
}

}  // namespace

Result<std::string> report_workbook(const Report& report, Language language, Seconds now) {
  Workbook workbook;
  workbook.title = fmt::format("{} {}", report.cluster_name, to_text(Date(report.first)));
  workbook.author = "Namespace Scheduler";
  workbook.created = now;
  if (report.by == UsageBy::payer || report.by == UsageBy::day) {
    workbook.sheets.push_back(summary_of(report, language));
    return write_workbook(workbook);
  }
  workbook.sheets.push_back(sheet_of(pick_word(language, "Informe", "Report"), report_table(report, language)));
  for (auto first = report.rows.begin(); first != report.rows.end();) {
    const auto last = end_of_center(report.rows, first);
    workbook.sheets.push_back(sheet_of(first->cost_center, report_table(only(report, first, last), language)));
    first = last;
  }
  workbook.sheets.push_back(summary_of(by_cost_center(report), language));
  return write_workbook(workbook);
}

}  // namespace nss
