#include "adapters/simulated_cluster/simulated_store.h"

#include <algorithm>
#include <utility>

#include "adapters/simulated_cluster/simulated_codec.h"
#include "base/log.h"

namespace nss {
namespace {

constexpr const char* family = "simulation";
constexpr const char* state_name = "clock";
constexpr const char* prefix = "ns/";
constexpr const char* prefix_end = "ns0";  // the first key after all that begin with the prefix
constexpr std::size_t page = 50;
constexpr std::size_t most_namespaces = 10'000;
constexpr std::size_t at_once = 20;  // samples in one transaction
constexpr Mono retry_after = std::chrono::seconds(5);

tl::unexpected<Error> unreadable(const char* what) {
  return fail(ErrorKind::invalid, "simulation_unreadable",
              std::string("the simulated cluster in the store cannot be read: ") + what);
}

Result<SimulatedState> state_of(const std::optional<StoredItem>& item) {
  if (!item) return SimulatedState{};
  const auto* blob = std::get_if<BlobRecord>(&item->record);
  if (blob == nullptr) return unreadable("its clock is another kind of record");
  return parse_state(blob->body);
}

}  // namespace

SimulatedStore::SimulatedStore(Timers& timers, Storage* storage, StorageKeys keys, Source source)
    : timers_(timers), storage_(storage), keys_(std::move(keys)), source_(std::move(source)) {}

std::function<void()> SimulatedStore::guarded(std::function<void()> work) {
  return [alive = std::weak_ptr<bool>(alive_), work = std::move(work)] {
    if (!alive.expired()) work();
  };
}

template <typename T>
Reply<T> SimulatedStore::posted(std::function<void(Result<T>)> then) {
  // The storage's thread touches only the timers, which outlive it; whether we still are is asked on the core thread.
  return [&timers = timers_, alive = std::weak_ptr<bool>(alive_), then = std::move(then)](Result<T> result) {
    auto held = std::make_shared<Result<T>>(std::move(result));
    timers.post([alive, then, held] {
      if (!alive.expired()) then(std::move(*held));
    });
  };
}

StorageKey SimulatedStore::namespace_key(const std::string& ns) const { return keys_.blob(family, prefix + ns); }

StorageWrite SimulatedStore::namespace_write(const std::string& ns) const {
  StorageWrite write{namespace_key(ns), std::nullopt, Precondition::none(), std::nullopt};
  if (const auto* object = source_.ns(ns)) write.record = BlobRecord{encode_namespace(*object)};
  return write;
}

StorageWrite SimulatedStore::state_write() const {
  return StorageWrite{keys_.blob(family, state_name), BlobRecord{encode_state(source_.state())}, Precondition::none(),
                      std::nullopt};
}

// --- reading ---
void SimulatedStore::stored_instant(Storage& storage, const StorageKeys& keys, Reply<std::optional<Instant>> reply) {
  storage.load({keys.blob(family, state_name)}, [reply](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return reply(fail(std::move(items.error())));
    const auto state = state_of(items->front());
    if (!state) return reply(fail(state.error()));
    reply(items->front() ? std::optional(state->wall) : std::nullopt);
  });
}

void SimulatedStore::load(Reply<Loaded> reply) {
  if (storage_ == nullptr) return timers_.post(guarded([reply] { reply(Loaded{}); }));
  storage_->load({keys_.blob(family, state_name)}, posted<std::vector<std::optional<StoredItem>>>([this, reply](auto items) {
                   if (!items) return reply(fail(std::move(items.error())));
                   const auto state = state_of(items->front());
                   if (!state) return reply(fail(state.error()));
                   auto loaded = std::make_shared<Loaded>(Loaded{*state, {}});
                   if (!state->seeded) return reply(std::move(*loaded));
                   load_from(prefix, std::move(loaded), reply);
                 }));
}

void SimulatedStore::load_from(std::string from, std::shared_ptr<Loaded> loaded, Reply<Loaded> reply) {
  RangeQuery query{keys_.blobs(family), std::move(from), prefix_end, false, page};
  storage_->range(std::move(query), posted<std::vector<StoredItem>>([this, loaded, reply](auto items) {
                    if (!items) return reply(fail(std::move(items.error())));
                    for (const StoredItem& item : *items) {
                      const auto* blob = std::get_if<BlobRecord>(&item.record);
                      if (blob == nullptr) return reply(unreadable("a namespace is another kind of record"));
                      auto ns = parse_namespace(blob->body);
                      if (!ns) return reply(fail(std::move(ns.error())));
                      loaded->namespaces.push_back(std::move(*ns));
                    }
                    // A page may be short and still have a next one: only an empty page ends.
                    if (items->empty() || loaded->namespaces.size() >= most_namespaces) return reply(std::move(*loaded));
                    load_from(items->back().key.sort + '\0', loaded, reply);
                  }));
}

// --- writing ---
void SimulatedStore::save(const std::string& ns, std::function<void()> done) {
  if (storage_ == nullptr) {
    if (done) timers_.post(guarded(std::move(done)));
    return;
  }
  Pending& pending = pending_[ns];
  if (done) pending.waiting.push_back(std::move(done));
  if (pending.wanted) return;
  pending.wanted = true;
  if (!pending.in_flight) timers_.post(guarded([this, ns] { flush(ns); }));
}

void SimulatedStore::flush(const std::string& ns) {
  const auto found = pending_.find(ns);
  if (found == pending_.end() || found->second.in_flight || !found->second.wanted) return;
  found->second.in_flight = true;
  found->second.wanted = false;
  write(ns, std::exchange(found->second.waiting, {}));
}

void SimulatedStore::write(const std::string& ns, std::vector<std::function<void()>> done) {
  StorageTransaction transaction{{namespace_write(ns), state_write()}, {}};
  storage_->commit(std::move(transaction), posted<CommitReceipt>([this, ns, done = std::move(done)](auto receipt) {
                     Pending& pending = pending_[ns];
                     pending.in_flight = false;
                     if (!receipt) {
                       log::warn("simulated cluster not saved", {{"namespace", ns}, {"error", receipt.error().message.en}});
                       pending.wanted = true;
                       timers_.after(retry_after, guarded([this, ns] { flush(ns); }));
                     } else if (pending.wanted) {
                       flush(ns);
                     } else {
                       pending_.erase(ns);
                     }
                     for (const auto& answer : done) answer();
                   }));
}

void SimulatedStore::save_all(std::vector<std::string> names, Reply<void> reply) {
  if (storage_ == nullptr) return timers_.post(guarded([reply] { reply({}); }));
  save_rest(std::move(names), 0, std::move(reply));
}

void SimulatedStore::save_rest(std::vector<std::string> names, std::size_t from, Reply<void> reply) {
  StorageTransaction transaction;
  const std::size_t end = std::min(names.size(), from + at_once);
  for (std::size_t i = from; i < end; ++i) transaction.writes.push_back(namespace_write(names[i]));
  // The state, which says that the samples are there, comes with the last of them.
  if (end == names.size()) transaction.writes.push_back(state_write());
  storage_->commit(std::move(transaction),
                   posted<CommitReceipt>([this, names = std::move(names), end, reply = std::move(reply)](auto receipt) {
                     if (!receipt) return reply(fail(std::move(receipt.error())));
                     if (end == names.size()) return reply({});
                     save_rest(names, end, reply);
                   }));
}

void SimulatedStore::save_state() {
  if (storage_ == nullptr || state_in_flight_) return;
  state_in_flight_ = true;
  storage_->commit(StorageTransaction{{state_write()}, {}}, posted<CommitReceipt>([this](auto receipt) {
                     state_in_flight_ = false;
                     if (!receipt) log::warn("simulated clock not saved", {{"error", receipt.error().message.en}});
                   }));
}

void SimulatedStore::keep_saving_state(Mono every) {
  if (storage_ == nullptr) return;
  timers_.after(every, guarded([this, every] {
                  save_state();
                  keep_saving_state(every);
                }));
}

void SimulatedStore::stop(bool write) {
  alive_.reset();  // what is posted already finds nobody
  if (storage_ == nullptr || !write) return;
  // Every change that still waits goes with the clock; the storage finishes what it has before it stops.
  std::vector<StorageWrite> writes = {state_write()};
  for (const auto& [ns, pending] : pending_) {
    if (!pending.wanted) continue;
    writes.push_back(namespace_write(ns));
    if (writes.size() == at_once) storage_->commit(StorageTransaction{std::exchange(writes, {}), {}}, [](auto) {});
  }
  if (!writes.empty()) storage_->commit(StorageTransaction{std::move(writes), {}}, [](auto) {});
  pending_.clear();
}

}  // namespace nss
