#include "adapters/memory_storage/memory_storage.h"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <utility>

#include "adapters/records/storage_rules.h"
#include "ports/storage_keys.h"

namespace nss {
namespace {

using Items = std::map<StorageKey, MemoryTables::Item>;

std::optional<std::int64_t> version_of(const Items& items, const StorageKey& key) {
  const auto found = items.find(key);
  if (found == items.end()) return std::nullopt;
  return found->second.version;
}

// An item is in the index as long as it is there, under what its record says.
void unindex(MemoryTables& tables, const StorageKey& key) {
  const auto item = tables.items.find(key);
  if (item == tables.items.end()) return;
  for (const StorageKey& entry : StorageKeys::index_keys(key, item->second.record)) tables.index.erase(entry);
}

void erase_item(MemoryTables& tables, const StorageKey& key) {
  unindex(tables, key);
  tables.items.erase(key);
}

void put_item(MemoryTables& tables, const StorageWrite& write) {
  unindex(tables, write.key);
  MemoryTables::Item& item = tables.items[write.key];
  item = {*write.record, item.version + 1, write.expires};
  for (StorageKey& entry : StorageKeys::index_keys(write.key, *write.record)) tables.index[std::move(entry)] = write.key;
}

Result<CommitReceipt> commit_to(MemoryTables& tables, const StorageTransaction& transaction) {
  const Items& items = tables.items;
  if (auto valid = check_transaction(transaction); !valid) return fail(valid.error());
  if (auto bodies = encode_bounded(transaction); !bodies) return fail(bodies.error());
  for (const StorageCheck& check : transaction.checks) {
    if (!holds(check.condition, version_of(items, check.key))) return fail(precondition_failed(check.key));
  }
  for (const StorageWrite& write : transaction.writes) {
    if (!holds(write.condition, version_of(items, write.key))) return fail(precondition_failed(write.key));
  }
  CommitReceipt receipt;
  for (const StorageWrite& write : transaction.writes) {
    write.record ? put_item(tables, write) : erase_item(tables, write.key);
    receipt.versions.push_back(told_version(write));
  }
  return receipt;
}

Result<std::vector<std::optional<StoredItem>>> load_from(const Items& items, const std::vector<StorageKey>& keys) {
  if (auto valid = check_load(keys); !valid) return fail(valid.error());
  std::vector<std::optional<StoredItem>> result;
  for (const StorageKey& key : keys) {
    const auto found = items.find(key);
    if (found == items.end()) {
      result.emplace_back();
    } else {
      result.emplace_back(StoredItem{key, found->second.record, found->second.version, {}});
    }
  }
  return result;
}

template <typename Map, typename Take>
void walk(const Map& map, const RangeQuery& query, const Take& take) {
  if (!query.to.empty() && query.to <= query.from) return;
  auto first = map.lower_bound({query.partition, query.from});
  auto last = query.to.empty() ? map.lower_bound({query.partition + '\0', ""}) : map.lower_bound({query.partition, query.to});
  for (std::size_t left = query.limit; first != last && left > 0; --left) take(query.descending ? *--last : *first++);
}

Result<std::vector<StoredItem>> range_of(const MemoryTables& tables, const RangeQuery& query) {
  if (auto valid = check_range(query); !valid) return fail(valid.error());
  std::vector<StoredItem> result;
  if (query.index) {
    walk(tables.index, query, [&](const auto& entry) {
      const auto& item = tables.items.at(entry.second);
      result.push_back({entry.second, item.record, item.version, entry.first.sort});
    });
  } else {
    walk(tables.items, query,
         [&](const auto& entry) { result.push_back({entry.first, entry.second.record, entry.second.version, {}}); });
  }
  return result;
}

std::size_t remove_expired_from(MemoryTables& tables, Seconds now, std::size_t limit) {
  std::vector<std::pair<Seconds, StorageKey>> expired;
  for (const auto& [key, item] : tables.items) {
    if (item.expires && *item.expires <= now) expired.emplace_back(*item.expires, key);
  }
  std::sort(expired.begin(), expired.end());
  expired.resize(std::min({expired.size(), limit, max_expired_at_once}));
  for (const auto& [at, key] : expired) erase_item(tables, key);
  return expired.size();
}

}  // namespace

struct MemoryStorage::State {
  Executor executor;
  std::shared_ptr<MemoryTables> tables;
  StorageFaults faults;

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::thread::id> busy;  // who runs an effect or an answer now; the same thread may be in several
  bool stopped = false;

  bool enter() {
    const std::lock_guard lock(mutex);
    if (!stopped) busy.push_back(std::this_thread::get_id());
    return !stopped;
  }

  void leave() {
    const std::lock_guard lock(mutex);
    busy.erase(std::find(busy.begin(), busy.end(), std::this_thread::get_id()));
    changed.notify_all();
  }

  void stop() {
    std::unique_lock lock(mutex);
    stopped = true;
    const auto self = std::this_thread::get_id();
    changed.wait(lock, [&] { return std::all_of(busy.begin(), busy.end(), [&](auto id) { return id == self; }); });
  }

  // First the effect, then the answer, each as one piece of work for the executor.
  template <typename T>
  static void run(const std::shared_ptr<State>& state, std::function<Result<T>(MemoryTables&)> effect, Reply<T> reply) {
    state->executor([state, effect = std::move(effect), reply = std::move(reply)] {
      if (!state->enter()) return;
      auto outcome = [&] {
        const std::lock_guard lock(state->tables->mutex);
        return effect(*state->tables);
      }();
      state->leave();
      state->executor([state, reply, outcome = std::move(outcome)] {
        if (!state->enter()) return;
        reply(outcome);
        state->leave();
      });
    });
  }
};

MemoryStorage::MemoryStorage(Executor executor, std::shared_ptr<MemoryTables> tables) : state_(std::make_shared<State>()) {
  state_->executor = executor ? std::move(executor) : [](const std::function<void()>& work) { work(); };
  state_->tables = tables ? std::move(tables) : std::make_shared<MemoryTables>();
}

MemoryStorage::~MemoryStorage() { stop(); }

void MemoryStorage::load(std::vector<StorageKey> keys, Reply<std::vector<std::optional<StoredItem>>> reply) {
  State::run<std::vector<std::optional<StoredItem>>>(
      state_,
      [keys = std::move(keys), faults = &state_->faults](MemoryTables& tables) -> Result<std::vector<std::optional<StoredItem>>> {
        if (auto error = faults->take(StorageFaults::Call::read)) return fail(std::move(*error));
        return load_from(tables.items, keys);
      },
      std::move(reply));
}

void MemoryStorage::commit(StorageTransaction transaction, Reply<CommitReceipt> reply) {
  State::run<CommitReceipt>(
      state_,
      [transaction = std::move(transaction), faults = &state_->faults](MemoryTables& tables) -> Result<CommitReceipt> {
        if (auto error = faults->take(StorageFaults::Call::commit)) return fail(std::move(*error));
        auto receipt = commit_to(tables, transaction);
        if (receipt && faults->take_lost_reply()) return fail(store_outcome_unknown("the test says so"));
        return receipt;
      },
      std::move(reply));
}

void MemoryStorage::range(RangeQuery query, Reply<std::vector<StoredItem>> reply) {
  State::run<std::vector<StoredItem>>(
      state_,
      [query = std::move(query), faults = &state_->faults](MemoryTables& tables) -> Result<std::vector<StoredItem>> {
        if (auto error = faults->take(StorageFaults::Call::read)) return fail(std::move(*error));
        return range_of(tables, query);
      },
      std::move(reply));
}

void MemoryStorage::remove_expired(Seconds now, std::size_t limit, Reply<std::size_t> reply) {
  State::run<std::size_t>(
      state_,
      [now, limit, faults = &state_->faults](MemoryTables& tables) -> Result<std::size_t> {
        if (auto error = faults->take(StorageFaults::Call::commit)) return fail(std::move(*error));
        return remove_expired_from(tables, now, limit);
      },
      std::move(reply));
}

void MemoryStorage::stop() { state_->stop(); }

StorageFaults& MemoryStorage::faults() { return state_->faults; }

std::shared_ptr<MemoryTables> MemoryStorage::tables() const { return state_->tables; }

}  // namespace nss
