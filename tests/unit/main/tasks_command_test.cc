#include "main/tasks_command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/sqlite/sqlite_storage.h"
#include "support/temporary_folder.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

constexpr const char* two_tasks =
    R"({"version":1,"tasks":[)"
    R"({"title":"noche","operation_type":"deactivate","schedule":"0 22 * * *","namespace":"pagos-dev","enabled":true},)"
    R"({"title":"sábado","operation_type":"deactivate","schedule":"0 9 * * 6","namespace":"web-qa","enabled":false}]})";

class TasksCommand : public testing::Test {
 protected:
  int run(int (*command)(const Settings&, const std::string&), const std::string& path) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = command(settings_, path);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.file(name), std::ios::binary) << text;
    return folder_.file(name);
  }

  static std::string text_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  TemporaryFolder folder_;
  Settings settings_ = test::settings_of({"--sqlite-path", folder_.file("store.db")});
  std::string out_;
  std::string err_;
};

TEST_F(TasksCommand, what_is_imported_is_what_is_exported) {
  ASSERT_EQ(run(tasks_import_command, file("tasks.json", two_tasks)), 0) << err_;
  EXPECT_EQ(out_, "2 tasks imported, 0 were there already\n");
  ASSERT_EQ(run(tasks_export_command, ""), 0) << err_;
  const std::string exported = out_;
  EXPECT_NE(exported.find("sábado"), std::string::npos) << exported;
  EXPECT_NE(exported.find("0 22 * * *"), std::string::npos) << exported;
  ASSERT_EQ(run(tasks_export_command, "-"), 0) << err_;
  EXPECT_EQ(out_, exported);
  ASSERT_EQ(run(tasks_export_command, folder_.file("again.json")), 0) << err_;
  EXPECT_EQ(text_of(folder_.file("again.json")), exported);
  ASSERT_EQ(run(tasks_import_command, folder_.file("again.json")), 0) << err_;
  EXPECT_EQ(out_, "0 tasks imported, 2 were there already\n");
}

TEST_F(TasksCommand, an_import_says_everything_that_is_wrong_and_changes_nothing) {
  const std::string wrong =
      R"({"version":1,"tasks":[)"
      R"({"title":"noche","operation_type":"deactivate","schedule":"0 22 * * *","namespace":"pagos-dev"},)"
      R"({"title":"otra","operation_type":"deactivate","schedule":"61 22 * * *","namespace":"web-qa","color":"blue"},)"
      R"({"title":"sistema","operation_type":"sleep","schedule":"0 9 * * 6","namespace":"web-qa"}]})";
  EXPECT_EQ(run(tasks_import_command, file("tasks.json", wrong)), 1);
  for (const char* says : {"/tasks/1/color", "/tasks/2/operation_type"}) {
    EXPECT_NE(err_.find(says), std::string::npos) << err_;
  }
  EXPECT_EQ(out_, "");
  ASSERT_EQ(run(tasks_import_command, file("none.json", R"({"version":1,"tasks":[]})")), 0) << err_;
  ASSERT_EQ(run(tasks_export_command, ""), 0) << err_;
  EXPECT_EQ(out_.find("noche"), std::string::npos) << out_;
}

TEST_F(TasksCommand, a_server_that_runs_allows_an_export_only) {
  auto server = std::move(*SqliteStorage::open(SqliteOptions{settings_.sqlite_path}));
  EXPECT_EQ(run(tasks_import_command, file("tasks.json", two_tasks)), 1);
  EXPECT_NE(err_.find("another process (pid"), std::string::npos) << err_;
  EXPECT_EQ(run(tasks_export_command, ""), 0) << err_;
}

TEST_F(TasksCommand, files_that_cannot_be_read_or_written_are_named) {
  struct Row {
    std::string path;
    const char* says;
  };
  const Row rows[] = {{folder_.file("none.json"), "there is no such file"},
                      {folder_.path().string(), "there is no such file"},
                      {file("text.json", "not JSON"), "namespace-scheduler: "},
                      {"/dev/zero", "is over 16 MiB"}};
  for (const Row& row : rows) {
    EXPECT_EQ(run(tasks_import_command, row.path), 1) << row.path;
    EXPECT_NE(err_.find(row.says), std::string::npos) << row.path << ": " << err_;
  }
  EXPECT_EQ(run(tasks_export_command, ""), 1) << "there is no store";
  EXPECT_EQ(out_, "");
  ASSERT_EQ(run(tasks_import_command, file("tasks.json", two_tasks)), 0) << err_;
  EXPECT_EQ(run(tasks_export_command, folder_.file("none/tasks.json")), 1);
  EXPECT_NE(err_.find("cannot be written"), std::string::npos) << err_;
  EXPECT_EQ(run(tasks_export_command, folder_.path().string()), 1);
}

}  // namespace
}  // namespace nss
