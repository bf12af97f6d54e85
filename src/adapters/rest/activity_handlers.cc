#include <fmt/core.h>

#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"

namespace nss {
namespace {

constexpr CountedNoun activities_noun{"registro", "registros", "record", "records"};
constexpr CountedNoun links_noun{"eslabón", "eslabones", "link", "links"};

Result<ActivityQuery> read_activity_query(const Query& query, const PageRequest& page) {
  ActivityQuery asked;
  asked.ns = query.find("namespace").value_or("");
  asked.cost_center = query.find("cost_center").value_or("");
  asked.cluster_name = query.find("cluster_name").value_or("");
  asked.requested_by = query.find("requested_by").value_or("");
  const auto type = query.word("operation_type", parse_operation_type);
  if (!type) return fail(type.error());
  const auto status = query.word("status", parse_activity_status);
  if (!status) return fail(status.error());
  const auto start = query.epoch("start");
  if (!start) return fail(start.error());
  const auto end = query.epoch("end");
  if (!end) return fail(end.error());
  if (*start && *end && **end < **start) return fail(Query::backwards());
  asked.type = *type;
  asked.status = *status;
  asked.start = *start;
  asked.end = *end;
  asked.limit = page.limit;
  asked.after = page.after;
  return asked;
}

HttpResponse verified(const Exchange& exchange, const AuditVerdict& verdict) {
  const Text links = counted(verdict.links, links_noun);
  Text sentence{"Íntegro: " + links.es + ".", "Intact: " + links.en + "."};
  if (verdict.first_broken) {
    const auto& broken = *verdict.first_broken;
    sentence = {fmt::format("Roto en {}, eslabón {}: {}.", broken.ns, broken.seq, broken.reason),
                fmt::format("Broken in {}, link {}: {}.", broken.ns, broken.seq, broken.reason)};
  }
  return exchange.success(sentence, [&](JsonWriter& json) { write_audit_verdict(json, verdict); });
}

}  // namespace

void list_activities(const ExchangePtr& exchange) {
  const auto page = read_page(exchange->query, "activities");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  const auto query = read_activity_query(exchange->query, *page);
  if (!query) return exchange->finish(exchange->problem(query.error()));
  exchange->services.application.activities(
      *query, exchange->answer_with<ActivityPage>([page = *page](const Exchange& asked, const ActivityPage& found) {
        return asked.success(counted(found.activities.size(), activities_noun), [&](JsonWriter& json) {
          json.begin_object().key("items").begin_array();
          for (const ActivityRecord& record : found.activities) write_activity(json, record);
          end_list(json, page, found.next.empty() ? "" : make_cursor(page.scope, found.next));
          json.end_object();
        });
      }));
}

void list_audit(const ExchangePtr& exchange) {
  const std::string& ns = exchange->parameters.front();
  if (!is_namespace_name(ns)) {
    return exchange->finish(
        exchange->problem(make_problem("namespace_not_found", {"No existe ese espacio.", "There is no such namespace."})));
  }
  const auto page = read_page(exchange->query, "audit/" + ns);
  if (!page) return exchange->finish(exchange->problem(page.error()));
  exchange->services.application.audit(
      ns, page->limit, page->after,
      exchange->answer_with<AuditPage>([page = *page](const Exchange& asked, const AuditPage& found) {
        return asked.success(counted(found.links.size(), links_noun), [&](JsonWriter& json) {
          json.begin_object().key("items").begin_array();
          for (const AuditLink& link : found.links) write_audit_link(json, link);
          end_list(json, page, found.next.empty() ? "" : make_cursor(page.scope, found.next));
          json.end_object();
        });
      }));
}

void verify_audit(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"namespace"});
  const auto ns = body.text("namespace", 253);
  if (ns && !is_namespace_name(*ns)) {
    body.impossible("namespace",
                    {"«namespace» no puede ser el nombre de un espacio.", "\"namespace\" cannot be the name of a namespace."});
  }
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  exchange->services.application.verify_audit(ns.value_or(""), exchange->answer_with<AuditVerdict>(verified));
}

}  // namespace nss
