#include "adapters/rest/report_table.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace nss {
namespace {

class TableMaker {
 public:
  TableMaker(const Report& report, Language language) : report_(report), language_(language) {}

  ReportTable table() {
    const bool by_day = report_.by == UsageBy::day;
    if (by_day) {
      column("fecha", "date", 12);
    } else {
      column(report_.weekly ? "semana_desde" : "desde", report_.weekly ? "week_start" : "start_date", 12);
      column(report_.weekly ? "semana_hasta" : "hasta", report_.weekly ? "week_end" : "end_date", 12);
      column("centro_de_costo", "cost_center", 18);
      column("nombre_centro_de_costo", "cost_center_name", 28);
      if (by_namespace()) column("namespace", "namespace", 32);
    }
    measure_columns();
    for (auto first = report_.rows.begin(); first != report_.rows.end();) first = add_group(first);
    begin_row(true);
    if (by_day) {
      empty();
    } else {
      range();
      empty();
      empty();
      if (by_namespace()) empty();
    }
    measures(report_.total);
    return std::move(table_);
  }

 private:
  bool by_namespace() const { return report_.by == UsageBy::payer_and_namespace; }

  void column(const char* es, const char* en, double width, int decimals = 0) {
    table_.columns.push_back({language_ == Language::es ? es : en, decimals, width});
  }

  void measure_columns() {
    column("horas_programadas", "scheduled_hours", 18, 4);
    column("horas_reales", "actual_hours", 14, 4);
    column("eficiencia", "efficiency", 12, 1);
    column("horas_no_laborales", "non_business_hours", 20, 4);
    column("horas_evitadas", "avoided_hours", 16, 4);
    if (!report_.prices.any()) return;
    column("ahorro", "savings_amount", 16, 4);
    column("moneda", "currency", 10);
  }

  std::vector<ReportRow>::const_iterator add_group(std::vector<ReportRow>::const_iterator first) {
    if (!by_namespace()) {
      add_row(*first);
      return first + 1;
    }
    const auto last = end_of_center(report_.rows, first);
    const ReportRow& head = *first;
    Measures total;
    for (; first != last; ++first) {
      add_row(*first);
      total += first->measures;
    }
    begin_row(true);
    range();
    cell(head.cost_center);
    cell(head.cost_center_name);
    empty();
    measures(total);
    return last;
  }

  void add_row(const ReportRow& row) {
    begin_row(false);
    if (report_.by == UsageBy::day) {
      cell(Date(row.date));
    } else {
      range();
      cell(row.cost_center);
      cell(row.cost_center_name);
      if (by_namespace()) cell(row.ns);
    }
    measures(row.measures);
  }

  void begin_row(bool total) {
    table_.rows.emplace_back();
    table_.totals.push_back(total);
  }

  void range() {
    cell(Date(report_.first));
    cell(Date(report_.last));
  }

  void measures(const Measures& measures) {
    const Usage& usage = measures.usage;
    cell(hours_of(usage.scheduled));
    cell(hours_of(usage.actual));
    const auto permille = efficiency_permille(usage);
    permille ? cell(static_cast<double>(*permille) / 10) : empty();
    cell(hours_of(usage.non_business));
    cell(hours_of(usage.avoided));
    if (!report_.prices.any()) return;
    measures.savings ? cell(static_cast<double>(measures.savings->amount) / 10'000) : empty();
    cell(report_.prices.currency);
  }

  // Made where they lie: GCC 12 takes the move of a variant for the use of a string that is not there.
  template <typename Value>
  void cell(const Value& value) {
    table_.rows.back().emplace_back(std::in_place_type<Value>, value);
  }
  void empty() { table_.rows.back().emplace_back(); }

  const Report& report_;
  Language language_;
  ReportTable table_;
};

// ---- CSV ----

class Csv {
 public:
  explicit Csv(Language language) : spanish_(language == Language::es) {
    if (spanish_) text_ = "\xEF\xBB\xBF";
  }

  void cell(std::string_view text) {
    separate();
    // What a spreadsheet would take for a formula gets a sign before it (OWASP, CSV injection).
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    const std::string whole = (formula ? "'" : "") + std::string(text);
    if (whole.find_first_of(",;\"\r\n") == std::string::npos) {
      text_ += whole;
      return;
    }
    text_ += '"';
    for (const char c : whole) text_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    text_ += '"';
  }

  void cell(const ReportCell& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return cell(std::string_view(*text));
    if (const auto* day = std::get_if<Date>(&value)) return cell(std::string_view(to_text(*day)));
    separate();
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr) return;
    std::string digits = fmt::format("{}", *number);
    if (spanish_) std::replace(digits.begin(), digits.end(), '.', ',');
    text_ += digits;
  }

  void end_row() {
    text_ += "\r\n";
    begun_ = false;
  }

  std::string take() { return std::move(text_); }

 private:
  void separate() {
    if (begun_) text_ += spanish_ ? ';' : ',';
    begun_ = true;
  }

  bool spanish_;
  bool begun_ = false;
  std::string text_;
};

}  // namespace

ReportTable report_table(const Report& report, Language language) { return TableMaker(report, language).table(); }

std::string table_csv(const ReportTable& table, Language language) {
  Csv csv(language);
  for (const ReportColumn& column : table.columns) csv.cell(std::string_view(column.heading));
  csv.end_row();
  for (const auto& row : table.rows) {
    for (const ReportCell& cell : row) csv.cell(cell);
    csv.end_row();
  }
  return csv.take();
}

}  // namespace nss
