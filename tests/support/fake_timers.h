// The core loop of tests: one thread (the test's), two clocks that move only when told, everything in one order that is
// always the same. Posted work runs in the order it was posted, before any alarm; alarms run by their time, each with the
// clocks standing at it, and alarms of one instant in the order they were set (calendar and monotonic alike). An alarm whose wall time is past (the
// calendar was set forth) runs at the next turn.
//   FakeClock clock{instant("2026-11-23T12:00:00Z")};
//   FakeTimers timers{clock};
//   core.start(); timers.run_until_idle(); timers.advance(std::chrono::minutes(5));
// at, after, cancel and everything that runs: the test's thread. post: any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>

#include "ports/timers.h"
#include "support/fake_clock.h"

namespace nss {

Instant instant(std::string_view rfc3339);  // for tests: the text must be right

class FakeTimers final : public Timers {
 public:
  explicit FakeTimers(FakeClock& clock) : clock_(clock) {}

  TimerId at(Instant wall, std::function<void()> callback) override;
  TimerId after(Mono delay, std::function<void()> callback) override;
  void cancel(TimerId id) override;
  void post(std::function<void()> work) override;

  // Runs what was posted and the alarms that are due, and what they cause, until nothing is left to do now.
  void run_until_idle();
  // Moves the clocks, running everything that falls due on the way at its time.
  void advance(Milliseconds by);
  void advance_to(Instant wall);
  // Somebody sets the calendar back or forth; monotonic time does not move. Then runs what became due.
  void set_wall(Instant wall);

  // Turns until the predicate holds. First variant: moves the clocks from alarm to alarm, at most `within`. Second: for
  // adapters with threads of their own; blocks for their posts in real time. Both answer whether it holds.
  bool advance_until(const std::function<bool()>& predicate, Milliseconds within);
  bool wait_until(const std::function<bool()>& predicate, Milliseconds real_deadline = std::chrono::seconds(30));

  std::size_t pending() const;                  // alarms set and not yet run
  std::optional<Milliseconds> next_in() const;  // until the next alarm, on whichever clock; 0 when it is due

 private:
  // By due time on its clock (milliseconds), then by the order in which they were set.
  using Alarms = std::map<std::pair<std::int64_t, TimerId>, std::function<void()>>;

  bool run_one_posted();
  bool run_one_due();
  std::int64_t left(const Alarms& alarms, std::int64_t now) const;

  FakeClock& clock_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> work_;  // guarded by mutex_
  Alarms wall_alarms_;
  Alarms mono_alarms_;
  TimerId last_id_ = 0;
};

}  // namespace nss
