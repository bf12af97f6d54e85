#include "adapters/kubernetes/exec_credentials.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <future>

#include "support/fake_timers.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

using namespace std::chrono_literals;

class ExecCredentialsTest : public testing::Test {
 protected:
  ~ExecCredentialsTest() override {
    loop_.stop();
    if (credentials_) credentials_->stop();
  }

  // A plugin that counts its runs and then does `text`; $run is the number of the run.
  void plugin(const std::string& text) {
    const std::string path = folder_.file("plugin");
    std::ofstream(path) << "#!/bin/sh\necho x >> " << folder_.file("runs") << "\nrun=$(wc -l < " << folder_.file("runs") << ")\n"
                        << text << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    KubernetesAccess access;
    access.server = "https://api:6443";
    access.description = "context dev";
    access.exec = ExecSpec{"client.authentication.k8s.io/v1", {path}, {{"MY", "own"}}, false, "Install it from example.com."};
    if (!command_.empty()) access.exec->argv = {command_};
    auto base = FileCredentials::make({}, clock_, 60s);
    credentials_ = std::make_unique<ExecCredentials>(access, std::move(*base), loop_, clock_, ExecTimings{10s, 2s});
  }
  static std::string prints(const std::string& status) {
    return R"(printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{)" + status + R"(}}' )";
  }

  Result<GrantPtr> get() {
    std::promise<Result<GrantPtr>> answer;
    auto coming = answer.get_future();
    loop_.post([&] { credentials_->get([&](Result<GrantPtr> grant) { answer.set_value(std::move(grant)); }); });
    return coming.get();
  }
  std::string authorization() {
    const auto grant = get();
    return grant ? (*grant)->authorization : grant.error().message.en;
  }
  void refuse(const GrantPtr& grant) {
    std::promise<void> done;
    loop_.post([&] {
      credentials_->refused(grant);
      done.set_value();
    });
    done.get_future().wait();
  }
  void pass(std::chrono::seconds time) {
    std::promise<void> done;
    loop_.post([&] {
      clock_.move_to(clock_.wall() + time);
      done.set_value();
    });
    done.get_future().wait();
  }
  int runs() const {
    std::ifstream file(folder_.file("runs"));
    return static_cast<int>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
  }

  TemporaryFolder folder_;
  FakeClock clock_{instant("2026-11-23T12:00:00Z")};
  std::string command_;
  CurlLoop loop_;
  std::unique_ptr<ExecCredentials> credentials_;
};

TEST_F(ExecCredentialsTest, ATokenIsKeptUntilAMinuteBeforeItExpires) {
  plugin(prints(R"("token":"t-%s-%s","expirationTimestamp":"2026-11-23T12:15:00Z")") + "$run $MY");
  EXPECT_EQ(authorization(), "Authorization: Bearer t-1-own");
  pass(13min + 59s);
  EXPECT_EQ(authorization(), "Authorization: Bearer t-1-own");
  EXPECT_EQ(runs(), 1);
  pass(1s);
  EXPECT_EQ(authorization(), "Authorization: Bearer t-2-own");
}

TEST_F(ExecCredentialsTest, WithoutAnExpiryItIsKeptUntilItIsRefused) {
  plugin(prints(R"("token":"t-%s")") + "$run");
  const GrantPtr first = *get();
  pass(1000h);
  EXPECT_EQ(*get(), first);
  refuse(first);
  const GrantPtr second = *get();
  EXPECT_EQ(second->authorization, "Authorization: Bearer t-2");
  refuse(first);
  EXPECT_EQ(*get(), second) << "a late refusal of the first one";
}

TEST_F(ExecCredentialsTest, AnyNumberOfRequestsWaitForOneRun) {
  plugin(prints(R"("token":"t")"));
  std::vector<std::promise<std::string>> answers(50);
  loop_.post([&] {
    for (auto& answer : answers) {
      credentials_->get([&answer](Result<GrantPtr> grant) { answer.set_value((*grant)->authorization); });
    }
  });
  for (auto& answer : answers) EXPECT_EQ(answer.get_future().get(), "Authorization: Bearer t");
  EXPECT_EQ(runs(), 1);
}

TEST_F(ExecCredentialsTest, ACertificateGoesIntoTheTlsOptions) {
  const std::string pem = "-----BEGIN CERTIFICATE-----\\\\nAAAA\\\\n-----END CERTIFICATE-----\\\\n";
  plugin(prints(R"("clientCertificateData":")" + pem + R"(","clientKeyData":")" + pem + "\""));
  const auto grant = get();
  ASSERT_TRUE(grant) << grant.error().message.en;
  EXPECT_EQ((*grant)->authorization, "");
  EXPECT_EQ((*grant)->tls->cert_pem, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
}

struct BadPlugin {
  std::string sentence;
  std::string text;
  std::string said;
};

TEST_F(ExecCredentialsTest, WhatGoesWrongIsOneClearLine) {
  const std::vector<BadPlugin> cases = {
      {"it fails", "echo 'no login for secret' >&2; echo more >&2; exit 2", "it ended with 2: no login for secret"},
      {"it prints nonsense", "echo hello", "is not one JSON object"},
      {"it is expired", prints(R"("token":"t","expirationTimestamp":"2026-11-23T11:59:59Z")"),
       "its credential expired at 2026-11-23T11:59:59Z; log in again"},
  };
  for (const auto& row : cases) {
    plugin(row.text);
    const auto grant = get();
    ASSERT_FALSE(grant) << row.sentence;
    EXPECT_EQ(grant.error().code, "exec_plugin_failed") << row.sentence;
    EXPECT_EQ(grant.error().kind, ErrorKind::unavailable) << row.sentence;
    EXPECT_NE(grant.error().message.en.find("context dev: exec plugin: "), std::string::npos) << grant.error().message.en;
    EXPECT_NE(grant.error().message.en.find(row.said), std::string::npos) << row.sentence << ": " << grant.error().message.en;
  }
  command_ = "nss-no-such-plugin";
  plugin("");
  EXPECT_NE(authorization().find("install it or correct exec.command. Install it from example.com."), std::string::npos);
}

TEST_F(ExecCredentialsTest, AFailedPluginIsLeftAloneForAWhile) {
  plugin("exit 1");
  EXPECT_FALSE(get());
  EXPECT_FALSE(get());
  EXPECT_EQ(runs(), 1);
  pass(2s);
  EXPECT_FALSE(get());
  EXPECT_EQ(runs(), 2);
}

TEST_F(ExecCredentialsTest, StopEndsARunningPluginAndAnswersWhoWaits) {
  ASSERT_EQ(::mkfifo(folder_.file("started").c_str(), 0600), 0);
  plugin("echo > " + folder_.file("started") + "; tail -f /dev/null");
  std::promise<std::string> answer;
  loop_.post(
      [&] { credentials_->get([&](Result<GrantPtr> grant) { answer.set_value(grant ? "granted" : grant.error().code); }); });
  std::string line;
  std::ifstream pipe(folder_.file("started"));
  std::getline(pipe, line);
  loop_.stop();
  credentials_->stop();
  EXPECT_EQ(answer.get_future().get(), "stopping");
}

}  // namespace
}  // namespace nss
