// The one core thread: a queue of posted work and two heaps of alarms (calendar and monotonic). run() is the thread; post()
// may be called from any thread, everything else only on it. The calendar is looked at least once a second, so that a
// jump of the wall clock is noticed. Work is run in the order of posting; alarms in the order of their time.
//
// In the simulation advance() moves the clock from alarm to alarm, each at its time, and goes on only when the use cases
// are idle (no answer of a port is out): a whole week is run through in the order it would have happened.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ports/timers.h"

namespace nss {

class CoreLoop : public Timers {
 public:
  explicit CoreLoop(Clock& clock) : clock_(clock) {}

  TimerId at(Instant wall, std::function<void()> callback) override;
  TimerId after(Mono delay, std::function<void()> callback) override;
  void cancel(TimerId id) override;
  void post(std::function<void()> work) override;

  // Runs until stop(). What is posted afterwards is dropped.
  void run();
  void stop();  // any thread
  // The thread has taken a turn within the last 30 s (any thread): /livez.
  bool alive() const;

  // Core thread, simulation only; one at a time: a second one waits for the first. `idle` is asked between alarms.
  void advance(MovableClock& clock, Instant to, std::function<bool()> idle, std::function<void()> done);

 private:
  // By time, then by the order in which they were set; found by their id for cancel().
  using Alarms = std::map<std::pair<std::int64_t, TimerId>, std::function<void()>>;
  struct Advance {
    MovableClock* clock;
    Instant to;
    std::function<bool()> idle;
    std::function<void()> done;
  };

  TimerId add(Alarms& alarms, std::int64_t due, std::function<void()> callback);
  bool fire_first(Alarms& alarms, std::int64_t now);
  bool run_posted();                          // true: something ran
  bool run_due_alarm();                       // the earliest alarm whose time has come, if any
  bool step_advance();                        // moves the simulated clock on; true: something happened
  std::optional<Instant> next_alarm() const;  // both heaps, as calendar time
  void wait();

  Clock& clock_;
  Alarms wall_alarms_;
  Alarms mono_alarms_;
  std::unordered_map<TimerId, std::pair<Alarms*, std::int64_t>> alarms_by_id_;
  TimerId last_id_ = 0;
  std::atomic<std::chrono::steady_clock::rep> last_turn_{std::chrono::steady_clock::now().time_since_epoch().count()};
  std::deque<Advance> advances_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> posted_;  // guarded by mutex_
  bool stopping_ = false;                     // guarded by mutex_
};

}  // namespace nss
