#include "adapters/rest/report_views.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/core.h>

#include "base/date.h"

namespace nss {
namespace {

std::string day_text(std::chrono::sys_days day) { return to_text(Date(day)); }

double parts_of(std::int64_t ten_thousandths) { return static_cast<double>(ten_thousandths) / 10'000; }

std::string name_in(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() || found->second.empty() ? id : found->second;
}

void write_savings(JsonWriter& json, const std::optional<Savings>& savings, const Prices& prices) {
  json.key("savings");
  if (!savings) {
    json.null();
    return;
  }
  json.begin_object()
      .member("cpuCoreHours", parts_of(savings->cpu_core_hours))
      .member("memoryGiBHours", parts_of(savings->memory_gib_hours))
      .member("amount", parts_of(savings->amount))
      .member("currency", prices.currency)
      .end_object();
}

void write_measures(JsonWriter& json, const Measures& measures, const Prices& prices) {
  const Usage& usage = measures.usage;
  const auto permille = efficiency_permille(usage);
  json.member("scheduledHours", hours_of(usage.scheduled))
      .member("actualHours", hours_of(usage.actual))
      .member("efficiency", permille ? std::optional(static_cast<double>(*permille) / 10) : std::nullopt)
      .member("nonBusinessHours", hours_of(usage.non_business))
      .member("avoidedHours", hours_of(usage.avoided));
  write_savings(json, measures.savings, prices);
}

// What the whole answer says of money.
void write_money(JsonWriter& json, const Report& report, Language language) {
  write_savings(json, report.total.savings, report.prices);
  const auto formula = formula_of(report.prices);
  json.text_or_null("formula", formula ? pick(*formula, language) : std::string());
}

void write_total(JsonWriter& json, const Report& report) {
  json.member("timezone", report.timezone)
      .member("totalHours", hours_of(report.span.length() * static_cast<std::int64_t>(report.namespaces)))
      .member("usedHours", hours_of(report.total.usage.actual));
}

void write_group(JsonWriter& json, const ReportRow& row) {
  json.member("costCenterId", row.cost_center)
      .member("costCenterName", row.cost_center_name)
      .member("totalHours", hours_of(row.length * static_cast<std::int64_t>(row.namespaces)));
}

void write_range_row(JsonWriter& json, const ReportRow& row, const Report& report) {
  json.begin_object();
  if (report.by == UsageBy::day) {
    json.member("date", day_text(row.date))
        .member("totalHours", hours_of(row.length * static_cast<std::int64_t>(row.namespaces)));
  } else {
    write_group(json, row);
    if (report.by == UsageBy::payer_and_namespace) json.member("namespaceId", row.ns).member("namespaceName", row.display_name);
  }
  write_measures(json, row.measures, report.prices);
  json.end_object();
}

const char* group_word(UsageBy by) {
  if (by == UsageBy::day) return "day";
  return by == UsageBy::payer ? "cost_center" : "namespace";
}

// A row a day, zeros included.
void add_days(Report& report, const UsageAnswer& answer, const UsageTable& table) {
  const HourGrid grid(TimeZone::load(answer.timezone).value(), answer.query.first, answer.query.days);
  for (int day = 0; day < answer.query.days; ++day) {
    const UsageKey key{day, {}, {}};
    const auto found = table.rows().find(key);
    ReportRow row;
    row.date = answer.date(day);
    row.length = grid.day(day).length();
    row.namespaces = found == table.rows().end() ? 0 : table.namespaces_of(key);
    const Usage usage = found == table.rows().end() ? Usage{} : found->second;
    row.measures = {usage, savings_of(usage, answer.prices)};
    report.rows.push_back(std::move(row));
  }
}

void add_rows(Report& report, const UsageAnswer& answer, const UsageTable& table) {
  for (const auto& [key, usage] : table.rows()) {
    ReportRow row;
    row.cost_center = key.payer;
    row.cost_center_name = name_in(answer.cost_center_names, key.payer);
    row.ns = key.ns;
    row.display_name = name_in(answer.display_names, key.ns);
    row.namespaces = table.namespaces_of(key);
    row.length = answer.span.length();
    row.measures = {usage, savings_of(usage, answer.prices)};
    report.rows.push_back(std::move(row));
  }
}

}  // namespace

double hours_of(std::chrono::seconds time) { return std::round(static_cast<double>(time.count()) * 10'000 / 3'600) / 10'000; }

Measures& Measures::operator+=(const Measures& other) {
  usage += other.usage;
  if (other.savings) savings = savings.value_or(Savings{}) += *other.savings;
  return *this;
}

std::vector<ReportRow>::const_iterator end_of_center(const std::vector<ReportRow>& rows,
                                                     std::vector<ReportRow>::const_iterator first) {
  return std::find_if(first, rows.end(), [first](const ReportRow& row) { return row.cost_center != first->cost_center; });
}

Report report_of(const UsageAnswer& answer) {
  const UsageTable table = usage_table(answer);
  Report report{answer.query.by,
                false,
                answer.query.first,
                answer.last_date(),
                answer.span,
                answer.cluster_name,
                answer.timezone,
                answer.prices,
                {},
                table.namespaces(),
                {}};
  if (answer.prices.any()) report.total.savings.emplace();
  if (report.by == UsageBy::day) {
    add_days(report, answer, table);
  } else {
    add_rows(report, answer, table);
  }
  for (const ReportRow& row : report.rows) report.total += row.measures;
  return report;
}

void write_weekly_report(JsonWriter& json, const Report& report, Language language) {
  json.begin_object().member("weekStartDate", day_text(report.first)).member("weekEndDate", day_text(report.last));
  write_total(json, report);
  json.key("costCenters").begin_array();
  for (auto first = report.rows.begin(); first != report.rows.end();) {
    const auto last = end_of_center(report.rows, first);
    ReportRow group = *first;
    group.namespaces = static_cast<std::size_t>(last - first);
    json.begin_object();
    write_group(json, group);
    json.key("namespaces").begin_array();
    for (; first != last; ++first) {
      json.begin_object().member("namespaceId", first->ns).member("namespaceName", first->display_name);
      write_measures(json, first->measures, report.prices);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
  write_money(json, report, language);
  json.end_object();
}

void write_range_report(JsonWriter& json, const Report& report, Language language) {
  json.begin_object()
      .member("startDate", day_text(report.first))
      .member("endDate", day_text(report.last))
      .member("groupBy", group_word(report.by));
  write_total(json, report);
  json.key("rows").begin_array();
  for (const ReportRow& row : report.rows) write_range_row(json, row, report);
  json.end_array();
  write_money(json, report, language);
  json.end_object();
}

// The payer of a day is the one that paid longest, of several the first by id, else the namespace's own.
void write_usage(JsonWriter& json, const UsageAnswer& answer) {
  const UsageTable table = usage_table(answer);
  json.begin_object().member("namespaceId", answer.query.ns).key("usage").begin_array();
  auto row = table.rows().begin();
  for (int day = 0; day < answer.query.days; ++day) {
    Usage sum;
    std::string payer = answer.own_cost_centers.at(static_cast<std::size_t>(day));
    std::chrono::seconds longest{0};
    for (; row != table.rows().end() && row->first.day == day; ++row) {
      sum += row->second;
      if (row->second.actual <= longest) continue;
      longest = row->second.actual;
      payer = row->first.payer;
    }
    json.begin_object()
        .member("date", day_text(answer.date(day)))
        .member("scheduledHours", hours_of(sum.scheduled))
        .member("actualHours", hours_of(sum.actual))
        .member("costCenter", payer)
        .end_object();
  }
  json.end_array().member("timezone", answer.timezone).end_object();
}

std::optional<Text> formula_of(const Prices& prices) {
  if (!prices.any()) return std::nullopt;
  std::string money;
  const auto add = [&](const std::optional<Micros>& price, const char* what) {
    if (price) money += fmt::format("{}{} × {} {}", money.empty() ? "" : " + ", what, price_text(*price), prices.currency);
  };
  add(prices.cpu_hour, "cpuCoreHours");
  add(prices.gib_hour, "memoryGiBHours");
  return Text{
      fmt::format(
          "amount = {}; cpuCoreHours y memoryGiBHours = horas evitadas × lo que el namespace pedía (requests de sus pods) "
          "la última vez que estuvo encendido.",
          money),
      fmt::format("amount = {}; cpuCoreHours and memoryGiBHours = avoided hours × what the namespace asked for (requests of its "
                  "pods) when it was last on.",
                  money)};
}

}  // namespace nss
