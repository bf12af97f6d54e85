#include "adapters/rest/idempotent.h"

#include <algorithm>

#include <fmt/core.h>

#include "adapters/rest/answers.h"
#include "adapters/rest/json_value.h"
#include "base/crypto.h"

namespace nss {
namespace {

// The same text for the same value: members by name, no white space. 1 and 1.0 are two values here as everywhere (1.1).
void write_canonical(JsonWriter& json, const JsonValue& value) {
  if (const auto* object = value.object()) {
    std::vector<const JsonMember*> members;
    for (const JsonMember& member : *object) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const JsonMember* a, const JsonMember* b) { return a->name < b->name; });
    json.begin_object();
    for (const JsonMember* member : members) {
      json.key(member->name);
      write_canonical(json, member->value);
    }
    json.end_object();
  } else if (const auto* array = std::get_if<JsonValue::Array>(&value.value)) {
    json.begin_array();
    for (const JsonValue& each : *array) write_canonical(json, each);
    json.end_array();
  } else if (const auto* text = std::get_if<std::string>(&value.value)) {
    json.value(*text);
  } else if (const auto* whole = std::get_if<std::int64_t>(&value.value)) {
    json.value(*whole);
  } else if (const auto* number = std::get_if<double>(&value.value)) {
    json.raw(fmt::format("{:e}", *number));
  } else if (const auto* flag = std::get_if<bool>(&value.value)) {
    json.value(*flag);
  } else {
    json.null();
  }
}

// An empty body is {} (API.md 1.3); what is no JSON stands for itself.
std::string canonical_body(const std::string& body) {
  if (body.empty()) return "{}";
  const auto value = parse_json(body);
  if (!value) return "not JSON: " + body;
  JsonWriter json;
  write_canonical(json, *value);
  return json.take();
}

HttpResponse replayed(HttpResponse response) {
  response.headers.push_back({"Idempotency-Replayed", "true"});
  return response;
}

// In the language of the first time, which is not written down: no Content-Language.
HttpResponse from_stored(const StoredAnswer& stored) {
  HttpResponse response;
  response.status = stored.status;
  response.headers.push_back({"Content-Type", stored.status >= 400 ? "application/problem+json" : "application/json"});
  response.headers.push_back({"Vary", "Accept-Language"});
  if (!stored.location.empty()) response.headers.push_back({"Location", stored.location});
  if (!stored.etag.empty()) response.headers.push_back({"ETag", stored.etag});
  response.body = stored.body;
  return response;
}

template <typename T>
Reply<T> replay_with(const ExchangePtr& exchange, HttpResponse (*encode)(const Exchange&, const T&)) {
  return exchange->answer_with<T>([encode](const Exchange& asked, const T& value) { return replayed(encode(asked, value)); });
}

HttpResponse set_permission(const Exchange& exchange, const CostCenterView& view) {
  return permission_answer(exchange, {view, view.record.created_at == view.record.updated_at});
}

// It was made, and somebody has removed it since: what a GET would say.
void show_local_holiday(const ExchangePtr& exchange, const std::string& id) {
  const auto days = exchange->services.application.local_holidays();
  const auto date = parse_date(id);
  const auto found = days && date ? days->find(*date) : LocalHolidays::const_iterator();
  if (!days || !date || found == days->end()) {
    return exchange->finish(exchange->problem(make_problem(
        "not_found", {"Ya no hay un festivo local el " + id + ".", "There is no local holiday on " + id + " any more."})));
  }
  exchange->finish(replayed(local_holiday_answer(*exchange, found->second)));
}

// The process ended between the effect and its answer: what it made is shown as it is now.
void show_effect(const ExchangePtr& exchange, const IdempotencyVerdict& known) {
  Application& application = exchange->services.application;
  const std::string& id = known.effect_id;
  if (known.effect == "operation") return application.operation(id, replay_with<OperationView>(exchange, switched_answer));
  if (known.effect == "task") return application.task(id, replay_with<TaskView>(exchange, created_task_answer));
  if (known.effect == "run") {  // <task_id>/<run_id>
    const std::size_t slash = std::min(id.find('/'), id.size());
    return application.run(id.substr(0, slash), id.substr(std::min(slash + 1, id.size())),
                           replay_with<RunView>(exchange, run_answer));
  }
  if (known.effect == "cost_center") return application.cost_center(id, replay_with<CostCenterView>(exchange, set_permission));
  if (known.effect == "local_holiday") return show_local_holiday(exchange, id);
  if (known.effect == "pause") return exchange->finish(replayed(pause_answer(*exchange, application.current_pause())));
  exchange->finish(exchange->problem(make_error(ErrorKind::internal, "unknown_effect", known.effect)));
}

}  // namespace

IdempotencyToken idempotency_token(const Caller& caller, std::string_view key, const HttpRequest& request,
                                   std::string_view path) {
  IdempotencyToken token;
  token.id = sha256_hex(caller.user_id + "\n" + std::string(key));
  token.fingerprint =
      sha256_hex(request.method + "\n" + std::string(path) + "\n" + request.query + "\n" + canonical_body(request.body));
  return token;
}

StoredAnswer to_stored(const HttpResponse& response) {
  StoredAnswer stored;
  if (response.status == 401 || response.status == 429 || response.status >= 500) return stored;
  stored.status = response.status;
  stored.body = response.content();
  stored.location = std::string(find_header(response.headers, "location").value_or(""));
  stored.etag = std::string(find_header(response.headers, "etag").value_or(""));
  return stored;
}

void answer_once(const ExchangePtr& exchange, const IdempotencyToken& token, std::function<void(const ExchangePtr&)> handle) {
  exchange->services.application.begin_idempotent(
      token, [exchange, token, handle = std::move(handle)](Result<IdempotencyVerdict> known) {
        if (!known) return exchange->finish(exchange->problem(known.error()));
        if (known->answer) return exchange->finish(replayed(from_stored(*known->answer)));
        if (!known->fresh) return show_effect(exchange, *known);
        exchange->idempotency = token;
        handle(exchange);
      });
}

}  // namespace nss
