// The runs of a task as people ask for them: newest first, with their output. Core thread only.
#pragma once

#include <memory>
#include <string>

#include "app/answers.h"
#include "app/store.h"
#include "app/task_book.h"
#include "ports/storage_keys.h"

namespace nss {

class RunReader {
 public:
  RunReader(Store& store, const StorageKeys& keys, const TaskBook& tasks) : store_(store), keys_(keys), tasks_(tasks) {}

  // `after`: the id of the last run seen; empty: from the newest. Code task_not_found.
  void page(const std::string& task_id, std::size_t limit, const std::string& after, Reply<RunPage> reply);
  // Codes task_not_found, not_found.
  void one(const std::string& task_id, const std::string& run_id, Reply<RunView> reply);

 private:
  void add_outputs(const std::string& task_id, const std::shared_ptr<RunPage>& page, Reply<RunPage> reply);

  Store& store_;
  const StorageKeys& keys_;
  const TaskBook& tasks_;
};

}  // namespace nss
