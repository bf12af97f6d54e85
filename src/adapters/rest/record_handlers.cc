#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"

namespace nss {
namespace {

constexpr CountedNoun operations_noun{"operación", "operaciones", "operation", "operations"};
constexpr CountedNoun changes_noun{"cambio en las próximas 24 horas", "cambios en las próximas 24 horas",
                                   "change in the next 24 hours", "changes in the next 24 hours"};

Result<LogQuery> read_log_query(const Query& query, const PageRequest& page) {
  LogQuery log;
  log.ns = query.find("namespace").value_or("");
  log.cost_center = query.find("cost_center").value_or("");
  const auto type = query.word("operation_type", parse_operation_type);
  if (!type) return fail(type.error());
  const auto status = query.word("status", parse_operation_status);
  if (!status) return fail(status.error());
  const auto start = query.instant("start");
  if (!start) return fail(start.error());
  const auto end = query.instant("end");
  if (!end) return fail(end.error());
  log.type = *type;
  log.status = *status;
  log.start = *start;
  log.end = *end;
  log.limit = page.limit;
  log.after = page.after;
  if (log.start && log.end && *log.end < *log.start) return fail(Query::backwards());
  return log;
}

}  // namespace

void show_operation(const ExchangePtr& exchange) {
  if (!is_id(exchange->parameters.front())) {
    return exchange->finish(
        exchange->problem(make_problem("operation_not_found", {"No existe esa operación.", "There is no such operation."})));
  }
  exchange->services.application.operation(
      exchange->parameters.front(),
      exchange->answer_with<OperationView>([](const Exchange& asked, const OperationView& operation) {
        return asked.success(operation_sentence(operation),
                             [&](JsonWriter& json) { write_operation(json, operation, asked.language); });
      }));
}

void list_log(const ExchangePtr& exchange) {
  const auto page = read_page(exchange->query, "logs");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  const auto query = read_log_query(exchange->query, *page);
  if (!query) return exchange->finish(exchange->problem(query.error()));
  exchange->services.application.log(
      *query, exchange->answer_with<LogPage>([page = *page](const Exchange& asked, const LogPage& log) {
        return asked.success(counted(log.operations.size(), operations_noun), [&](JsonWriter& json) {
          json.begin_object().key("items").begin_array();
          for (const OperationView& operation : log.operations) write_operation(json, operation, asked.language);
          end_list(json, page, log.next.empty() ? "" : make_cursor(page.scope, log.next));
          json.end_object();
        });
      }));
}

void show_upcoming(const ExchangePtr& exchange) {
  exchange->services.application.upcoming(
      exchange->query.find("namespace").value_or(""),
      exchange->answer_with<UpcomingView>([](const Exchange& asked, const UpcomingView& view) {
        return asked.success(counted(view.items.size(), changes_noun), [&](JsonWriter& json) {
          write_upcoming(json, view, asked.services.application.facts().timezone, asked.language);
        });
      }));
}

}  // namespace nss
