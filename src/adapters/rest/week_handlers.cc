// The week's grid (API 7, 9).
#include "adapters/rest/dates.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/week_views.h"
#include "base/crypto.h"

namespace nss {
namespace {

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
  const std::string monday = to_text(Date(data.grid.date(0)));
  HttpResponse response = exchange.success({"Semana del " + monday, "Week of " + monday},
                                           [&](JsonWriter& json) { write_week(json, data, cost_center); });
  return with_tag(exchange, std::move(response), data.grid.span().end <= data.frame.now());
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
                                const Exchange& asked, const WeekInputsPtr& data) { return week_answer(asked, *data, center); }));
}

}  // namespace nss
