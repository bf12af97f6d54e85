#include "app/task_transfer.h"

#include <gtest/gtest.h>

#include "adapters/memory_storage/memory_storage.h"
#include "support/storage_calls.h"

namespace nss {
namespace {

const StorageKeys keys("test");

TaskRecord task(int n, OperationType type = OperationType::activate) {
  TaskRecord made;
  made.title = "Tarea " + std::to_string(n);
  made.type = type;
  made.schedule = "0 9 * * 6";
  made.ns = "qa-pay";
  made.cost_center = type == OperationType::activate ? "CC-1" : "";
  return made;
}

struct Store {
  MemoryStorage storage;
  ImportRules rules{"America/Bogota", *SystemNamespaces::make("", "scheduler"), Seconds(std::chrono::seconds(1'795'355'520)),
                    "ana"};
  Store() {
    PermissionRecord permission;
    permission.cost_center = "CC-1";
    permission.is_authorized = true;
    NSS_CHECK(commit(storage, {{put(keys.permission("CC-1"), permission)}, {}}).has_value());
  }
  Result<ImportCount> import(std::vector<TaskRecord> tasks) {
    Awaited<ImportCount> answer;
    import_tasks(storage, keys, std::move(tasks), rules, answer.reply());
    return answer.get();
  }
  std::vector<TaskRecord> all() {
    Awaited<std::vector<TaskRecord>> answer;
    read_tasks(storage, keys, answer.reply());
    return *answer.get();
  }
};

TEST(TaskTransfer, AnImportMakesAllAndRepeatingItMakesNothing) {
  Store s;
  std::vector<TaskRecord> tasks;
  for (int n = 0; n < 40; ++n) tasks.push_back(task(n, n % 2 == 0 ? OperationType::activate : OperationType::deactivate));
  tasks.push_back(task(0));  // twice the same
  const auto count = s.import(tasks);
  ASSERT_TRUE(count.has_value());
  EXPECT_EQ(count->made, 41U);
  EXPECT_EQ(s.all().size(), 41U);
  for (const TaskRecord& made : s.all()) {
    EXPECT_EQ(made.timezone, "America/Bogota");
    EXPECT_EQ(made.cost_center, made.type == OperationType::activate ? "CC-1" : "system");
    EXPECT_EQ(made.created_by, "ana");
    EXPECT_EQ(versions_of(s.storage, made.id).size(), 1U);
  }
  const auto again = s.import(tasks);
  EXPECT_EQ(again->made, 0U);
  EXPECT_EQ(again->unchanged, 41U);
  EXPECT_EQ(s.all().size(), 41U);
}

TEST(TaskTransfer, WhatARuleRefusesIsSaidAtOnceAndNothingIsMade) {
  Store s;
  TaskRecord protected_one = task(1);
  protected_one.ns = "kube-system";
  TaskRecord unpaid = task(2);
  unpaid.cost_center.clear();
  TaskRecord unknown = task(3, OperationType::deactivate);
  unknown.cost_center = "CC-9";
  const auto count = s.import({task(0), protected_one, unpaid, unknown});
  ASSERT_FALSE(count.has_value());
  std::vector<std::string> faults{count.error().code + " " + count.error().pointer};
  for (const Error& more : count.error().more) faults.push_back(more.code + " " + more.pointer);
  EXPECT_EQ(faults, (std::vector<std::string>{"namespace_protected /tasks/1/namespace", "unauthorized /tasks/2/cost_center",
                                              "unauthorized /tasks/3/cost_center"}));
  EXPECT_TRUE(s.all().empty());
}

TEST(TaskTransfer, AFailureHalfWayTakesEverythingBack) {
  Store s;
  std::vector<TaskRecord> tasks;
  for (int n = 0; n < 30; ++n) tasks.push_back(task(n));
  s.storage.faults().lose_reply_of_next_commit();
  EXPECT_FALSE(s.import(tasks).has_value());
  EXPECT_TRUE(s.all().empty());
  EXPECT_EQ(s.import(tasks)->made, 30U);
  s.storage.faults().unavailable(true);
  EXPECT_EQ(s.import(tasks).error().code, "store_unavailable");
}

TEST(TaskTransfer, ThereIsRoomForTenThousand) {
  Store s;
  std::vector<TaskRecord> tasks;
  for (std::size_t n = 0; n <= max_tasks; ++n) tasks.push_back(task(static_cast<int>(n)));
  EXPECT_EQ(s.import(tasks).error().code, "invalid_value");
  EXPECT_TRUE(s.all().empty());
}

}  // namespace
}  // namespace nss
