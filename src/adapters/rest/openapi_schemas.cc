#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "adapters/rest/openapi.h"

namespace nss {
namespace {

struct Word {
  const char* type;
  const char* rest;  // behind the type
};

const std::map<std::string_view, Word>& words() {
  static const std::map<std::string_view, Word> table{
      {"string", {"string", ""}},
      {"text", {"string", R"(,"minLength":1)"}},
      {"words", {"string", R"(,"maxLength":500)"}},
      {"person", {"string", R"(,"maxLength":128)"}},
      {"boolean", {"boolean", ""}},
      {"number", {"number", ""}},
      {"price", {"number", R"(,"minimum":0,"maximum":1000000000)"}},
      {"currency", {"string", R"(,"pattern":"^[A-Z]{3}$")"}},
      {"count", {"integer", R"(,"minimum":0)"}},
      {"status", {"integer", R"(,"minimum":200,"maximum":599)"}},
      {"seconds", {"integer", R"(,"minimum":1)"}},
      {"limit", {"integer", R"(,"minimum":1,"maximum":500)"}},
      {"step", {"integer", R"(,"minimum":60,"maximum":86400)"}},
      {"minutes", {"integer", R"(,"minimum":1,"maximum":10080)"}},
      {"maximum", {"integer", R"(,"minimum":0,"maximum":1000)"}},
      {"epoch", {"integer", R"(,"minimum":0,"maximum":253402300799)"}},
      {"time", {"string", R"(,"format":"date-time")"}},
      {"date", {"string", R"(,"format":"date")"}},
      {"year", {"string", R"(,"pattern":"^[0-9]{4}$")"}},
      {"id", {"string", R"(,"pattern":"^[A-Za-z0-9_-]{1,64}$")"}},
      {"etag", {"string", R"(,"pattern":"^\"[^\"]+\"$")"}},
      {"hash", {"string", R"(,"pattern":"^[0-9a-f]{64}$")"}},
      {"namespace", {"string", R"(,"pattern":"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")"}},
      {"target", {"string", R"(,"pattern":"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|\\*)$")"}},
      {"cost_center", {"string", R"(,"pattern":"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")"}},
      {"title", {"string", R"(,"minLength":1,"maxLength":200)"}},
      {"name", {"string", R"(,"maxLength":200)"}},
      {"phrase", {"string", R"(,"maxLength":4096)"}},
      {"object", {"object", ""}},
  };
  return table;
}

std::string enumeration(std::string_view shape, bool nullable) {
  std::string values;
  for (std::string_view rest = shape; !rest.empty();) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    values += fmt::format("{}\"{}\"", values.empty() ? "" : ",", rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  if (nullable) return fmt::format(R"({{"type":["string","null"],"enum":[{},null]}})", values);
  return fmt::format(R"({{"type":"string","enum":[{}]}})", values);
}

constexpr const char* state = "active|deactivating|inactive|activating|degraded|excluded|unknown";
constexpr const char* kind = "auto_shutdown|auto_startup|manual_activation|manual_deactivation|activate|deactivate|command";
constexpr const char* task_kind = "activate|deactivate|command";
constexpr const char* anything = "{}";

std::vector<SchemaMember> status_members() {
  return {{"namespace", "namespace"}, {"status", state},          {"desired_status", state}, {"since", "time?"},
          {"cost_center", "string?"}, {"workloads", "Workloads"}, {"slot", "boolean"},       {"until", "time?"},
          {"contested", "string?"},   {"operation_id", "id?"},    {"last_error", "string?"}, {"display_name", "text"},
          {"reason", "string?"},      {"pods", "Pods"},           {"next", "NextChange?"}};
}

std::vector<SchemaMember> with(std::vector<SchemaMember> members, const std::vector<SchemaMember>& more) {
  members.insert(members.end(), more.begin(), more.end());
  return members;
}

// A page of a list (API.md 1.5).
Schema list_of(const char* name, const char* items) {
  return {name, {{"items", items}, {"limit", "limit"}, {"next_cursor", "text?"}}};
}

std::vector<Schema> namespace_schemas() {
  return {
      {"Namespace",
       {{"name", "namespace"},
        {"type", "user|system"},
        {"status", state},
        {"cost_center", "string?"},
        {"excluded", "boolean"},
        {"exclude_until", "time?"},
        {"created_at", "time?"},
        {"labels", R"({"type":"object","additionalProperties":{"type":"string"}})"}}},
      list_of("Namespaces", "[Namespace]"),
      {"Workloads", {{"total", "count"}, {"active", "count"}}},
      {"Pods", {{"wanted", "count"}, {"ready", "count"}}},
      {"NextChange", {{"at", "time"}, {"operation_type", kind}}},
      {"NamespaceStatus", status_members()},
      {"NamespaceStatuses",
       {{"items", "[NamespaceStatus]"},
        {"limit", "limit"},
        {"next_cursor", "text?"},
        {"off_hours", "OffHours"},
        {"timezone", "text"}}},
      {"OffHours", {{"now", "boolean"}, {"limit", "count"}, {"used", "count"}, {"holders", "[Holder]"}}},
      {"Holder", {{"namespace", "namespace"}, {"cost_center", "string?"}, {"requested_by", "string?"}, {"frees_at", "time?"}}},
      {"NamespaceDetail", with(status_members(), {{"workloads_detail", "[Workload]"}, {"requests", "Requests"}})},
      {"Workload",
       {{"kind", "text"},
        {"name", "text"},
        {"replicas", "count"},
        {"ready", "count"},
        {"original", "count?"},
        {"hpa", "Hpa?"},
        {"controller", "text?"},
        {"problem", "text?"}}},
      {"Hpa", {{"min", "count"}, {"max", "count"}}},
      {"Requests", {{"cpu_cores", "number"}, {"memory_gib", "number"}}},
      {"Explanation",
       {{"namespace", "namespace"},
        {"status", state},
        {"desired_status", state},
        {"timezone", "text"},
        {"rules", "[Rule]"},
        {"actor", "text?"},
        {"since", "time?"},
        {"until", "time?"},
        {"next", "NextFiring?"},
        {"operation_id", "id?"}}},
      {"Rule", {{"rule", "text"}, {"applies", "boolean"}, {"won", "boolean"}, {"detail", "string"}}},
      {"NextFiring", {{"at", "time"}, {"operation_type", kind}, {"task_id", "id?"}}},
  };
}

std::vector<Schema> switch_schemas() {
  return {
      {"Activation",
       {{"cost_center", "cost_center"},
        {"requested_by?", "person"},
        {"approved_by?", "person"},
        {"reason?", "words"},
        {"duration_minutes?", "minutes"},
        {"until?", "time"}},
       R"(,"not":{"required":["duration_minutes","until"]})"},
      {"Deactivation",
       {{"cost_center?", "cost_center"}, {"requested_by?", "person"}, {"approved_by?", "person"}, {"reason?", "words"}}},
      {"ActivateMany",
       {{"action", R"({"const":"activate"})"},
        {"namespaces", "NamespaceNames"},
        {"dry_run?", "boolean"},
        {"cost_center", "cost_center"},
        {"requested_by?", "person"},
        {"approved_by?", "person"},
        {"reason?", "words"},
        {"duration_minutes?", "minutes"},
        {"until?", "time"}},
       R"(,"not":{"required":["duration_minutes","until"]})"},
      {"DeactivateMany",
       {{"action", R"({"const":"deactivate"})"},
        {"namespaces", "NamespaceNames"},
        {"dry_run?", "boolean"},
        {"cost_center?", "cost_center"},
        {"requested_by?", "person"},
        {"approved_by?", "person"},
        {"reason?", "words"}}},
      {"BulkOutcome", {{"namespace", "namespace"}, {"status", "status"}, {"code", "text?"}, {"operation_id", "id?"}}},
  };
}

std::vector<Schema> record_schemas() {
  return {
      {"Operation",
       {{"id", "id"},
        {"namespace", "namespace"},
        {"operation_type", kind},
        {"trigger", "schedule|task|person|drift"},
        {"task_id", "id?"},
        {"cost_center", "string?"},
        {"requested_by", "string?"},
        {"approved_by", "string?"},
        {"user_id", "string?"},
        {"reason", "string?"},
        {"status", "running|completed|partial|failed|superseded"},
        {"changed", "boolean"},
        {"dry_run", "boolean"},
        {"requested_at", "time"},
        {"completed_at", "time?"},
        {"until", "time?"},
        {"error_message", "string?"},
        {"message", "string?"},
        {"workloads", "[Outcome]"}}},
      {"Outcome",
       {{"kind", "text"},
        {"name", "text"},
        {"before", "count"},
        {"after", "count"},
        {"outcome", "patched|unchanged|externally_changed|skipped|refused|failed?"},
        {"message", "string?"}}},
      list_of("Operations", "[Operation]"),
      {"Activity",
       {{"namespace_name", "namespace"},
        {"timestamp_start", "epoch"},
        {"timestamp_end", "epoch?"},
        {"duration_minutes", "count?"},
        {"operation_type", kind},
        {"cost_center", "string?"},
        {"cluster_name", "string"},
        {"requested_by", "string?"},
        {"approved_by", "string?"},
        {"user_id", "string?"},
        {"status", "active|completed|failed"},
        {"error_message", "string?"},
        {"operation_id", "id?"},
        {"reason", "string?"}}},
      list_of("Activities", "[Activity]"),
      {"Change",
       {{"at", "time"},
        {"operation_type", kind},
        {"source", "text"},
        {"task_id", "id?"},
        {"title", "string"},
        {"namespaces", "[target]"},
        {"cost_center", "string?"}}},
      {"Upcoming", {{"from", "time"}, {"to", "time"}, {"timezone", "text"}, {"truncated", "boolean"}, {"items", "[Change]"}}},
      {"Link",
       {{"seq", "count"},
        {"at", "time"},
        {"event", "text"},
        {"operation_id", "id?"},
        {"user_id", "string?"},
        {"payload", anything},
        {"prev_hash", "hash"},
        {"hash", "hash"}}},
      list_of("Links", "[Link]"),
      {"Verification", {{"namespace?", "namespace"}}},
      {"Broken", {{"namespace", "string"}, {"seq", "count"}, {"reason", "text"}}},
      {"AuditVerdict", {{"valid", "boolean"}, {"links", "count"}, {"chains", "count"}, {"first_broken", "Broken?"}}},
  };
}

std::vector<SchemaMember> cost_center_members() {
  return {{"cost_center", "cost_center"},
          {"name", "string"},
          {"is_authorized", "boolean"},
          {"max_concurrent_namespaces", "count"},
          {"authorized_namespaces", "[namespace]"},
          {"created_at", "time?"},
          {"updated_at", "time?"},
          {"builtin", "boolean"},
          {"etag", "etag"}};
}

std::vector<SchemaMember> task_form(const char* command, const char* schedule, const char* others) {
  const bool nullable = std::string_view(others) == "null too";
  return {{"title", "title"},
          {"operation_type", task_kind},
          {"command?", command},
          {"schedule", schedule},
          {"namespace", nullable ? "target" : "namespace"},
          {"cost_center?", nullable ? "cost_center?" : "cost_center"},
          {"enabled?", "boolean"},
          {"timezone?", nullable ? "phrase?" : "phrase"}};
}

std::vector<Schema> task_schemas() {
  return {
      {"Task",
       {{"id", "id"},
        {"title", "string"},
        {"operation_type", task_kind},
        {"command", "string?"},
        {"schedule", "string?"},
        {"namespace", "target"},
        {"cost_center", "string?"},
        {"status", "pending|running|completed|failed"},
        {"created_at", "time"},
        {"next_run", "time?"},
        {"run_count", "count"},
        {"success_count", "count"},
        {"error_count", "count"},
        {"enabled", "boolean"},
        {"timezone", "string?"},
        {"last_run", "time?"},
        {"last_error", "string?"},
        {"created_by", "string?"},
        {"builtin", "boolean"},
        {"etag", "etag"}}},
      list_of("Tasks", "[Task]"),
      {"NewTask", task_form("phrase?", "phrase", "")},
      {"TaskReplacement", with(task_form("phrase?", "phrase?", "null too"), {{"id?", anything},
                                                                             {"status?", anything},
                                                                             {"created_at?", anything},
                                                                             {"next_run?", anything},
                                                                             {"run_count?", anything},
                                                                             {"success_count?", anything},
                                                                             {"error_count?", anything},
                                                                             {"last_run?", anything},
                                                                             {"last_error?", anything},
                                                                             {"created_by?", anything},
                                                                             {"builtin?", anything},
                                                                             {"etag?", anything}})},
      {"DeletedTask", {{"id", "id"}, {"deleted", R"({"const":true})"}}},
      {"Nothing", {}},
      {"Run",
       {{"id", "id"},
        {"task_id", "id"},
        {"trigger", "person|schedule"},
        {"scheduled_at", "time?"},
        {"started_at", "time"},
        {"finished_at", "time?"},
        {"status", "running|completed|failed|missed"},
        {"attempts", "count"},
        {"output", "string"},
        {"output_truncated", "boolean"},
        {"error", "string?"},
        {"operation_ids", "[id]"}}},
      list_of("Runs", "[Run]"),
      {"PreviewRequest", {{"schedule", "phrase"}, {"timezone?", "phrase?"}, {"command?", "phrase?"}}},
      {"Words", {{"es", "text"}, {"en", "text"}}},
      {"PreviewFault", {{"pointer", "string"}, {"detail", "string"}, {"position", "count?"}}},
      {"Preview", {{"valid", "boolean"}, {"words", "Words?"}, {"next", "[time]"}, {"errors", "[PreviewFault]"}}},
  };
}

std::vector<Schema> cost_center_schemas() {
  return {
      {"CostCenter", cost_center_members()},
      list_of("CostCenters", "[CostCenter]"),
      {"CostCenterDetail",
       with(cost_center_members(),
            {{"active_namespaces", "[namespace]"}, {"active_count", "count"}, {"hours_this_month", "number"}})},
      {"Verdict",
       {{"cost_center", "cost_center"},
        {"namespace", "namespace?"},
        {"is_authorized", "boolean"},
        {"code", "text?"},
        {"max_concurrent_namespaces", "count?"},
        {"active_count", "count"}}},
      {"Permission",
       {{"is_authorized", "boolean"},
        {"max_concurrent_namespaces?", "maximum"},
        {"authorized_namespaces?", "PermittedNames"},
        {"name?", "name"}}},
  };
}

std::vector<Schema> service_schemas() {
  return {
      {"Checks", {{"store", "ok|failed"}, {"cluster", "ok|failed"}, {"scheduler", "ok|failed"}}},
      {"LastSuccess", {{"store", "time?"}, {"cluster", "time?"}}},
      {"Health",
       {{"status", R"({"const":"ok"})"},
        {"checks", "Checks"},
        {"last_success", "LastSuccess"},
        {"version", "text"},
        {"cluster_name", "string"},
        {"cluster_mode", "string"},
        {"dry_run", "boolean"},
        {"timezone", "text"},
        {"time", "time"}}},
      {"Advance", {{"to", "time"}}},
      {"Advanced", {{"time", "time"}}},
      {"Pause", {{"since", "time"}, {"until", "time?"}, {"reason", "string?"}, {"user_id", "text"}}},
      {"PauseOrder", {{"until?", "time?"}, {"reason?", "words"}}},
      {"Whoami",
       {{"user_id", "text"},
        {"name", "text"},
        {"roles", "[text]"},
        {"cost_centers", "[cost_center]"},
        {"signed_in_by", "none|proxy"}}},
      {"SettingsChange",
       {{"holidays?", "mark|observe?"},
        {"price_cpu_hour?", "price?"},
        {"price_gib_hour?", "price?"},
        {"currency?", "currency?"}}},
      {"Setting", {{"value", anything}, {"source", "default|file|environment|flag|stored"}}},
      {"Fault", {{"pointer", "string"}, {"detail", "string"}, {"position?", "count"}}},
  };
}

std::vector<Schema> history_schemas() {
  return {
      {"MetricsPoint", {{"at", "time"}, {"value", "number"}}},
      {"MetricsHistory",
       {{"metric", "text"},
        {"unit", "text"},
        {"start", "time"},
        {"end", "time"},
        {"step", "step"},
        {"points", R"({"type":"array","maxItems":2000,"items":{"$ref":"#/components/schemas/MetricsPoint"}})"}}},
  };
}

}  // namespace

std::string shape_schema(std::string_view shape) {
  if (shape.front() == '{') return std::string(shape);
  const bool nullable = shape.back() == '?';
  if (nullable) shape.remove_suffix(1);
  if (shape.front() == '[') {
    return fmt::format(R"({{"type":"array","items":{}}})", shape_schema(shape.substr(1, shape.size() - 2)));
  }
  if (shape.find('|') != std::string_view::npos) return enumeration(shape, nullable);
  const auto word = words().find(shape);
  if (word == words().end()) {
    const std::string reference = fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", shape);
    return nullable ? fmt::format(R"({{"anyOf":[{},{{"type":"null"}}]}})", reference) : reference;
  }
  const char* type = word->second.type;
  return nullable ? fmt::format(R"({{"type":["{}","null"]{}}})", type, word->second.rest)
                  : fmt::format(R"({{"type":"{}"{}}})", type, word->second.rest);
}

const std::vector<Schema>& openapi_schemas() {
  static const std::vector<Schema> all = [] {
    std::vector<Schema> schemas = namespace_schemas();
    for (auto& more : {switch_schemas(), record_schemas(), task_schemas(), cost_center_schemas(), week_schemas(),
                       holiday_schemas(), calendar_schemas(), history_schemas(), service_schemas()})
      schemas.insert(schemas.end(), more.begin(), more.end());
    return schemas;
  }();
  return all;
}

}  // namespace nss
