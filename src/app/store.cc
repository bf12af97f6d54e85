#include "app/store.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace nss {
namespace {

constexpr std::size_t load_batch = 100;
constexpr std::size_t page = 500;
constexpr std::size_t expired_batch = 1000;
constexpr Mono look_pause{5'000};

}  // namespace

bool store_failed(const Error& error) {
  return error.kind == ErrorKind::unavailable || error.kind == ErrorKind::transient || error.kind == ErrorKind::throttled ||
         error.kind == ErrorKind::internal;
}

bool outcome_unsure(const Error& error) { return error.kind == ErrorKind::conflict || error.kind == ErrorKind::transient; }

void Store::note(const Error* error) {
  const bool was_ok = ok();
  if (error != nullptr && store_failed(*error)) {
    ++metrics_.store_errors;
    if (was_ok) log::error("store fails", {{"code", error->code}, {"detail", error->message.en}});
    problem_ = *error;
  } else {
    last_success_ = loop_.now();
    if (!was_ok) log::info("store works again");
    problem_.reset();
  }
  if (was_ok == ok()) return;
  if (ok()) look_soon(Mono(0));
  if (listener_) listener_();
}

void Store::look_again(const std::string& what, Look look) {
  looks_.insert_or_assign(what, std::move(look));
  if (ok()) look_soon(look_pause);  // else the next answer begins it
}

void Store::look_soon(Mono wait) {
  if (looking_ || looks_.empty()) return;
  looking_ = true;
  loop_.timers().after(wait, [this] {
    looking_ = false;
    for (const auto& each : std::exchange(looks_, {})) {
      each.second([this, each](Result<void> done) {
        if (done || !store_failed(done.error())) return;
        if (looks_.insert(each).second && ok()) look_soon(look_pause);
      });
    }
  });
}

template <typename T>
Reply<T> Store::watched(Then<T> then) {
  return loop_.reply<T>([this, then = std::move(then)](Result<T> result) {
    note(result ? nullptr : &result.error());
    then(std::move(result));
  });
}

void Store::load(std::vector<StorageKey> keys, Then<std::vector<std::optional<StoredItem>>> then) {
  using Items = std::vector<std::optional<StoredItem>>;
  if (keys.size() <= load_batch) {
    storage_.load(std::move(keys), watched<Items>(std::move(then)));
    return;
  }
  std::vector<StorageKey> rest(keys.begin() + load_batch, keys.end());
  keys.resize(load_batch);
  storage_.load(std::move(keys), watched<Items>([this, rest = std::move(rest), then = std::move(then)](Result<Items> head) {
                  if (!head) return then(std::move(head));
                  load(rest, [head = std::move(*head), then](Result<Items> tail) mutable {
                    if (!tail) return then(std::move(tail));
                    std::move(tail->begin(), tail->end(), std::back_inserter(head));
                    then(std::move(head));
                  });
                }));
}

void Store::commit(StorageTransaction transaction, Then<CommitReceipt> then) {
  ++metrics_.store_commits;
  ++changes_;
  storage_.commit(std::move(transaction), watched<CommitReceipt>([this, then = std::move(then)](Result<CommitReceipt> receipt) {
                    ++changes_;
                    then(std::move(receipt));
                  }));
}

void Store::commit_all(std::vector<StorageTransaction> first, StorageTransaction last, Then<CommitReceipt> then) {
  if (first.empty()) return commit(std::move(last), std::move(then));
  StorageTransaction next = std::move(first.back());
  first.pop_back();
  commit(std::move(next),
         [this, first = std::move(first), last = std::move(last), then = std::move(then)](Result<CommitReceipt> receipt) {
           if (!receipt) return then(std::move(receipt));
           commit_all(first, last, then);
         });
}

void Store::range(RangeQuery query, Then<std::vector<StoredItem>> then) {
  storage_.range(std::move(query), watched<std::vector<StoredItem>>(std::move(then)));
}

void Store::scan(RangeQuery query, std::function<void(StoredItem)> each, Then<void> then) {
  query.limit = page;
  range(query, [this, query, each = std::move(each), then = std::move(then)](Result<std::vector<StoredItem>> items) {
    if (!items) return then(fail(items.error()));
    const bool last = items->size() < page;
    RangeQuery next = query;
    // The smallest sort key after the last one seen.
    if (!items->empty()) next.from = (query.index ? items->back().index_sort : items->back().key.sort) + '\0';
    for (auto& item : *items) each(std::move(item));
    if (last) return then({});
    scan(std::move(next), each, then);
  });
}

Error told_of(const Error& why) {
  if (!outcome_unsure(why)) return why;
  const bool overtaken = why.kind == ErrorKind::conflict;
  Error error{ErrorKind::unavailable, "store_unavailable",
              overtaken
                  ? Text{"Otra escritura llegó antes; inténtelo de nuevo.", "Another write came first; try again."}
                  : Text{"No se sabe si el cambio quedó guardado. Se verá en unos segundos; si no está, hágalo de nuevo.",
                         "It is not known whether the change was kept. It will show in a few seconds; if it does not, do it "
                         "again."}};
  error.retry_after = std::chrono::seconds(overtaken ? 1 : 10);
  return error;
}

void Store::remove_expired(Seconds now, Then<std::size_t> then) {
  storage_.remove_expired(now, expired_batch, watched<std::size_t>(std::move(then)));
}

}  // namespace nss
