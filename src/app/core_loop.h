// The one core thread: a queue of posted work and two heaps of alarms (calendar and monotonic). run() is the thread; post()
// may be called from any thread, everything else only on it. The calendar is looked at least once a second, so that a
// jump of the wall clock is noticed. Work is run in the order of posting; alarms in the order of their time.
//
// In the simulation advance() moves the clock from alarm to alarm, each at its time, and goes on only when the use cases
// are idle (no answer of a port is out): a whole week is run through in the order it would have happened.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

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
  void stop();   // any thread

  // Core thread, simulation only; one at a time: a second one waits for the first. `idle` is asked between alarms.
  void advance(MovableClock& clock, Instant to, std::function<bool()> idle, std::function<void()> done);

 private:
  struct Alarm {
    TimerId id;
    std::function<void()> callback;
  };
  struct Advance {
    MovableClock* clock;
    Instant to;
    std::function<bool()> idle;
    std::function<void()> done;
  };

  bool run_posted();                       // true: something ran
  bool run_due_alarm();                    // the earliest alarm whose time has come, if any
  bool step_advance();                     // moves the simulated clock on; true: something happened
  std::optional<Instant> next_alarm() const;   // both heaps, as calendar time
  void wait();

  Clock& clock_;
  std::multimap<Instant, Alarm> wall_alarms_;
  std::multimap<Mono, Alarm> mono_alarms_;
  TimerId last_id_ = 0;
  std::deque<Advance> advances_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> posted_;   // guarded by mutex_
  bool stopping_ = false;                      // guarded by mutex_
};

}  // namespace nss
