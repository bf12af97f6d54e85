// What holds of the whole product: its pause, and who is asking.
#include "adapters/rest/answers.h"
#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/views.h"
#include "adapters/rest/words.h"

namespace nss {

HttpResponse pause_answer(const Exchange& exchange, const std::optional<PauseRecord>& now) {
  Text sentence{"No hay pausa.", "There is no pause."};
  if (now && !now->until) {
    sentence = {"En pausa hasta que alguien la termine: no se apaga nada.",
                "Paused until somebody ends it: nothing is switched off."};
  } else if (now) {
    const std::string end = wall_time(exchange.services.application, *now->until);
    sentence = {"En pausa hasta " + end + ": no se apaga nada.", "Paused until " + end + ": nothing is switched off."};
  }
  return exchange.success(sentence, [&](JsonWriter& json) { write_pause(json, now); });
}

void begin_pause(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"until", "reason"});
  PauseRequest pause;
  body.allow_null("until");
  pause.until = body.instant("until");
  pause.reason = body.text("reason", 500).value_or("");
  if (pause.until && *pause.until <= exchange->services.application.now()) {
    body.impossible("until", {"«until» debe ser posterior a este momento.", "\"until\" must be later than now."});
  }
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  pause.context = exchange->command();
  exchange->services.application.pause(
      std::move(pause), exchange->answer_with<PauseRecord>(
                            [](const Exchange& asked, const PauseRecord& record) { return pause_answer(asked, record); }));
}

void end_pause(const ExchangePtr& exchange) {
  exchange->services.application.end_pause(
      exchange->command(),
      exchange->answer_with<std::optional<PauseRecord>>([](const Exchange& asked, const std::optional<PauseRecord>& ended) {
        const Text sentence =
            ended ? Text{"Terminó la pausa.", "The pause is over."} : Text{"No había pausa.", "There was no pause."};
        return asked.success(sentence, [](JsonWriter& json) { json.null(); });
      }));
}

void show_whoami(const ExchangePtr& exchange) {
  const Caller& caller = exchange->caller;
  exchange->finish(exchange->success({caller.user_id, caller.user_id}, [&](JsonWriter& json) {
    json.begin_object().member("user_id", caller.user_id).member("name", caller.user_id);
    json.key("roles").begin_array().value("admin").end_array();
    json.key("cost_centers").begin_array().end_array();
    json.member("signed_in_by", caller.named_by_proxy ? "proxy" : "none").end_object();
  }));
}

}  // namespace nss
