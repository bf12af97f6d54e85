// What a stolen role could do is in the policy: read it as IAM does. cfn-lint reads the template in tests/system.
#include "adapters/dynamodb/infrastructure_codec.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

bool has(const std::string& text, const std::string& piece) { return text.find(piece) != std::string::npos; }

// The statement of that name, up to the next one.
std::string statement(const std::string& policy, const std::string& sid) {
  const auto begin = policy.find("\"Sid\": \"" + sid + "\"");
  if (begin == std::string::npos) return {};
  return policy.substr(begin, policy.find("\"Sid\"", begin + 5) - begin);
}

TEST(DynamoDbInfrastructure, ThePolicyOfOneClusterDeletesNoActivityAndChangesNoLink) {
  const std::string policy = iam_policy(TableNames{}, "us-east-1", "prod");
  const std::string activities = statement(policy, "ActivitiesAreNeverDeleted");
  EXPECT_TRUE(has(activities, "dynamodb:PutItem"));
  EXPECT_TRUE(has(activities, "table/namespace_activity_logs/index/*"));
  EXPECT_TRUE(has(activities, "\"prod#*\"")) << "another cluster's records are not ours";
  EXPECT_FALSE(has(activities, "DeleteItem"));
  EXPECT_FALSE(has(statement(policy, "PermissionsAndMetrics"), "DeleteItem"));
  const std::string denied = statement(policy, "AuditLinksAreNeverChanged");
  EXPECT_TRUE(has(denied, "\"Deny\"") && has(denied, "DeleteItem") && has(denied, "UpdateItem") && has(denied, "prod#audit#*"));
  EXPECT_TRUE(has(statement(policy, "AuditLinksOnlyInTransactions"), "TransactWriteItems"));
  EXPECT_FALSE(has(policy, "dynamodb:*")) << "nothing is allowed that nobody needs";
  EXPECT_FALSE(has(policy, "dynamodb:Scan"));
}

TEST(DynamoDbInfrastructure, ThePartitionOfAwsFollowsTheRegion) {
  EXPECT_TRUE(has(iam_policy(TableNames{}, "cn-north-1", "prod"), "arn:aws-cn:dynamodb:cn-north-1:*:table/scheduler_state"));
  EXPECT_TRUE(has(iam_policy(TableNames{}, "us-gov-west-1", "prod"), "arn:aws-us-gov:"));
  EXPECT_TRUE(has(iam_policy(TableNames{}, "sa-east-1", "prod"), "arn:aws:dynamodb:sa-east-1:"));
}

TEST(DynamoDbInfrastructure, TheTemplateKeepsItsTables) {
  TableNames names;
  names.activity = "task-scheduler-logs-production";
  const std::string text = cloudformation_template(names);
  for (const char* piece : {"\"task-scheduler-logs-production\"", "\"cost_center_permissions\"", "\"system_metrics\"",
                            "\"scheduler_state\"", "\"DeletionPolicy\": \"Retain\"", "\"PointInTimeRecoveryEnabled\": true",
                            "\"DeletionProtectionEnabled\": true", "\"PAY_PER_REQUEST\"", "\"requested-by-timestamp-index\""}) {
    EXPECT_TRUE(has(text, piece)) << piece;
  }
}

}  // namespace
}  // namespace nss
