#include <algorithm>

#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"

namespace nss {
namespace {

constexpr CountedNoun tasks_noun{"tarea", "tareas", "task", "tasks"};
constexpr CountedNoun operations_noun{"operación", "operaciones", "operation", "operations"};
constexpr CountedNoun changes_noun{"cambio en las próximas 24 horas", "cambios en las próximas 24 horas",
                                   "change in the next 24 hours", "changes in the next 24 hours"};

struct TaskFilter {
  std::optional<std::string> ns;
  std::optional<OperationType> type;
  std::optional<std::string> status;
  std::optional<bool> enabled;

  bool keeps(const TaskRecord& task) const {
    return (!ns || task.ns == *ns) && (!type || task.type == *type) && (!status || task.status == *status) &&
           (!enabled || task.enabled == *enabled);
  }
};

Result<TaskFilter> read_task_filter(const Query& query) {
  TaskFilter filter;
  filter.ns = query.find("namespace");
  const auto type = query.word("operation_type", [](std::string_view word) -> std::optional<OperationType> {
    const auto parsed = parse_operation_type(word);
    const bool of_a_task =
        parsed == OperationType::activate || parsed == OperationType::deactivate || parsed == OperationType::command;
    return of_a_task ? parsed : std::nullopt;
  });
  if (!type) return fail(type.error());
  const auto status = query.word("status", [](std::string_view word) -> std::optional<std::string> {
    const bool known = word == "pending" || word == "running" || word == "completed" || word == "failed";
    return known ? std::optional<std::string>(word) : std::nullopt;
  });
  if (!status) return fail(status.error());
  const auto enabled = query.flag("enabled");
  if (!enabled) return fail(enabled.error());
  filter.type = *type;
  filter.status = *status;
  filter.enabled = *enabled;
  return filter;
}

// The order of the list as text, so that a cursor can carry it.
std::string task_position(const TaskRecord& task) { return to_rfc3339(task.created_at) + " " + task.id; }

HttpResponse task_page(const Exchange& exchange, const std::vector<TaskView>& tasks, const PageRequest& page,
                       const TaskFilter& filter) {
  std::vector<const TaskView*> items;
  std::string next;
  for (const TaskView& task : tasks) {
    if (task_position(task.record) <= page.after || !filter.keeps(task.record)) continue;
    if (items.size() == page.limit) {
      next = make_cursor(page.scope, task_position(items.back()->record));
      break;
    }
    items.push_back(&task);
  }
  return exchange.success(counted(items.size(), tasks_noun), [&](JsonWriter& json) {
    json.begin_object().key("items").begin_array();
    for (const TaskView* task : items) write_task(json, *task);
    json.end_array().member("limit", static_cast<std::uint64_t>(page.limit)).text_or_null("next_cursor", next).end_object();
  });
}

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
  if (log.start && log.end && *log.end < *log.start) {
    Error error{ErrorKind::invalid, "invalid_range", {"«end» es anterior a «start».", "\"end\" is before \"start\"."}};
    error.pointer = "?end";
    return fail(std::move(error));
  }
  return log;
}

}  // namespace

void list_tasks(const ExchangePtr& exchange) {
  const auto page = read_page(exchange->query, "tasks");
  if (!page) return exchange->finish(exchange->problem(page.error()));
  const auto filter = read_task_filter(exchange->query);
  if (!filter) return exchange->finish(exchange->problem(filter.error()));
  exchange->services.application.tasks(exchange->answer_with<std::vector<TaskView>>(
      [page = *page, filter = *filter](const Exchange& asked, const std::vector<TaskView>& tasks) {
        return task_page(asked, tasks, page, filter);
      }));
}

void show_operation(const ExchangePtr& exchange) {
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
          json.end_array().member("limit", static_cast<std::uint64_t>(page.limit));
          json.text_or_null("next_cursor", log.next.empty() ? "" : make_cursor(page.scope, log.next)).end_object();
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
