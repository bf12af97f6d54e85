#include "support/fake_timers.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace nss {
namespace {

constexpr std::size_t most_callbacks = 20'000'000;  // a loop that feeds itself must end a test, not hang it

}  // namespace

Instant instant(std::string_view rfc3339) {
  const auto parsed = parse_rfc3339(rfc3339);
  NSS_CHECK(parsed.has_value());
  return *parsed;
}

TimerId FakeTimers::at(Instant wall, std::function<void()> callback) {
  wall_alarms_.emplace(std::pair(wall.time_since_epoch().count(), ++last_id_), std::move(callback));
  return last_id_;
}

TimerId FakeTimers::after(Mono delay, std::function<void()> callback) {
  const auto due = (clock_.mono() + std::max(delay, Mono(0))).count();
  mono_alarms_.emplace(std::pair(due, ++last_id_), std::move(callback));
  return last_id_;
}

void FakeTimers::cancel(TimerId id) {
  const auto is_it = [id](const auto& alarm) { return alarm.first.second == id; };
  if (std::erase_if(wall_alarms_, is_it) == 0) std::erase_if(mono_alarms_, is_it);
}

void FakeTimers::post(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    work_.push_back(std::move(work));
  }
  posted_.notify_all();
}

// Until the first alarm; negative when its time is past.
std::int64_t FakeTimers::left(const Alarms& alarms, std::int64_t now) const {
  return alarms.empty() ? std::numeric_limits<std::int64_t>::max() : alarms.begin()->first.first - now;
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
  const auto wall = left(wall_alarms_, clock_.wall().time_since_epoch().count());
  const auto mono = left(mono_alarms_, clock_.mono().count());
  if (std::min(wall, mono) > 0) return false;
  const bool tie_to_wall = wall == mono && wall_alarms_.begin()->first.second < mono_alarms_.begin()->first.second;
  Alarms& alarms = wall < mono || tie_to_wall ? wall_alarms_ : mono_alarms_;
  const auto callback = std::move(alarms.extract(alarms.begin()).mapped());
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

std::size_t FakeTimers::pending() const { return wall_alarms_.size() + mono_alarms_.size(); }

std::optional<Milliseconds> FakeTimers::next_in() const {
  if (pending() == 0) return std::nullopt;
  const auto wall = left(wall_alarms_, clock_.wall().time_since_epoch().count());
  const auto mono = left(mono_alarms_, clock_.mono().count());
  return Milliseconds(std::max<std::int64_t>(0, std::min(wall, mono)));
}

}  // namespace nss
