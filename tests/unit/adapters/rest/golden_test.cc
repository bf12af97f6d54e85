// The whole answer of each endpoint against tests/data/rest/<name>.json. NSS_UPDATE_GOLDEN=1 writes the files anew: look at
// the difference before you commit it.
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <sstream>

#include "adapters/rest/json_writer.h"
#include "adapters/rest/openapi.h"
#include "adapters/rest/router.h"
#include "unit/adapters/rest/rest_fixture.h"
#include "unit/adapters/rest/sample_answers.h"
#include "unit/adapters/rest/sample_calendar.h"
#include "unit/adapters/rest/schema_check.h"

namespace nss {
namespace {

struct GoldenCase {
  const char* name;
  const char* method;
  const char* target;
  const char* body;
  const char* language;
};

constexpr const char* new_task =
    R"({"title":"Encender QA","operation_type":"activate","command":null,"schedule":"0 9 * * 6","namespace":"qa-pay"})";

const std::vector<GoldenCase> golden_cases{
    {"namespaces", "GET", "/api/namespaces", "", ""},
    {"namespaces_page", "GET", "/api/namespaces?limit=1&type=user", "", "en"},
    {"namespaces_status", "GET", "/api/namespaces/status", "", ""},
    {"namespace", "GET", "/api/namespaces/dev-api", "", "en"},
    {"namespace_not_found", "GET", "/api/namespaces/nope", "", ""},
    {"explain", "GET", "/api/namespaces/dev-api/explain", "", ""},
    {"explain_en", "GET", "/api/namespaces/dev-api/explain", "", "en"},
    {"activate", "POST", "/api/namespaces/dev-api/activate", R"({"cost_center":"CC-001"})", ""},
    {"activate_running", "POST", "/api/namespaces/dev-api/activate", R"({"cost_center":"CC-001"})", ""},
    {"activate_limit", "POST", "/api/namespaces/dev-api/activate", R"({"cost_center":"CC-001"})", "en"},
    {"activate_bad_body", "POST", "/api/namespaces/dev-api/activate", R"({"foo":1,"reason":7})", ""},
    {"deactivate", "POST", "/api/namespaces/dev-api/deactivate", "", "en"},
    {"actions", "POST", "/api/namespaces/actions",
     R"({"action":"activate","namespaces":["dev-api","dev-web","dev-db","qa-pay"],"cost_center":"CC-001","dry_run":true})", ""},
    {"actions_twice", "POST", "/api/namespaces/actions", R"({"action":"deactivate","namespaces":["a","a"]})", "en"},
    {"tasks", "GET", "/api/tasks", "", ""},
    {"task", "GET", "/api/tasks/t_01", "", ""},
    {"task_created", "POST", "/api/tasks", new_task, "en"},
    {"task_read_only", "POST", "/api/tasks", R"({"title":"x","id":"t_1","status":"pending"})", ""},
    {"task_invalid", "POST", "/api/tasks", new_task, ""},
    {"task_replaced", "PUT", "/api/tasks/t_01", new_task, ""},
    {"task_deleted", "DELETE", "/api/tasks/t_01", "", "en"},
    {"task_bad_id", "GET", "/api/tasks/t%20x", "", ""},
    {"run", "POST", "/api/tasks/t_01/run", "", ""},
    {"run_started", "POST", "/api/tasks/t_01/run", "{}", "en"},
    {"runs", "GET", "/api/tasks/t_01/runs?limit=4", "", ""},
    {"run_shown", "GET", "/api/tasks/t_01/runs/r_9", "", "en"},
    {"preview", "POST", "/api/tasks/preview",
     R"({"schedule":"0 20 * * 1-5","timezone":"America/Bogota","command":"kubectl scale deploy/web --replicas=2"})", ""},
    {"preview_wrong", "POST", "/api/tasks/preview", R"({"schedule":"0 25 * * *","timezone":"Bogota","command":"rm -rf /"})",
     "en"},
    {"operation", "GET", "/api/operations/op_3", "", ""},
    {"operation_partial", "GET", "/api/operations/op_3", "", "en"},
    {"operation_not_found", "GET", "/api/operations/op_9", "", "en"},
    {"logs", "GET", "/api/logs?limit=2", "", ""},
    {"activities", "GET", "/api/activities?limit=3", "", ""},
    {"upcoming", "GET", "/api/upcoming", "", "en"},
    {"audit", "GET", "/api/audit/dev-api", "", ""},
    {"audit_verify", "POST", "/api/audit/verify", "", ""},
    {"audit_broken", "POST", "/api/audit/verify", R"({"namespace":"dev-api"})", "en"},
    {"cost_centers", "GET", "/api/cost-centers", "", ""},
    {"cost_centers_page", "GET", "/api/cost-centers?limit=1", "", "en"},
    {"cost_center", "GET", "/api/cost-centers/CC-001", "", ""},
    {"validate", "GET", "/api/cost-centers/CC-001/validate?namespace=dev-api", "", ""},
    {"validate_unknown", "GET", "/api/cost-centers/CC-9/validate", "", "en"},
    {"permission_created", "POST", "/api/cost-centers/CC-001/permissions",
     R"({"is_authorized":true,"authorized_namespaces":["dev-api"]})", ""},
    {"permission_changed", "POST", "/api/cost-centers/CC-001/permissions", R"({"is_authorized":true})", "en"},
    {"permission_builtin", "POST", "/api/cost-centers/system/permissions", R"({"is_authorized":true})", ""},
    {"metrics_history", "GET", "/api/metrics/history?metric=api_latency_p95&start=2026-11-22T12:00:00Z&step=60", "", ""},
    {"metrics_history_too_fine", "GET", "/api/metrics/history?start=2026-11-20T00:00:00Z&step=60", "", "en"},
    {"settings", "GET", "/api/settings", "", ""},
    {"settings_running", "GET", "/api/settings", "", "en"},
    {"settings_changed", "PATCH", "/api/settings", R"({"holidays":"observe","price_cpu_hour":0.0405,"currency":"COP"})", ""},
    {"settings_fixed", "PATCH", "/api/settings", R"({"holidays":"mark"})", "en"},
    {"settings_wrong", "PATCH", "/api/settings", R"({"holidays":"ignore","price_gib_hour":-1,"currency":"pesos"})", ""},
    {"pause", "POST", "/api/pause", R"({"until":"2026-11-22T15:00:00Z","reason":"release"})", ""},
    {"pause_ended", "DELETE", "/api/pause", "", "en"},
    {"holidays", "GET", "/api/holidays/2026", "", ""},
    {"holidays_collision", "GET", "/api/holidays/2030?format=json", "", "en"},
    {"holidays_out_of_range", "GET", "/api/holidays/1983", "", ""},
    {"week", "GET", "/api/weekly-schedule/2026-11-25", "", ""},
    {"week_of_no_day", "GET", "/api/weekly-schedule/2026-02-30", "", "en"},
    {"weekly_report", "GET", "/api/weekly-report/2026-11-23", "", ""},
    {"weekly_report_priced", "GET", "/api/weekly-report/2026-11-23", "", "en"},
    {"report", "GET", "/api/reports?start_date=2026-11-23&end_date=2026-11-29", "", ""},
    {"report_by_namespace", "GET", "/api/reports?start_date=2026-11-23&end_date=2026-11-29&group_by=namespace", "", "en"},
    {"report_by_day", "GET", "/api/reports?start_date=2026-11-23&end_date=2026-11-29&group_by=day", "", ""},
    {"report_too_long", "GET", "/api/reports?start_date=2026-01-01&end_date=2027-01-02", "", "en"},
    {"calendar", "GET", "/api/calendar?start_date=2026-11-23&end_date=2026-11-29", "", ""},
    {"calendar_of_a_cost_center", "GET", "/api/calendar?start_date=2026-11-23&end_date=2026-11-29&cost_center=CC-001", "", "en"},
    {"calendar_without_end", "GET", "/api/calendar?start_date=2026-11-23", "", ""},
    {"namespace_usage", "GET", "/api/namespace-usage/pagos?start_date=2026-11-23&end_date=2026-11-29", "", "en"},
    {"namespace_usage_backwards", "GET", "/api/namespace-usage/pagos?start_date=2026-11-24&end_date=2026-11-23", "", ""},
    {"local_holidays", "GET", "/api/holidays/local", "", ""},
    {"local_holiday_added", "POST", "/api/holidays/local",
     R"({"date":"2026-12-07","name":"Puente de la empresa","nameEn":"Company bridge"})", ""},
    {"local_holiday_twice", "POST", "/api/holidays/local", R"({"date":"2026-12-07","name":"Puente"})", "en"},
    {"local_holiday_removed", "DELETE", "/api/holidays/local/2026-12-07", "", "en"},
    {"whoami", "GET", "/api/whoami", "", ""},
    {"advance", "POST", "/api/simulation/advance", R"({"to":"2026-11-24T01:00:00Z"})", ""},
    {"health", "GET", "/health", "", ""},
    {"health_not_ready", "GET", "/health", "", "en"},
    {"method_not_allowed", "PUT", "/api/tasks", "", "en"},
    {"internal_error", "GET", "/api/tasks/t_01", "", ""}};

// Two spaces a level, one member a line: for the eyes that read the differences.
std::string pretty(const std::string& json) {
  std::string out;
  int depth = 0;
  bool text = false;
  const auto line = [&] { out += "\n" + std::string(static_cast<std::size_t>(depth) * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text) {
      out += c;
      if (c == '\\')
        out += json[++i];
      else if (c == '"')
        text = false;
      continue;
    }
    if (c == '"') text = true;
    const bool empty = (c == '{' || c == '[') && i + 1 < json.size() && (json[i + 1] == '}' || json[i + 1] == ']');
    if (empty) {
      out += std::string(1, c) + json[++i];
    } else if (c == '{' || c == '[') {
      ++depth;
      out += c;
      line();
    } else if (c == '}' || c == ']') {
      --depth;
      line();
      out += c;
    } else if (c == ',') {
      out += c;
      line();
    } else {
      out += c == ':' ? std::string(": ") : std::string(1, c);
    }
  }
  return out + "\n";
}

// The path of the document that a target belongs to; empty: none.
std::string described_path(const HttpRequest& asked) {
  const RouteMatch match = match_route(asked.method, asked.path);
  if (match.route == nullptr) return "";
  for (const OperationDescription& operation : operation_descriptions()) {
    const std::string pattern = std::regex_replace(operation.path, std::regex("\\{[a-z_]+\\}"), "{}");
    if (pattern == match.route->pattern && asked.method == operation.method) return operation.path;
  }
  return "";
}

// The answer, and the body that was accepted, have the shape that the document promises.
void expect_documented(const HttpRequest& asked, const Asked& answer) {
  const std::string path = described_path(asked);
  if (path.empty()) return;
  static const JsonValue document = parse_json(openapi_document("1.0.0")).value();
  const JsonValue* schema = answer_schema(document, asked.method, path, answer.status(), answer.header("content-type"));
  ASSERT_NE(schema, nullptr) << asked.method << " " << path << " may not answer " << answer.status();
  EXPECT_EQ(schema_fault(document, *schema, answer.json()), "") << answer.response.content();
  if (answer.status() >= 300 || asked.body.empty()) return;
  schema = request_schema(document, asked.method, path);
  ASSERT_NE(schema, nullptr) << path;
  EXPECT_EQ(schema_fault(document, *schema, parse_json(asked.body).value()), "") << asked.body;
}

class Golden : public RestFixture, public testing::WithParamInterface<GoldenCase> {};

using Scenes = std::map<std::string, std::function<void()>>;

Scenes scenes_of_rules_and_reports(FakeApplication& application) {
  return {
      {"local_holiday_twice",
       [&application] {
         Error twice{ErrorKind::refused, "already_exists", {"Ya existe.", "It is there already."}};
         twice.pointer = "/date";
         application.local_holiday_answer_ = fail(twice);
       }},
      {"settings_fixed",
       [&application] {
         Error fixed{ErrorKind::refused, "setting_fixed", {"Lo decide otro.", "It is decided elsewhere."}};
         fixed.pointer = "/holidays";
         application.patch_answer_ = fail(fixed);
       }},
      {"weekly_report_priced", [&application] { application.usage_answer_->prices = {40'500, 4'446, "USD"}; }},
      {"report_by_namespace", [&application] { application.usage_answer_->prices = {40'500, std::nullopt, "USD"}; }},
      {"settings_running", [&application] { application.current_pause_.reset(); }},
  };
}

// What the application says other than the usual, by the golden's name.
void set_scene(FakeApplication& application, const std::string& name) {
  set_sample_answers(application);
  auto scenes = Scenes{
      {"operation_partial",
       [&] {
         OperationView& operation = application.operations_.front();
         operation.record.status = OperationStatus::partial;
         operation.record.task_id = "builtin-startup";
         operation.record.error_message = "1 workload failed";
         operation.message = {"1 carga con problemas", "1 workload with problems"};
         operation.workloads[1] = {WorkloadKind::daemon_set, "agent", 0, 0, Outcome::failed, "forbidden", "denied by policy"};
         operation.workloads.push_back({WorkloadKind::stateful_set, "db", 2, 2, Outcome::pending, "", ""});
       }},
      {"health_not_ready",
       [&] {
         application.health_->cluster_ok = false;
         application.health_->problems = {"cluster: deployments: forbidden"};
       }},
      {"activate_limit",
       [&] {
         Error full{ErrorKind::refused,
                    "limit_exceeded",
                    {"Límite alcanzado (limit exceeded): 5 de 5.", "limit exceeded: 5 of 5 places are taken."}};
         full.extra = R"("limit":5,"current":5,"holders":[{"namespace":"qa-pay","cost_center":"CC-002",)"
                      R"("requested_by":"ana","frees_at":"2026-11-23T02:00:00Z"}])";
         application.switch_answer_ = fail(full);
       }},
      {"activate_running",
       [&] {
         OperationView running = sample_operation("op_8");
         running.record.status = OperationStatus::running;
         running.record.completed_at.reset();
         application.switch_answer_ = running;
       }},
      {"task_invalid",
       [&] {
         Error cron{ErrorKind::invalid, "invalid_cron", {"Mal.", "Bad."}};
         cron.position = 3;
         cron.pointer = "/schedule";
         Error zone{ErrorKind::invalid, "invalid_timezone", {"No existe.", "No such zone."}};
         zone.pointer = "/timezone";
         cron.more = {zone};
         application.task_answer_ = fail(cron);
       }},
      {"run_started",
       [&] {
         application.run_answer_->record.status = RunStatus::running;
         application.run_answer_->record.finished_at.reset();
       }},
      {"audit_broken",
       [&] { application.verdict_answer_ = AuditVerdict{false, 12, 3, AuditVerdict::Broken{"dev-api", 2, "changed"}}; }},
      {"permission_changed", [&] { application.permission_answer_->created = false; }},
      {"permission_builtin",
       [&] {
         application.permission_answer_ = fail(Error{ErrorKind::refused, "builtin_cost_center", {"Es fijo.", "It is fixed."}});
       }},
      {"validate_unknown",
       [&] { application.validate_answer_ = CostCenterVerdict{"CC-9", "", false, "unauthorized", std::nullopt, 0}; }},
      {"internal_error", [&] { application.task_answer_ = fail(ErrorKind::internal, "oops", "secret"); }},
  };
  scenes.merge(scenes_of_rules_and_reports(application));
  if (const auto scene = scenes.find(name); scene != scenes.end()) scene->second();
}

TEST_P(Golden, AnswerIsAsRecorded) {
  const GoldenCase& golden = GetParam();
  set_scene(application_, golden.name);
  if (std::string_view(golden.name).starts_with("calendar"))
    application_.week_answer_ = sample_calendar(*application_.week_answer_.value());
  HttpRequest asked = request(golden.method, golden.target, golden.body);
  if (*golden.language != '\0') asked.headers.push_back({"Accept-Language", golden.language});
  const Asked answer = ask(asked);
  expect_documented(asked, answer);
  JsonWriter whole;
  whole.begin_object()
      .member("status", answer.status())
      .member("content_type", answer.header("content-type"))
      .member("content_language", answer.header("content-language"));
  for (const char* name : {"location", "etag", "retry-after", "allow"})
    if (find_header(answer.response.headers, name)) whole.member(name, answer.header(name));
  whole.key("body").raw(answer.response.content()).end_object();
  const std::string now = pretty(whole.take());

  const std::string file = std::string("tests/data/rest/") + golden.name + ".json";
  if (std::getenv("NSS_UPDATE_GOLDEN") != nullptr) std::ofstream(file) << now;
  std::ifstream stream(file);
  std::ostringstream recorded;
  recorded << stream.rdbuf();
  EXPECT_EQ(now, recorded.str()) << file;
}

INSTANTIATE_TEST_SUITE_P(Endpoints, Golden, testing::ValuesIn(golden_cases),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

}  // namespace
}  // namespace nss
