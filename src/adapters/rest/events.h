// GET /api/events: what the hub tells, as server-sent events. A listener's place in the hub is let go when its connection
// ends; until then nothing of it is kept but how far it has read.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/rest/language.h"
#include "app/event_hub.h"

namespace nss {

// The text of the newest events, made once for each language and shared by all who listen. Any thread.
class EventTexts {
 public:
  static constexpr std::size_t most = 128;  // events; those who are further behind have theirs made again

  std::shared_ptr<const std::string> text(const Event& event, Language language);

 private:
  using ByLanguage = std::array<std::shared_ptr<const std::string>, 2>;
  std::mutex mutex_;  // held while a text is made, so that nobody makes it twice
  std::map<std::string, ByLanguage> texts_;
  std::deque<std::string> order_;  // of texts_, oldest first
};

// "id: …", "event: …", "data: …" and an empty line. Pure.
std::string format_event(const Event& event, Language language);

}  // namespace nss
