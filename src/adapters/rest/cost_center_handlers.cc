#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/answers.h"
#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"

namespace nss {
namespace {

constexpr CountedNoun cost_centers_noun{"centro de costo", "centros de costo", "cost centre", "cost centres"};
constexpr std::size_t most_namespaces = 1'000;  // in one permission

Problem impossible_id() {
  return make_problem(
      "invalid_value",
      {"Un centro de costo tiene de 1 a 63 letras, cifras, «-», «_» o «.», y comienza y termina en letra o cifra.",
       "A cost centre is 1 to 63 letters, digits, \"-\", \"_\" or \".\", beginning and ending with a letter or "
       "digit."});
}

// The list comes whole and by id, so a cursor is the last id seen.
HttpResponse cost_center_page(const Exchange& exchange, const std::vector<CostCenterView>& all, const PageRequest& page) {
  const auto seen = [&](const CostCenterView& view) { return view.record.cost_center <= page.after; };
  const auto first = std::find_if_not(all.begin(), all.end(), seen);
  const auto count = std::min(page.limit, static_cast<std::size_t>(all.end() - first));
  const auto last = first + static_cast<std::ptrdiff_t>(count);
  const std::string next = last == all.end() ? "" : make_cursor(page.scope, (last - 1)->record.cost_center);
  return exchange.success(counted(count, cost_centers_noun), [&](JsonWriter& json) {
    json.begin_object().key("items").begin_array();
    std::for_each(first, last, [&](const CostCenterView& view) { write_cost_center(json, view); });
    end_list(json, page, next);
    json.end_object();
  });
}

HttpResponse one_cost_center(const Exchange& exchange, const CostCenterView& view) {
  HttpResponse response = exchange.success({view.record.cost_center, view.record.cost_center},
                                           [&](JsonWriter& json) { write_cost_center_detail(json, view); });
  response.headers.push_back({"ETag", view.etag});
  return response;
}

HttpResponse verdict_answer(const Exchange& exchange, const CostCenterVerdict& verdict) {
  const std::string& id = verdict.cost_center;
  const Text sentence = verdict.is_authorized
                            ? Text{id + ": autorizado.", id + ": authorised."}
                            : Text{id + ": no autorizado (unauthorized).", id + ": not authorised (unauthorized)."};
  return exchange.success(sentence, [&](JsonWriter& json) { write_verdict(json, verdict); });
}

}  // namespace

HttpResponse permission_answer(const Exchange& exchange, const PermissionChange& change) {
  const std::string& id = change.view.record.cost_center;
  HttpResponse response = exchange.success(
      change.created ? Text{"Centro de costo creado: " + id, "Cost centre created: " + id}
                     : Text{"Centro de costo cambiado: " + id, "Cost centre changed: " + id},
      [&](JsonWriter& json) { write_cost_center(json, change.view); }, change.created ? 201 : 200);
  response.headers.push_back({"ETag", change.view.etag});
  if (change.created) response.headers.push_back({"Location", "/api/cost-centers/" + id});
  return response;
}

void list_cost_centers(const ExchangePtr& exchange) {
  const auto page = read_page(exchange->query, "cost-centers");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  exchange->services.application.cost_centers(exchange->answer_with<std::vector<CostCenterView>>(
      [page = *page](const Exchange& asked, const std::vector<CostCenterView>& all) {
        return cost_center_page(asked, all, page);
      }));
}

void show_cost_center(const ExchangePtr& exchange) {
  const std::string& id = exchange->parameters.front();
  if (!is_label_value(id)) {
    return exchange->finish(
        exchange->problem(make_problem("not_found", {"No existe ese centro de costo.", "There is no such cost centre."})));
  }
  exchange->services.application.cost_center(id, exchange->answer_with<CostCenterView>(one_cost_center));
}

void validate_cost_center(const ExchangePtr& exchange) {
  const std::string& id = exchange->parameters.front();
  if (!is_label_value(id)) return exchange->finish(exchange->problem(impossible_id()));
  const auto ns = exchange->query.find("namespace");
  if (ns && !is_namespace_name(*ns)) return exchange->finish(exchange->problem(Query::impossible("namespace", *ns)));
  exchange->services.application.validate_cost_center(id, ns.value_or(""),
                                                      exchange->answer_with<CostCenterVerdict>(verdict_answer));
}

void set_permission(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"is_authorized", "max_concurrent_namespaces", "authorized_namespaces", "name"});
  PermissionRequest request;
  request.cost_center = exchange->parameters.front();
  body.require("is_authorized");
  request.is_authorized = body.flag("is_authorized").value_or(false);
  request.max_concurrent_namespaces = body.integer("max_concurrent_namespaces", 0, 1000);
  request.authorized_namespaces = body.namespaces("authorized_namespaces", 0, most_namespaces);
  request.name = body.text("name", 200);
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  if (!is_label_value(request.cost_center)) return exchange->finish(exchange->problem(impossible_id()));
  request.if_match = std::string(find_header(exchange->request.headers, "if-match").value_or(""));
  request.context = exchange->command();
  exchange->services.application.set_permission(std::move(request), exchange->answer_with<PermissionChange>(permission_answer));
}

}  // namespace nss
