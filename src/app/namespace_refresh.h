// What a lost or lost-against write leaves: nobody knows which version of a namespace's record the store has. It is read again
// before anybody decides, while the namespace is still held. Core thread only.
#pragma once

#include <functional>
#include <string>

#include "app/ledger.h"
#include "app/read_later.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

// Reads what the store has; the caller holds the namespace. Where memory is ahead of the store on purpose it stays.
inline void read_namespace(Store& store, const StorageKeys& keys, Ledger& ledger, const std::string& ns, Store::Then<void> then) {
  store.load({keys.ns(ns)}, [&ledger, ns, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    const auto& item = items->at(0);
    const auto* record = item ? std::get_if<NamespaceRecord>(&item->record) : nullptr;
    const Ledger::Entry* mine = ledger.find(ns);
    if (mine != nullptr && mine->unsaved) return then({});
    if (record != nullptr) {
      ledger.put(*record, item->version);
    } else if (!item) {
      ledger.erase(ns);
    }
    then({});
  });
}

// The store does not say now what became of a commit: it is asked again when it answers, and then somebody looks at the namespace,
// who takes over what was begun (Reconciler).
inline void read_namespace_later(Store& store, const StorageKeys& keys, Ledger& ledger, const std::string& ns) {
  read_later(store, ledger, ns, [&store, &keys, &ledger, ns](Store::Then<void> then) {
    ledger.call_when_free(ns);
    read_namespace(store, keys, ledger, ns, std::move(then));
  });
}

// Does nothing for other errors (nothing was written), nor where memory is ahead of the store on purpose (a spooled record).
// `then` always comes, also when the store cannot be read now: then it is read later.
inline void refresh_after(const Error& why, Store& store, const StorageKeys& keys, Ledger& ledger, const std::string& ns,
                          std::function<void()> then) {
  const Ledger::Entry* mine = ledger.find(ns);
  if (!outcome_unsure(why) || (mine != nullptr && mine->unsaved)) return then();
  read_namespace(store, keys, ledger, ns, [&store, &keys, &ledger, ns, then = std::move(then)](const Result<void>& read) {
    if (!read) read_namespace_later(store, keys, ledger, ns);
    then();
  });
}

}  // namespace nss
