#include "adapters/memory_storage/storage_faults.h"

#include <utility>

#include "adapters/records/storage_rules.h"

namespace nss {

std::optional<Error> StorageFaults::Planned::take() {
  if (left == 0) return std::nullopt;
  if (after > 0) {
    --after;
    return std::nullopt;
  }
  --left;
  return error;
}

void StorageFaults::fail_next(std::size_t n, Error error, std::size_t after) {
  const std::lock_guard lock(mutex_);
  any_ = Planned{n, std::move(error), after};
}

void StorageFaults::fail_next_commits(std::size_t n, Error error) {
  const std::lock_guard lock(mutex_);
  commits_ = Planned{n, std::move(error), 0};
}

void StorageFaults::unavailable(bool on) {
  const std::lock_guard lock(mutex_);
  unavailable_ = on;
  commits_left_.reset();
}

void StorageFaults::unavailable_after(std::size_t commits) {
  const std::lock_guard lock(mutex_);
  commits_left_ = commits;
}

void StorageFaults::lose_reply_of_next_commit() {
  const std::lock_guard lock(mutex_);
  lose_reply_ = true;
}

void StorageFaults::conflict_next(std::size_t n) {
  const std::lock_guard lock(mutex_);
  conflicts_ = n;
}

std::optional<Error> StorageFaults::take(Call call) {
  const std::lock_guard lock(mutex_);
  if (call == Call::commit && commits_left_ && (*commits_left_)-- == 0) {
    commits_left_.reset();
    unavailable_ = true;
  }
  if (unavailable_) return store_unavailable("the test says so");
  if (auto error = any_.take()) return error;
  if (call == Call::read) return std::nullopt;
  if (auto error = commits_.take()) return error;
  if (conflicts_ == 0) return std::nullopt;
  --conflicts_;
  return precondition_failed({"the test", "says so"});
}

bool StorageFaults::take_lost_reply() {
  const std::lock_guard lock(mutex_);
  return std::exchange(lose_reply_, false);
}

}  // namespace nss
