#include "main/init_command.h"

#include <gtest/gtest.h>

#include "main/options.h"
#include "unit/main/running_server.h"

namespace nss {
namespace {

class InitCommand : public testing::Test {
 protected:
  int run(const std::vector<std::string>& arguments, bool plan, const std::string& print) {
    std::vector<std::string> all = {"--eks-cluster-name", "prod", "--aws-region", "sa-east-1"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    Settings settings = test::settings_of(all);
    settings.aws.access_key_id = "AKIDEXAMPLE";
    settings.aws.secret_access_key = "wJalrXUtnFEMI";
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = init_dynamodb_command(settings, plan, print);
    out_ = testing::internal::GetCapturedStdout();
    err_ = testing::internal::GetCapturedStderr();
    return code;
  }

  std::string out_;
  std::string err_;
};

TEST_F(InitCommand, what_is_printed_asks_nobody) {
  EXPECT_EQ(run({"--dynamodb-table-name", "logs-production"}, false, "cloudformation"), exit_done);
  EXPECT_NE(out_.find("\"logs-production\""), std::string::npos);
  EXPECT_EQ(run({}, false, "iam-policy"), exit_done);
  EXPECT_NE(out_.find("arn:aws:dynamodb:sa-east-1:*:table/scheduler_state"), std::string::npos);
  EXPECT_NE(out_.find("prod#audit#*"), std::string::npos);
  EXPECT_EQ(err_, "");
}

TEST_F(InitCommand, nobody_there_is_one_line) {
  EXPECT_EQ(run({"--aws-endpoint-url-dynamodb", "http://127.0.0.1:" + std::to_string(test::free_port())}, true, ""), exit_failed);
  EXPECT_EQ(err_.rfind("namespace-scheduler: The store cannot be used now: DynamoDB: ", 0), 0U) << err_;
  EXPECT_EQ(err_.find("wJalr"), std::string::npos);
  EXPECT_EQ(out_, "");
}

}  // namespace
}  // namespace nss
