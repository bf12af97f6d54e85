#include "adapters/kubernetes/credentials.h"

#include <gtest/gtest.h>

#include <fstream>

#include "support/fake_timers.h"
#include "support/temporary_folder.h"

namespace nss {
namespace {

using namespace std::chrono_literals;

const std::string pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

class FileCredentialsTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  std::unique_ptr<FileCredentials> make(CredentialSources sources) {
    auto made = FileCredentials::make(std::move(sources), clock_, 60s);
    EXPECT_TRUE(made) << made.error().message.en;
    return std::move(*made);
  }
  std::string problem(CredentialSources sources) {
    const auto made = FileCredentials::make(std::move(sources), clock_, 60s);
    return made ? "it was accepted" : made.error().message.en;
  }
  void pass(std::chrono::seconds time) { clock_.move_to(clock_.wall() + time); }

  TemporaryFolder folder_;
  FakeClock clock_{instant("2026-11-23T12:00:00Z")};
};

TEST_F(FileCredentialsTest, GivesWhatItWasGiven) {
  CredentialSources sources;
  sources.ca_pem = pem;
  sources.cert_file = write("c", pem + "c");
  sources.key_file = write("k", pem + "k");
  sources.token = " abc\n";
  const auto credentials = make(sources);
  const GrantPtr grant = credentials->current();
  EXPECT_EQ(grant->authorization, "Authorization: Bearer abc");
  EXPECT_EQ(grant->tls->ca_pem, pem);
  EXPECT_EQ(grant->tls->cert_pem, pem + "c");
  EXPECT_EQ(grant->tls->key_pem, pem + "k");
  EXPECT_FALSE(grant->tls->insecure);
  EXPECT_EQ(make({})->current()->authorization, "") << "nobody is somebody too";
}

TEST_F(FileCredentialsTest, ATokenFileIsReadAgainAfterAMinute) {
  CredentialSources sources;
  sources.token_file = write("t", "one");
  const auto credentials = make(sources);
  write("t", "two");
  pass(59s);
  EXPECT_EQ(credentials->current()->authorization, "Authorization: Bearer one");
  pass(1s);
  EXPECT_EQ(credentials->current()->authorization, "Authorization: Bearer two");
}

TEST_F(FileCredentialsTest, AndAtOnceWhenTheServerRefusedIt) {
  CredentialSources sources;
  sources.token_file = write("t", "one");
  sources.ca_file = write("ca", pem);
  const auto credentials = make(sources);
  const GrantPtr old = credentials->current();
  write("t", "two");
  write("ca", pem + "new");
  credentials->refused(old);
  const GrantPtr fresh = credentials->current();
  EXPECT_EQ(fresh->authorization, "Authorization: Bearer two");
  EXPECT_EQ(fresh->tls->ca_pem, pem + "new");
  write("t", "three");
  credentials->refused(old);
  EXPECT_EQ(credentials->current(), fresh) << "a late refusal of the one before says nothing about this one";
}

TEST_F(FileCredentialsTest, AFileThatWentAwayLeavesTheOldOne) {
  CredentialSources sources;
  sources.token_file = write("t", "one");
  const auto credentials = make(sources);
  std::filesystem::remove(folder_.file("t"));
  pass(61s);
  EXPECT_EQ(credentials->current()->authorization, "Authorization: Bearer one");
  write("t", "two");
  EXPECT_EQ(credentials->current()->authorization, "Authorization: Bearer one") << "not read again before the next minute";
  pass(61s);
  EXPECT_EQ(credentials->current()->authorization, "Authorization: Bearer two");
}

TEST_F(FileCredentialsTest, WhatCannotBeUsedIsRefusedAtTheStart) {
  const auto with = [&](std::string CredentialSources::* member, const std::string& file) {
    CredentialSources sources;
    sources.*member = file;
    return problem(sources);
  };
  EXPECT_NE(with(&CredentialSources::token_file, folder_.file("none"))
                .find("token file " + folder_.file("none") + ": there is no such file"),
            std::string::npos);
  EXPECT_NE(with(&CredentialSources::token_file, write("e", " \n")).find("it is empty"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::token_file, write("s", "a b")).find("characters that a token cannot have"),
            std::string::npos);
  EXPECT_NE(with(&CredentialSources::token, "a\nb").find("characters that a token cannot have"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::ca_file, folder_.file("none")).find("certificate authority"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::ca_file, write("x", "not pem")).find("it is not a PEM file"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::cert_file, write("x", "not pem")).find("client certificate"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::key_file, write("x", "not pem")).find("client key"), std::string::npos);
  EXPECT_NE(with(&CredentialSources::ca_file, write("big", std::string(300'000, 'x'))).find("longer than"), std::string::npos);
}

}  // namespace
}  // namespace nss
