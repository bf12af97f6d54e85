#include "app/originals.h"

namespace nss {

void remember(Originals& originals, const std::vector<IntentEntry>& intent) {
  for (const auto& entry : intent) {
    originals.insert_or_assign({entry.kind, entry.name}, RememberedOriginal{entry.uid, entry.replicas});
  }
}

void load_originals(Store& store, const StorageKeys& keys, const std::vector<const NamespaceRecord*>& records,
                    Store::Then<std::map<std::string, Originals>> then) {
  std::vector<StorageKey> chunks;
  std::vector<std::string> owners;
  for (const NamespaceRecord* record : records) {
    for (std::uint32_t i = 0; i < record->off_intent_chunks; ++i) {
      chunks.push_back(keys.intent(record->off_operation_id, i));
      owners.push_back(record->name);
    }
  }
  if (chunks.empty()) return then(std::map<std::string, Originals>());
  store.load(std::move(chunks), [owners, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    std::map<std::string, Originals> originals;
    for (std::size_t i = 0; i < items->size(); ++i) {
      const auto* chunk = (*items)[i] ? std::get_if<IntentChunk>(&(*items)[i]->record) : nullptr;
      if (chunk != nullptr) remember(originals[owners[i]], chunk->entries);
    }
    then(std::move(originals));
  });
}

}  // namespace nss
