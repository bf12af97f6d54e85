#include "app/event_hub.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

#include "base/whole_number.h"

namespace nss {

const char* event_name(const EventBody& body) {
  static constexpr const char* names[] = {"resync", "namespace", "operation", "task", "cost_center"};
  static_assert(std::variant_size_v<EventBody> == std::size(names));
  return names[body.index()];
}

// Numbers begin at 1; `last` is the newest one given.
class EventHub::State {
 public:
  State(std::string boot, std::size_t kept) : boot_(std::move(boot)), kept_(kept) {}

  std::string id(std::uint64_t number) const { return boot_ + "-" + std::to_string(number); }

  // The number in an id of this life that was given already.
  std::optional<std::uint64_t> number_of(std::string_view id) const {
    if (id.substr(0, boot_.size()) != boot_ || id.substr(boot_.size(), 1) != "-") return std::nullopt;
    id.remove_prefix(boot_.size() + 1);
    const auto number = whole_number<std::uint64_t>(id);
    return number && *number <= last ? number : std::nullopt;
  }

  void add(EventBody body) {
    ring.push_back(std::make_shared<const Event>(Event{id(++last), std::move(body)}));
    if (ring.size() > kept_) ring.pop_front();
  }

  // Everything after `number` is still there.
  bool keeps_after(std::uint64_t number) const { return last - number <= ring.size(); }

  mutable std::mutex mutex;
  std::uint64_t last = 0;
  std::deque<std::shared_ptr<const Event>> ring;
  std::map<Listener*, std::weak_ptr<Listener>> listeners;

 private:
  const std::string boot_;
  const std::size_t kept_;
};

class EventHub::Listener : public EventListener {
 public:
  Listener(std::shared_ptr<State> state, Wake wake) : state_(std::move(state)), wake_(std::move(wake)) {}
  ~Listener() override {
    const std::lock_guard lock(state_->mutex);
    state_->listeners.erase(this);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::vector<std::shared_ptr<const Event>> take(std::size_t most) override {
    const std::lock_guard lock(state_->mutex);
    std::vector<std::shared_ptr<const Event>> taken;
    if (lost_ || !state_->keeps_after(seen_)) {
      lost_ = false;
      seen_ = state_->last;
      taken.push_back(std::make_shared<const Event>(Event{state_->id(seen_), Resync{}}));
      asleep_ = true;
      return taken;
    }
    const std::size_t behind = state_->last - seen_;
    const std::size_t count = std::min(most, behind);
    const auto first = state_->ring.end() - static_cast<std::ptrdiff_t>(behind);
    taken.assign(first, first + static_cast<std::ptrdiff_t>(count));
    seen_ += count;
    asleep_ = count == behind;
    return taken;
  }

  void wake() const { wake_(); }

  // Under the state's lock: guarded by it like all that follows.
  void begin(const std::optional<std::string>& last_id) {
    const auto number = last_id ? state_->number_of(*last_id) : std::optional(state_->last);
    lost_ = !number || !state_->keeps_after(*number);
    seen_ = lost_ ? state_->last : *number;
  }
  bool rouse() { return std::exchange(asleep_, false); }

 private:
  const std::shared_ptr<State> state_;
  const Wake wake_;
  std::uint64_t seen_ = 0;
  bool lost_ = false;
  bool asleep_ = true;  // has seen all and was not woken since
};

EventHub::EventHub(std::string boot, std::size_t kept) : state_(std::make_shared<State>(std::move(boot), kept)) {}

void EventHub::publish(EventBody body) {
  // Held while they are woken, and let go outside the lock: the last owner may be here.
  std::vector<std::shared_ptr<Listener>> woken;
  std::vector<std::shared_ptr<Listener>> others;
  {
    const std::lock_guard lock(state_->mutex);
    state_->add(std::move(body));
    for (const auto& [key, weak] : state_->listeners) {
      auto listener = weak.lock();
      if (!listener) continue;
      const bool asleep = listener->rouse();
      (asleep ? woken : others).push_back(std::move(listener));
    }
  }
  for (const auto& listener : woken) listener->wake();
}

std::shared_ptr<EventListener> EventHub::listen(const std::optional<std::string>& last_id, Wake wake) {
  auto listener = std::make_shared<Listener>(state_, std::move(wake));
  const std::lock_guard lock(state_->mutex);
  listener->begin(last_id);
  state_->listeners.emplace(listener.get(), listener);
  return listener;
}

std::size_t EventHub::listeners() const {
  const std::lock_guard lock(state_->mutex);
  return state_->listeners.size();
}

}  // namespace nss
