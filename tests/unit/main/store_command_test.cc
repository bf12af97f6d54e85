#include "main/store_command.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "adapters/sqlite/sqlite_storage.h"
#include "support/storage_calls.h"
#include "support/temporary_folder.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

class StoreCommand : public testing::Test {
 protected:
  Settings settings() const { return test::settings_of({"--sqlite-path", folder_.file("store.db")}); }

  std::unique_ptr<SqliteStorage> open() const { return std::move(*SqliteStorage::open(SqliteOptions{folder_.file("store.db")})); }

  int run(int (*command)(const Settings&, const std::string&), const std::string& path) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = command(settings(), path);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  TemporaryFolder folder_;
  StorageKey key_{"c#test", "1"};
  std::string out_;
  std::string err_;
};

TEST_F(StoreCommand, a_backup_beside_a_server_and_back) {
  {
    auto server = open();
    ASSERT_TRUE(commit(*server, {{put(key_, blob("then"))}, {}}));
    ASSERT_EQ(run(store_backup_command, folder_.file("copy.db")), 0) << err_;
    EXPECT_NE(out_.find("copy.db: a copy of "), std::string::npos) << out_;
    EXPECT_NE(out_.find("bytes, checked\n"), std::string::npos) << out_;
    ASSERT_TRUE(commit(*server, {{put(key_, blob("later"))}, {}}));
    EXPECT_EQ(run(store_restore_command, folder_.file("copy.db")), 1);
    EXPECT_NE(err_.find("another process (pid"), std::string::npos) << err_;
    EXPECT_EQ(body_at(*server, key_), "later");
  }
  ASSERT_EQ(run(store_restore_command, folder_.file("copy.db")), 0) << err_;
  EXPECT_NE(out_.find("store.db: is now what "), std::string::npos) << out_;
  const auto kept = out_.find("store.db.before-20");
  ASSERT_NE(kept, std::string::npos) << out_;
  EXPECT_TRUE(fs::exists(folder_.file(out_.substr(kept, std::string("store.db.before-20260601T200000Z").size())))) << out_;
  EXPECT_EQ(body_at(*open(), key_), "then");
}

TEST_F(StoreCommand, tables_are_no_file) {
  const Settings settings = test::settings_of({"--storage", "dynamodb", "--eks-cluster-name", "prod"});
  for (auto* command : {store_backup_command, store_restore_command}) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(command(settings, folder_.file("copy.db")), 1);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("point-in-time recovery"), std::string::npos);
  }
}

TEST_F(StoreCommand, what_cannot_be_done_is_one_line) {
  EXPECT_EQ(run(store_backup_command, folder_.file("copy.db")), 1) << "there is no store yet";
  EXPECT_EQ(err_.rfind("namespace-scheduler: ", 0), 0U) << err_;
  EXPECT_EQ(run(store_restore_command, folder_.file("copy.db")), 1);
  EXPECT_NE(err_.find("there is no such file"), std::string::npos) << err_;
  EXPECT_EQ(out_, "");
  EXPECT_EQ(store_backup_command(test::settings_of({"--sqlite-path", folder_.file("none/store.db")}), "copy.db"), 1);
  open();
  ASSERT_EQ(run(store_restore_command, folder_.file("store.db")), 1);
  EXPECT_NE(err_.find("is the store itself"), std::string::npos) << err_;
  ASSERT_EQ(run(store_backup_command, folder_.file("copy.db")), 0);
  EXPECT_EQ(run(store_backup_command, folder_.file("copy.db")), 1);
  EXPECT_NE(err_.find("exists; name a new file"), std::string::npos) << err_;
}

}  // namespace
}  // namespace nss
