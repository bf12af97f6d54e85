// The week's grid (API 7, 9).
#include "adapters/rest/dates.h"
#include "adapters/rest/entity_tag.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/week_views.h"

namespace nss {
namespace {

HttpResponse week_answer(const Exchange& exchange, const WeekInputsPtr& data, const std::string& cost_center) {
  const std::string question = cost_center + "|" + tag(exchange.language) + (takes_gzip(exchange) ? "|gzip" : "");
  return unless_known(exchange, exchange.services.weeks->answer(data, question, [&] {
    const std::string monday = to_text(Date(data->grid.date(0)));
    HttpResponse response = exchange.success({"Semana del " + monday, "Week of " + monday},
                                             [&](JsonWriter& json) { write_week(json, *data, cost_center); });
    return tagged(exchange, std::move(response), data->grid.span().end <= data->frame.now());
  }));
}

}  // namespace

void show_week(const ExchangePtr& exchange) {
  const auto date = read_day(exchange->parameters.front());
  if (!date) return exchange->finish(exchange->problem(date.error()));
  WeekQuery query;
  query.first = monday_of(*date);
  query.ns = exchange->query.find("namespace").value_or("");
  exchange->services.application.week(
      std::move(query), exchange->answer_with<WeekInputsPtr>(
                            [center = exchange->query.find("cost_center").value_or("")](
                                const Exchange& asked, const WeekInputsPtr& data) { return week_answer(asked, data, center); }));
}

}  // namespace nss
