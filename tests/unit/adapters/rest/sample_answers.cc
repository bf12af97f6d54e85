#include "unit/adapters/rest/sample_answers.h"

namespace nss {
namespace {

TaskView sample_task() {
  TaskView view;
  TaskRecord& task = view.record;
  task.id = "t_01";
  task.title = "Encender QA";
  task.type = OperationType::activate;
  task.schedule = "0 9 * * 6";
  task.ns = "qa-pay";
  task.cost_center = "CC-002";
  task.timezone = "America/Bogota";
  task.created_at = at("2026-11-22T13:52:00Z");
  task.created_by = "anonymous";
  view.next_run = at("2026-11-28T14:00:00Z");
  view.etag = "\"a1\"";
  return view;
}

RunView sample_run(const std::string& id, RunStatus status) {
  RunView view;
  RunRecord& run = view.record;
  run.id = id;
  run.task_id = "t_01";
  run.by_person = status != RunStatus::missed;
  run.started_at = at("2026-11-22T13:52:00Z");
  run.status = status;
  run.attempts = 1;
  if (status != RunStatus::running) run.finished_at = at("2026-11-22T13:52:01Z");
  if (!run.by_person) run.scheduled_at = run.started_at;
  if (status == RunStatus::failed) run.error = "unauthorized: CC-002";
  if (status == RunStatus::completed) {
    view.output = "deployment.apps/web scaled";
    run.operation_ids = {"op_7f3c"};
  }
  return view;
}

ExplainView sample_explanation() {
  ExplainView view;
  view.ns = "dev-api";
  view.state = view.desired = NamespaceState::inactive;
  view.rules = {{"system_namespace", false, false, {"No es del sistema.", "It is no system namespace."}},
                {"business_hours", true, true, {"domingo, no laboral", "Sunday, no business day"}}};
  view.actor = "builtin-shutdown";
  view.since = at("2026-11-21T01:00:04Z");
  view.until = at("2026-11-23T12:00:00Z");
  view.next = NextChange{at("2026-11-23T12:00:00Z"), OperationType::auto_startup, "builtin-startup"};
  view.operation_id = "op_7f3a";
  return view;
}

ActivityPage sample_activities() {
  ActivityRecord open;
  open.ns = "dev-api";
  open.start = at("2026-11-22T13:52:00Z");
  open.type = OperationType::manual_activation;
  open.cost_center = "CC-001";
  open.cluster_name = "local";
  open.requested_by = "ana";
  open.user_id = "anonymous";
  open.operation_id = "op_7f3b";
  open.reason = "release";
  ActivityRecord closed = open;
  closed.start = at("2026-11-21T01:00:04Z");
  closed.end = at("2026-11-22T13:52:00Z");
  closed.type = OperationType::auto_shutdown;
  closed.status = ActivityStatus::completed;
  ActivityRecord failed = closed;
  failed.start = failed.end.emplace(at("2026-11-20T01:00:00Z"));
  failed.status = ActivityStatus::failed;
  failed.error_message = "forbidden";
  failed.operation_id.clear();
  return {{open, closed, failed}, "more"};
}

AuditPage sample_links() {
  AuditLink link{"dev-api",
                 1,
                 at("2026-11-22T13:52:00Z"),
                 "requested",
                 "op_7f3b",
                 "anonymous",
                 R"({"operation_type":"manual_activation"})",
                 std::string(64, '0'),
                 std::string(64, 'a')};
  AuditLink touched = link;
  touched.seq = 2;
  touched.prev_hash = link.hash;
  touched.payload = "somebody wrote this";
  touched.operation_id.clear();
  return {{link, touched}, ""};
}

CostCenterView sample_cost_center() {
  CostCenterView view;
  view.record = {"CC-001", "Development Team", true, 3, {"dev-api"}, at("2026-11-22T13:52:00Z"), at("2026-11-22T13:52:00Z")};
  view.etag = "\"c1\"";
  view.active_namespaces = {"dev-api"};
  view.hours_this_month = 12.5;
  return view;
}

CostCenterView sample_system() {
  CostCenterView view;
  view.record.cost_center = view.record.name = "system";
  view.record.is_authorized = true;
  view.record.max_concurrent_namespaces = 5;
  view.builtin = true;
  view.etag = "\"system\"";
  return view;
}

// Monday switched on by schedule, and kept on by a person from 20:00 to 22:00; it is Tuesday 12:30 in Bogotá.
WeekInputsPtr sample_week() {
  const TimeZone zone = TimeZone::load("America/Bogota").value();
  PlanRules rules;
  rules.settings.push_back({Seconds{}, {}, zone, {}});
  rules.startup.push_back({});
  rules.shutdown.push_back({});
  HourGrid grid = HourGrid::week(zone, std::chrono::sys_days(parse_date("2026-11-23").value()));
  const Interval window = grid.span();
  WeekInputs week{std::move(grid), PlanFrame(rules, window, at("2026-11-24T17:30:00Z"))};
  NamespaceInput input;
  input.name = "pagos";
  input.display_name = "=Pagos, \"prod\"";
  input.cost_center = "CC-001";
  input.standing = Standing{};
  input.managed = IntervalSet({{at("2026-11-01T00:00:00Z"), at("2027-11-01T00:00:00Z")}});
  const auto record = [](const char* start, std::optional<Seconds> end, OperationType type, const char* payer) {
    ActivityRecord made;
    made.ns = "pagos";
    made.start = at(start);
    made.end = end;
    made.type = type;
    made.cost_center = payer;
    made.status = end ? ActivityStatus::completed : ActivityStatus::active;
    made.operation_id = "op_of_" + std::string(payer);
    return made;
  };
  input.records = {record("2026-11-23T12:00:10Z", at("2026-11-24T01:00:00Z"), OperationType::auto_startup, "CC-001"),
                   record("2026-11-24T01:00:00Z", at("2026-11-24T03:00:00Z"), OperationType::manual_activation, "CC-002"),
                   record("2026-11-24T03:00:00Z", at("2026-11-24T12:00:00Z"), OperationType::auto_shutdown, "CC-001"),
                   record("2026-11-24T12:00:00Z", std::nullopt, OperationType::auto_startup, "CC-001")};
  input.records[2].demand = Demand{2'500, std::int64_t{6} << 30U};
  week.namespaces.push_back(std::move(input));
  week.holidays = holidays_between(parse_date("2026-11-16").value(), parse_date("2026-11-16").value(), {});
  week.timezone = zone.name();
  return std::make_shared<const WeekInputs>(std::move(week));
}

// The same week, priced: its shutdown knows what was up.
UsageAnswer sample_usage() {
  const WeekInputsPtr live = sample_week();
  UsageAnswer answer{{}, live->grid.span(), UsageTable(UsageBy::payer_and_namespace)};
  answer.query.first = live->grid.date(0);
  answer.live = live;
  answer.cluster_name = "production-cluster";
  answer.timezone = live->timezone;
  answer.display_names = {{"pagos", "=Pagos, \"prod\""}};
  answer.cost_center_names = {{"CC-001", "Desarrollo"}, {"CC-002", ""}};
  return answer;
}

}  // namespace

void set_sample_answers(FakeApplication& application) {
  application.history_answer_ = std::vector<HistoryPoint>{{at("2026-11-22T12:00:00Z"), 4}, {at("2026-11-22T12:03:00Z"), 12.5}};
  BulkOutcome done{"dev-api", std::nullopt, sample_operation("op_3").record};
  BulkOutcome running = done;
  running.ns = "dev-web";
  running.operation.id = "op_4";
  running.operation.status = OperationStatus::running;
  BulkOutcome idle{"dev-db", std::nullopt, {}};
  BulkOutcome refused{"qa-pay", Error{ErrorKind::refused, "limit_exceeded", {"Límite", "limit"}}, {}};
  application.bulk_answer_ = std::vector<BulkOutcome>{done, running, idle, refused};
  application.explain_answer_ = sample_explanation();
  application.activities_answer_ = sample_activities();
  application.audit_answer_ = sample_links();
  application.verdict_answer_ = AuditVerdict{true, 12, 3, std::nullopt};
  application.cost_centers_answer_ = std::vector<CostCenterView>{sample_cost_center(), sample_system()};
  application.cost_center_answer_ = sample_cost_center();
  application.validate_answer_ = CostCenterVerdict{"CC-001", "dev-api", false, "unauthorized", 3, 1};
  application.permission_answer_ = PermissionChange{sample_cost_center(), true};
  application.task_answer_ = sample_task();
  application.delete_answer_ = std::string("t_01");
  application.run_answer_ = sample_run("r_9", RunStatus::completed);
  application.runs_answer_ = RunPage{{sample_run("r_9", RunStatus::running), sample_run("r_8", RunStatus::completed),
                                      sample_run("r_7", RunStatus::failed), sample_run("r_6", RunStatus::missed)},
                                     "r_6"};
  const PauseRecord pause{at("2026-11-22T13:52:00Z"), at("2026-11-22T15:00:00Z"), "release", "anonymous"};
  application.pause_answer_ = pause;
  application.current_pause_ = pause;
  const Date bridge = parse_date("2026-12-07").value();
  const LocalHolidayRecord local{bridge, "Puente de la empresa", "Company bridge", at("2026-11-22T13:52:00Z"), "anonymous"};
  application.local_holidays_ = std::make_shared<const LocalHolidays>(LocalHolidays{{bridge, local}});
  application.local_holiday_answer_ = local;
  application.removed_holiday_answer_ = bridge;
  application.week_answer_ = sample_week();
  application.usage_answer_ = sample_usage();
  LiveSettingsView settings = *application.live_settings_;
  settings.holidays = HolidayMode::observe;
  settings.prices = {40'500, std::nullopt, "COP"};
  settings.sources["holidays"] = settings.sources["price_cpu_hour"] = "stored";
  settings.etag = "\"s2\"";
  application.patch_answer_ = settings;
  application.facts_.settings = {{"off_hours_limit", "5", "default"}, {"business_days", R"(["mon","fri"])", "environment"}};
}

}  // namespace nss
