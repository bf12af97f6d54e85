// The public holidays of a year, as JSON and as a calendar to subscribe to; and the local days.
#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/answers.h"
#include "adapters/rest/body_reader.h"
#include "adapters/rest/dates.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/icalendar.h"
#include "adapters/rest/views.h"
#include "app/refusals.h"

namespace nss {
namespace {

using std::chrono::sys_days;

constexpr CountedNoun holidays_noun{"festivo", "festivos", "holiday", "holidays"};
constexpr CountedNoun local_noun{"festivo local", "festivos locales", "local holiday", "local holidays"};
constexpr std::size_t longest_name = 200;  // characters
// What is said of the national ones last changed with Ley 2578, of that day.
constexpr Seconds rules_changed = sys_days(Date(std::chrono::year(2026), std::chrono::June, std::chrono::day(1)));

Problem not_loaded() {
  return make_problem("not_ready", {"Los festivos locales todavía no se han leído; inténtelo de nuevo en unos segundos.",
                                    "The local holidays are not read yet; try again in a few seconds."});
}

void write_holidays(JsonWriter& json, const std::vector<Holiday>& days) {
  json.key("holidays").begin_array();
  for (const Holiday& day : days) write_holiday(json, day);
  json.end_array();
}

CalendarDay to_calendar_day(const Holiday& day, const LocalHolidays& local) {
  CalendarDay entry;
  const bool ours = day.type == HolidayType::local;
  entry.uid = fmt::format("{}-{}@namespace-scheduler.io", to_string(day.type), to_text(day.date));
  entry.date = day.date;
  entry.stamp = ours ? local.at(day.date).created_at : rules_changed;
  entry.summary = day.name;
  const auto add = [&entry](const std::string& text) {
    if (!entry.description.empty() && !text.empty()) entry.description += '\n';
    entry.description += text;
  };
  add(day.name_en);
  add(ours ? "Festivo local (local holiday)" : day.law);
  if (day.original_date != day.date) {
    add(fmt::format("Trasladado del {0} (moved from {0})", to_text(day.original_date)));
  }
  return entry;
}

HttpResponse calendar_of(int year, const LocalHolidays& local) {
  std::vector<CalendarDay> days;
  for (const Holiday& day : holidays_of(year, local)) days.push_back(to_calendar_day(day, local));
  HttpResponse response =
      Exchange::plain(to_icalendar(fmt::format("Festivos de Colombia {}", year), days), "text/calendar; charset=utf-8");
  response.headers.push_back({"Content-Disposition", fmt::format("inline; filename=\"festivos-{}.ics\"", year)});
  return response;
}

}  // namespace

HttpResponse local_holiday_answer(const Exchange& exchange, const LocalHolidayRecord& day) {
  const std::string date = to_text(day.date);
  HttpResponse response = exchange.success(
      {"Festivo local agregado: " + date, "Local holiday added: " + date},
      [&](JsonWriter& json) { write_holiday(json, to_holiday(day)); }, 201);
  response.headers.push_back({"Location", "/api/holidays/local/" + date});
  return response;
}

void show_holidays(const ExchangePtr& exchange) {
  const std::string& text = exchange->parameters.front();
  const bool four_digits = text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!four_digits) {
    return exchange->finish(exchange->problem(make_problem(
        "malformed_request", {"El año se escribe con cuatro cifras, como 2026.", "A year has four digits, such as 2026."})));
  }
  const int year = std::stoi(text);
  if (!is_holiday_year(year)) {
    return exchange->finish(exchange->problem(year_out_of_range()));
  }
  const auto calendar = exchange->query.word("format", [](std::string_view word) -> std::optional<bool> {
    if (word != "json" && word != "ics") return std::nullopt;
    return word == "ics";
  });
  if (!calendar) return exchange->finish(exchange->problem(calendar.error()));
  const auto local = exchange->services.application.local_holidays();
  if (!local) return exchange->finish(exchange->problem(not_loaded()));
  if (calendar->value_or(false)) return exchange->finish(calendar_of(year, *local));
  const std::vector<Holiday> days = holidays_of(year, *local);
  exchange->finish(exchange->success(counted(days.size(), holidays_noun), [&](JsonWriter& json) {
    json.begin_object().member("year", year);
    write_holidays(json, days);
    json.end_object();
  }));
}

// All of them: there are at most a thousand.
void list_local_holidays(const ExchangePtr& exchange) {
  const auto local = exchange->services.application.local_holidays();
  if (!local) return exchange->finish(exchange->problem(not_loaded()));
  std::vector<Holiday> days;
  for (const auto& [date, record] : *local) days.push_back(to_holiday(record));
  exchange->finish(exchange->success(counted(days.size(), local_noun), [&](JsonWriter& json) {
    json.begin_object();
    write_holidays(json, days);
    json.end_object();
  }));
}

void add_local_holiday(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"date", "name", "nameEn"});
  LocalHolidayRequest day;
  body.require("date");
  body.require("name");
  body.allow_null("nameEn");
  day.date = body.date("date").value_or(Date{});
  day.name = body.text("name", longest_name, 1).value_or("");
  day.name_en = body.text("nameEn", longest_name, 1).value_or("");
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  day.context = exchange->command();
  exchange->services.application.add_local_holiday(std::move(day),
                                                   exchange->answer_with<LocalHolidayRecord>(local_holiday_answer));
}

void remove_local_holiday(const ExchangePtr& exchange) {
  const auto date = read_date(exchange->parameters.front());
  if (!date) return exchange->finish(exchange->problem(date.error()));
  exchange->services.application.remove_local_holiday(
      *date, exchange->command(), exchange->answer_with<Date>([](const Exchange& asked, const Date& removed) {
        const std::string day = to_text(removed);
        return asked.success({"Festivo local eliminado: " + day, "Local holiday removed: " + day}, [&](JsonWriter& json) {
          json.begin_object().member("date", day).member("deleted", true).end_object();
        });
      }));
}

}  // namespace nss
