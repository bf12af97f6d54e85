// The one writing connection on its own thread, with group commit: what waits together is committed together, with one
// fsync, while each transaction keeps its own outcome (a savepoint each, all within one BEGIN IMMEDIATE). Answers come
// after the COMMIT, from this thread. When the group as a whole fails, nobody's outcome holds: a conflict may have been
// with a group mate that was taken back too, so all get the store's error, and only `invalid` stays what it was.
// This thread alone checkpoints: SQLite does while writing, and a truncating one comes when nothing was written for a while.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/sqlite/items.h"
#include "adapters/sqlite/job_queue.h"

namespace nss {

inline constexpr std::size_t max_group_jobs = 64;
inline constexpr std::size_t max_group_bytes = 8U << 20U;  // of bodies, before the group is closed

// One transaction that waits for its turn.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  // Inside a savepoint. Gives and keeps its error.
  virtual std::optional<Error> apply(ItemsWriter& items) = 0;
  // `group_error`: what happened to the whole; null: it was committed.
  virtual void answer(const Error* group_error) = 0;
};

template <typename T>
class TypedWriteJob final : public WriteJob {
 public:
  using Work = std::function<Result<T>(ItemsWriter&)>;
  TypedWriteJob(Work work, Reply<T> reply) : work_(std::move(work)), reply_(std::move(reply)) {}

  std::optional<Error> apply(ItemsWriter& items) override {
    outcome_ = work_(items);
    if (outcome_) return std::nullopt;
    return outcome_.error();
  }

  void answer(const Error* group_error) override {
    const bool own = !outcome_ && outcome_.error().kind == ErrorKind::invalid;
    reply_(group_error != nullptr && !own ? Result<T>(fail(*group_error)) : std::move(outcome_));
  }

 private:
  Work work_;
  Reply<T> reply_;
  Result<T> outcome_{};
};

class Writer {
 public:
  struct Options {
    std::size_t max_waiting = 10'000;
    std::chrono::milliseconds busy_timeout{3'000};
    std::chrono::milliseconds idle_before_checkpoint{2'000};
  };

  // The connection is open and migrated.
  Writer(Database database, ItemsWriter items, const Options& options);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread. A full queue answers unavailable at once, on the caller's thread; after stop() nothing answers.
  void post(std::unique_ptr<WriteJob> job);
  // The group in work is finished and answered; what waits is dropped without effect or answer.
  void stop();

 private:
  using Group = std::vector<std::unique_ptr<WriteJob>>;

  void run();
  void write_group(std::unique_ptr<WriteJob> first);
  std::optional<Error> fill(Group& group, std::unique_ptr<WriteJob> first);
  std::optional<Error> apply(WriteJob& job);
  std::optional<Error> commit();
  void take_back();
  void refuse_all(Group& group, const Error& error);
  void checkpoint();

  Database database_;
  ItemsWriter items_;
  const Options options_;
  JobQueue<std::unique_ptr<WriteJob>> queue_;
  std::thread thread_;
};

}  // namespace nss
