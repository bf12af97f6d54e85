// A source of credentials on a real loop, with a server on the loopback in the place of whatever it asks, and a clock that
// stands until it is moved. Whatever is secret in these tests contains "s3cr3t": at the end of each no log line, no error
// message and no description may have said it.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <future>
#include <mutex>
#include <optional>

#include "adapters/aws/credential_source.h"
#include "base/log.h"
#include "support/fake_timers.h"
#include "support/http_imposter.h"
#include "support/temporary_folder.h"

namespace nss::test {

using namespace std::chrono_literals;

inline const std::string role = "arn:aws:iam::123456789012:role/scheduler";

// The answer of STS to `action`, with a key id of its own.
inline std::string sts_answer(const std::string& action, const std::string& key_id, const std::string& expires) {
  return "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action +
         "Result><AssumedRoleUser><Arn>" + role + "</Arn></AssumedRoleUser><Credentials><AccessKeyId>" + key_id +
         "</AccessKeyId><SecretAccessKey>s3cr3t-key</SecretAccessKey>" + "<SessionToken>s3cr3t-token-of-" + key_id +
         "</SessionToken><Expiration>" + expires + "</Expiration></Credentials></" + action +
         "Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></" + action + "Response>";
}

inline std::string sts_error(const std::string& code, const std::string& message) {
  return "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>" + code +
         "</Code><Message>" + message + "</Message></Error><RequestId>1</RequestId></ErrorResponse>";
}

// What a container endpoint or the metadata service answers.
inline std::string endpoint_answer(const std::string& key_id, const std::string& expires) {
  return R"({"Code":"Success","AccessKeyId":")" + key_id + R"(","SecretAccessKey":"s3cr3t-key","Token":"s3cr3t-token-of-)" +
         key_id + R"(","Expiration":")" + expires + "\"}";
}

class CredentialWorld : public testing::Test {
 protected:
  CredentialWorld() {
    log::set_sink(
        [this](log::Level, std::string_view message, std::initializer_list<log::Field> fields) {
          const std::lock_guard lock(said_mutex_);
          said_ += std::string(message) + "\n";
          for (const auto& field : fields) {
            if (const auto* text = std::get_if<std::string>(&field.value)) said_ += *text + "\n";
          }
        },
        log::Level::debug);
    timings_.jitter = 0s;
    timings_.first_pause = 1s;
    timings_.between_attempts = 1ms;
    timings_.sts_attempt = timings_.container_attempt = timings_.metadata_attempt = 10s;
    timings_.seed = 1;
    environment_.metadata_disabled = true;
  }
  ~CredentialWorld() override {
    loop_.stop();
    source_.reset();
    log::set_sink({}, log::Level::debug);
    EXPECT_EQ(said_.find("s3cr3t"), std::string::npos) << said_;
  }

  // Takes the place of every address that is asked.
  void serve(HttpImposter::Handler handler) {
    imposter_.emplace(std::move(handler));
    environment_.sts_endpoint = environment_.container_endpoint = environment_.metadata_endpoint = imposter_->url();
  }
  std::size_t asked() const { return imposter_->requests().size(); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  std::string program(const std::string& text) {
    const std::string path = write("program", "#!/bin/sh\n" + text + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
  }

  CredentialSource& source() {
    if (!source_) {
      source_ = CredentialSource::make(loop_, environment_, clock_, timings_);
      remember(source_->description());
    }
    return *source_;
  }
  Result<AwsCredentials> get() {
    auto answer = std::make_shared<std::promise<Result<AwsCredentials>>>();
    auto coming = answer->get_future();
    CredentialSource& asked = source();
    loop_.post([answer, &asked] { asked.get([answer](Result<AwsCredentials> got) { answer->set_value(std::move(got)); }); });
    auto got = coming.get();
    if (!got) remember(got.error().code + ": " + got.error().message.en + " " + got.error().message.es);
    return got;
  }
  // The id of the access key, or the error's code.
  std::string got() {
    const auto credentials = get();
    return credentials ? credentials->access_key_id : credentials.error().code;
  }
  // The message of the error that there must be.
  std::string problem() {
    const auto credentials = get();
    return credentials ? "no error, but " + credentials->access_key_id : credentials.error().message.en;
  }
  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    loop_.post([&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  void pass(std::chrono::seconds time) {
    on_loop([&] { clock_.advance(time); });
  }
  void invalidate(const std::string& key_id) {
    CredentialSource& asked = source();
    on_loop([&] { asked.invalidate(key_id); });
  }
  // Another source for the same world: the old one is forgotten with what it had.
  void start_again() {
    if (source_) retired_.push_back(std::move(source_));
  }
  void remember(const std::string& text) {
    const std::lock_guard lock(said_mutex_);
    said_ += text + "\n";
  }
  std::string said() {
    const std::lock_guard lock(said_mutex_);
    return said_;
  }

  TemporaryFolder folder_;
  FakeClock clock_{instant("2026-11-27T12:00:00Z")};
  AwsEnvironment environment_;
  CredentialTimings timings_;
  std::optional<HttpImposter> imposter_;
  CurlLoop loop_;
  std::unique_ptr<CredentialSource> source_;

 private:
  std::vector<std::unique_ptr<CredentialSource>> retired_;
  std::mutex said_mutex_;
  std::string said_;
};

}  // namespace nss::test
