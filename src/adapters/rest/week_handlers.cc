// The week, the weekly report and the usage of a namespace (API 7).
#include <array>

#include <fmt/core.h>

#include "adapters/rest/dates.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/week_views.h"
#include "app/refusals.h"
#include "base/crypto.h"
#include "domain/hour_grid.h"

namespace nss {
namespace {

using std::chrono::sys_days;

constexpr int most_days = 366;

// A day of the years that holidays are known of.
Result<sys_days> read_day(const std::string& text) {
  const auto date = read_date(text);
  if (!date) return fail(date.error());
  if (!is_holiday_year(static_cast<int>(date->year()))) return fail(year_out_of_range());
  return sys_days(*date);
}

// Of Monday to Sunday with that date.
Result<WeekQuery> read_week(const Exchange& exchange) {
  const auto date = read_day(exchange.parameters.front());
  if (!date) return fail(date.error());
  WeekQuery query;
  query.first = *date - (std::chrono::weekday(*date) - std::chrono::Monday);
  return query;
}

Text week_title(const WeekInputs& data) {
  const std::string monday = to_text(Date(data.grid.date(0)));
  return {"Semana del " + monday, "Week of " + monday};
}

// The same bytes have the same tag; who has them is told so. A week that is over changes only by what is delivered late.
HttpResponse with_tag(const Exchange& exchange, HttpResponse response, bool past) {
  const std::string tag = "\"" + sha256_hex(response.content()).substr(0, 32) + "\"";
  const auto known = find_header(exchange.request.headers, "if-none-match");
  if (known && (*known == "*" || known->find(tag) != std::string_view::npos)) {
    response.status = 304;
    response.body.clear();
  }
  response.headers.push_back({"ETag", tag});
  response.headers.push_back({"Cache-Control", past ? "private, max-age=60" : "private, no-cache"});
  return response;
}

HttpResponse week_answer(const Exchange& exchange, const WeekInputs& data, const std::string& cost_center) {
  HttpResponse response = exchange.success(week_title(data), [&](JsonWriter& json) { write_week(json, data, cost_center); });
  return with_tag(exchange, std::move(response), data.grid.span().end <= data.frame.now());
}

enum class ReportFormat : std::uint8_t { json, csv };

HttpResponse csv_answer(const WeekInputs& data, Language language) {
  HttpResponse response = Exchange::plain(report_csv(data, report_of(data), language), "text/csv; charset=utf-8");
  const std::string name = fmt::format("weekly-report-{}-{}.csv", data.cluster_name, to_text(Date(data.grid.date(0))));
  response.headers.push_back({"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)});
  response.headers.push_back({"Content-Language", tag(language)});
  response.headers.push_back({"Vary", "Accept-Language"});
  return response;
}

}  // namespace

void show_week(const ExchangePtr& exchange) {
  auto query = read_week(*exchange);
  if (!query) return exchange->finish(exchange->problem(query.error()));
  query->ns = exchange->query.find("namespace").value_or("");
  exchange->services.application.week(
      std::move(*query), exchange->answer_with<WeekInputsPtr>([center = exchange->query.find("cost_center").value_or("")](
                                                                  const Exchange& asked, const WeekInputsPtr& data) {
        return week_answer(asked, *data, center);
      }));
}

void show_weekly_report(const ExchangePtr& exchange) {
  auto query = read_week(*exchange);
  if (!query) return exchange->finish(exchange->problem(query.error()));
  const auto format = exchange->query.word("format", [](std::string_view word) -> std::optional<ReportFormat> {
    if (word == "json") return ReportFormat::json;
    if (word == "csv") return ReportFormat::csv;
    return std::nullopt;
  });
  if (!format) return exchange->finish(exchange->problem(format.error()));
  const auto language = exchange->query.word("lang", [](std::string_view word) -> std::optional<Language> {
    if (word == "es") return Language::es;
    if (word == "en") return Language::en;
    return std::nullopt;
  });
  if (!language) return exchange->finish(exchange->problem(language.error()));
  exchange->services.application.week(
      std::move(*query),
      exchange->answer_with<WeekInputsPtr>([format = format->value_or(ReportFormat::json), language = *language](
                                               const Exchange& asked, const WeekInputsPtr& data) {
        if (format == ReportFormat::csv) return csv_answer(*data, language.value_or(asked.language));
        return asked.success(week_title(*data), [&](JsonWriter& json) { write_report(json, *data, report_of(*data)); });
      }));
}

void show_usage(const ExchangePtr& exchange) {
  WeekQuery query;
  query.ns = exchange->parameters.front();
  std::array<sys_days, 2> ends{};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const char* name = i == 0 ? "start_date" : "end_date";
    const auto text = exchange->query.find(name);
    if (!text) {
      return exchange->finish(
          exchange->problem(member_problem("missing_field", fmt::format("?{}", name),
                                           {fmt::format("Falta «{}».", name), fmt::format("\"{}\" is missing.", name)})));
    }
    const auto date = read_day(*text);
    if (!date) return exchange->finish(exchange->problem(date.error()));
    ends.at(i) = *date;
  }
  const auto days = (ends[1] - ends[0]).count() + 1;
  if (days < 1 || days > most_days) {
    return exchange->finish(
        exchange->problem(make_problem("invalid_range", {fmt::format("Deben ser de 1 a {} días, en orden.", most_days),
                                                         fmt::format("It must be 1 to {} days, in order.", most_days)})));
  }
  query.first = ends[0];
  query.days = static_cast<int>(days);
  exchange->services.application.week(
      std::move(query), exchange->answer_with<WeekInputsPtr>([](const Exchange& asked, const WeekInputsPtr& data) {
        const std::string& ns = data->namespaces.front().name;
        return asked.success({"Uso de " + ns, "Usage of " + ns}, [&](JsonWriter& json) { write_usage(json, *data); });
      }));
}

}  // namespace nss
