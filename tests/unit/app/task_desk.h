// What a test does to tasks, as a caller of the API would.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "unit/app/product.h"

namespace nss {

inline TaskRequest task_request(OperationType type, const std::string& schedule, const std::string& ns = "pagos") {
  TaskRequest request;
  request.title = "Tarea";
  request.type = type;
  request.schedule = schedule;
  request.ns = ns;
  request.cost_center = "CC-001";
  if (type == OperationType::command) request.command = "scale deployment/web --replicas=5";
  request.context.user_id = "ana";
  return request;
}

inline Result<TaskView> create(Product& p, const TaskRequest& request) {
  return p.wait_for<TaskView>([&](Reply<TaskView> reply) { p.controller->create_task(request, reply); });
}

inline Result<TaskView> replace(Product& p, const TaskRequest& request) {
  return p.wait_for<TaskView>([&](Reply<TaskView> reply) { p.controller->replace_task(request, reply); });
}

inline Result<TaskView> read_task(Product& p, const std::string& id) {
  return p.wait_for<TaskView>([&](Reply<TaskView> reply) { p.controller->task(id, reply); });
}

inline std::string code_of_removal(Product& p, const std::string& id, const std::string& if_match = {}) {
  const auto gone =
      p.wait_for<std::string>([&](Reply<std::string> reply) { p.controller->delete_task(id, if_match, {}, reply); });
  return gone ? "deleted " + *gone : gone.error().code;
}

inline Result<RunView> run_now(Product& p, const std::string& id, const CommandContext& context = {}) {
  return p.wait_for<RunView>([&](Reply<RunView> reply) { p.controller->run_task(id, context, reply); });
}

// Newest first.
inline std::vector<RunView> runs_of(Product& p, const std::string& id) {
  auto page = p.wait_for<RunPage>([&](Reply<RunPage> reply) { p.controller->runs(id, 50, {}, reply); });
  NSS_CHECK(page.has_value());
  return page->runs;
}

inline TaskRequest same(const TaskView& view) {
  TaskRequest request;
  request.id = view.record.id;
  request.title = view.record.title;
  request.type = view.record.type;
  request.command = view.record.command;
  request.schedule = view.record.schedule;
  request.ns = view.record.ns;
  request.cost_center = view.record.cost_center;
  request.enabled = view.record.enabled;
  request.timezone = view.record.timezone;
  request.if_match = view.etag;
  return request;
}

}  // namespace nss
