// Some days as a calendar shows them (API 9). What each kind of item is: domain/calendar.h.
#include "adapters/rest/dates.h"
#include "adapters/rest/entity_tag.h"
#include "adapters/rest/handlers.h"

namespace nss {
namespace {

constexpr int most_days = 62;  // two months

void write_item(JsonWriter& json, const CalendarItem& item, Language language) {
  json.begin_object()
      .member("id", item.id)
      .member("start", item.span.begin)
      .member("end", item.span.end)
      .member("kind", to_string(item.kind))
      .member("title", pick(item.title, language))
      .text_or_null("namespace", item.ns)
      .text_or_null("task_id", item.task_id)
      .text_or_null("cost_center", item.cost_center)
      .member("actual", item.actual)
      .end_object();
}

struct Narrowed {
  std::string ns;
  std::string cost_center;
};

HttpResponse calendar_answer(const Exchange& exchange, const WeekInputs& data, const Narrowed& to) {
  const std::string first = to_text(Date(data.grid.date(0)));
  const std::string last = to_text(Date(data.grid.date(data.grid.days() - 1)));
  const Calendar calendar = calendar_of(data, to.ns, to.cost_center);
  HttpResponse response = exchange.success(
      {"Calendario del " + first + " al " + last, "Calendar of " + first + " to " + last}, [&](JsonWriter& json) {
        json.begin_object().member("timezone", data.timezone).member("truncated", calendar.truncated).key("items").begin_array();
        for (const CalendarItem& item : calendar.items) write_item(json, item, exchange.language);
        json.end_array().end_object();
      });
  return unless_known(exchange, tagged(exchange, std::move(response), data.grid.span().end <= data.frame.now()));
}

}  // namespace

void show_calendar(const ExchangePtr& exchange) {
  const auto range = read_day_range(exchange->query, most_days);
  if (!range) return exchange->finish(exchange->problem(range.error()));
  Narrowed to{exchange->query.find("namespace").value_or(""), exchange->query.find("cost_center").value_or("")};
  WeekQuery query;
  query.first = range->first;
  query.days = range->days;
  query.ns = to.ns;
  query.with_tasks = true;
  exchange->services.application.week(
      std::move(query),
      exchange->answer_with<WeekInputsPtr>(
          [to = std::move(to)](const Exchange& asked, const WeekInputsPtr& data) { return calendar_answer(asked, *data, to); }));
}

}  // namespace nss
