// The storage port with its answers brought to the core thread, and with a memory of how it is: /readyz and the fail
// direction (SPEC 5) ask `ok()`. A refused precondition is an answer, not a failure of the store. Core thread only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/loop.h"
#include "base/metrics.h"
#include "ports/storage.h"

namespace nss {

class Store {
 public:
  template <typename T>
  using Then = std::function<void(Result<T>)>;

  Store(Loop& loop, Storage& storage, Metrics& metrics) : loop_(loop), storage_(storage), metrics_(metrics) {}

  void load(std::vector<StorageKey> keys, Then<std::vector<std::optional<StoredItem>>> then);
  void commit(StorageTransaction transaction, Then<CommitReceipt> then);
  // One after the other, `last` only when all of `first` are in: what makes them valid comes last. The receipt is its.
  void commit_all(std::vector<StorageTransaction> first, StorageTransaction last, Then<CommitReceipt> then);
  void range(RangeQuery query, Then<std::vector<StoredItem>> then);
  // Every item of a range, page by page; `each` sees them in order, `then` comes once at the end.
  void scan(RangeQuery query, std::function<void(StoredItem)> each, Then<void> then);
  void remove_expired(Seconds now, Then<std::size_t> then);

  // A commit may have happened, and what it would have changed cannot be read now: `look` reads it as soon as the store answers. It
  // comes on the core thread, holds what it needs, and answers with what became of the reading; without an answer it is called
  // again. One for each `what`.
  using Look = std::function<void(Then<void>)>;
  void look_again(const std::string& what, Look look);

  // Grows with every commit, when it is sent and when it is answered: what was read between two equal numbers is what there is.
  std::uint64_t changes() const { return changes_; }

  bool ok() const { return !problem_; }
  const std::optional<Error>& problem() const { return problem_; }
  std::optional<Seconds> last_success() const { return last_success_; }
  // Called when ok() changes.
  void on_change(std::function<void()> listener) { listener_ = std::move(listener); }

 private:
  template <typename T>
  Reply<T> watched(Then<T> then);
  void note(const Error* error);
  void look_soon(Mono wait);

  Loop& loop_;
  Storage& storage_;
  Metrics& metrics_;
  std::uint64_t changes_ = 0;
  std::optional<Error> problem_;
  std::optional<Seconds> last_success_;
  std::function<void()> listener_;
  std::map<std::string, Look> looks_;
  bool looking_ = false;
};

// Another write came first, or nobody knows whether ours came: the store has to be read before anybody decides.
bool outcome_unsure(const Error& error);

// The store did not do it and cannot now: what may be spooled is spooled, the rest is refused or tried later.
bool store_failed(const Error& error);

// What a person is told of a commit that was not done, all of them 503: another write came first (a refusal is always a decision,
// this is none), nobody knows whether it was done, or why not.
Error told_of(const Error& why);

}  // namespace nss
