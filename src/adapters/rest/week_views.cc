#include "adapters/rest/week_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "base/date.h"

namespace nss {
namespace {

constexpr std::array day_names{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

std::string day_text(std::chrono::sys_days day) { return to_text(Date(day)); }

std::string last_day(const HourGrid& grid) { return day_text(grid.date(grid.days() - 1)); }

struct Shown {
  const NamespaceInput* input = nullptr;
  std::vector<TimeEntry> entries;
};

void write_slot(JsonWriter& json, const Shown& shown, const Slot& slot) {
  const TimeEntry& entry = shown.entries[slot.entry];
  json.begin_object()
      .member("namespaceId", shown.input->name)
      .member("namespaceName", shown.input->display_name)
      .member("costCenter", entry.payer)
      .member("isActive", true)
      .member("scheduleType", to_string(entry.type))
      .member("duration", minutes_of(slot.on))
      .text_or_null("sourceId", entry.source)
      .end_object();
}

void write_week_holidays(JsonWriter& json, const WeekInputs& data) {
  json.key("holidays").begin_array();
  for (const Holiday& day : data.holidays) {
    json.begin_object()
        .member("date", to_text(day.date))
        .member("name", day.name)
        .member("isNational", day.type == HolidayType::national)
        .end_object();
  }
  json.end_array();
}

void write_row(JsonWriter& json, const ReportRow& row) {
  const auto permille = efficiency_permille(row.usage);
  json.begin_object()
      .member("namespaceId", row.ns)
      .member("namespaceName", row.display_name)
      .member("scheduledHours", hours_of(row.usage.scheduled))
      .member("actualHours", hours_of(row.usage.actual))
      .member("efficiency", permille ? std::optional(static_cast<double>(*permille) / 10) : std::nullopt)
      .member("nonBusinessHours", hours_of(row.usage.non_business))
      .member("avoidedHours", hours_of(row.usage.avoided))
      .key("savings")
      .null()
      .end_object();
}

std::string name_of(const WeekInputs& data, const std::string& cost_center) {
  const auto found = data.cost_center_names.find(cost_center);
  return found == data.cost_center_names.end() || found->second.empty() ? cost_center : found->second;
}

// The end of the rows of the same cost centre as *first.
auto end_of_center(const std::vector<ReportRow>& rows, std::vector<ReportRow>::const_iterator first) {
  return std::find_if(first, rows.end(), [first](const ReportRow& row) { return row.cost_center != first->cost_center; });
}

// ---- CSV ----

class Csv {
 public:
  explicit Csv(Language language) : spanish_(language == Language::es) {
    if (spanish_) text_ = "\xEF\xBB\xBF";
  }

  Csv& cell(std::string_view text) {
    separate();
    // What a spreadsheet would take for a formula gets a sign before it (OWASP, CSV injection).
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    std::string whole = (formula ? "'" : "") + std::string(text);
    if (whole.find_first_of(",;\"\r\n") == std::string::npos) {
      text_ += whole;
      return *this;
    }
    text_ += '"';
    for (const char c : whole) text_ += c == '"' ? std::string("\"\"") : std::string(1, c);
    text_ += '"';
    return *this;
  }

  Csv& cell(double number) {
    separate();
    std::string digits = fmt::format("{}", number);
    if (spanish_) std::replace(digits.begin(), digits.end(), '.', ',');
    text_ += digits;
    return *this;
  }

  Csv& empty() {
    separate();
    return *this;
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

void add_usage(Csv& csv, const Usage& usage) {
  csv.cell(hours_of(usage.scheduled)).cell(hours_of(usage.actual));
  if (const auto permille = efficiency_permille(usage)) {
    csv.cell(static_cast<double>(*permille) / 10);
  } else {
    csv.empty();
  }
  csv.cell(hours_of(usage.non_business)).cell(hours_of(usage.avoided)).end_row();
}

}  // namespace

double minutes_of(std::chrono::seconds time) { return std::round(static_cast<double>(time.count()) * 100 / 60) / 100; }
double hours_of(std::chrono::seconds time) { return std::round(static_cast<double>(time.count()) * 10'000 / 3'600) / 10'000; }

void write_week(JsonWriter& json, const WeekInputs& data, const std::string& cost_center) {
  const HourGrid& grid = data.grid;
  std::vector<Shown> shown;
  shown.reserve(data.namespaces.size());
  // By hour of the week: which namespace, which slot; namespaces in their order.
  std::vector<std::vector<std::pair<std::size_t, Slot>>> hours(static_cast<std::size_t>(grid.days()) * hours_of_day);
  for (const NamespaceInput& input : data.namespaces) {
    shown.push_back({&input, shown_entries(time_of(data, input), data.frame.now())});
    for (const Slot& slot : slots_of(shown.back().entries, grid)) {
      const bool wanted = cost_center.empty() || shown.back().entries[slot.entry].payer == cost_center;
      if (wanted) hours[slot.hour].emplace_back(shown.size() - 1, slot);
    }
  }
  json.begin_object().member("weekStartDate", day_text(grid.date(0))).member("weekEndDate", last_day(grid));
  json.member("timezone", data.timezone).key("timeSlots").begin_object();
  for (int day = 0; day < grid.days(); ++day) {
    json.key(day_names.at(static_cast<std::size_t>(day))).begin_object();
    for (int hour = 0; hour < hours_of_day; ++hour) {
      json.key(fmt::format("{:02}", hour)).begin_array();
      for (const auto& [index, slot] : hours[HourGrid::key_of(day, hour)]) write_slot(json, shown[index], slot);
      json.end_array();
    }
    json.end_object();
  }
  json.end_object();
  write_week_holidays(json, data);
  json.end_object();
}

Report report_of(const WeekInputs& data) {
  Report report;
  std::set<std::string_view> counted;
  for (const NamespaceInput& input : data.namespaces) {
    const NamespaceTime time = time_of(data, input);
    for (const PayerUsage& payer : payer_usage_of(time, day_usage_of(time, data.grid, data.frame))) {
      report.rows.push_back({payer.payer, input.name, input.display_name, payer.usage});
      report.total += payer.usage;
      counted.insert(input.name);
    }
  }
  report.namespaces = counted.size();
  std::sort(report.rows.begin(), report.rows.end(),
            [](const ReportRow& a, const ReportRow& b) { return std::tie(a.cost_center, a.ns) < std::tie(b.cost_center, b.ns); });
  return report;
}

void write_report(JsonWriter& json, const WeekInputs& data, const Report& report) {
  const auto whole = data.grid.span().length();
  json.begin_object().member("weekStartDate", day_text(data.grid.date(0))).member("weekEndDate", last_day(data.grid));
  json.member("timezone", data.timezone)
      .member("totalHours", hours_of(whole * static_cast<std::int64_t>(report.namespaces)))
      .member("usedHours", hours_of(report.total.actual));
  json.key("costCenters").begin_array();
  for (auto first = report.rows.begin(); first != report.rows.end();) {
    const auto last = end_of_center(report.rows, first);
    json.begin_object()
        .member("costCenterId", first->cost_center)
        .member("costCenterName", name_of(data, first->cost_center))
        .member("totalHours", hours_of(whole * (last - first)));
    json.key("namespaces").begin_array();
    for (; first != last; ++first) write_row(json, *first);
    json.end_array().end_object();
  }
  json.end_array().end_object();
}

std::string report_csv(const WeekInputs& data, const Report& report, Language language) {
  static constexpr std::array headings{std::pair{"semana_desde", "week_start"},
                                       std::pair{"semana_hasta", "week_end"},
                                       std::pair{"centro_de_costo", "cost_center"},
                                       std::pair{"nombre_centro_de_costo", "cost_center_name"},
                                       std::pair{"namespace", "namespace"},
                                       std::pair{"horas_programadas", "scheduled_hours"},
                                       std::pair{"horas_reales", "actual_hours"},
                                       std::pair{"eficiencia", "efficiency"},
                                       std::pair{"horas_no_laborales", "non_business_hours"},
                                       std::pair{"horas_evitadas", "avoided_hours"}};
  Csv csv(language);
  for (const auto& [es, en] : headings) csv.cell(language == Language::es ? es : en);
  csv.end_row();
  const auto begin = [&](const std::string& center, const std::string& name, const std::string& ns) {
    csv.cell(day_text(data.grid.date(0))).cell(last_day(data.grid)).cell(center).cell(name).cell(ns);
  };
  for (auto first = report.rows.begin(); first != report.rows.end();) {
    const auto last = end_of_center(report.rows, first);
    const std::string center = first->cost_center;
    Usage total;
    for (; first != last; ++first) {
      begin(center, name_of(data, center), first->ns);
      add_usage(csv, first->usage);
      total += first->usage;
    }
    begin(center, name_of(data, center), "");
    add_usage(csv, total);
  }
  begin("", "", "");
  add_usage(csv, report.total);
  return csv.take();
}

void write_usage(JsonWriter& json, const WeekInputs& data) {
  const NamespaceInput& input = data.namespaces.front();
  const NamespaceTime time = time_of(data, input);
  json.begin_object().member("namespaceId", input.name).key("usage").begin_array();
  for (const DayUsage& day : daily_of(time, day_usage_of(time, data.grid, data.frame), data.grid)) {
    json.begin_object()
        .member("date", day_text(data.grid.date(day.day)))
        .member("scheduledHours", hours_of(day.usage.scheduled))
        .member("actualHours", hours_of(day.usage.actual))
        .member("costCenter", day.payer)
        .end_object();
  }
  json.end_array().member("timezone", data.timezone).end_object();
}

}  // namespace nss
