// Tasks out of a store and into it, without a running product (`tasks export|import`). An export reads beside a running server;
// an import needs the store's lock, because a server knows its tasks by heart. Import is all or nothing: everything is checked
// before the first write, what was written is taken back when a later write fails, and since ids are derived from the contents a
// repetition after a crash completes it and makes nothing twice. Replies come from the storage's thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "domain/system_namespaces.h"
#include "domain/task.h"
#include "ports/storage.h"
#include "ports/storage_keys.h"

namespace nss {

struct ImportRules {
  std::string timezone;  // of tasks that name none
  SystemNamespaces system;
  Seconds now{};
  std::string user;  // created_by
};

struct ImportCount {
  std::size_t made = 0;
  std::size_t unchanged = 0;  // they were there already, as the file has them
};

// By created_at, then id; the built-in ones too (an export leaves them out).
void read_tasks(Storage& storage, const StorageKeys& keys, Reply<std::vector<TaskRecord>> reply);

// `tasks` as a file has them (task_file_codec.h), checked by check_task. Errors: every refusal at once, in Error::more, with
// pointers /tasks/N/…: namespace_protected, unauthorized (an activation needs a cost centre that is authorised); invalid_value
// for more than max_tasks; those of the store.
void import_tasks(Storage& storage, const StorageKeys& keys, std::vector<TaskRecord> tasks, ImportRules rules,
                  Reply<ImportCount> reply);

}  // namespace nss
