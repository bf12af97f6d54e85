#include "adapters/sqlite/store_lock.h"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include "sqlite_fixture.h"

namespace nss {
namespace {

using StoreLockTest = SqliteTest;

// Another process that holds the lock until it is killed.
class OtherProcess {
 public:
  explicit OtherProcess(const std::string& path) {
    int ends[2];
    NSS_CHECK(::pipe(ends) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto lock = StoreLock::acquire(path);
      static_cast<void>(!::write(ends[1], lock ? "y" : "n", 1));
      for (;;) ::pause();
    }
    char answer = 0;
    NSS_CHECK(::read(ends[0], &answer, 1) == 1 && answer == 'y');
    ::close(ends[0]);
    ::close(ends[1]);
  }
  ~OtherProcess() { kill(); }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
};

TEST_F(StoreLockTest, ASecondProcessIsRefusedAndToldThePidOfTheFirst) {
  OtherProcess other(options.path);
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_locked");
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  EXPECT_NE(error.message.en.find("(pid " + std::to_string(other.pid()) + ")"), std::string::npos) << error.message.en;
  EXPECT_NE(error.message.es.find("(pid " + std::to_string(other.pid()) + ")"), std::string::npos) << error.message.es;
  other.kill();
  EXPECT_EQ(open_error().code, "opened") << "a killed process leaves no lock";
}

TEST_F(StoreLockTest, ThisProcessCannotOpenItTwiceEither) {
  auto storage = open();
  const Error error = open_error();
  EXPECT_EQ(error.code, "store_locked");
  EXPECT_NE(error.message.en.find(std::to_string(::getpid())), std::string::npos);
  storage.reset();
  EXPECT_EQ(open_error().code, "opened");
}

TEST_F(StoreLockTest, ALinkToTheSameStoreIsTheSameStore) {
  make_store(1);
  std::filesystem::create_symlink(options.path, folder.file("link.db"));
  auto storage = open();
  options.path = folder.file("link.db");
  EXPECT_EQ(open_error().code, "store_locked");
}

TEST_F(StoreLockTest, WithoutAPidInTheFileItIsStillRefused) {
  auto lock = StoreLock::acquire(options.path);
  ASSERT_TRUE(lock.has_value());
  for (const char* text : {"", "not a pid\n", "12x\n"}) {
    write_bytes(options.path + ".lock", text);
    const Error error = open_error();
    EXPECT_EQ(error.code, "store_locked");
    EXPECT_EQ(error.message.en.find("pid"), std::string::npos) << error.message.en;
  }
}

TEST_F(StoreLockTest, AFolderThatTakesNoFilesIsNamed) {
  EXPECT_EQ(StoreLock::acquire(folder.file("missing/store.db")).error().code, "store_path");
}

TEST_F(StoreLockTest, AnOldPidInTheFileMeansNothing) {
  write_bytes(options.path + ".lock", "1\n");
  auto lock = StoreLock::acquire(options.path);
  ASSERT_TRUE(lock.has_value());
  EXPECT_EQ(read_bytes(options.path + ".lock"), std::to_string(::getpid()) + "\n");
}

}  // namespace
}  // namespace nss
