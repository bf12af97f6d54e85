// The implementations that keep the storage contract. A subject opens its store again and again over the same content:
// what a restart does.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "adapters/memory_storage/memory_storage.h"
#include "adapters/sqlite/sqlite_storage.h"
#include "dynamodb_local.h"
#include "support/real_clock.h"
#include "support/storage_calls.h"
#include "support/temporary_folder.h"

namespace nss {

enum class Implementation { memory, sqlite, dynamodb };

inline std::ostream& operator<<(std::ostream& out, Implementation value) {
  if (value == Implementation::dynamodb) return out << "dynamodb";
  return out << (value == Implementation::memory ? "memory" : "sqlite");
}

class StorageUnderTest {
 public:
  explicit StorageUnderTest(Implementation implementation) : implementation_(implementation) { reopen(); }

  Storage& operator*() { return *storage_; }
  Storage* operator->() { return storage_.get(); }

  void reopen() {
    storage_.reset();
    if (implementation_ == Implementation::memory) {
      storage_ = std::make_unique<MemoryStorage>(MemoryStorage::Executor{}, tables_);
      return;
    }
    if (implementation_ == Implementation::dynamodb) {
      storage_ = open_dynamodb_local(tables_name_, clock_, metrics_);
      return;
    }
    SqliteOptions options;
    options.path = folder_.file("store.db");
    auto opened = SqliteStorage::open(options);
    NSS_CHECK(opened.has_value());
    storage_ = std::move(*opened);
  }

 private:
  static std::string next_name() {
    static int number = 0;
    return "t" + std::to_string(++number);
  }

  Implementation implementation_;
  test::RealClock clock_;
  Metrics metrics_;
  std::string tables_name_ = next_name();
  TemporaryFolder folder_;
  std::shared_ptr<MemoryTables> tables_ = std::make_shared<MemoryTables>();
  std::unique_ptr<Storage> storage_;
};

class StorageContract : public testing::TestWithParam<Implementation> {
 protected:
  StorageUnderTest storage{GetParam()};
};

}  // namespace nss
