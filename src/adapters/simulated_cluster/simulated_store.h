// Keeps the simulation in the product's own store (SPEC 3), so that a restart goes on where it was: one BlobRecord for each
// namespace, and one with the clock and the last revision, which goes with every write.
// Writes are behind and coalesced: whatever changes in a namespace during one turn of the loop, or while its last write is
// under way, is one write. `done` of a save comes when a write that contains the change was answered.
// Thread: all of it on the core thread; the store's answers are posted there. Timers and storage outlive it.
// Failure: load() reports it. A failing write is logged and tried again; `done` comes all the same: a cluster does not
// stop because our store does (the 07:00 restore goes ahead), and what a crash then takes back is drift like any other.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/simulated_cluster/simulated_object.h"
#include "ports/storage_keys.h"
#include "ports/timers.h"

namespace nss {

class SimulatedStore {
 public:
  struct Source {
    std::function<const SimulatedNamespace*(const std::string&)> ns;  // as it is now; null: deleted
    std::function<SimulatedState()> state;
  };
  struct Loaded {
    SimulatedState state;  // seeded is false at the very first start
    std::vector<SimulatedNamespace> namespaces;
  };

  // Without a storage everything is accepted and nothing kept.
  SimulatedStore(Timers& timers, Storage* storage, StorageKeys keys, Source source);

  void load(Reply<Loaded> reply);
  void save(const std::string& ns, std::function<void()> done = {});
  // The samples of the first start; valid only when it has answered.
  void save_all(std::vector<std::string> names, Reply<void> reply);
  void save_state();
  void keep_saving_state(Mono every);
  // Answers nothing any more. `write`: what still waits and the clock are written once more, without waiting for it.
  void stop(bool write);

  // The instant that the last run reached, before there is a clock or a loop. Answered on the storage's thread.
  static void stored_instant(Storage& storage, const StorageKeys& keys, Reply<std::optional<Instant>> reply);

 private:
  struct Pending {
    bool in_flight = false;
    bool wanted = false;  // something changed since the write under way began
    std::vector<std::function<void()>> waiting;
  };

  template <typename T>
  Reply<T> posted(std::function<void(Result<T>)> then);
  std::function<void()> guarded(std::function<void()> work);
  void load_from(std::string from, std::shared_ptr<Loaded> loaded, Reply<Loaded> reply);
  void flush(const std::string& ns);
  void write(const std::string& ns, std::vector<std::function<void()>> done);
  void save_rest(std::vector<std::string> names, std::size_t from, Reply<void> reply);
  StorageWrite namespace_write(const std::string& ns) const;
  StorageWrite state_write() const;
  StorageKey namespace_key(const std::string& ns) const;

  Timers& timers_;
  Storage* storage_;
  StorageKeys keys_;
  Source source_;
  std::map<std::string, Pending> pending_;
  bool state_in_flight_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace nss
