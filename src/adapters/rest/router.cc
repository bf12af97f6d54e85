#include "adapters/rest/router.h"

#include "adapters/rest/handlers.h"

namespace nss {
namespace {

constexpr std::size_t max_segments = 16;

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  while (segments.size() < max_segments) {
    const std::size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
  return {};  // deeper than anything we have
}

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (pattern[i] == "{}" ? path[i].empty() : pattern[i] != path[i]) return false;
  return true;
}

}  // namespace

// Literal segments stand before {} of the same place: the first pattern that fits is the path's.
const std::vector<Route>& routes() {
  static const std::vector<Route> table{
      {"GET", "/health", {}, show_health, Protection::probe},
      {"GET", "/livez", {}, show_livez, Protection::probe},
      {"GET", "/readyz", {"verbose"}, show_readyz, Protection::probe},
      {"GET", "/metrics", {}, show_metrics, Protection::probe},
      {"GET", "/api/openapi.json", {}, show_openapi},
      {"GET", "/api/events", {}, stream_events},
      {"GET", "/api/namespaces", {"type", "cost_center", "limit", "cursor"}, list_namespaces},
      {"GET", "/api/namespaces/status", {"status", "limit", "cursor"}, list_namespace_status},
      {"POST", "/api/namespaces/actions", {}, switch_many},
      {"GET", "/api/namespaces/{}", {}, show_namespace},
      {"POST", "/api/namespaces/{}/activate", {}, activate_namespace},
      {"POST", "/api/namespaces/{}/deactivate", {}, deactivate_namespace},
      {"GET", "/api/namespaces/{}/explain", {}, explain_namespace},
      {"GET", "/api/tasks", {"namespace", "operation_type", "status", "enabled", "limit", "cursor"}, list_tasks},
      {"POST", "/api/tasks", {}, create_task},
      {"POST", "/api/tasks/preview", {}, preview_task},
      {"GET", "/api/tasks/{}", {}, show_task},
      {"PUT", "/api/tasks/{}", {}, replace_task},
      {"DELETE", "/api/tasks/{}", {}, delete_task},
      {"POST", "/api/tasks/{}/run", {}, run_task},
      {"GET", "/api/tasks/{}/runs", {"limit", "cursor"}, list_runs},
      {"GET", "/api/tasks/{}/runs/{}", {}, show_run},
      {"GET", "/api/operations/{}", {}, show_operation},
      {"GET", "/api/logs", {"namespace", "operation_type", "status", "cost_center", "start", "end", "limit", "cursor"}, list_log},
      {"GET",
       "/api/activities",
       {"cost_center", "namespace", "operation_type", "cluster_name", "requested_by", "status", "start", "end", "limit",
        "cursor"},
       list_activities},
      {"GET", "/api/upcoming", {"namespace"}, show_upcoming},
      {"POST", "/api/audit/verify", {}, verify_audit},
      {"GET", "/api/audit/{}", {"limit", "cursor"}, list_audit},
      {"GET", "/api/cost-centers", {"limit", "cursor"}, list_cost_centers},
      {"GET", "/api/cost-centers/{}", {}, show_cost_center},
      {"GET", "/api/cost-centers/{}/validate", {"namespace"}, validate_cost_center},
      {"POST", "/api/cost-centers/{}/permissions", {}, set_permission},
      {"GET", "/api/weekly-schedule/{}", {"namespace", "cost_center"}, show_week},
      {"GET", "/api/weekly-report/{}", {"format", "lang"}, show_weekly_report},
      {"GET", "/api/reports", {"start_date", "end_date", "group_by", "format", "lang"}, show_report},
      {"GET", "/api/calendar", {"start_date", "end_date", "namespace", "cost_center"}, show_calendar},
      {"GET", "/api/namespace-usage/{}", {"start_date", "end_date"}, show_usage},
      {"GET", "/api/holidays/local", {}, list_local_holidays},
      {"POST", "/api/holidays/local", {}, add_local_holiday},
      {"DELETE", "/api/holidays/local/{}", {}, remove_local_holiday},
      {"GET", "/api/holidays/{}", {"format"}, show_holidays},
      {"GET", "/api/metrics/history", {"metric", "start", "end", "step"}, show_metrics_history},
      {"GET", "/api/settings", {}, show_settings},
      {"PATCH", "/api/settings", {}, change_settings},
      {"POST", "/api/pause", {}, begin_pause},
      {"DELETE", "/api/pause", {}, end_pause},
      {"GET", "/api/whoami", {}, show_whoami},
      {"POST", "/api/simulation/advance", {}, advance_simulation},
  };
  return table;
}

RouteMatch match_route(std::string_view method, std::string_view path) {
  RouteMatch match;
  if (path.empty() || path.front() != '/') return match;
  std::vector<std::string> segments;
  for (const std::string_view segment : split(path)) {
    auto decoded = percent_decode(segment, false);
    if (!decoded) {
      match.malformed = true;
      return match;
    }
    segments.push_back(std::move(*decoded));
  }
  std::string_view pattern;
  for (const Route& route : routes()) {
    if (pattern.empty() ? !fits(split(route.pattern), segments) : pattern != route.pattern) continue;
    const std::string_view verb = route.method;
    pattern = route.pattern;
    match.known_path = true;
    match.protection = route.protection;
    match.allow += std::string(verb) + (verb == "GET" ? ", HEAD, " : ", ");
    if (method == verb || (method == "HEAD" && verb == "GET")) match.route = &route;
  }
  if (!match.known_path) return match;
  match.allow += "OPTIONS";
  const auto places = split(pattern);
  for (std::size_t i = 0; i < places.size(); ++i)
    if (places[i] == "{}") match.parameters.push_back(segments[i]);
  return match;
}

}  // namespace nss
