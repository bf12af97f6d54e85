#include "base/exec_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "support/temporary_folder.h"

namespace nss {
namespace {

using namespace std::chrono_literals;

class ExecProcessTest : public testing::Test {
 protected:
  std::string script(const std::string& text) {
    const std::string path = folder_.file("plugin");
    std::ofstream(path) << "#!/bin/sh\n" << text << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }
  Result<ProcessOutput> run(const std::string& text, ProcessRequest request = {}) {
    if (request.argv.empty()) request.argv = {script(text)};
    return process_.run(request);
  }
  TemporaryFolder folder_;
  ExecProcess process_;
};

TEST_F(ExecProcessTest, BringsWhatWasPrintedAndHowItEnded) {
  const auto output = run("echo out; echo err >&2; exit 3");
  ASSERT_TRUE(output) << output.error().message.en;
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->exit_code, 3);
  EXPECT_EQ(run("kill -9 $$")->exit_code, 128 + 9);
}

TEST_F(ExecProcessTest, ArgumentsAreNoShell) {
  ProcessRequest request;
  request.argv = {script("for a in \"$@\"; do echo \"[$a]\"; done"), "a b", "$(id)", "`id`; echo x", ""};
  EXPECT_EQ(process_.run(request)->out, "[a b]\n[$(id)]\n[`id`; echo x]\n[]\n");
}

TEST_F(ExecProcessTest, TheEnvironmentIsOursWithWhatWasAdded) {
  ::setenv("NSS_TEST_OLD", "old", 1);
  ::setenv("NSS_TEST_KEPT", "kept", 1);
  ProcessRequest request;
  request.env = {{"NSS_TEST_OLD", "new"}, {"NSS_TEST_NEW", "a=b"}};
  EXPECT_EQ(run("echo $NSS_TEST_OLD $NSS_TEST_KEPT $NSS_TEST_NEW", request)->out, "new kept a=b\n");
}

TEST_F(ExecProcessTest, NothingOfOursIsOpenInIt) {
  const std::ifstream held("/dev/null");
  EXPECT_EQ(run("ls /proc/self/fd | wc -l")->out, "4\n") << "the three, and the folder that ls reads";
  EXPECT_EQ(run("read line && echo got || echo nothing")->out, "nothing\n") << "standard input is empty";
}

TEST_F(ExecProcessTest, ANameIsLookedForInPath) {
  ProcessRequest request;
  request.argv = {"true"};
  EXPECT_EQ(process_.run(request)->exit_code, 0);
}

TEST_F(ExecProcessTest, WhatIsNotThereIsNotFound) {
  for (const std::string& command : {folder_.file("none"), std::string("nss-no-such-command"), script("x") + "/below"}) {
    ProcessRequest request;
    request.argv = {command};
    const auto output = process_.run(request);
    ASSERT_FALSE(output) << command;
    EXPECT_EQ(output.error().code, "command_not_found") << command;
    EXPECT_NE(output.error().message.en.find(command), std::string::npos);
  }
}

TEST_F(ExecProcessTest, WhatIsNoProgramCannotBeStarted) {
  ProcessRequest request;
  request.argv = {folder_.path().string()};
  EXPECT_EQ(process_.run(request).error().code, "exec_failed");
}

TEST_F(ExecProcessTest, WhoIsLateIsStopped) {
  ProcessRequest request;
  request.timeout = 100ms;
  EXPECT_EQ(run("exec tail -f /dev/null", request).error().code, "exec_timeout");
}

TEST_F(ExecProcessTest, WhoIsStoppedGoesWithItsChildren) {
  const std::string alive = folder_.file("alive");
  ASSERT_EQ(::mkfifo(alive.c_str(), 0600), 0);
  const int reader = ::open(alive.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ProcessRequest request;
  request.longest_output = 10'000;
  // The child holds the pipe open for as long as it lives.
  EXPECT_EQ(run("exec 3> " + alive + "; tail -f /dev/null & yes", request).error().code, "exec_output_too_large");
  pollfd polled{reader, POLLIN, 0};
  EXPECT_EQ(::poll(&polled, 1, 60'000), 1) << "the child lives on";
  ::close(reader);
}

TEST_F(ExecProcessTest, WhoTalksTooMuchIsStopped) {
  ProcessRequest request;
  request.longest_output = 10'000;
  EXPECT_EQ(run("yes", request).error().code, "exec_output_too_large");
  EXPECT_EQ(run("head -c 10001 /dev/zero", request).error().code, "exec_output_too_large");
  const auto exact = run("head -c 10000 /dev/zero", request);
  ASSERT_TRUE(exact) << exact.error().message.en;
  EXPECT_EQ(exact->out.size(), 10'000U);
}

TEST_F(ExecProcessTest, OfStandardErrorAPartIsEnough) {
  const auto output = run("head -c 1000000 /dev/zero >&2; echo done");
  ASSERT_TRUE(output) << output.error().message.en;
  EXPECT_EQ(output->err.size(), 4096U);
}

TEST_F(ExecProcessTest, AChildThatOutlivesItDoesNotHoldItUp) {
  const auto output = run("tail -f /dev/null & echo done");
  ASSERT_TRUE(output) << output.error().message.en;
  EXPECT_EQ(output->out, "done\n");
}

TEST_F(ExecProcessTest, CancelEndsTheRunAndEveryLaterOne) {
  const std::string started = folder_.file("started");
  ASSERT_EQ(::mkfifo(started.c_str(), 0600), 0);
  const std::string path = script("echo > " + started + "; tail -f /dev/null");
  std::thread runner([&] {
    ProcessRequest request;
    request.argv = {path};
    EXPECT_EQ(process_.run(request).error().code, "stopping");
  });
  std::string line;
  std::ifstream pipe(started);  // opens when the plugin writes: it runs
  std::getline(pipe, line);
  process_.cancel();
  runner.join();
  EXPECT_EQ(run("echo x").error().code, "stopping");
}

}  // namespace
}  // namespace nss
