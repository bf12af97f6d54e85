// A store in a folder of the test's own, and the raw file beside the storage.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "adapters/sqlite/sqlite_storage.h"
#include "support/storage_calls.h"
#include "support/temporary_folder.h"

namespace nss {

inline std::string read_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class SqliteTest : public testing::Test {
 protected:
  SqliteTest() {
    options.path = folder.file("store.db");
    options.idle_before_checkpoint = std::chrono::minutes(10);  // none by surprise
  }

  std::unique_ptr<SqliteStorage> open() {
    auto opened = SqliteStorage::open(options);
    NSS_CHECK(opened.has_value());
    return std::move(*opened);
  }

  // Why it cannot be opened: the error, or one of code "opened".
  Error open_error() {
    auto opened = SqliteStorage::open(options);
    return opened ? make_error(ErrorKind::internal, "opened", "") : opened.error();
  }

  // Closed again, all of it in the one file.
  void make_store(int records) {
    auto storage = open();
    for (int i = 0; i < records; ++i) {
      NSS_CHECK(commit(*storage, {{put(key(i), blob(std::string(200, 'x')))}, {}}).has_value());
    }
  }

  static StorageKey key(int i) { return {"c#test", std::to_string(i)}; }

  // Statements on the raw file, by a connection of the test's own.
  void execute(const std::string& sql) {
    auto database = Database::open(options.path, Database::Access::create, std::chrono::seconds(5));
    NSS_CHECK(database.has_value());
    NSS_CHECK(database->execute(sql).has_value());
  }

  TemporaryFolder folder;
  SqliteOptions options;
};

}  // namespace nss
