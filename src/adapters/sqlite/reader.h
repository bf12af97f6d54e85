// The read-only connection (query_only) on its own thread: loads and ranges in the order in which they were asked. Each is
// one snapshot that begins when its turn comes, so a read that is asked after the answer of a commit sees that commit.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <utility>

#include "adapters/records/storage_rules.h"
#include "adapters/sqlite/items.h"
#include "adapters/sqlite/job_queue.h"

namespace nss {

class Reader {
 public:
  Reader(Database database, ItemsReader items, std::size_t max_waiting);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Any thread. A full queue answers unavailable at once, on the caller's thread; after stop() nothing answers.
  template <typename T>
  void post(std::function<Result<T>(ItemsReader&)> read, Reply<T> reply) {
    Job job = [read = std::move(read), reply](ItemsReader& items) { reply(read(items)); };
    if (queue_.push(job) == JobQueue<Job>::Pushed::full) reply(fail(store_unavailable("too many reads wait for it")));
  }

  // The read in work is finished and answered; what waits is dropped without an answer.
  void stop();

 private:
  using Job = std::function<void(ItemsReader&)>;

  void run();

  Database database_;
  ItemsReader items_;
  JobQueue<Job> queue_;
  std::thread thread_;
};

}  // namespace nss
