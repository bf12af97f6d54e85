#include <fmt/core.h>

#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"
#include "adapters/telemetry/metrics_text.h"

namespace nss {
namespace {

constexpr std::chrono::hours longest_advance{31 * 24};

// An application that does not answer yet is not ready.
HealthView health_now(const Exchange& exchange) {
  const auto health = exchange.services.application.health();
  return health ? *health : HealthView{};
}

Problem not_ready(const HealthView& health) {
  std::string why;
  for (const std::string& problem : health.problems) why += (why.empty() ? "" : "; ") + problem;
  if (why.empty())
    why = fmt::format("{}{}{}", health.store_ok ? "" : "store ", health.cluster_ok ? "" : "cluster ",
                      health.scheduler_ok ? "" : "scheduler ");
  while (!why.empty() && why.back() == ' ') why.pop_back();
  Problem problem = make_problem("not_ready", {"No está listo: " + why, "Not ready: " + why});
  JsonWriter checks;
  write_checks(checks, health);
  problem.extra = "\"checks\":" + checks.take();
  return problem;
}

}  // namespace

void show_health(const ExchangePtr& exchange) {
  const HealthView health = health_now(*exchange);
  if (!health.ready()) return exchange->finish(exchange->problem(not_ready(health)));
  const Application& application = exchange->services.application;
  exchange->finish(exchange->success({"Todo funciona.", "Everything works."}, [&](JsonWriter& json) {
    write_health(json, health, application.facts(), application.now());
  }));
}

// A stuck core thread is what a restart mends; everything else is readiness.
void show_livez(const ExchangePtr& exchange) {
  const HealthView health = health_now(*exchange);
  if (!health.alive) return exchange->finish(exchange->problem(not_ready(health)));
  exchange->finish(Exchange::plain("ok"));
}

void show_readyz(const ExchangePtr& exchange) {
  const HealthView health = health_now(*exchange);
  if (!health.ready()) return exchange->finish(exchange->problem(not_ready(health)));
  exchange->finish(Exchange::plain(exchange->query.find("verbose") ? "store ok\ncluster ok\nscheduler ok\nok\n" : "ok"));
}

void show_metrics(const ExchangePtr& exchange) {
  const RestServices& services = exchange->services;
  exchange->finish(
      Exchange::plain(render_metrics(services.metrics, services.application.facts().version), "text/plain; version=0.0.4"));
}

void advance_simulation(const ExchangePtr& exchange) {
  Application& application = exchange->services.application;
  if (!application.facts().simulated) {
    return exchange->finish(exchange->problem(
        make_problem("not_found", {"Solo existe con el clúster simulado.", "Only exists with the simulated cluster."})));
  }
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"to"});
  body.require("to");
  const auto to = body.instant("to");
  const Seconds now = application.now();
  if (to && (*to <= now || *to > now + longest_advance)) {
    body.impossible("to", {fmt::format("«to» debe ser posterior a {} y a lo sumo 31 días después.", to_rfc3339(now)),
                           fmt::format("\"to\" must be later than {} and at most 31 days ahead.", to_rfc3339(now))});
  }
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  application.advance(*to, exchange->answer_with<Seconds>([](const Exchange& asked, const Seconds& time) {
    const std::string text = wall_time(asked.services.application, time);
    return asked.success({"Ahora son las " + text + ".", "It is now " + text + "."},
                         [&](JsonWriter& json) { json.begin_object().member("time", time).end_object(); });
  }));
}

}  // namespace nss
