#include "adapters/spool/file_spool.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "adapters/records/record_codec.h"
#include "base/log.h"
#include "support/generators.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

namespace fs = std::filesystem;

SpooledOperation entry(const std::string& id, std::int64_t requested_at = 0) {
  SpooledOperation result;
  result.record.id = id;
  result.record.requested_at = Seconds(std::chrono::seconds(requested_at));
  return result;
}

class FileSpoolTest : public testing::Test {
 protected:
  std::string ids() {
    const auto entries = spool.read_all();
    if (!entries) return entries.error().code;
    std::string text;
    for (const SpooledOperation& each : *entries) text += (text.empty() ? "" : " ") + each.record.id;
    return text;
  }

  std::string file(const std::string& name) { return folder.file("spool/" + name); }
  void write(const std::string& name, const std::string& bytes) { std::ofstream(file(name), std::ios::binary) << bytes; }

  TemporaryFolder folder;
  FileSpool spool{folder.file("spool")};
};

TEST_F(FileSpoolTest, AnEmptySpoolMakesItsFolderAndCanBeWritten) {
  EXPECT_TRUE(spool.check());
  EXPECT_EQ(ids(), "");
  EXPECT_TRUE(fs::is_empty(folder.file("spool"))) << "the probe is gone";
}

TEST_F(FileSpoolTest, EntriesComeBackInTheOrderOfTheirRequestsAlsoAfterARestart) {
  ASSERT_TRUE(spool.append(entry("op_late", 30)));
  ASSERT_TRUE(spool.append(entry("op_b", 10)));
  ASSERT_TRUE(spool.append(entry("op_a", 10)));
  EXPECT_EQ(ids(), "op_a op_b op_late");
  FileSpool again(folder.file("spool"));
  EXPECT_EQ(again.read_all()->size(), 3U);
}

TEST_F(FileSpoolTest, ASecondEntryOfAnOperationReplacesTheFirst) {
  ASSERT_TRUE(spool.append(entry("op_1", 1)));
  SpooledOperation later = entry("op_1", 1);
  later.outcomes.push_back({WorkloadKind::deployment, "web", 0, 3, Outcome::patched, "", ""});
  ASSERT_TRUE(spool.append(later));
  const auto entries = spool.read_all();
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front(), later);
}

TEST_F(FileSpoolTest, WhatIsDeliveredIsRemovedAndRemovingItAgainIsDone) {
  ASSERT_TRUE(spool.append(entry("op_1")));
  ASSERT_TRUE(spool.append(entry("op_2")));
  EXPECT_TRUE(spool.remove("op_1"));
  EXPECT_TRUE(spool.remove("op_1"));
  EXPECT_TRUE(spool.remove("../op_2"));
  EXPECT_EQ(ids(), "op_2");
}

RC_GTEST_FIXTURE_PROP(FileSpoolTest, AnyOperationComesBackAsItWas, ()) {
  SpooledOperation any{*arbitrary_operation_record(),
                       *rc::gen::resize(10, rc::gen::container<std::vector<WorkloadOutcome>>(arbitrary_workload_outcome()))};
  RC_ASSERT(spool.append(any).has_value());
  const auto back = spool.read_all();
  RC_ASSERT(std::count(back->begin(), back->end(), any) == 1);
  RC_ASSERT(spool.remove(any.record.id).has_value());
}

TEST_F(FileSpoolTest, TheLargestOperationFits) {
  SpooledOperation largest = entry("op_1");
  largest.outcomes.assign(max_operation_workloads,
                          {WorkloadKind::deployment, std::string(63, 'n'), 0, 3, Outcome::patched, "", ""});
  ASSERT_TRUE(spool.append(largest));
  EXPECT_EQ(spool.read_all()->front().outcomes.size(), max_operation_workloads);
}

TEST_F(FileSpoolTest, WhatCannotBeReadIsSetAsideAndReportedAndStopsNothing) {
  std::string reported;
  log::set_sink(
      [&](log::Level, std::string_view, std::initializer_list<log::Field> fields) {
        reported += std::get<std::string>(fields.begin()->value) + "\n";
      },
      log::Level::error);
  ASSERT_TRUE(spool.append(entry("op_good")));
  const std::string good = encode_spooled(entry("op_torn"));
  write("op_torn.json", good.substr(0, good.size() / 2));
  write("op_empty.json", "");
  write("op_other.json", encode_spooled(entry("op_good")));
  write("op_newer.json", R"({"t":"spooled_operation","v":7})");
  write("op_large.json", "");
  fs::resize_file(file("op_large.json"), max_spooled_bytes + 1);
  EXPECT_EQ(ids(), "op_good");
  for (const char* name : {"op_torn", "op_empty", "op_other", "op_newer", "op_large"}) {
    EXPECT_TRUE(fs::exists(file(name) + std::string(".json.bad"))) << name;
    EXPECT_FALSE(fs::exists(file(name) + std::string(".json"))) << name;
    EXPECT_NE(reported.find(name), std::string::npos) << name;
  }
  log::set_sink({}, log::Level::error);
  EXPECT_EQ(ids(), "op_good") << "and stays aside";
}

TEST_F(FileSpoolTest, OtherFilesAreNotEntries) {
  ASSERT_TRUE(spool.check());
  write("writing.tmp", "half an entry of a process that was killed");
  write("notes.txt", "a person's");
  write("bad name!.json", "not an id");
  EXPECT_EQ(ids(), "");
  ASSERT_TRUE(spool.append(entry("op_1")));
  EXPECT_EQ(ids(), "op_1");
  EXPECT_TRUE(fs::exists(file("notes.txt")));
}

TEST_F(FileSpoolTest, AnIdThatWouldBeAPathIsRefused) {
  for (const std::string& id :
       {std::string(), std::string("../x"), std::string("a/b"), std::string("a.b"), std::string(65, 'a')}) {
    EXPECT_EQ(spool.append(entry(id)).error().code, "invalid_operation_id") << id;
  }
}

TEST_F(FileSpoolTest, AFullSpoolRefusesNewOperationsAndTakesReplacements) {
  FileSpool small(folder.file("spool"), 2);
  ASSERT_TRUE(small.append(entry("op_1")));
  ASSERT_TRUE(small.append(entry("op_2")));
  const auto refused = small.append(entry("op_3"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "spool_full");
  EXPECT_EQ(refused.error().kind, ErrorKind::unavailable);
  EXPECT_TRUE(small.append(entry("op_1", 5)));
  FileSpool restarted(folder.file("spool"), 2);
  EXPECT_EQ(restarted.append(entry("op_3")).error().code, "spool_full") << "what lies there is counted";
  ASSERT_TRUE(restarted.remove("op_2"));
  EXPECT_TRUE(restarted.append(entry("op_3")));
}

TEST_F(FileSpoolTest, AFolderThatCannotBeWrittenIsUnavailable) {
  std::ofstream(folder.file("file")) << "x";
  for (const std::string& path : {folder.file("file"), folder.file("missing/spool"), std::string("/proc/spool")}) {
    FileSpool broken(path);
    EXPECT_EQ(broken.check().error().kind, ErrorKind::unavailable) << path;
    EXPECT_EQ(broken.append(entry("op_1")).error().code, "spool_unavailable") << path;
    EXPECT_EQ(broken.read_all().error().code, "spool_unavailable") << path;
  }
  EXPECT_EQ(FileSpool(folder.file("file")).remove("op_1").error().code, "spool_unavailable");
}

TEST_F(FileSpoolTest, ThingsInTheWayAreUnavailableAndNotFatal) {
  fs::create_directories(file("probe.tmp"));
  EXPECT_EQ(spool.check().error().code, "spool_unavailable");
  fs::create_directories(file("op_1.json/inside"));
  EXPECT_EQ(spool.append(entry("op_1")).error().code, "spool_unavailable") << "a folder has its name";
  EXPECT_EQ(spool.remove("op_1").error().code, "spool_unavailable");
  EXPECT_EQ(spool.read_all().error().code, "spool_unavailable");
  fs::remove_all(file("op_1.json"));
  fs::create_directory(file("writing.tmp"));
  EXPECT_EQ(spool.append(entry("op_1")).error().code, "spool_unavailable");
}

TEST_F(FileSpoolTest, AFullDiskKeepsTheOldEntry) {
  ASSERT_TRUE(spool.append(entry("op_1", 1)));
  SpooledOperation larger = entry("op_1", 1);
  larger.outcomes.assign(1000, {WorkloadKind::deployment, "web", 0, 3, Outcome::patched, "", ""});
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 20'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto refused = spool.append(larger);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(refused.error().code, "spool_unavailable");
  EXPECT_FALSE(fs::exists(file("writing.tmp")));
  EXPECT_EQ(spool.read_all()->front(), entry("op_1", 1));
  EXPECT_TRUE(spool.append(larger)) << "there is room again";
}

}  // namespace
}  // namespace nss
