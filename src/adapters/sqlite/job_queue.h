// A bounded queue between the callers and one worker thread. Closing it gives back what still waits, so that its owner
// can drop it; after that nothing goes in, and the worker is told to end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace nss {

template <typename Job>
class JobQueue {
 public:
  enum class Pushed { yes, full, closed };
  struct Popped {
    std::optional<Job> job;  // empty: closed, or nothing came in time
    bool closed = false;
  };

  explicit JobQueue(std::size_t bound) : bound_(bound) {}

  // Moves from `job` only when the answer is yes.
  Pushed push(Job& job) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Pushed::closed;
    if (jobs_.size() >= bound_) return Pushed::full;
    jobs_.push_back(std::move(job));
    changed_.notify_one();
    return Pushed::yes;
  }

  // Waits; without a timeout for as long as it takes.
  Popped pop(std::optional<std::chrono::milliseconds> timeout) {
    std::unique_lock lock(mutex_);
    const auto something = [this] { return closed_ || !jobs_.empty(); };
    if (timeout) {
      changed_.wait_for(lock, *timeout, something);
    } else {
      changed_.wait(lock, something);
    }
    return {take(), closed_};
  }

  std::optional<Job> try_pop() {
    const std::lock_guard lock(mutex_);
    return take();
  }

  std::deque<Job> close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
    return std::exchange(jobs_, {});
  }

 private:
  std::optional<Job> take() {
    if (jobs_.empty()) return std::nullopt;
    std::optional<Job> job(std::move(jobs_.front()));
    jobs_.pop_front();
    return job;
  }

  const std::size_t bound_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

}  // namespace nss
