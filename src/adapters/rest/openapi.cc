#include "adapters/rest/openapi.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/core.h>

#include "adapters/rest/handlers.h"
#include "adapters/rest/json_writer.h"
#include "adapters/rest/router.h"
#include "base/check.h"

namespace nss {
namespace {

void write_object_schema(JsonWriter& json, const Schema& schema) {
  std::string required;
  std::string properties;
  for (const SchemaMember& member : schema.members) {
    std::string_view name = member.name;
    const bool optional = name.back() == '?';
    if (optional) name.remove_suffix(1);
    if (!optional) required += fmt::format("{}\"{}\"", required.empty() ? "" : ",", name);
    properties += fmt::format("{}\"{}\":{}", properties.empty() ? "" : ",", name, shape_schema(member.shape));
  }
  json.raw(fmt::format(R"({{"type":"object","additionalProperties":false,"properties":{{{}}},"required":[{}]{}}})", properties,
                       required, schema.extra));
}

// Those that the short form cannot say.
void write_special_schemas(JsonWriter& json) {
  std::string codes;
  for (const ProblemCode& code : problem_codes()) codes += fmt::format("{}\"{}\"", codes.empty() ? "" : ",", code.code);
  json.key("Problem").raw(
      R"({"type":"object","additionalProperties":false,"required":["type","title","status","detail","instance","success","message","code"],)"
      R"("properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},)"
      R"("instance":{"type":["string","null"]},"success":{"const":false},"message":{"type":"string","minLength":1},"code":{"enum":[)" +
      codes + R"(]},"errors":{"type":"array","items":{"$ref":"#/components/schemas/Fault"}},"incident":{"type":"string"},)" +
      R"("checks":{"$ref":"#/components/schemas/Checks"},"limit":{"type":"integer"},"current":{"type":"integer"},)" +
      R"("holders":{"type":"array","items":{"$ref":"#/components/schemas/Holder"}}}})");
  const std::string names = R"("uniqueItems":true,"items":)" + shape_schema("namespace") + "}";
  json.key("NamespaceNames").raw(R"({"type":"array","minItems":1,"maxItems":500,)" + names);
  json.key("PermittedNames").raw(R"({"type":"array","maxItems":1000,)" + names);
  json.key("Settings")
      .raw(R"({"type":"object","required":["version","pause","etag"],"properties":{"version":{"type":"string"},"etag":)" +
           shape_schema("etag") + R"(,"pause":)" + shape_schema("Pause?") + R"(},"additionalProperties":)" +
           shape_schema("Setting") + "}");
}

// The same name means the same everywhere, but for these.
const char* query_shape(std::string_view path, std::string_view name) {
  static const std::map<std::string, const char*> own{
      {"/api/namespaces/status status", "active|deactivating|inactive|activating|degraded|excluded|unknown"},
      {"/api/tasks status", "pending|running|completed|failed"},
      {"/api/tasks operation_type", "activate|deactivate|command"},
      {"/api/logs status", "running|completed|partial|failed|superseded"},
      {"/api/activities status", "active|completed|failed"},
      {"/api/activities start", "epoch"},
      {"/api/activities end", "epoch"},
      {"/api/holidays/{year} format", "json|ics"},
      {"/api/metrics/history metric",
       "namespaces_active|namespaces_inactive|off_hours_active|operations|refusals|"
       "tasks|tasks_failed|hours_avoided|api_requests|api_errors|api_latency_p50|api_latency_p95|api_latency_p99"},
      {"/api/metrics/history step", "step"},
      {"/api/weekly-report/{date} format", "json|csv|excel"},
      {"/api/reports format", "json|csv|excel"},
      {"/api/reports group_by", "cost_center|namespace|day"},
      {"/api/cost-centers/{cost_center}/validate namespace", "namespace"}};
  static const std::map<std::string_view, const char*> common{
      {"limit", "limit"},
      {"start", "time"},
      {"end", "time"},
      {"enabled", "boolean"},
      {"type", "user|system"},
      {"lang", "es|en"},
      {"start_date", "date"},
      {"end_date", "date"},
      {"operation_type", "auto_shutdown|auto_startup|manual_activation|manual_deactivation|activate|deactivate|command"}};
  if (const auto found = own.find(fmt::format("{} {}", path, name)); found != own.end()) return found->second;
  const auto found = common.find(name);
  return found == common.end() ? "string" : found->second;
}

// What an element of a path has to look like.
const char* path_shape(std::string_view name) {
  for (const char* own : {"namespace", "cost_center", "date", "year"})
    if (name == own) return own;
  return "id";
}

void write_parameter(JsonWriter& json, std::string_view place, std::string_view name, const char* shape) {
  json.begin_object().member("name", name).member("in", place).member("required", place == "path");
  json.key("schema").raw(shape_schema(shape)).end_object();
}

// Whoever has the answer already may ask whether it is still the same.
bool is_tagged(const OperationDescription& operation) {
  return std::any_of(operation.answers.begin(), operation.answers.end(), [](const auto& answer) { return answer.first == 304; });
}

void write_parameters(JsonWriter& json, const OperationDescription& operation, const Route& route) {
  json.key("parameters").begin_array();
  for (std::string_view path = operation.path; path.find('{') != std::string_view::npos;) {
    const std::size_t begin = path.find('{') + 1;
    const std::string_view name = path.substr(begin, path.find('}') - begin);
    write_parameter(json, "path", name, path_shape(name));
    path.remove_prefix(begin + name.size() + 1);
  }
  for (const std::string_view name : route.query) write_parameter(json, "query", name, query_shape(operation.path, name));
  const std::string_view method = operation.method;
  if (method == "POST") write_parameter(json, "header", "Idempotency-Key", R"({"type":"string","pattern":"^[ -~]{1,255}$"})");
  if (is_tagged(operation)) write_parameter(json, "header", "If-None-Match", "string");
  const auto& refusals = operation.refusals;
  if (std::find(refusals.begin(), refusals.end(), 412) != refusals.end()) write_parameter(json, "header", "If-Match", "string");
  json.end_array();
}

const Schema* find_schema(std::string_view name) {
  for (const Schema& schema : openapi_schemas())
    if (name == schema.name) return &schema;
  return nullptr;
}

bool has_member(std::string_view shape, std::string_view member) {
  const Schema* schema = find_schema(shape);
  return schema != nullptr && std::any_of(schema->members.begin(), schema->members.end(),
                                          [&](const SchemaMember& candidate) { return member == candidate.name; });
}

// A body may be left out when none of its members has to be there (API.md 1.3).
bool may_be_empty(std::string_view shape) {
  const Schema* schema = find_schema(shape);
  return schema != nullptr && std::all_of(schema->members.begin(), schema->members.end(),
                                          [](const SchemaMember& member) { return std::string_view(member.name).back() == '?'; });
}

void write_header(JsonWriter& json, std::string_view name, bool required, const char* shape = "text") {
  json.key(name).begin_object().member("required", required).key("schema").raw(shape_schema(shape)).end_object();
}

// Those that say something about this answer; what every answer of a server has (Date, Content-Length …) is not repeated.
// `always`: whether each answer of this status has those of the envelope.
void write_answer_headers(JsonWriter& json, std::string_view method, int status, std::string_view shape, bool always) {
  // A POST may be a repeat: it is answered in the words of the first time, whose language is not kept.
  write_header(json, "Content-Language", always && method != "POST", "es-CO|en");
  write_header(json, "Vary", always);
  if (has_member(shape, "etag") || shape == "Settings") write_header(json, "ETag", true, "etag");
  if (status == 201 || status == 202) write_header(json, "Location", true);
  if (method == "POST") write_header(json, "Idempotency-Replayed", false, R"({"const":"true"})");
}

constexpr std::string_view outside_envelope = "text:";

bool is_plain(std::string_view shape) { return shape.substr(0, outside_envelope.size()) == outside_envelope; }

void write_content(JsonWriter& json, std::string_view shape) {
  const bool plain = is_plain(shape);
  json.key(plain ? shape.substr(outside_envelope.size()) : "application/json").begin_object().key("schema");
  if (plain) {
    json.raw(shape != "text:application/json" ? R"({"type":"string"})" : R"({"type":"object"})");
  } else {
    json.raw(
        R"({"type":"object","additionalProperties":false,"required":["success","data","message"],"properties":{"success":{"const":true},)" +
        fmt::format(R"("data":{},"message":{{"type":"string","minLength":1}}}}}})", shape_schema(shape)));
  }
  json.end_object();
}

void write_answer(JsonWriter& json, std::string_view method, int status, const std::vector<std::string_view>& shapes,
                  bool tagged) {
  json.key(std::to_string(status)).begin_object().member("description", status == 202 ? "Under way" : "Done");
  const auto enveloped = std::find_if_not(shapes.begin(), shapes.end(), is_plain);
  const bool download = std::any_of(shapes.begin(), shapes.end(), [](std::string_view shape) {
    return shape == "text:text/calendar" || shape == "text:text/csv" || shape.starts_with("text:application/vnd.");
  });
  if (enveloped != shapes.end() || download) {
    json.key("headers").begin_object();
    if (enveloped != shapes.end()) {
      write_answer_headers(json, method, status, *enveloped, std::none_of(shapes.begin(), shapes.end(), is_plain));
    }
    if (tagged) write_header(json, "ETag", true, "etag");
    if (tagged && status != 304) write_header(json, "Content-Encoding", false, R"({"const":"gzip"})");
    if (download) write_header(json, "Content-Disposition", false);
    json.end_object();
  }
  if (status != 304) {
    json.key("content").begin_object();
    for (const std::string_view shape : shapes) write_content(json, shape);
    json.end_object();
  }
  json.end_object();
}

// One entry a status, also when it comes in two content types.
void write_answers(JsonWriter& json, const OperationDescription& operation) {
  std::map<int, std::vector<std::string_view>> shapes;
  for (const auto& [status, shape] : operation.answers) shapes[status].push_back(shape);
  for (const auto& [status, all] : shapes) write_answer(json, operation.method, status, all, is_tagged(operation));
}

// Refusals differ in nothing but what their headers tell.
struct ProblemResponse {
  const char* name;
  std::set<int> statuses;  // empty: all others
  const char* header;      // empty: none
  bool always;             // whether the header is there in every one
  const char* shape;
  bool replayed;  // whether a repeat of a POST may be answered with it (API.md 1.7)
};

const std::vector<ProblemResponse>& problem_responses() {
  static const std::vector<ProblemResponse> all{{"NotAllowed", {405}, "Allow", true, "text", false},
                                                {"Conflict", {409}, "Retry-After", false, "seconds", true},
                                                {"ComeBack", {429, 503}, "Retry-After", true, "seconds", false},
                                                {"Problem", {}, "", false, "", true}};
  return all;
}

const ProblemResponse& problem_response_of(int status) {
  const auto& all = problem_responses();
  return *std::find_if(all.begin(), all.end(), [status](const ProblemResponse& response) {
    return response.statuses.empty() || response.statuses.count(status) != 0;
  });
}

void write_problem_responses(JsonWriter& json) {
  for (const ProblemResponse& response : problem_responses()) {
    json.key(response.name).begin_object().member("description", "Refused").key("headers").begin_object();
    write_header(json, "Content-Language", false, "es-CO|en");
    write_header(json, "Vary", true);
    if (*response.header != '\0') write_header(json, response.header, response.always, response.shape);
    if (response.replayed) write_header(json, "Idempotency-Replayed", false, R"({"const":"true"})");
    json.end_object().key("content").begin_object().key("application/problem+json").begin_object();
    json.key("schema").raw(shape_schema("Problem")).end_object().end_object().end_object();
  }
}

// Those of API.md 1.3, 1.4 and 1.7 are everybody's.
std::set<int> refusals_of(const OperationDescription& operation) {
  std::set<int> all(operation.refusals.begin(), operation.refusals.end());
  all.insert({400, 405, 414, 429, 431, 500, 503});
  const std::string_view method = operation.method;
  if (method != "GET") all.insert({403, 413, 415, 422});
  if (method == "POST") all.insert(409);
  return all;
}

void write_operation_object(JsonWriter& json, const OperationDescription& operation, const Route& route) {
  std::string id = operation.method;
  for (const char c : std::string_view(operation.path)) id += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  json.begin_object().member("operationId", id).member("summary", operation.summary);
  write_parameters(json, operation, route);
  if (*operation.request != '\0') {
    json.key("requestBody")
        .begin_object()
        .member("required", !may_be_empty(operation.request))
        .key("content")
        .begin_object()
        .key("application/json")
        .begin_object();
    json.key("schema").raw(shape_schema(operation.request)).end_object().end_object().end_object();
  }
  json.key("responses").begin_object();
  write_answers(json, operation);
  for (const int status : refusals_of(operation)) {
    const std::string reference = fmt::format("#/components/responses/{}", problem_response_of(status).name);
    json.key(std::to_string(status)).begin_object().member("$ref", reference).end_object();
  }
  json.end_object().end_object();
}

std::string pattern_of(std::string_view path) {
  std::string pattern;
  bool inside = false;
  for (const char c : path) {
    if (c == '}') inside = false;
    if (!inside) pattern += c;
    if (c == '{') inside = true;
  }
  return pattern;
}

const Route* route_of(const OperationDescription& operation) {
  const std::string pattern = pattern_of(operation.path);
  for (const Route& route : routes())
    if (std::string_view(route.method) == operation.method && pattern == route.pattern) return &route;
  return nullptr;
}

}  // namespace

std::string openapi_document(std::string_view version) {
  std::map<std::string_view, std::vector<const OperationDescription*>> paths;
  for (const OperationDescription& operation : operation_descriptions()) paths[operation.path].push_back(&operation);
  JsonWriter json;
  json.begin_object().member("openapi", "3.1.0").key("info").begin_object();
  json.member("title", "Namespace Scheduler").member("version", version).end_object().key("paths").begin_object();
  for (const auto& [path, operations] : paths) {
    json.key(path).begin_object();
    for (const OperationDescription* operation : operations) {
      const Route* route = route_of(*operation);
      NSS_CHECK(route != nullptr);
      std::string method = operation->method;
      std::transform(method.begin(), method.end(), method.begin(), [](char c) { return static_cast<char>(c - 'A' + 'a'); });
      json.key(method);
      write_operation_object(json, *operation, *route);
    }
    json.end_object();
  }
  json.end_object().key("components").begin_object().key("schemas").begin_object();
  for (const Schema& schema : openapi_schemas()) {
    json.key(schema.name);
    write_object_schema(json, schema);
  }
  write_special_schemas(json);
  json.end_object().key("responses").begin_object();
  write_problem_responses(json);
  json.end_object().end_object().end_object();
  return json.take();
}

void show_openapi(const ExchangePtr& exchange) {
  exchange->finish(Exchange::plain(openapi_document(exchange->services.application.facts().version), "application/json"));
}

}  // namespace nss
