#include "adapters/rest/exchange.h"

#include <algorithm>
#include <array>

#include "adapters/rest/idempotent.h"
#include "base/log.h"

namespace nss {

HttpResponse Exchange::success(Text message, const std::function<void(JsonWriter&)>& write, int status) const {
  JsonWriter json;
  json.begin_object().member("success", true).key("data");
  write(json);
  json.member("message", pick(message, language)).end_object();
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Content-Language", tag(language)}, {"Vary", "Accept-Language"}};
  response.body = json.take();
  return response;
}

HttpResponse Exchange::problem(const Problem& problem) const {
  ProblemContext context{language, request.path, {}};
  if (problem.code == "internal") {
    context.incident = services.new_incident();
    log::error("internal error",
               {{"incident", context.incident}, {"method", request.method}, {"path", request.path}, {"error", problem.cause}});
  }
  return render_problem(problem, context);
}

HttpResponse Exchange::plain(std::string body, const char* type) {
  HttpResponse response;
  response.headers = {{"Content-Type", type}};
  response.body = std::move(body);
  return response;
}

HttpResponse Exchange::complete(HttpResponse response) const {
  if (!find_header(response.headers, "X-Content-Type-Options")) response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  if (api && !find_header(response.headers, "Cache-Control")) response.headers.push_back({"Cache-Control", "no-store"});
  if (response.status >= 500) services.metrics.http_errors.fetch_add(1);
  measure(response.status);
  const bool changes = request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
  log::write(changes ? log::Level::info : log::Level::debug, "request",
             {{"method", request.method}, {"path", request.path}, {"status", response.status}, {"user_id", caller.user_id}});
  return response;
}

void Exchange::finish(HttpResponse response) {
  HttpResponse whole = complete(std::move(response));
  if (!idempotency) return reply_(std::move(whole));
  // Told only when it is kept: whoever has an answer gets the same one again, whatever crashes after it.
  StoredAnswer stored = to_stored(whole);
  services.application.keep_answer(*idempotency, std::move(stored),
                                   [self = shared_from_this(), answer = std::make_shared<HttpResponse>(std::move(whole))] {
                                     self->reply_(std::move(*answer));
                                   });
}

// Methods are bounded like routes: anybody may invent one.
void Exchange::measure(int status) const {
  static constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  const bool known = std::find(methods.begin(), methods.end(), request.method) != methods.end();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
  services.metrics.http_durations.at({known ? request.method : "other", route, std::to_string(status)}).observe(took);
}

}  // namespace nss
