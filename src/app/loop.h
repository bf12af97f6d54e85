// The core thread as the use cases see it: answers of ports come back to it, and it knows how many are still out, so that
// the simulation can say "everything due until then has been done". Used on the core thread only; the replies it hands out
// may be called from any thread, once each.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include "ports/storage.h"
#include "ports/timers.h"

namespace nss {

class Loop {
 public:
  Loop(Timers& timers, Clock& clock) : timers_(timers), clock_(clock) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Wraps `then` so that it runs on the core thread whoever calls the reply.
  template <typename T>
  Reply<T> reply(std::function<void(Result<T>)> then) {
    ++outstanding_;
    return [this, then = std::move(then)](Result<T> result) {
      auto held = std::make_shared<Result<T>>(std::move(result));
      timers_.post([this, then, held] {
        --outstanding_;
        then(std::move(*held));
      });
    };
  }

  Timers& timers() { return timers_; }
  Seconds now() const { return floor_seconds(clock_.wall()); }
  Clock& clock() { return clock_; }
  bool idle() const { return outstanding_ == 0; }

 private:
  Timers& timers_;
  Clock& clock_;
  int outstanding_ = 0;
};

}  // namespace nss
