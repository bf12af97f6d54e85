#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/answers.h"
#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"
#include "app/refusals.h"

namespace nss {
namespace {

using NamespacePtr = std::shared_ptr<const NamespaceView>;
using Snapshot = std::shared_ptr<const NamespacesView>;

constexpr CountedNoun namespaces_noun{"espacio", "espacios", "namespace", "namespaces"};
constexpr std::chrono::minutes longest_activation{7 * 24 * 60};

Problem not_synced() {
  return make_problem("not_ready", {"Todavía se está leyendo el clúster; inténtelo de nuevo en unos segundos.",
                                    "The cluster is still being read; try again in a few seconds."});
}

struct NamespacePage {
  std::vector<NamespacePtr> items;
  std::string next;  // empty: the last page
};

// By name: a cursor is the last name seen, so namespaces that come and go do not shift the pages.
template <typename Keep>
NamespacePage cut_page(const NamespacesView& view, const PageRequest& page, Keep keep) {
  NamespacePage cut;
  for (const NamespacePtr& ns : view.namespaces) {
    if (ns->name <= page.after || !keep(*ns)) continue;
    if (cut.items.size() == page.limit) {
      cut.next = make_cursor(page.scope, cut.items.back()->name);
      break;
    }
    cut.items.push_back(ns);
  }
  return cut;
}

NamespacePtr find_namespace(const NamespacesView& view, const std::string& name) {
  const auto found =
      std::find_if(view.namespaces.begin(), view.namespaces.end(), [&](const NamespacePtr& ns) { return ns->name == name; });
  return found == view.namespaces.end() ? nullptr : *found;
}

void read_end(BodyReader& body, SwitchRequest& request, Seconds now) {
  if (const auto minutes = body.integer("duration_minutes", 1, longest_activation.count()))
    request.duration = std::chrono::minutes(*minutes);
  request.until = body.instant("until");
  if (request.until && (*request.until <= now || *request.until > now + longest_activation)) {
    body.impossible("until", {"«until» debe ser posterior a este momento y a lo sumo 7 días después.",
                              "\"until\" must be later than now and at most 7 days ahead."});
  }
  if (body.has("duration_minutes") && body.has("until")) {
    body.impossible("until",
                    {"Indique «duration_minutes» o «until», no ambos.", "Give \"duration_minutes\" or \"until\", not both."});
  }
}

std::vector<std::string_view> switch_members(bool on) {
  std::vector<std::string_view> names{"cost_center", "requested_by", "approved_by", "reason"};
  if (on) names.insert(names.end(), {"duration_minutes", "until"});
  return names;
}

// Who pays, who wants it, why and until when: the same for one namespace and for many.
SwitchRequest read_switch(BodyReader& body, const Exchange& exchange, bool on) {
  SwitchRequest request;
  request.direction = on ? Direction::on : Direction::off;
  request.context = exchange.command();
  if (on) body.require("cost_center");
  request.cost_center = body.label_value("cost_center").value_or("");
  request.requested_by = body.text("requested_by", 128).value_or("");
  request.approved_by = body.text("approved_by", 128).value_or("");
  request.reason = body.text("reason", 500).value_or("");
  if (on) read_end(body, request, exchange.services.application.now());
  return request;
}

void switch_namespace(const ExchangePtr& exchange, bool on) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, switch_members(on));
  SwitchRequest request = read_switch(body, *exchange, on);
  request.ns = exchange->parameters.front();
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  if (!is_namespace_name(request.ns)) return exchange->finish(exchange->problem(no_such_namespace(request.ns)));
  exchange->services.application.switch_namespace(std::move(request), exchange->answer_with<OperationView>(switched_answer));
}

void write_bulk_outcome(JsonWriter& json, const BulkOutcome& outcome) {
  const bool running = outcome.operation.status == OperationStatus::running && !outcome.operation.id.empty();
  int status = running ? 202 : 200;
  std::string code;
  if (outcome.refusal) {
    code = to_problem(*outcome.refusal).code;
    status = find_problem_code(code)->status;
  }
  json.begin_object()
      .member("namespace", outcome.ns)
      .member("status", status)
      .text_or_null("code", code)
      .text_or_null("operation_id", outcome.operation.id)
      .end_object();
}

HttpResponse bulk_answer(const Exchange& exchange, const std::vector<BulkOutcome>& outcomes) {
  std::size_t refused = 0;
  for (const BulkOutcome& outcome : outcomes) refused += outcome.refusal ? 1 : 0;
  const Text done = counted(outcomes.size() - refused, namespaces_noun);
  const Text not_done = counted(refused, namespaces_noun);
  return exchange.success({fmt::format("Aceptado: {}; rechazado: {}.", done.es, not_done.es),
                           fmt::format("Accepted: {}; refused: {}.", done.en, not_done.en)},
                          [&](JsonWriter& json) {
                            json.begin_array();
                            for (const BulkOutcome& outcome : outcomes) write_bulk_outcome(json, outcome);
                            json.end_array();
                          });
}

HttpResponse explained(const Exchange& exchange, const ExplainView& view) {
  Text why{view.ns, view.ns};
  for (const RuleView& rule : view.rules)
    if (rule.won && !rule.detail.empty()) why = rule.detail;
  return exchange.success(why, [&](JsonWriter& json) {
    write_explain(json, view, exchange.services.application.facts().timezone, exchange.language);
  });
}

}  // namespace

HttpResponse switched_answer(const Exchange& exchange, const OperationView& operation) {
  const bool running = operation.record.status == OperationStatus::running;
  HttpResponse response = exchange.success(
      operation_sentence(operation), [&](JsonWriter& json) { write_operation(json, operation, exchange.language); },
      running ? 202 : 200);
  if (running) response.headers.push_back({"Location", "/api/operations/" + operation.record.id});
  return response;
}

void list_namespaces(const ExchangePtr& exchange) {
  const Snapshot view = exchange->services.application.namespaces();
  if (!view) return exchange->finish(exchange->problem(not_synced()));
  const auto page = read_page(exchange->query, "namespaces");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  const auto system = exchange->query.word("type", [](std::string_view word) -> std::optional<bool> {
    if (word == "system" || word == "user") return word == "system";
    return std::nullopt;
  });
  if (!system) return exchange->finish(exchange->problem(system.error()));
  const auto cost_center = exchange->query.find("cost_center");
  const std::string question = exchange->request.query + "\n" + tag(exchange->language);
  exchange->finish(exchange->services.lists->answer(view, question, [&] {
    const NamespacePage cut = cut_page(*view, *page, [&](const NamespaceView& ns) {
      return (!*system || ns.system == **system) && (!cost_center || ns.cost_center == *cost_center);
    });
    return exchange->success(counted(cut.items.size(), namespaces_noun), [&](JsonWriter& json) {
      json.begin_object().key("items").begin_array();
      for (const NamespacePtr& ns : cut.items) write_namespace(json, *ns);
      end_list(json, *page, cut.next);
      json.end_object();
    });
  }));
}

void list_namespace_status(const ExchangePtr& exchange) {
  const Snapshot view = exchange->services.application.namespaces();
  if (!view) return exchange->finish(exchange->problem(not_synced()));
  const auto page = read_page(exchange->query, "namespaces/status");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  const auto state = exchange->query.word("status", parse_namespace_state);
  if (!state) return exchange->finish(exchange->problem(state.error()));
  const NamespacePage cut =
      cut_page(*view, *page, [&](const NamespaceView& ns) { return !ns.system && (!*state || ns.state == **state); });
  exchange->finish(exchange->success(counted(cut.items.size(), namespaces_noun), [&](JsonWriter& json) {
    json.begin_object().key("items").begin_array();
    for (const NamespacePtr& ns : cut.items) write_namespace_status(json, *ns, exchange->language);
    end_list(json, *page, cut.next);
    json.key("off_hours");
    write_off_hours(json, *view);
    json.member("timezone", view->timezone).end_object();
  }));
}

void show_namespace(const ExchangePtr& exchange) {
  const Snapshot view = exchange->services.application.namespaces();
  if (!view) return exchange->finish(exchange->problem(not_synced()));
  const NamespacePtr ns = find_namespace(*view, exchange->parameters.front());
  if (!ns) return exchange->finish(exchange->problem(no_such_namespace(exchange->parameters.front())));
  const Text message = ns->reason.empty() ? Text{ns->display_name, ns->display_name} : ns->reason;
  exchange->finish(exchange->success(message, [&](JsonWriter& json) { write_namespace_detail(json, *ns, exchange->language); }));
}

void activate_namespace(const ExchangePtr& exchange) { switch_namespace(exchange, true); }
void deactivate_namespace(const ExchangePtr& exchange) { switch_namespace(exchange, false); }

void switch_many(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  const JsonValue* action = object->find("action");
  const auto* word = action == nullptr ? nullptr : std::get_if<std::string>(&action->value);
  const bool on = word != nullptr && *word == "activate";
  std::vector<std::string_view> members = switch_members(on);
  members.insert(members.end(), {"action", "namespaces", "dry_run"});
  BodyReader body(*object, members);
  body.require("action");
  body.require("namespaces");
  body.word("action", {"activate", "deactivate"});
  BulkSwitchRequest request;
  request.namespaces = body.namespaces("namespaces", 1, 500).value_or(std::vector<std::string>());
  request.dry_run = body.flag("dry_run").value_or(false);
  request.each = read_switch(body, *exchange, on);
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  exchange->services.application.switch_namespaces(std::move(request),
                                                   exchange->answer_with<std::vector<BulkOutcome>>(bulk_answer));
}

void explain_namespace(const ExchangePtr& exchange) {
  const std::string& name = exchange->parameters.front();
  if (!is_namespace_name(name)) return exchange->finish(exchange->problem(no_such_namespace(name)));
  exchange->services.application.explain(name, exchange->answer_with<ExplainView>(explained));
}

}  // namespace nss
