// Operations out of the store: one by its id, or a page of the newest-first list. Core thread only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/application.h"
#include "app/operations.h"
#include "app/store.h"
#include "ports/storage_keys.h"

namespace nss {

class LogReader {
 public:
  LogReader(Store& store, const StorageKeys& keys, const Operations& operations)
      : store_(store), keys_(keys), operations_(operations) {}

  void operation(const std::string& id, Reply<OperationView> reply);
  // A page may be short when filters drop something; its `next` is empty only on the last page.
  void page(const LogQuery& query, Reply<LogPage> reply);

 private:
  using Views = std::vector<OperationView>;
  void load_headers(const std::vector<std::string>& ids, Store::Then<Views> then);
  void load_outcomes(std::shared_ptr<Views> views, Store::Then<Views> then);

  Store& store_;
  const StorageKeys& keys_;
  const Operations& operations_;
};

}  // namespace nss
