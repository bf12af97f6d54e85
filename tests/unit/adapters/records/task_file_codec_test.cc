#include "adapters/records/task_file_codec.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TaskRecord task(OperationType type, const std::string& command = {}) {
  TaskRecord made;
  made.title = "Encender QA ñ";
  made.type = type;
  made.command = command;
  made.schedule = "0 9 * * 6";
  made.ns = "qa-pay";
  made.cost_center = type == OperationType::command ? "" : "CC-002";
  made.timezone = "America/Bogota";
  made.enabled = type != OperationType::deactivate;
  return made;
}

TEST(TaskFile, WhatIsExportedIsImported) {
  std::vector<TaskRecord> tasks{task(OperationType::activate), task(OperationType::deactivate),
                                task(OperationType::command, "get pods")};
  TaskRecord builtin = task(OperationType::activate);
  builtin.builtin = true;
  std::vector<TaskRecord> with = tasks;
  with.push_back(builtin);
  const auto read = decode_task_file(encode_task_file(with));
  ASSERT_TRUE(read.has_value()) << read.error().message.en;
  EXPECT_EQ(*read, tasks) << "the built-in ones are not in a file";
}

TEST(TaskFile, ABareListAndWhatGetShowsAreFine) {
  const auto read = decode_task_file(
      R"([{"id":"t_1","title":"a","operation_type":"activate","command":null,"schedule":"@daily","namespace":"dev","run_count":7}])");
  ASSERT_TRUE(read.has_value()) << read.error().message.en;
  EXPECT_EQ(read->at(0).schedule, "@daily");
  EXPECT_TRUE(read->at(0).id.empty());
}

TEST(TaskFile, EveryFaultOfEveryTaskIsSaidAtOnce) {
  const auto read = decode_task_file(R"({"version":1,"tasks":[
    {"title":"","operation_type":"activate","schedule":"0 99 * * *","namespace":"dev"},
    7,
    {"title":1,"operation_type":"switch","schedule":"@daily","namespace":"dev","enabled":"yes","color":"red"},
    {"operation_type":5}]})");
  ASSERT_FALSE(read.has_value());
  std::vector<std::string> faults{read.error().code + " " + read.error().pointer};
  for (const Error& more : read.error().more) faults.push_back(more.code + " " + more.pointer);
  EXPECT_EQ(faults, (std::vector<std::string>{
                        "invalid_value /tasks/0/title", "invalid_cron /tasks/0/schedule", "invalid_type /tasks/1",
                        "invalid_type /tasks/2/title", "invalid_value /tasks/2/operation_type", "invalid_type /tasks/2/enabled",
                        "unknown_field /tasks/2/color", "invalid_type /tasks/3/operation_type", "missing_field /tasks/3/title",
                        "missing_field /tasks/3/schedule", "missing_field /tasks/3/namespace"}));
}

TEST(TaskFile, WhatIsNoTaskFile) {
  const auto code = [](const std::string& text) {
    const auto read = decode_task_file(text);
    return read ? "read" : read.error().code;
  };
  EXPECT_EQ(code("{"), "malformed_json");
  EXPECT_EQ(code("7"), "invalid_type");
  EXPECT_EQ(code("{}"), "missing_field");
  EXPECT_EQ(code(R"({"tasks":{}})"), "invalid_type");
  EXPECT_EQ(code(R"({"version":2,"tasks":[]})"), "invalid_value");
  EXPECT_EQ(code(R"({"tasks":[],"x":1})"), "unknown_field");
  EXPECT_EQ(code(R"({"tasks":[]})"), "read");
  std::string many = "[0";
  for (std::size_t i = 0; i < max_tasks; ++i) many += ",0";
  EXPECT_EQ(code(many + "]"), "invalid_value");
  EXPECT_EQ(code(std::string(max_task_file_bytes + 1, ' ')), "invalid_value");
}

}  // namespace
}  // namespace nss
