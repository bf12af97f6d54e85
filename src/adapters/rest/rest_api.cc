#include "adapters/rest/rest_api.h"

#include <algorithm>
#include <mutex>
#include <random>

#include <fmt/core.h>

#include "adapters/http_server/host_check.h"
#include "adapters/http_server/rate_limit.h"
#include "adapters/rest/idempotent.h"
#include "adapters/rest/router.h"

namespace nss {
namespace {

std::string random_incident() {
  std::random_device source;
  return fmt::format("inc_{:08x}{:08x}", source(), source());
}

bool changes_something(const std::string& method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

// "/ns/" and "ns" both mean the prefix "/ns"; "/" is none.
std::string normal_prefix(std::string_view base) {
  while (!base.empty() && base.back() == '/') base.remove_suffix(1);
  if (base.empty()) return "";
  return base.front() == '/' ? std::string(base) : "/" + std::string(base);
}

Text refusal_sentence(const std::string& code) {
  if (code == "body_too_large") return {"El cuerpo supera 1 MiB.", "The body is over 1 MiB."};
  if (code == "uri_too_long") return {"La dirección supera 8 KiB.", "The request target is over 8 KiB."};
  if (code == "headers_too_large") return {"Los encabezados superan 32 KiB.", "The headers are over 32 KiB."};
  return {"Esto no es una petición HTTP/1.1 bien formada.", "This is not a well-formed HTTP/1.1 request."};
}

std::optional<Problem> bad_idempotency_key(const HttpRequest& request) {
  if (request.method != "POST") return std::nullopt;
  const auto key = find_header(request.headers, "idempotency-key");
  if (!key) return std::nullopt;
  const bool printable = std::all_of(key->begin(), key->end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (!key->empty() && key->size() <= 255 && printable && count_headers(request.headers, "idempotency-key") == 1)
    return std::nullopt;
  return make_problem("invalid_header", {"Idempotency-Key debe tener de 1 a 255 caracteres ASCII imprimibles, una sola vez.",
                                         "Idempotency-Key must be 1 to 255 printable ASCII characters, once."});
}

void run(const ExchangePtr& exchange, const Route& route) {
  auto query = Query::parse(exchange->request.query, route.query);
  if (!query) return exchange->finish(exchange->problem(query.error()));
  exchange->query = std::move(*query);
  route.handler(exchange);
}

}  // namespace

struct RestApi::Parts {
  RestServices services;
  RestOptions options;
  AddressList trusted;
  HostCheck host_check;
  RateLimiter reads;
  RateLimiter writes;
  Language locale;
  std::string prefix;

  Parts(Application& application, Metrics& metrics, RestOptions given)
      : services{application, metrics, given.new_incident ? given.new_incident : random_incident, given.event_beat},
        options(std::move(given)),
        host_check(options.public_url, options.loopback),
        reads(options.reads_per_minute),
        writes(options.writes_per_minute),
        locale(language_of_locale(options.locale)),
        prefix(normal_prefix(options.base_path)) {
    // A bad list was refused with the settings; what is unreadable here trusts nobody.
    if (auto list = AddressList::parse(options.trusted_proxies)) trusted = std::move(*list);
  }

  std::chrono::milliseconds mono() const;
  std::string_view below_prefix(std::string_view path) const;
  bool is_page(std::string_view path) const;
  HttpResponse serve_page(const Exchange& exchange, std::string_view path) const;
  std::optional<Problem> gate(Exchange& exchange);
  void dispatch(const ExchangePtr& exchange, std::string_view path);
};

std::chrono::milliseconds RestApi::Parts::mono() const {
  if (options.mono) return options.mono();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

// Proxies strip the prefix or leave it: both are understood.
std::string_view RestApi::Parts::below_prefix(std::string_view path) const {
  const bool below = !prefix.empty() && path.substr(0, prefix.size()) == prefix && path.substr(prefix.size(), 1) == "/";
  return below ? path.substr(prefix.size()) : path;
}

bool RestApi::Parts::is_page(std::string_view path) const {
  return options.page && (options.page->has(path) || (!prefix.empty() && path == prefix));
}

HttpResponse RestApi::Parts::serve_page(const Exchange& exchange, std::string_view path) const {
  const std::string& method = exchange.request.method;
  HttpResponse response;
  if (path == prefix) {  // the page's relative links need the slash
    response.status = 308;
    response.headers.push_back({"Location", prefix + "/"});
    return response;
  }
  if (method == "GET" || method == "HEAD") return options.page->serve(exchange.request, path);
  response.status = 204;
  if (method != "OPTIONS") {
    response = exchange.problem(make_problem("method_not_allowed", {"Aquí solo se puede leer.", "This can only be read."}));
  }
  response.headers.push_back({"Allow", "GET, HEAD, OPTIONS"});
  return response;
}

// What a request must pass before anything else is looked at.
std::optional<Problem> RestApi::Parts::gate(Exchange& exchange) {
  const HttpRequest& request = exchange.request;
  if (!host_check.accepts_host(request)) {
    return make_problem("invalid_header", {"El encabezado Host no es el de este servidor (NSCHED_PUBLIC_URL dice cuál es).",
                                           "The Host header is not this server's (NSCHED_PUBLIC_URL says which one is)."});
  }
  auto caller = identify(request, trusted);
  if (!caller) return to_problem(caller.error());
  exchange.caller = std::move(*caller);
  const bool changes = changes_something(request.method);
  if (!exchange.api) return std::nullopt;
  if (const auto wait = (changes ? writes : reads).take(exchange.caller.rate_key(), mono())) {
    Problem problem = make_problem(
        "rate_limited", {"Demasiadas peticiones en un minuto; espere un poco.", "Too many requests in a minute; wait a little."});
    problem.retry_after = *wait;
    return problem;
  }
  if (changes && !host_check.accepts_origin(request)) {
    return make_problem("forbidden",
                        {"Esta petición viene de la página de otro sitio.", "This request comes from another site's page."});
  }
  return std::nullopt;
}

void RestApi::Parts::dispatch(const ExchangePtr& exchange, std::string_view path) {
  HttpRequest& request = exchange->request;
  RouteMatch match = match_route(request.method, path);
  const bool page = !match.known_path && is_page(path);
  exchange->api = match.protection == Protection::api && !page;
  if (match.route != nullptr) exchange->route = match.route->pattern;
  if (page) exchange->route = "page";
  if (match.protection == Protection::api) {
    if (const auto problem = gate(*exchange)) return exchange->finish(exchange->problem(*problem));
    if (page) return exchange->finish(serve_page(*exchange, path));
  }
  if (match.malformed) {
    return exchange->finish(exchange->problem(
        make_problem("malformed_request", {"La dirección está mal codificada.", "The path is badly encoded."})));
  }
  if (!match.known_path) {
    return exchange->finish(exchange->problem(make_problem("not_found", {"Aquí no hay nada.", "There is nothing here."})));
  }
  if (match.route == nullptr) {
    HttpResponse response;
    response.status = 204;
    if (request.method != "OPTIONS") {
      response = exchange->problem(
          make_problem("method_not_allowed", {"Este método no se acepta aquí; sí: " + match.allow + ".",
                                              "This method is not accepted here; accepted: " + match.allow + "."}));
    }
    response.headers.push_back({"Allow", match.allow});
    return exchange->finish(std::move(response));
  }
  if (const auto problem = bad_idempotency_key(request)) return exchange->finish(exchange->problem(*problem));
  exchange->parameters = std::move(match.parameters);
  const auto key = find_header(request.headers, "idempotency-key");
  if (request.method != "POST" || !key) return run(exchange, *match.route);
  answer_once(exchange, idempotency_token(exchange->caller, *key, request, path),
              [route = match.route](const ExchangePtr& fresh) { run(fresh, *route); });
}

std::optional<Error> check_trusted_proxies(const std::string& list) {
  const auto parsed = AddressList::parse(list);
  if (parsed) return std::nullopt;
  return parsed.error();
}

RestApi::RestApi(Application& application, Metrics& metrics, RestOptions options)
    : parts_(std::make_unique<Parts>(application, metrics, std::move(options))) {}

RestApi::~RestApi() = default;

void RestApi::handle(HttpRequest request, HttpReply reply) {
  parts_->services.metrics.http_requests.fetch_add(1);
  auto exchange = std::make_shared<Exchange>(parts_->services, std::move(request), std::move(reply));
  exchange->language = choose_language(find_header(exchange->request.headers, "accept-language").value_or(""), parts_->locale);
  parts_->dispatch(exchange, parts_->below_prefix(exchange->request.path));
}

HttpResponse RestApi::refuse(const HttpRefusal& refusal) {
  parts_->services.metrics.http_requests.fetch_add(1);
  HttpResponse sent;
  auto exchange =
      std::make_shared<Exchange>(parts_->services, refusal.request, [&](HttpResponse response) { sent = std::move(response); });
  exchange->language = choose_language(find_header(refusal.request.headers, "accept-language").value_or(""), parts_->locale);
  Problem problem = make_problem(refusal.code, refusal_sentence(refusal.code));
  if (refusal.code == "internal") problem = to_problem(make_error(ErrorKind::internal, "internal", "an exception in a handler"));
  exchange->finish(exchange->problem(problem));
  return sent;
}

}  // namespace nss
