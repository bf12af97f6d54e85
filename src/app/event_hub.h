// What changed, for those who listen (GET /api/events): the last events in a ring, and for each listener no more than how
// far it has read. A listener is woken and takes what it has not seen; one that is too slow for the ring gets one `resync`
// in place of what it missed. So a thousand idle listeners, or one that never reads, cost no memory that grows.
//
// Ids are "<boot>-<number>": the boot differs between two lives of the process, so an id of another life is recognised.
// Thread-safe. `wake` is called on the publisher's thread, outside the hub's lock, and perhaps once more just
// after its listener was let go; it must not block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/answers.h"

namespace nss {

// Something was missed, or everything changed: read it all again.
struct Resync {};

using EventBody = std::variant<Resync, std::shared_ptr<const NamespaceView>, std::shared_ptr<const OperationView>,
                               std::shared_ptr<const TaskView>, std::shared_ptr<const CostCenterView>>;

struct Event {
  std::string id;
  EventBody body;
};

// As in API.md: resync, namespace, operation, task, cost_center.
const char* event_name(const EventBody& body);

// One who listens; when it is destroyed, on any thread, it is forgotten. May outlive the hub.
class EventListener {
 public:
  virtual ~EventListener() = default;
  // The next ones, at most `most`, oldest first; empty: it has seen all. When something comes after that, it is woken.
  virtual std::vector<std::shared_ptr<const Event>> take(std::size_t most) = 0;
};

class EventHub {
 public:
  using Wake = std::function<void()>;

  explicit EventHub(std::string boot, std::size_t kept = 2048);

  void publish(EventBody body);

  // `last_id`: what the listener saw last. Empty: it begins now. When it is not of this life, or so old that what came
  // after it is no longer kept, or no id at all, the first event is a resync.
  std::shared_ptr<EventListener> listen(const std::optional<std::string>& last_id, Wake wake);

  std::size_t listeners() const;

 private:
  class State;
  class Listener;
  std::shared_ptr<State> state_;  // shared with the listeners
};

}  // namespace nss
