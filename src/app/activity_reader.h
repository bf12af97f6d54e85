// GET /api/activities: the activity table, newest first, by whichever of its keys narrows it most; what is left of the filters
// is applied to bounded pages, so that a page may be short, or empty, and still have a next one (SPEC 11). Core thread only.
#pragma once

#include <memory>
#include <string>

#include "app/answers.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

class ActivityReader {
 public:
  ActivityReader(Store& store, const StorageKeys& keys, const std::string& cluster_name)
      : store_(store), keys_(keys), cluster_name_(cluster_name) {}

  void page(const ActivityQuery& query, Reply<ActivityPage> reply);

 private:
  struct Search {
    ActivityQuery query;
    RangeQuery range;
    ActivityPage page;
    Reply<ActivityPage> reply;
    std::size_t looked_at = 0;
  };
  RangeQuery range_of(const ActivityQuery& query) const;
  void look(const std::shared_ptr<Search>& search);

  Store& store_;
  const StorageKeys& keys_;
  const std::string& cluster_name_;
};

}  // namespace nss
