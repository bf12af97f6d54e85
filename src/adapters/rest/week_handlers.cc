// The week, the weekly report and the usage of a namespace (API 7).
#include <fmt/core.h>

#include "adapters/rest/dates.h"
#include "adapters/rest/entity_tag.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/week_views.h"

namespace nss {
namespace {

constexpr int most_days = 366;

// Of Monday to Sunday with that date.
Result<WeekQuery> read_week(const Exchange& exchange) {
  const auto date = read_day(exchange.parameters.front());
  if (!date) return fail(date.error());
  WeekQuery query;
  query.first = monday_of(*date);
  return query;
}

Text week_title(const WeekInputs& data) {
  const std::string monday = to_text(Date(data.grid.date(0)));
  return {"Semana del " + monday, "Week of " + monday};
}

HttpResponse week_answer(const Exchange& exchange, const WeekInputs& data, const std::string& cost_center) {
  HttpResponse response = exchange.success(week_title(data), [&](JsonWriter& json) { write_week(json, data, cost_center); });
  return with_entity_tag(exchange, std::move(response), data.grid.span().end <= data.frame.now());
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
  const auto range = read_day_range(exchange->query, most_days);
  if (!range) return exchange->finish(exchange->problem(range.error()));
  WeekQuery query;
  query.ns = exchange->parameters.front();
  query.first = range->first;
  query.days = range->days;
  exchange->services.application.week(
      std::move(query), exchange->answer_with<WeekInputsPtr>([](const Exchange& asked, const WeekInputsPtr& data) {
        const std::string& ns = data->namespaces.front().name;
        return asked.success({"Uso de " + ns, "Usage of " + ns}, [&](JsonWriter& json) { write_usage(json, *data); });
      }));
}

}  // namespace nss
