#include "adapters/rest/events.h"

#include <fmt/core.h>

#include "adapters/rest/exchange.h"
#include "adapters/rest/handlers.h"
#include "adapters/rest/views.h"

namespace nss {
namespace {

constexpr std::size_t events_at_once = 16;
constexpr const char* first_line = "retry: 3000\n\n";

void write_body(JsonWriter& json, const EventBody& body, Language language) {
  if (const auto* ns = std::get_if<std::shared_ptr<const NamespaceView>>(&body))
    write_namespace_detail(json, **ns, language);
  else if (const auto* operation = std::get_if<std::shared_ptr<const OperationView>>(&body))
    write_operation(json, **operation, language);
  else if (const auto* task = std::get_if<std::shared_ptr<const TaskView>>(&body))
    write_task(json, **task);
  else if (const auto* cost_center = std::get_if<std::shared_ptr<const CostCenterView>>(&body))
    write_cost_center(json, **cost_center);
  else
    json.begin_object().end_object();
}

// One connection's way through the events.
struct Feed {
  std::shared_ptr<EventListener> listener;
  std::shared_ptr<EventTexts> texts;
  Language language = Language::es;
  bool begun = false;

  std::string next() {
    std::string piece = begun ? "" : first_line;
    begun = true;
    for (const auto& event : listener->take(events_at_once)) piece += *texts->text(*event, language);
    return piece;
  }
};

}  // namespace

std::string format_event(const Event& event, Language language) {
  JsonWriter json;
  write_body(json, event.body, language);
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", event.id, event_name(event.body), json.take());
}

std::shared_ptr<const std::string> EventTexts::text(const Event& event, Language language) {
  const auto make = [&] { return std::make_shared<const std::string>(format_event(event, language)); };
  // It has the id of the last event that was missed, which somebody else may have seen.
  if (std::holds_alternative<Resync>(event.body)) return make();
  const std::lock_guard lock(mutex_);
  const auto [found, fresh] = texts_.try_emplace(event.id);
  if (fresh) order_.push_back(event.id);
  auto& text = found->second.at(language == Language::es ? 0 : 1);
  if (!text) text = make();
  const auto made = text;
  if (order_.size() > most) {
    texts_.erase(order_.front());
    order_.pop_front();
  }
  return made;
}

void stream_events(const ExchangePtr& exchange) {
  const auto last = find_header(exchange->request.headers, "last-event-id");
  auto feed = std::make_shared<Feed>();
  feed->texts = exchange->services.events;
  feed->language = exchange->language;
  const auto stream = std::make_shared<ResponseStream>([feed] { return feed->next(); },
                                                       ResponseStream::Beat{":\n\n", exchange->services.event_beat});
  feed->listener = exchange->services.application.events().listen(last ? std::optional<std::string>(*last) : std::nullopt,
                                                                  [woken = std::weak_ptr<ResponseStream>(stream)] {
                                                                    if (const auto listening = woken.lock()) listening->wake();
                                                                  });
  HttpResponse response;
  response.headers = {{"Content-Type", "text/event-stream"},
                      {"Content-Language", tag(exchange->language)},
                      {"Vary", "Accept-Language"},
                      {"X-Accel-Buffering", "no"}};
  response.stream = stream;
  exchange->finish(std::move(response));
}

}  // namespace nss
