// A store with a long past, for measuring: fill_activities PATH CLUSTER COUNT writes that many closed records of the activity
// table through the product's own storage, 25 in a transaction, newest last. One record a minute, over 40 namespaces, 10 cost
// centres and 20 people.
#include <fmt/core.h>

#include <cstdlib>
#include <mutex>
#include <semaphore>

#include "adapters/sqlite/sqlite_storage.h"
#include "ports/storage_keys.h"

namespace {

constexpr std::ptrdiff_t most_in_flight = 2'000;
constexpr std::chrono::minutes apart{1};

nss::ActivityRecord record_of(std::int64_t index, nss::Seconds start) {
  nss::ActivityRecord record;
  record.ns = fmt::format("carga-{:02d}", index % 40);
  record.start = start;
  record.end = start + std::chrono::minutes(30);
  record.type = static_cast<nss::OperationType>(index % 4);
  record.cost_center = fmt::format("CC-{:02d}", index / 40 % 10);
  record.cluster_name = "bench";
  record.requested_by = fmt::format("persona-{:02d}", index / 7 % 20);
  record.user_id = record.requested_by;
  record.status = nss::ActivityStatus::completed;
  record.operation_id = fmt::format("op_{:012d}", index);
  record.reason = "a load for measuring";
  return record;
}

int fill(const std::string& path, const std::string& cluster, std::int64_t count) {
  auto storage = nss::SqliteStorage::open(nss::SqliteOptions{path});
  if (!storage) {
    fmt::print(stderr, "{}\n", storage.error().message.en);
    return 1;
  }
  const nss::StorageKeys keys(cluster);
  const nss::Seconds newest(std::chrono::seconds(1'780'000'000));  // before the simulation's first day
  std::counting_semaphore<most_in_flight> free(most_in_flight);
  std::mutex mutex;
  std::string problem;
  for (std::int64_t index = 0; index < count;) {
    nss::StorageTransaction transaction;
    for (; index < count && transaction.writes.size() < nss::max_transaction_items; ++index) {
      const auto record = record_of(index, newest - (count - index) * apart);
      transaction.writes.push_back({keys.activity(record.ns, record.start), record, nss::Precondition::absent(), {}});
    }
    free.acquire();
    (*storage)->commit(std::move(transaction), [&](const nss::Result<nss::CommitReceipt>& receipt) {
      const std::lock_guard lock(mutex);
      if (!receipt) problem = receipt.error().message.en;
      free.release();
    });
  }
  for (std::ptrdiff_t i = 0; i < most_in_flight; ++i) free.acquire();
  (*storage)->stop();
  if (!problem.empty()) fmt::print(stderr, "{}\n", problem);
  return problem.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: fill_activities PATH CLUSTER COUNT\n");
    return 2;
  }
  return fill(argv[1], argv[2], std::strtoll(argv[3], nullptr, 10));
}
