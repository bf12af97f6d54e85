#include "app/core_loop.h"

#include <algorithm>

namespace nss {
namespace {

constexpr std::chrono::milliseconds longest_wait{1000};

}  // namespace

TimerId CoreLoop::at(Instant wall, std::function<void()> callback) {
  wall_alarms_.emplace(wall, Alarm{++last_id_, std::move(callback)});
  return last_id_;
}

TimerId CoreLoop::after(Mono delay, std::function<void()> callback) {
  mono_alarms_.emplace(clock_.mono() + delay, Alarm{++last_id_, std::move(callback)});
  return last_id_;
}

void CoreLoop::cancel(TimerId id) {
  std::erase_if(wall_alarms_, [id](const auto& entry) { return entry.second.id == id; });
  std::erase_if(mono_alarms_, [id](const auto& entry) { return entry.second.id == id; });
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

bool CoreLoop::run_due_alarm() {
  const auto fire = [](auto& alarms) {
    const auto callback = std::move(alarms.begin()->second.callback);
    alarms.erase(alarms.begin());
    callback();
    return true;
  };
  if (!wall_alarms_.empty() && wall_alarms_.begin()->first <= clock_.wall()) return fire(wall_alarms_);
  if (!mono_alarms_.empty() && mono_alarms_.begin()->first <= clock_.mono()) return fire(mono_alarms_);
  return false;
}

std::optional<Instant> CoreLoop::next_alarm() const {
  std::optional<Instant> next;
  if (!wall_alarms_.empty()) next = wall_alarms_.begin()->first;
  if (!mono_alarms_.empty()) {
    const Instant as_wall = clock_.wall() + std::max(Mono(0), mono_alarms_.begin()->first - clock_.mono());
    if (!next || as_wall < *next) next = as_wall;
  }
  return next;
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
