// What a lost or lost-against write leaves: nobody knows which version of a namespace's record the store has. It is read again
// before anybody decides, while the namespace is still held. Core thread only.
#pragma once

#include <functional>
#include <string>

#include "app/ledger.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

// Does nothing for other errors (nothing was written), nor where memory is ahead of the store on purpose (a spooled record).
// `then` always comes, also when the store cannot be read now: whoever commits next is refused by the version and comes here.
inline void refresh_after(const Error& why, Store& store, const StorageKeys& keys, Ledger& ledger, const std::string& ns,
                          std::function<void()> then) {
  const Ledger::Entry* mine = ledger.find(ns);
  const bool unsure = why.kind == ErrorKind::conflict || why.kind == ErrorKind::transient;
  if (!unsure || (mine != nullptr && mine->unsaved)) return then();
  store.load({keys.ns(ns)}, [&ledger, ns, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (items) {
      const auto& item = items->at(0);
      const auto* record = item ? std::get_if<NamespaceRecord>(&item->record) : nullptr;
      if (record != nullptr) {
        ledger.put(*record, item->version);
      } else if (!item) {
        ledger.erase(ns);
      }
    }
    then();
  });
}

}  // namespace nss
