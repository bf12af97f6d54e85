#include "support/fake_timers.h"

#include <algorithm>

#include "base/check.h"

namespace nss {
namespace {

constexpr std::size_t most_callbacks = 20'000'000;   // a loop that feeds itself must end a test, not hang it

}  // namespace

Instant instant(std::string_view rfc3339) {
  const auto parsed = parse_rfc3339(rfc3339);
  NSS_CHECK(parsed.has_value());
  return *parsed;
}

TimerId FakeTimers::at(Instant wall, std::function<void()> callback) {
  alarms_.emplace(++last_id_, Alarm{true, wall.time_since_epoch().count(), std::move(callback)});
  return last_id_;
}

TimerId FakeTimers::after(Mono delay, std::function<void()> callback) {
  const auto due = (clock_.mono() + std::max(delay, Mono(0))).count();
  alarms_.emplace(++last_id_, Alarm{false, due, std::move(callback)});
  return last_id_;
}

void FakeTimers::cancel(TimerId id) { alarms_.erase(id); }

void FakeTimers::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
  }
  posted_.notify_all();
}

Milliseconds FakeTimers::left(const Alarm& alarm) const {
  const auto now = alarm.on_wall ? clock_.wall().time_since_epoch().count() : clock_.mono().count();
  return Milliseconds(std::max<std::int64_t>(0, alarm.due - now));
}

FakeTimers::Alarms::const_iterator FakeTimers::next_alarm() const {
  // Ids grow, and min_element takes the first of equals: alarms of one instant run in the order they were set.
  return std::min_element(alarms_.begin(), alarms_.end(),
                          [this](const auto& a, const auto& b) { return left(a.second) < left(b.second); });
}

bool FakeTimers::run_one_posted() {
  std::function<void()> work;
  {
    const std::lock_guard lock(mutex_);
    if (work_.empty()) return false;
    work = std::move(work_.front());
    work_.pop_front();
  }
  work();
  return true;
}

bool FakeTimers::run_one_due() {
  const auto next = next_alarm();
  if (next == alarms_.end() || left(next->second).count() > 0) return false;
  const auto callback = std::move(alarms_.extract(next).mapped().callback);
  callback();
  return true;
}

void FakeTimers::run_until_idle() {
  for (std::size_t turns = 0; run_one_posted() || run_one_due(); ++turns) NSS_CHECK(turns < most_callbacks);
}

void FakeTimers::advance(Milliseconds by) {
  run_until_idle();
  const auto end = clock_.mono() + by;
  while (clock_.mono() < end) {
    const auto rest = end - clock_.mono();
    clock_.advance(std::min(rest, next_in().value_or(rest)));
    run_until_idle();
  }
}

void FakeTimers::advance_to(Instant wall) {
  run_until_idle();
  while (clock_.wall() < wall) {
    const Milliseconds rest = wall - clock_.wall();
    clock_.advance(std::min(rest, next_in().value_or(rest)));
    run_until_idle();
  }
}

void FakeTimers::set_wall(Instant wall) {
  clock_.set_wall(wall);
  run_until_idle();
}

bool FakeTimers::advance_until(const std::function<bool()>& predicate, Milliseconds within) {
  const auto end = clock_.mono() + within;
  run_until_idle();
  while (!predicate()) {
    const auto next = next_in();
    if (!next || clock_.mono() + *next > end) return false;
    clock_.advance(*next);
    run_until_idle();
  }
  return true;
}

bool FakeTimers::wait_until(const std::function<bool()>& predicate, Milliseconds real_deadline) {
  const auto end = std::chrono::steady_clock::now() + real_deadline;
  run_until_idle();
  while (!predicate()) {
    std::unique_lock lock(mutex_);
    if (!posted_.wait_until(lock, end, [this] { return !work_.empty(); })) return false;
    lock.unlock();
    run_until_idle();
  }
  return true;
}

std::size_t FakeTimers::pending() const { return alarms_.size(); }

std::optional<Milliseconds> FakeTimers::next_in() const {
  const auto next = next_alarm();
  if (next == alarms_.end()) return std::nullopt;
  return left(next->second);
}

}  // namespace nss
