#include "adapters/rest/openapi.h"

namespace nss {

namespace {

constexpr const char* xlsx_shape = "text:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::vector<OperationDescription> namespaces_and_tasks() {
  return {
      {"GET", "/health", "Whether everything works, part by part", "", {{200, "Health"}}, {}},
      {"GET", "/livez", "Whether the process is alive", "", {{200, "text:text/plain"}}, {}},
      {"GET", "/readyz", "Whether requests can be served", "", {{200, "text:text/plain"}}, {}},
      {"GET", "/metrics", "Metrics for Prometheus", "", {{200, "text:text/plain"}}, {}},
      {"GET", "/api/openapi.json", "This document", "", {{200, "text:application/json"}}, {}},
      {"GET", "/api/events", "What changes, as it happens", "", {{200, "text:text/event-stream"}}, {}},
      {"GET", "/api/namespaces", "What namespaces there are", "", {{200, "Namespaces"}}, {422}},
      {"GET",
       "/api/namespaces/status",
       "How they are, and who holds the off-hours places",
       "",
       {{200, "NamespaceStatuses"}},
       {422}},
      {"POST",
       "/api/namespaces/actions",
       "Switches many at once",
       R"({"oneOf":[{"$ref":"#/components/schemas/ActivateMany"},{"$ref":"#/components/schemas/DeactivateMany"}]})",
       {{200, "[BulkOutcome]"}},
       {403, 404, 409}},
      {"GET", "/api/namespaces/{namespace}", "One namespace with its workloads", "", {{200, "NamespaceDetail"}}, {404}},
      {"POST",
       "/api/namespaces/{namespace}/activate",
       "Switches a namespace on",
       "Activation",
       {{200, "Operation"}, {202, "Operation"}},
       {403, 404, 409}},
      {"POST",
       "/api/namespaces/{namespace}/deactivate",
       "Switches a namespace off",
       "Deactivation",
       {{200, "Operation"}, {202, "Operation"}},
       {403, 404, 409}},
      {"GET",
       "/api/namespaces/{namespace}/explain",
       "Why it is as it is, and what comes next",
       "",
       {{200, "Explanation"}},
       {404}},
      {"GET", "/api/tasks", "The tasks", "", {{200, "Tasks"}}, {422}},
      {"POST", "/api/tasks", "Makes a task", "NewTask", {{201, "Task"}}, {403, 409}},
      {"POST", "/api/tasks/preview", "What a task would mean", "PreviewRequest", {{200, "Preview"}}, {}},
      {"GET", "/api/tasks/{id}", "One task", "", {{200, "Task"}}, {404}},
      {"PUT", "/api/tasks/{id}", "Replaces a task", "TaskReplacement", {{200, "Task"}}, {404, 409, 412, 428}},
      {"DELETE", "/api/tasks/{id}", "Deletes a task", "", {{200, "DeletedTask"}}, {404, 409, 412}},
      {"POST", "/api/tasks/{id}/run", "Runs a task now", "Nothing", {{200, "Run"}, {202, "Run"}}, {403, 404, 409}},
      {"GET", "/api/tasks/{id}/runs", "Its runs, newest first", "", {{200, "Runs"}}, {404, 422}},
      {"GET", "/api/tasks/{id}/runs/{run_id}", "One run", "", {{200, "Run"}}, {404}},
  };
}

std::vector<OperationDescription> records_and_service() {
  return {
      {"GET", "/api/operations/{id}", "One operation", "", {{200, "Operation"}}, {404}},
      {"GET", "/api/logs", "Operations, newest first", "", {{200, "Operations"}}, {422}},
      {"GET", "/api/activities", "The activity table, newest first", "", {{200, "Activities"}}, {422}},
      {"GET", "/api/upcoming", "What happens in the next 24 hours", "", {{200, "Upcoming"}}, {422}},
      {"GET", "/api/audit/{namespace}", "The audit chain of a namespace", "", {{200, "Links"}}, {404, 422}},
      {"POST", "/api/audit/verify", "Whether the audit chains are intact", "Verification", {{200, "AuditVerdict"}}, {404}},
      {"GET", "/api/cost-centers", "The cost centres", "", {{200, "CostCenters"}}, {422}},
      {"GET",
       "/api/cost-centers/{cost_center}",
       "One cost centre with what it pays for now",
       "",
       {{200, "CostCenterDetail"}},
       {404}},
      {"GET", "/api/cost-centers/{cost_center}/validate", "Whether a cost centre may pay", "", {{200, "Verdict"}}, {422}},
      {"POST",
       "/api/cost-centers/{cost_center}/permissions",
       "What a cost centre may do",
       "Permission",
       {{200, "CostCenter"}, {201, "CostCenter"}},
       {409, 412}},
      {"GET",
       "/api/holidays/{year}",
       "The public holidays of Colombia in a year, and the local ones",
       "",
       {{200, "HolidayYear"}, {200, "text:text/calendar"}},
       {422}},
      {"GET", "/api/weekly-schedule/{date}", "When namespaces are on in a week", "", {{200, "Week"}, {304, "Week"}}, {404, 422}},
      {"GET",
       "/api/weekly-report/{date}",
       "Scheduled and actual hours of a week, by cost centre",
       "",
       {{200, "WeeklyReport"}, {200, "text:text/csv"}, {200, xlsx_shape}},
       {422}},
      {"GET",
       "/api/reports",
       "Scheduled and actual hours of some days, by cost centre, namespace or day",
       "",
       {{200, "RangeReport"}, {200, "text:text/csv"}, {200, xlsx_shape}},
       {422}},
      {"GET",
       "/api/namespace-usage/{namespace}",
       "Scheduled and actual hours of a namespace, by day",
       "",
       {{200, "NamespaceUsage"}},
       {404, 422}},
      {"GET",
       "/api/calendar",
       "Firings, activations, holidays and the automatic day of at most 62 days",
       "",
       {{200, "Calendar"}, {304, "Calendar"}},
       {404, 422}},
      {"GET", "/api/holidays/local", "The local holidays", "", {{200, "LocalHolidays"}}, {}},
      {"POST", "/api/holidays/local", "Adds a local holiday", "NewLocalHoliday", {{201, "Holiday"}}, {409}},
      {"DELETE", "/api/holidays/local/{date}", "Removes a local holiday", "", {{200, "DeletedHoliday"}}, {404}},
      {"GET", "/api/metrics/history", "How a number of the product went", "", {{200, "MetricsHistory"}}, {422}},
      {"GET", "/api/settings", "What holds and where it comes from", "", {{200, "Settings"}}, {}},
      {"PATCH",
       "/api/settings",
       "Changes what may change while the product runs",
       "SettingsChange",
       {{200, "Settings"}},
       {409, 412, 428}},
      {"POST", "/api/pause", "Nothing is switched off until it ends", "PauseOrder", {{200, "Pause"}}, {409}},
      {"DELETE", "/api/pause", "Ends the pause", "", {{200, R"({"type":"null"})"}}, {}},
      {"GET", "/api/whoami", "Who is asking", "", {{200, "Whoami"}}, {}},
      {"POST", "/api/simulation/advance", "Moves the simulated clock", "Advance", {{200, "Advanced"}}, {404}},
  };
}

}  // namespace

const std::vector<OperationDescription>& operation_descriptions() {
  static const std::vector<OperationDescription> all = [] {
    std::vector<OperationDescription> both = namespaces_and_tasks();
    for (auto& more : records_and_service()) both.push_back(std::move(more));
    return both;
  }();
  return all;
}

}  // namespace nss
