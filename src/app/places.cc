#include "app/places.h"

namespace nss {

void Places::load(Store::Then<void> then) {
  ports_.store.load({ports_.keys.places()}, [this, then = std::move(then)](Result<std::vector<std::optional<StoredItem>>> items) {
    if (!items) return then(fail(items.error()));
    const auto& item = items->at(0);
    const auto* record = item ? std::get_if<PlacesRecord>(&item->record) : nullptr;
    record_ = record != nullptr ? *record : PlacesRecord{};
    version_ = item ? item->version : 0;
    then({});
  });
}

PlacesRecord Places::current() const {
  // While a list cannot be read whole, nobody can say what is gone.
  const bool whole = ports_.cache.synced() && ports_.cache.whole(Resource::namespaces);
  return current_places(record_, rules(), ports_.loop.now(), [&](const Place& place) {
    if (!whole) return true;
    const ClusterCache::Entry* entry = ports_.cache.find(place.ns);
    return entry != nullptr && entry->ns && entry->ns->uid == place.ns_uid;
  });
}

StorageWrite Places::write_of(PlacesRecord next) const {
  return StorageWrite{ports_.keys.places(), std::move(next), version_ == 0 ? Precondition::absent() : Precondition::at(version_),
                      std::nullopt};
}

void Places::written(PlacesRecord next, std::int64_t version) {
  record_ = std::move(next);
  version_ = version;
}

}  // namespace nss
