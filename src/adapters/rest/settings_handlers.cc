// The settings: what holds and where it comes from, and the few of them that may change while the product runs (API 9).
#include <cmath>

#include "adapters/rest/body_reader.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/views.h"

namespace nss {
namespace {

constexpr double highest_price_shown = 1e9;

std::string quoted(std::string_view text) {
  JsonWriter json;
  json.value(text);
  return json.take();
}

std::string price_json(const std::optional<Micros>& price) { return price ? price_text(*price) : "null"; }

void write_settings(JsonWriter& json, const Application& application, const LiveSettingsView& live) {
  const ProductFacts& facts = application.facts();
  const auto add = [&json](std::string_view name, const std::string& value, std::string_view source) {
    json.key(name).begin_object().key("value").raw(value).member("source", source).end_object();
  };
  json.begin_object();
  for (const SettingFact& fact : facts.settings) add(fact.name, fact.json, fact.source);
  add("holidays", quoted(to_string(live.holidays)), live.sources.at("holidays"));
  add("price_cpu_hour", price_json(live.prices.cpu_hour), live.sources.at("price_cpu_hour"));
  add("price_gib_hour", price_json(live.prices.gib_hour), live.sources.at("price_gib_hour"));
  add("currency", quoted(live.prices.currency), live.sources.at("currency"));
  json.member("version", facts.version).key("pause");
  write_pause(json, application.current_pause());
  json.member("etag", live.etag).end_object();
}

HttpResponse settings_answer(const Exchange& exchange, const Text& sentence, const LiveSettingsView& live) {
  const Application& application = exchange.services.application;
  HttpResponse response = exchange.success(sentence, [&](JsonWriter& json) { write_settings(json, application, live); });
  response.headers.push_back({"ETag", live.etag});
  return response;
}

std::optional<std::optional<Micros>> read_price(BodyReader& body, const char* name) {
  if (body.is_null(name)) return std::optional<Micros>();
  const auto price = body.number(name, 0, highest_price_shown);
  if (!price) return std::nullopt;
  return std::optional<Micros>(std::llround(*price * static_cast<double>(micros_of_one)));
}

}  // namespace

void show_settings(const ExchangePtr& exchange) {
  exchange->finish(settings_answer(*exchange, {"Lo que rige y de dónde viene.", "What holds and where it comes from."},
                                   *exchange->services.application.live_settings()));
}

void change_settings(const ExchangePtr& exchange) {
  const auto object = read_json_object(exchange->request);
  if (!object) return exchange->finish(exchange->problem(object.error()));
  BodyReader body(*object, {"holidays", "price_cpu_hour", "price_gib_hour", "currency"});
  for (const char* name : {"holidays", "price_cpu_hour", "price_gib_hour", "currency"}) body.allow_null(name);
  SettingsPatch patch;
  if (body.is_null("holidays")) patch.holidays.emplace();
  if (const auto word = body.word("holidays", {"mark", "observe"})) patch.holidays = parse_holiday_mode(*word);
  patch.price_cpu_hour = read_price(body, "price_cpu_hour");
  patch.price_gib_hour = read_price(body, "price_gib_hour");
  if (body.is_null("currency")) patch.currency.emplace();
  if (auto code = body.phrase("currency")) {
    if (!is_currency(*code)) {
      body.impossible("currency", {"«currency» debe ser un código ISO 4217 de tres letras mayúsculas, como COP o USD.",
                                   "\"currency\" must be an ISO 4217 code of three capital letters, like COP or USD."});
    }
    patch.currency = std::move(code);
  }
  if (const auto problem = body.problem()) return exchange->finish(exchange->problem(*problem));
  patch.if_match = std::string(find_header(exchange->request.headers, "if-match").value_or(""));
  patch.context = exchange->command();
  exchange->services.application.patch_settings(
      std::move(patch), exchange->answer_with<LiveSettingsView>([](const Exchange& asked, const LiveSettingsView& live) {
        return settings_answer(asked, {"Se guardó la configuración.", "The settings are saved."}, live);
      }));
}

}  // namespace nss
