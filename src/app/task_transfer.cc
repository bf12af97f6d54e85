#include "app/task_transfer.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "app/policy.h"
#include "base/crypto.h"

namespace nss {
namespace {

constexpr std::size_t page = 1000;
constexpr std::size_t tasks_in_transaction = max_transaction_items / 2;  // each with its version

template <typename T>
struct Reading {
  std::vector<T> found;
  Reply<std::vector<T>> reply;
};

// All records of one sort in a partition.
template <typename T>
void read_all(Storage& storage, RangeQuery query, std::shared_ptr<Reading<T>> reading) {
  query.limit = page;
  storage.range(query, [&storage, query, reading](Result<std::vector<StoredItem>> items) mutable {
    if (!items) return reading->reply(fail(std::move(items.error())));
    for (const auto& item : *items) {
      if (const auto* record = std::get_if<T>(&item.record)) reading->found.push_back(*record);
    }
    if (items->size() < page) return reading->reply(std::move(reading->found));
    query.from = items->back().key.sort + '\0';
    read_all<T>(storage, query, reading);
  });
}

template <typename T>
void read_partition(Storage& storage, const std::string& partition, Reply<std::vector<T>> reply) {
  RangeQuery query;
  query.partition = partition;
  read_all<T>(storage, query, std::make_shared<Reading<T>>(Reading<T>{{}, std::move(reply)}));
}

struct Import {
  Storage& storage;
  const StorageKeys& keys;
  std::vector<TaskRecord> tasks;  // those that are made
  ImportRules rules;
  Reply<ImportCount> reply;
  ImportCount count = {};
  std::size_t written = 0;
};
using ImportPtr = std::shared_ptr<Import>;

Error refusal(const char* code, std::size_t index, const char* member, const std::string& es, const std::string& en) {
  Error error{ErrorKind::refused, code, Text{}};
  error.pointer = fmt::format("/tasks/{}/{}", index, member);
  error.message = {error.pointer + ": " + es, error.pointer + ": " + en};
  return error;
}

bool may_pay(const std::vector<PermissionRecord>& permissions, const TaskRecord& task) {
  return std::any_of(permissions.begin(), permissions.end(), [&](const PermissionRecord& permission) {
    const auto& only = permission.authorized_namespaces;
    return permission.cost_center == task.cost_center && permission.is_authorized &&
           (only.empty() || std::find(only.begin(), only.end(), task.ns) != only.end());
  });
}

std::vector<Error> refusals(const Import& import, const std::vector<PermissionRecord>& permissions) {
  std::vector<Error> found;
  for (std::size_t i = 0; i < import.tasks.size(); ++i) {
    const TaskRecord& task = import.tasks[i];
    if (import.rules.system.contains(task.ns)) {
      found.push_back(
          refusal("namespace_protected", i, "namespace", task.ns + " es del sistema", task.ns + " is a system namespace"));
    }
    const bool by_system = task.cost_center.empty() || task.cost_center == system_cost_center;
    if (by_system ? task.type != OperationType::activate : may_pay(permissions, task)) continue;
    found.push_back(refusal("unauthorized", i, "cost_center", "sin autorización (unauthorized) para " + task.ns,
                            "unauthorized for " + task.ns));
  }
  return found;
}

// Equal tasks of one file are told apart by how many came before.
void complete(Import& import) {
  std::map<std::string, int> seen;
  for (TaskRecord& task : import.tasks) {
    if (task.timezone.empty()) task.timezone = import.rules.timezone;
    if (task.cost_center.empty()) task.cost_center = system_cost_center;
    const std::string etag = task_etag(task);
    task.id = "t_" + sha256_hex(fmt::format("{}#{}", etag, seen[etag]++)).substr(0, 24);
    task.created_at = import.rules.now;
    task.created_by = import.rules.user;
  }
}

void take_back(const ImportPtr& import, Error why) {
  if (import->written == 0) return import->reply(fail(std::move(why)));
  const std::size_t count = std::min(import->written, max_transaction_items);
  StorageTransaction transaction;
  for (std::size_t i = 0; i < count; ++i) {
    transaction.writes.push_back(
        StorageWrite{import->keys.task(import->tasks[--import->written].id), std::nullopt, Precondition::none(), std::nullopt});
  }
  import->storage.commit(std::move(transaction), [import, why](Result<CommitReceipt> receipt) {
    if (!receipt) return import->reply(fail(why));
    take_back(import, why);
  });
}

void write_on(const ImportPtr& import) {
  const std::size_t end = std::min(import->written + tasks_in_transaction, import->tasks.size());
  if (import->written == end) return import->reply(import->count);
  StorageTransaction transaction;
  for (std::size_t i = import->written; i < end; ++i) {
    const TaskRecord& task = import->tasks[i];
    transaction.writes.push_back(StorageWrite{import->keys.task(task.id), task, Precondition::absent(), std::nullopt});
    transaction.writes.push_back(
        StorageWrite{import->keys.task_version(task.id, import->rules.now), task, Precondition::none(), std::nullopt});
  }
  import->storage.commit(std::move(transaction), [import, end](Result<CommitReceipt> receipt) {
    // An uncertain one is taken back too: deleting what is not there is harmless.
    if (!receipt) {
      import->written = end;
      return take_back(import, receipt.error());
    }
    import->written = end;
    write_on(import);
  });
}

void check_and_write(const ImportPtr& import, const std::vector<PermissionRecord>& permissions,
                     const std::vector<TaskRecord>& there) {
  auto found = refusals(*import, permissions);
  if (!found.empty()) {
    Error first = std::move(found.front());
    first.more.assign(std::make_move_iterator(found.begin() + 1), std::make_move_iterator(found.end()));
    return import->reply(fail(std::move(first)));
  }
  complete(*import);
  std::set<std::string> known;
  for (const TaskRecord& task : there) known.insert(task.id);
  import->count.unchanged = std::erase_if(import->tasks, [&](const TaskRecord& task) { return known.contains(task.id); });
  import->count.made = import->tasks.size();
  if (there.size() + import->tasks.size() > max_tasks) {
    return import->reply(fail(Error{ErrorKind::invalid, "invalid_value",
                                    Text{"Serían más de 10.000 tareas.", "That would be more than 10,000 tasks."}}));
  }
  write_on(import);
}

}  // namespace

void read_tasks(Storage& storage, const StorageKeys& keys, Reply<std::vector<TaskRecord>> reply) {
  read_partition<TaskRecord>(storage, keys.tasks(), [reply = std::move(reply)](Result<std::vector<TaskRecord>> tasks) {
    if (tasks) {
      std::sort(tasks->begin(), tasks->end(), [](const TaskRecord& a, const TaskRecord& b) {
        return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
      });
    }
    reply(std::move(tasks));
  });
}

void import_tasks(Storage& storage, const StorageKeys& keys, std::vector<TaskRecord> tasks, ImportRules rules,
                  Reply<ImportCount> reply) {
  auto import = std::make_shared<Import>(Import{storage, keys, std::move(tasks), std::move(rules), std::move(reply)});
  read_partition<PermissionRecord>(storage, keys.permissions(), [import](Result<std::vector<PermissionRecord>> permissions) {
    if (!permissions) return import->reply(fail(std::move(permissions.error())));
    read_tasks(import->storage, import->keys, [import, permissions](Result<std::vector<TaskRecord>> there) {
      if (!there) return import->reply(fail(std::move(there.error())));
      check_and_write(import, *permissions, *there);
    });
  });
}

}  // namespace nss
