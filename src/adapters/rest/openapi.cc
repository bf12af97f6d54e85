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
      .raw(R"({"type":"object","required":["version","pause"],"properties":{"version":{"type":"string"},"pause":)" +
           shape_schema("Pause?") + R"(},"additionalProperties":)" + shape_schema("Setting") + "}");
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
      {"/api/cost-centers/{cost_center}/validate namespace", "namespace"}};
  static const std::map<std::string_view, const char*> common{
      {"limit", "limit"},
      {"start", "time"},
      {"end", "time"},
      {"enabled", "boolean"},
      {"type", "user|system"},
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
  const auto& refusals = operation.refusals;
  if (std::find(refusals.begin(), refusals.end(), 412) != refusals.end()) write_parameter(json, "header", "If-Match", "string");
  json.end_array();
}

void write_content(JsonWriter& json, std::string_view shape) {
  const bool plain = shape.substr(0, 5) == "text:";
  json.key(plain ? shape.substr(5) : "application/json").begin_object().key("schema");
  if (plain) {
    json.raw(shape != "text:application/json" ? R"({"type":"string"})" : R"({"type":"object"})");
  } else {
    json.raw(
        R"({"type":"object","additionalProperties":false,"required":["success","data","message"],"properties":{"success":{"const":true},)" +
        fmt::format(R"("data":{},"message":{{"type":"string","minLength":1}}}}}})", shape_schema(shape)));
  }
  json.end_object();
}

// One entry a status, also when it comes in two content types.
void write_answers(JsonWriter& json, const OperationDescription& operation) {
  std::map<int, std::vector<std::string_view>> shapes;
  for (const auto& [status, shape] : operation.answers) shapes[status].push_back(shape);
  for (const auto& [status, all] : shapes) {
    json.key(std::to_string(status)).begin_object().member("description", status == 202 ? "Under way" : "Done");
    json.key("content").begin_object();
    for (const std::string_view shape : all) write_content(json, shape);
    json.end_object().end_object();
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
    json.key("requestBody").begin_object().key("content").begin_object().key("application/json").begin_object();
    json.key("schema").raw(shape_schema(operation.request)).end_object().end_object().end_object();
  }
  json.key("responses").begin_object();
  write_answers(json, operation);
  for (const int status : refusals_of(operation))
    json.key(std::to_string(status)).begin_object().member("$ref", "#/components/responses/Problem").end_object();
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
  json.end_object().key("responses").begin_object().key("Problem").begin_object().member("description", "Refused").key("content");
  json.begin_object().key("application/problem+json").begin_object().key("schema").raw(shape_schema("Problem"));
  json.end_object().end_object().end_object().end_object().end_object().end_object();
  return json.take();
}

void show_openapi(const ExchangePtr& exchange) {
  exchange->finish(Exchange::plain(openapi_document(exchange->services.application.facts().version), "application/json"));
}

}  // namespace nss
