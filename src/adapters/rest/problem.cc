#include "adapters/rest/problem.h"

#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/json_writer.h"
#include "base/check.h"

namespace nss {
namespace {

constexpr std::chrono::milliseconds usual_retry{5'000};
constexpr std::size_t max_shown_faults = 20;  // in one answer

std::string retry_seconds(const Problem& problem) {
  const auto wait = std::max(problem.retry_after.value_or(usual_retry), std::chrono::milliseconds(1));
  return std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count());
}

std::string problem_body(const Problem& problem, const ProblemCode& code, const ProblemContext& context) {
  const std::string& detail = pick(problem.detail, context.language);
  JsonWriter json;
  json.begin_object()
      .member("type", "/problems/" + problem.code)
      .member("title", pick(code.title, context.language))
      .member("status", code.status)
      .member("detail", detail)
      .text_or_null("instance", context.instance)
      .member("success", false)
      .member("message", detail)
      .member("code", problem.code);
  if (!problem.errors.empty()) {
    json.key("errors").begin_array();
    for (const ProblemMember& error : problem.errors) {
      json.begin_object().member("pointer", error.pointer).member("detail", pick(error.detail, context.language));
      if (error.position) json.member("position", static_cast<std::uint64_t>(*error.position));
      json.end_object();
    }
    json.end_array();
  }
  if (!context.incident.empty()) json.member("incident", context.incident);
  json.end_object();
  std::string body = json.take();
  if (!problem.extra.empty()) body.insert(body.size() - 1, "," + problem.extra);
  return body;
}

}  // namespace

const std::vector<ProblemCode>& problem_codes() {
  static const std::vector<ProblemCode> codes{
      {"malformed_json", 400, {"JSON no válido", "Malformed JSON"}},
      {"malformed_request", 400, {"Petición mal formada", "Malformed request"}},
      {"unknown_field", 400, {"Campo desconocido", "Unknown field"}},
      {"unknown_parameter", 400, {"Parámetro desconocido", "Unknown parameter"}},
      {"missing_field", 400, {"Falta un campo", "Missing field"}},
      {"invalid_type", 400, {"Tipo equivocado", "Wrong type"}},
      {"read_only_field", 400, {"Campo de solo lectura", "Read-only field"}},
      {"invalid_cursor", 400, {"Cursor no válido", "Invalid cursor"}},
      {"invalid_header", 400, {"Encabezado no válido", "Invalid header"}},
      {"unauthenticated", 401, {"Sin autenticar", "Not authenticated"}},
      {"unauthorized", 403, {"Centro de costo no autorizado", "Cost centre not authorised"}},
      {"forbidden", 403, {"Sin permiso", "Forbidden"}},
      {"namespace_protected", 403, {"Espacio protegido", "Protected namespace"}},
      {"not_found", 404, {"No existe", "Not found"}},
      {"namespace_not_found", 404, {"El espacio no existe", "Namespace not found"}},
      {"task_not_found", 404, {"La tarea no existe", "Task not found"}},
      {"operation_not_found", 404, {"La operación no existe", "Operation not found"}},
      {"method_not_allowed", 405, {"Método no permitido", "Method not allowed"}},
      {"limit_exceeded", 409, {"Límite fuera de horario", "Off-hours limit"}},
      {"cost_center_limit_exceeded", 409, {"Límite del centro de costo", "Cost centre limit"}},
      {"setting_fixed", 409, {"Ajuste fijado", "Fixed setting"}},
      {"already_exists", 409, {"Ya existe", "Already exists"}},
      {"paused", 409, {"En pausa", "Paused"}},
      {"namespace_excluded", 409, {"Espacio excluido", "Excluded namespace"}},
      {"namespace_terminating", 409, {"Espacio en eliminación", "Namespace terminating"}},
      {"task_running", 409, {"La tarea está en curso", "Task running"}},
      {"builtin_task", 409, {"Tarea incorporada", "Built-in task"}},
      {"builtin_cost_center", 409, {"Centro de costo incorporado", "Built-in cost centre"}},
      {"idempotency_in_progress", 409, {"Petición repetida en curso", "Repeated request in progress"}},
      {"precondition_failed", 412, {"Precondición no cumplida", "Precondition failed"}},
      {"precondition_required", 428, {"Falta una precondición", "Precondition required"}},
      {"body_too_large", 413, {"Cuerpo demasiado grande", "Body too large"}},
      {"uri_too_long", 414, {"Dirección demasiado larga", "URI too long"}},
      {"unsupported_media_type", 415, {"Tipo de contenido no aceptado", "Unsupported media type"}},
      {"headers_too_large", 431, {"Encabezados demasiado grandes", "Headers too large"}},
      {"invalid_cron", 422, {"Expresión cron no válida", "Invalid cron expression"}},
      {"cron_never_fires", 422, {"El cron nunca ocurre", "Cron never fires"}},
      {"invalid_command", 422, {"Comando no válido", "Invalid command"}},
      {"invalid_timezone", 422, {"Zona horaria no válida", "Invalid time zone"}},
      {"invalid_date", 422, {"Fecha no válida", "Invalid date"}},
      {"invalid_range", 422, {"Rango no válido", "Invalid range"}},
      {"year_out_of_range", 422, {"Año fuera de rango", "Year out of range"}},
      {"invalid_value", 422, {"Valor no válido", "Invalid value"}},
      {"idempotency_key_reused", 422, {"Clave de idempotencia reutilizada", "Idempotency key reused"}},
      {"rate_limited", 429, {"Demasiadas peticiones", "Too many requests"}},
      {"internal", 500, {"Error interno", "Internal error"}},
      {"store_unavailable", 503, {"Almacén no disponible", "Store unavailable"}},
      {"cluster_unavailable", 503, {"Clúster no disponible", "Cluster unavailable"}},
      {"not_ready", 503, {"No está listo", "Not ready"}},
  };
  return codes;
}

const ProblemCode* find_problem_code(std::string_view code) {
  const auto& codes = problem_codes();
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const ProblemCode& each) { return code == each.code; });
  return found == codes.end() ? nullptr : &*found;
}

Problem make_problem(std::string code, Text detail) {
  Problem problem;
  problem.code = std::move(code);
  problem.detail = std::move(detail);
  return problem;
}

Problem member_problem(std::string code, std::string pointer, Text detail) {
  Problem problem = make_problem(std::move(code), detail);
  problem.errors.push_back({std::move(pointer), std::move(detail), std::nullopt});
  return problem;
}

Problem to_problem(const Error& error) {
  const bool passing =
      error.kind == ErrorKind::unavailable || error.kind == ErrorKind::transient || error.kind == ErrorKind::throttled;
  const bool known = error.code != "internal" && find_problem_code(error.code) != nullptr;
  if (!known && !passing) {
    Problem problem = make_problem("internal", {"Error interno. El registro del servidor dice más, con el número del incidente.",
                                                "Internal error. The server's log says more, under the incident's number."});
    problem.cause = error.code + ": " + error.message.en;
    return problem;
  }
  Problem problem = known ? make_problem(error.code, error.message)
                          : make_problem("not_ready", {"Ahora no se puede; inténtelo de nuevo en unos segundos.",
                                                       "Not possible right now; try again in a few seconds."});
  if (problem.detail.empty()) problem.detail = find_problem_code(problem.code)->title;
  if (!error.pointer.empty()) problem.errors.push_back({error.pointer, problem.detail, error.position});
  for (const Error& further : error.more) {
    if (problem.errors.size() >= max_shown_faults) break;
    problem.detail.es += " " + further.message.es;
    problem.detail.en += " " + further.message.en;
    if (!further.pointer.empty()) problem.errors.push_back({further.pointer, further.message, further.position});
  }
  problem.extra = error.extra;
  problem.retry_after = error.retry_after;
  return problem;
}

HttpResponse render_problem(const Problem& problem, const ProblemContext& context) {
  const ProblemCode* code = find_problem_code(problem.code);
  NSS_CHECK(code != nullptr);
  HttpResponse response;
  response.status = code->status;
  response.headers.push_back({"Content-Type", "application/problem+json"});
  response.headers.push_back({"Content-Language", tag(context.language)});
  response.headers.push_back({"Vary", "Accept-Language"});
  const bool come_back = code->status == 429 || code->status == 503 || problem.code == "idempotency_in_progress";
  if (come_back) response.headers.push_back({"Retry-After", retry_seconds(problem)});
  response.body = problem_body(problem, *code, context);
  return response;
}

}  // namespace nss
