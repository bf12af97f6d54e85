#include "adapters/rest/answers.h"
#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/page.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"

namespace nss {
namespace {

constexpr CountedNoun tasks_noun{"tarea", "tareas", "task", "tasks"};
constexpr CountedNoun runs_noun{"ejecución", "ejecuciones", "run", "runs"};

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
    end_list(json, page, next);
    json.end_object();
  });
}

// What GET gives and nobody writes.
const std::vector<std::string_view>& read_only_members() {
  static const std::vector<std::string_view> names{"id",         "status",        "created_at",  "next_run",
                                                   "run_count",  "success_count", "error_count", "last_run",
                                                   "last_error", "created_by",    "builtin",     "etag"};
  return names;
}

Problem no_such_task() { return make_problem("task_not_found", {"No existe esa tarea.", "There is no such task."}); }

// The id in the path; what cannot be one is the id of no task.
bool known_form(const ExchangePtr& exchange) {
  for (const std::string& id : exchange->parameters) {
    if (is_id(id)) continue;
    exchange->finish(exchange->problem(no_such_task()));
    return false;
  }
  return true;
}

// What is the same in both. Whether the values make sense together is the use case's question.
void read_writable(BodyReader& body, TaskRequest& task) {
  body.require("title");
  body.require("operation_type");
  body.require("schedule");
  body.require("namespace");
  body.allow_null("command");
  task.title = body.text("title", 200, 1).value_or("");
  task.type = parse_operation_type(body.word("operation_type", {"activate", "deactivate", "command"}).value_or("activate"))
                  .value_or(OperationType::activate);
  task.command = body.phrase("command").value_or("");
  task.schedule = body.phrase("schedule");
  task.ns = body.phrase("namespace").value_or("");
  if (body.has("namespace") && !task.ns.empty() && task.ns != "*" && !is_namespace_name(task.ns)) {
    body.impossible("namespace", {"«namespace» debe tener de 1 a 63 letras minúsculas, cifras o «-».",
                                  "\"namespace\" must be 1 to 63 lower-case letters, digits or \"-\"."});
  }
  task.cost_center = body.label_value("cost_center").value_or("");
  task.enabled = body.flag("enabled").value_or(true);
  const auto zone = body.phrase("timezone");
  if (zone && zone->empty())
    body.impossible("timezone", {"«timezone» no puede estar vacía.", "\"timezone\" must not be empty."}, "invalid_timezone");
  task.timezone = zone.value_or("");
}

std::vector<std::string_view> task_members() {
  std::vector<std::string_view> names{"title",     "operation_type", "command", "schedule",
                                      "namespace", "cost_center",    "enabled", "timezone"};
  names.insert(names.end(), read_only_members().begin(), read_only_members().end());
  return names;
}

HttpResponse with_tag(HttpResponse response, const std::string& etag) {
  response.headers.push_back({"ETag", etag});
  return response;
}

HttpResponse one_task(const Exchange& exchange, const TaskView& task) {
  const Text title{task.record.title, task.record.title};
  return with_tag(exchange.success(title, [&](JsonWriter& json) { write_task(json, task); }), task.etag);
}

HttpResponse deleted_task(const Exchange& exchange, const std::string& id) {
  return exchange.success({"Tarea borrada.", "Task deleted."},
                          [&](JsonWriter& json) { json.begin_object().member("id", id).member("deleted", true).end_object(); });
}

HttpResponse one_run(const Exchange& exchange, const RunView& run) {
  return exchange.success(run_sentence(run.record), [&](JsonWriter& json) { write_run(json, run); });
}

}  // namespace

HttpResponse created_task_answer(const Exchange& exchange, const TaskView& task) {
  HttpResponse response = exchange.success(
      {"Tarea creada: " + task.record.title, "Task created: " + task.record.title},
      [&](JsonWriter& json) { write_task(json, task); }, 201);
  response.headers.push_back({"Location", "/api/tasks/" + task.record.id});
  return with_tag(std::move(response), task.etag);
}

HttpResponse run_answer(const Exchange& exchange, const RunView& run) {
  const bool running = run.record.status == RunStatus::running;
  HttpResponse response =
      exchange.success(run_sentence(run.record), [&](JsonWriter& json) { write_run(json, run); }, running ? 202 : 200);
  if (running) response.headers.push_back({"Location", "/api/tasks/" + run.record.task_id + "/runs/" + run.record.id});
  return response;
}

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

void create_task(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, task_members());
  body.refuse_read_only(read_only_members());
  TaskRequest task;
  read_writable(body, task);
  if (task.ns == "*" || (body.has("namespace") && task.ns.empty())) {
    body.impossible("namespace", {"«namespace» debe nombrar un espacio.", "\"namespace\" must name one namespace."});
  }
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  task.context = exchange->command();
  exchange->services.application.create_task(std::move(task), exchange->answer_with<TaskView>(created_task_answer));
}

void show_task(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  exchange->services.application.task(exchange->parameters.front(), exchange->answer_with<TaskView>(one_task));
}

void replace_task(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, task_members());
  TaskRequest task;
  task.id = exchange->parameters.front();
  body.allow_null("schedule");  // a built-in one follows the business hours again
  body.allow_null("cost_center");
  body.allow_null("timezone");
  read_writable(body, task);
  if (body.has("namespace") && task.ns.empty())
    body.impossible("namespace", {"«namespace» no puede estar vacío.", "\"namespace\" must not be empty."});
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  task.if_match = std::string(find_header(exchange->request.headers, "if-match").value_or(""));
  task.context = exchange->command();
  exchange->services.application.replace_task(std::move(task), exchange->answer_with<TaskView>(one_task));
}

void delete_task(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  exchange->services.application.delete_task(exchange->parameters.front(),
                                             std::string(find_header(exchange->request.headers, "if-match").value_or("")),
                                             exchange->command(), exchange->answer_with<std::string>(deleted_task));
}

void run_task(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  const BodyReader body(*object, {});
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  exchange->services.application.run_task(exchange->parameters.front(), exchange->command(),
                                          exchange->answer_with<RunView>(run_answer));
}

void list_runs(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  const std::string& id = exchange->parameters.front();
  const auto page = read_page(exchange->query, "runs/" + id);
  if (!page) return exchange->finish(exchange->problem(page.error()));
  exchange->services.application.runs(id, page->limit, page->after,
                                      exchange->answer_with<RunPage>([page = *page](const Exchange& asked, const RunPage& runs) {
                                        return asked.success(counted(runs.runs.size(), runs_noun), [&](JsonWriter& json) {
                                          json.begin_object().key("items").begin_array();
                                          for (const RunView& run : runs.runs) write_run(json, run);
                                          end_list(json, page, runs.next.empty() ? "" : make_cursor(page.scope, runs.next));
                                          json.end_object();
                                        });
                                      }));
}

void show_run(const ExchangePtr& exchange) {
  if (!known_form(exchange)) return;
  exchange->services.application.run(exchange->parameters[0], exchange->parameters[1], exchange->answer_with<RunView>(one_run));
}

}  // namespace nss
