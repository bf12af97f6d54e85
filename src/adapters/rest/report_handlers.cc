// The weekly report, the report of a range, and the usage of a namespace (API 7, 9).
#include <cctype>

#include <fmt/core.h>

#include "adapters/rest/dates.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/report_table.h"
#include "adapters/rest/report_views.h"
#include "adapters/rest/report_workbook.h"

namespace nss {
namespace {

constexpr int most_days = 366;

using UsageAnswerPtr = std::shared_ptr<const UsageAnswer>;

enum class ReportFormat : std::uint8_t { json, csv, excel };

// What both reports may be asked for in the query.
struct ReportForm {
  ReportFormat format = ReportFormat::json;
  std::optional<Language> language;  // `lang`, which wins over the header
};

Result<ReportForm> read_form(const Query& query) {
  const auto format = query.word("format", [](std::string_view word) -> std::optional<ReportFormat> {
    if (word == "json") return ReportFormat::json;
    if (word == "csv") return ReportFormat::csv;
    if (word == "excel") return ReportFormat::excel;
    return std::nullopt;
  });
  if (!format) return fail(format.error());
  const auto language = query.word("lang", [](std::string_view word) -> std::optional<Language> {
    if (word == "es") return Language::es;
    if (word == "en") return Language::en;
    return std::nullopt;
  });
  if (!language) return fail(language.error());
  return ReportForm{format->value_or(ReportFormat::json), *language};
}

std::string range_text(const Report& report) {
  const std::string first = to_text(Date(report.first));
  return report.weekly ? first : fmt::format("{}-{}", first, to_text(Date(report.last)));
}

// A file name as RFC 6266 wants it: what is not ASCII goes into the extended form (RFC 8187), and is `_` in the plain one.
std::string attachment(const std::string& name) {
  std::string plain;
  std::string extended;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool safe = std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.';
    plain += safe ? c : '_';
    extended += safe ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  const std::string header = fmt::format("attachment; filename=\"{}\"", plain);
  return plain == name ? header : header + "; filename*=UTF-8''" + extended;
}

HttpResponse download(std::string content, const char* type, const Report& report, const char* extension, Language language) {
  HttpResponse response = Exchange::plain(std::move(content), type);
  const std::string name = fmt::format("{}-{}-{}.{}", report.weekly ? "weekly-report" : "usage-report", report.cluster_name,
                                       range_text(report), extension);
  response.headers.push_back({"Content-Disposition", attachment(name)});
  response.headers.push_back({"Content-Language", tag(language)});
  response.headers.push_back({"Vary", "Accept-Language"});
  return response;
}

HttpResponse json_answer(const Exchange& exchange, const Report& report, Language language) {
  const std::string first = to_text(Date(report.first));
  const std::string last = to_text(Date(report.last));
  const Text title = report.weekly ? Text{"Semana del " + first, "Week of " + first}
                                   : Text{fmt::format("Del {} al {}", first, last), fmt::format("From {} to {}", first, last)};
  return exchange.success(title, [&](JsonWriter& json) {
    report.weekly ? write_weekly_report(json, report, language) : write_range_report(json, report, language);
  });
}

HttpResponse report_answer(const Exchange& exchange, const UsageAnswer& answer, const ReportForm& form, bool weekly) {
  Report report = report_of(answer);
  report.weekly = weekly;
  const Language language = form.language.value_or(exchange.language);
  if (form.format == ReportFormat::json) return json_answer(exchange, report, language);
  if (form.format == ReportFormat::csv) {
    return download(table_csv(report_table(report, language), language), "text/csv; charset=utf-8", report, "csv", language);
  }
  auto workbook = report_workbook(report, language, exchange.services.application.now());
  if (!workbook) return exchange.problem(workbook.error());
  return download(std::move(*workbook), workbook_type, report, "xlsx", language);
}

void ask(const ExchangePtr& exchange, UsageQuery query, const ReportForm& form, bool weekly) {
  exchange->services.application.usage(std::move(query), exchange->answer_with<UsageAnswerPtr>(
                                                             [form, weekly](const Exchange& asked, const UsageAnswerPtr& answer) {
                                                               return report_answer(asked, *answer, form, weekly);
                                                             }));
}

}  // namespace

void show_weekly_report(const ExchangePtr& exchange) {
  const auto date = read_day(exchange->parameters.front());
  if (!date) return exchange->finish(exchange->problem(date.error()));
  const auto form = read_form(exchange->query);
  if (!form) return exchange->finish(exchange->problem(form.error()));
  UsageQuery query;
  query.first = monday_of(*date);
  ask(exchange, std::move(query), *form, true);
}

void show_report(const ExchangePtr& exchange) {
  const auto range = read_day_range(exchange->query, most_days);
  if (!range) return exchange->finish(exchange->problem(range.error()));
  const auto form = read_form(exchange->query);
  if (!form) return exchange->finish(exchange->problem(form.error()));
  const auto by = exchange->query.word("group_by", [](std::string_view word) -> std::optional<UsageBy> {
    if (word == "cost_center") return UsageBy::payer;
    if (word == "namespace") return UsageBy::payer_and_namespace;
    if (word == "day") return UsageBy::day;
    return std::nullopt;
  });
  if (!by) return exchange->finish(exchange->problem(by.error()));
  UsageQuery query;
  query.first = range->first;
  query.days = range->days;
  query.by = by->value_or(UsageBy::payer);
  ask(exchange, std::move(query), *form, false);
}

void show_usage(const ExchangePtr& exchange) {
  const auto range = read_day_range(exchange->query, most_days);
  if (!range) return exchange->finish(exchange->problem(range.error()));
  UsageQuery query;
  query.ns = exchange->parameters.front();
  query.first = range->first;
  query.days = range->days;
  query.by = UsageBy::namespace_day;
  exchange->services.application.usage(
      std::move(query), exchange->answer_with<UsageAnswerPtr>([](const Exchange& asked, const UsageAnswerPtr& answer) {
        const std::string& ns = answer->query.ns;
        return asked.success({"Uso de " + ns, "Usage of " + ns}, [&](JsonWriter& json) { write_usage(json, *answer); });
      }));
}

}  // namespace nss
