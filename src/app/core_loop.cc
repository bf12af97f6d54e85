#include "app/core_loop.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::chrono::milliseconds longest_wait{1000};
constexpr std::chrono::seconds longest_silence{30};

}  // namespace

TimerId CoreLoop::add(Alarms& alarms, std::int64_t due, std::function<void()> callback) {
  const TimerId id = ++last_id_;
  alarms.emplace(std::pair(due, id), std::move(callback));
  alarms_by_id_.emplace(id, std::pair(&alarms, due));
  return id;
}

TimerId CoreLoop::at(Instant wall, std::function<void()> callback) {
  return add(wall_alarms_, wall.time_since_epoch().count(), std::move(callback));
}

TimerId CoreLoop::after(Mono delay, std::function<void()> callback) {
  return add(mono_alarms_, (clock_.mono() + delay).count(), std::move(callback));
}

void CoreLoop::cancel(TimerId id) {
  const auto found = alarms_by_id_.find(id);
  if (found == alarms_by_id_.end()) return;
  found->second.first->erase({found->second.second, id});
  alarms_by_id_.erase(found);
}

void CoreLoop::post(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    posted_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void CoreLoop::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    posted_.clear();
  }
  wake_.notify_one();
}

void CoreLoop::run() {
  while (true) {
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return;
    }
    last_turn_ = std::chrono::steady_clock::now().time_since_epoch().count();
    const bool posted = run_posted();
    const bool alarmed = run_due_alarm();
    if (!posted && !alarmed && !step_advance()) wait();
  }
}

bool CoreLoop::run_posted() {
  std::deque<std::function<void()>> batch;
  {
    const std::scoped_lock lock(mutex_);
    batch.swap(posted_);
  }
  for (auto& work : batch) work();
  return !batch.empty();
}

bool CoreLoop::fire_first(Alarms& alarms, std::int64_t now) {
  if (alarms.empty() || alarms.begin()->first.first > now) return false;
  const auto callback = std::move(alarms.begin()->second);
  alarms_by_id_.erase(alarms.begin()->first.second);
  alarms.erase(alarms.begin());
  callback();
  return true;
}

bool CoreLoop::run_due_alarm() {
  return fire_first(wall_alarms_, clock_.wall().time_since_epoch().count()) || fire_first(mono_alarms_, clock_.mono().count());
}

std::optional<Instant> CoreLoop::next_alarm() const {
  std::optional<Instant> next;
  if (!wall_alarms_.empty()) next = Instant(Milliseconds(wall_alarms_.begin()->first.first));
  if (!mono_alarms_.empty()) {
    const Mono left = std::max(Mono(0), Mono(mono_alarms_.begin()->first.first) - clock_.mono());
    const Instant as_wall = clock_.wall() + left;
    if (!next || as_wall < *next) next = as_wall;
  }
  return next;
}

bool CoreLoop::alive() const {
  const auto since = std::chrono::steady_clock::now().time_since_epoch() - std::chrono::steady_clock::duration(last_turn_.load());
  return since < longest_silence;
}

void CoreLoop::advance(MovableClock& clock, Instant to, std::function<bool()> idle, std::function<void()> done) {
  advances_.push_back(Advance{&clock, to, std::move(idle), std::move(done)});
}

bool CoreLoop::step_advance() {
  if (advances_.empty() || !advances_.front().idle()) return false;
  {
    const std::scoped_lock lock(mutex_);
    if (!posted_.empty()) return true;
  }
  const Advance& current = advances_.front();
  const auto next = next_alarm();
  if (next && *next <= current.to) {
    current.clock->move_to(std::max(*next, current.clock->wall()));
    return true;
  }
  current.clock->move_to(std::max(current.to, current.clock->wall()));
  const auto done = current.done;
  advances_.pop_front();
  done();
  return true;
}

void CoreLoop::wait() {
  std::chrono::milliseconds bound = longest_wait;
  if (const auto next = next_alarm()) {
    const auto until = std::max(Milliseconds(0), *next - clock_.wall());
    const auto real = static_cast<std::int64_t>(static_cast<double>(until.count()) / clock_.speed()) + 1;
    bound = std::min(bound, std::chrono::milliseconds(real));
  }
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, bound, [this] { return stopping_ || !posted_.empty(); });
}

}  // namespace nss
