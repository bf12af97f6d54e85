// POST /api/tasks/preview: what a task would mean, for the form in which it is written. Decides nothing and keeps nothing.
#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "domain/command.h"
#include "domain/cron.h"
#include "domain/cron_sentence.h"

namespace nss {
namespace {

constexpr std::size_t shown_firings = 5;

struct Preview {
  std::optional<Text> words;
  std::vector<Seconds> next;
  std::vector<Error> errors;  // with their pointers
};

void add_error(Preview& preview, Error error, const char* pointer) {
  error.pointer = pointer;
  preview.errors.push_back(std::move(error));
}

Preview look_at(const std::string& schedule, const std::string& timezone, const std::optional<std::string>& command,
                Seconds now) {
  Preview preview;
  const auto fields = parse_cron_fields(schedule);
  if (fields) preview.words = cron_sentence(*fields);
  const auto cron = CronExpression::parse(schedule);
  if (!cron) add_error(preview, cron.error(), "/schedule");
  const auto zone = TimeZone::load(timezone);
  if (!zone) add_error(preview, zone.error(), "/timezone");
  if (command) {
    if (const auto parsed = parse_command(*command, ""); !parsed) add_error(preview, parsed.error(), "/command");
  }
  if (!cron || !zone) return preview;
  for (auto at = cron->next_after(now, *zone); at && preview.next.size() < shown_firings; at = cron->next_after(*at, *zone))
    preview.next.push_back(*at);
  return preview;
}

void write_preview(JsonWriter& json, const Preview& preview, Language language) {
  json.begin_object().member("valid", preview.errors.empty()).key("words");
  if (preview.words)
    json.begin_object().member("es", preview.words->es).member("en", preview.words->en).end_object();
  else
    json.null();
  json.key("next").begin_array();
  for (const Seconds at : preview.next) json.value(at);
  json.end_array().key("errors").begin_array();
  for (const Error& error : preview.errors) {
    json.begin_object().member("pointer", error.pointer).member("detail", pick(error.message, language));
    json.member("position", error.position ? std::optional(static_cast<std::uint64_t>(*error.position)) : std::nullopt);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void preview_task(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"schedule", "timezone", "command"});
  body.require("schedule");
  body.allow_null("timezone");
  body.allow_null("command");
  const std::string schedule = body.phrase("schedule").value_or("");
  const std::string timezone = body.phrase("timezone").value_or(exchange->services.application.facts().timezone);
  const auto command = body.phrase("command");
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  const Preview preview = look_at(schedule, timezone, command, exchange->services.application.now());
  Text sentence = preview.words.value_or(Text{"La expresión no es válida.", "The expression is not valid."});
  if (!preview.errors.empty()) sentence = preview.errors.front().message;
  exchange->finish(exchange->success(sentence, [&](JsonWriter& json) { write_preview(json, preview, exchange->language); }));
}

}  // namespace nss
