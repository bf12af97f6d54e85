#include "unit/adapters/rest/fake_application.h"

#include "base/check.h"

namespace nss {

Seconds at(const char* rfc3339) {
  const auto parsed = parse_rfc3339(rfc3339);
  NSS_CHECK(parsed.has_value());
  return *parsed;
}

std::shared_ptr<NamespaceView> sample_namespace(const std::string& name) {
  auto ns = std::make_shared<NamespaceView>();
  ns->name = name;
  ns->state = NamespaceState::inactive;
  ns->desired = NamespaceState::inactive;
  ns->cost_center = "CC-001";
  ns->created_at = at("2026-01-08T15:00:00Z");
  ns->labels = {{"cost-center", "CC-001"}};
  ns->display_name = name;
  ns->since = at("2026-11-21T01:00:04Z");
  ns->workloads_total = 2;
  ns->operation_id = "op_7f3a";
  ns->reason = {"Apagado a las 20:00 por el horario.", "Switched off at 20:00 by the schedule."};
  ns->next = NextChange{at("2026-11-23T12:00:00Z"), OperationType::auto_startup, "builtin-startup"};
  ns->workloads = {{WorkloadKind::deployment, "web", 0, 0, 3, std::pair(2, 5), "", ""},
                   {WorkloadKind::stateful_set, "db", 1, 1, std::nullopt, std::nullopt, "Cluster/db", "controlled_by_owner"}};
  ns->cpu_millicores = 1250;
  ns->memory_bytes = 3ll << 29;
  return ns;
}

OperationView sample_operation(const std::string& id) {
  OperationView operation;
  OperationRecord& record = operation.record;
  record.id = id;
  record.ns = "dev-api";
  record.type = OperationType::manual_activation;
  record.trigger = Trigger::person;
  record.direction = Direction::on;
  record.cost_center = "CC-001";
  record.requested_by = "ana";
  record.user_id = "anonymous";
  record.reason = "release";
  record.status = OperationStatus::completed;
  record.changed = true;
  record.requested_at = at("2026-11-22T13:52:00Z");
  record.completed_at = at("2026-11-22T13:52:01Z");
  record.until = at("2026-11-22T17:52:00Z");
  operation.workloads = {{WorkloadKind::deployment, "web", 0, 3, Outcome::patched, "", ""},
                         {WorkloadKind::deployment, "worker", 0, 1, Outcome::patched, "restored_from_intent", ""}};
  return operation;
}

namespace {

TaskRecord sample_shutdown() {
  TaskRecord shutdown;
  shutdown.id = "builtin-shutdown";
  shutdown.title = "Apagado";
  shutdown.type = OperationType::deactivate;
  shutdown.schedule = "0 20 * * 1-5";
  shutdown.timezone = "America/Bogota";
  shutdown.ns = "*";
  shutdown.cost_center = "system";
  shutdown.builtin = true;
  shutdown.created_at = at("2026-11-01T00:00:00Z");
  shutdown.created_by = "system";
  shutdown.status = "completed";
  shutdown.run_count = 15;
  shutdown.success_count = 14;
  shutdown.error_count = 1;
  shutdown.last_run = at("2026-11-21T01:00:00Z");
  return shutdown;
}

TaskRecord sample_startup(const TaskRecord& shutdown) {
  TaskRecord startup = shutdown;
  startup.id = "builtin-startup";
  startup.title = "Encendido";
  startup.type = OperationType::activate;
  startup.schedule = "0 7 * * 1-5";
  startup.enabled = false;
  startup.status = "pending";
  startup.last_run.reset();
  return startup;
}

}  // namespace

FakeApplication::FakeApplication() {
  facts_ = {"1.0.0", "local", "simulated", "America/Bogota", false, true};
  now_ = at("2026-11-22T13:52:00Z");

  namespaces_ = std::make_shared<NamespacesView>();
  namespaces_->timezone = "America/Bogota";
  namespaces_->off_hours_now = true;
  namespaces_->holders = {{"qa-pay", "CC-002", "ana", at("2026-11-23T02:00:00Z")}};
  auto system = sample_namespace("kube-system");
  system->system = true;
  system->state = NamespaceState::active;
  system->cost_center.clear();
  system->labels.clear();
  auto held = sample_namespace("qa-pay");
  held->state = held->desired = NamespaceState::active;
  held->slot = true;
  held->until = at("2026-11-23T02:00:00Z");
  held->contested = "argocd-controller";
  held->last_error = "admission webhook denied the request";
  held->since = Seconds{};
  held->next.reset();
  namespaces_->namespaces = {sample_namespace("dev-api"), system, held};

  health_ = std::make_shared<HealthView>();
  health_->store_ok = health_->cluster_ok = health_->scheduler_ok = true;
  health_->store_last_success = at("2026-11-22T13:51:59Z");
  health_->cluster_last_success = at("2026-11-22T13:51:58Z");

  const TaskRecord shutdown = sample_shutdown();
  const TaskRecord startup = sample_startup(shutdown);
  tasks_ = {{shutdown, at("2026-11-24T01:00:00Z"), "\"a1\""}, {startup, std::nullopt, "\"a2\""}};

  operations_ = {sample_operation("op_3"), sample_operation("op_2"), sample_operation("op_1")};
  switch_answer_ = operations_.front();

  upcoming_ = {now_,
               now_ + std::chrono::hours(24),
               false,
               {{at("2026-11-23T12:00:00Z"),
                 OperationType::auto_startup,
                 "task",
                 "builtin-startup",
                 {"Encendido automático", "Automatic startup"},
                 {"dev-api"},
                 "system"},
                {at("2026-11-23T02:00:00Z"),
                 OperationType::auto_shutdown,
                 "keep_alive",
                 "",
                 {"Termina qa-pay", "qa-pay ends"},
                 {"qa-pay"},
                 "CC-002"}}};
}

void FakeApplication::switch_namespace(SwitchRequest request, Reply<OperationView> reply) {
  switched_ = std::move(request);
  reply(switch_answer_);
}

void FakeApplication::operation(std::string id, Reply<OperationView> reply) {
  for (const OperationView& operation : operations_)
    if (operation.record.id == id) return reply(operation);
  reply(fail(Error{ErrorKind::not_found, "operation_not_found", {"No existe esa operación.", "There is no such operation."}}));
}

void FakeApplication::log(LogQuery query, Reply<LogPage> reply) {
  log_query_ = query;
  LogPage page;
  for (const OperationView& operation : operations_) {
    if (!query.after.empty() && operation.record.id >= query.after) continue;
    if (page.operations.size() == query.limit) {
      page.next = page.operations.back().record.id;
      break;
    }
    page.operations.push_back(operation);
  }
  reply(page);
}

void FakeApplication::upcoming(std::string ns, Reply<UpcomingView> reply) {
  UpcomingView view = upcoming_;
  std::erase_if(view.items, [&](const UpcomingItem& item) {
    return !ns.empty() && std::find(item.namespaces.begin(), item.namespaces.end(), ns) == item.namespaces.end();
  });
  reply(view);
}

void FakeApplication::advance(Seconds to, Reply<Seconds> reply) {
  now_ = to;
  reply(to);
}

}  // namespace nss
