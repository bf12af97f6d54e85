#include "adapters/aws/endpoint_rules.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(EndpointRules, TlsToEverybodyAndPlainOnlyToTheseAddresses) {
  for (const char* url :
       {"https://sts.eu-west-1.amazonaws.com", "https://10.0.0.1:8443/x?y", "https://[2001:db8::1]/", "http://127.0.0.1:80",
        "http://127.8.9.1/x", "http://localhost:4566/", "http://[::1]:80/", "http://169.254.169.254/latest",
        "http://169.254.170.2/v2", "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials",
        "http://[fd00:0ec2::254]", "http://[FD00:EC2:0:0:0:0:0:23]:80"}) {
    EXPECT_FALSE(endpoint_problem(url, "X")) << url;
  }
}

TEST(EndpointRules, EverythingElseIsRefused) {
  for (const char* url : {"",
                          "sts",
                          "ftp://127.0.0.1",
                          "HTTP://evil",
                          "file:///etc/passwd",
                          "http://",
                          "https://",
                          "https:///x",
                          "http://sts.amazonaws.com",
                          "http://169.254.169.253",
                          "http://169.254.170.22",
                          "http://128.0.0.1",
                          "http://10.0.0.1",
                          "http://localhost.evil.example",
                          "http://127.0.0.1.evil.example",
                          "http://127.1",
                          "http://0x7f000001",
                          "http://evil@127.0.0.1",
                          "http://127.0.0.1@evil.example",
                          "http://127.0.0.1\\@evil.example",
                          "http://127.0.0.1%00.evil",
                          "https://a b",
                          "https://a\r\nX: y",
                          "http://[::1",
                          "http://[::2]",
                          "http://[fd00:ec2::24]",
                          "http://[::ffff:10.0.0.1]"}) {
    const auto problem = endpoint_problem(url, "AWS_X");
    ASSERT_TRUE(problem) << url;
    EXPECT_EQ(problem->code, "aws_credentials_unreadable") << url;
    EXPECT_EQ(problem->message.en.substr(0, 7), "AWS_X: ") << url;
  }
  EXPECT_TRUE(endpoint_problem("https://" + std::string(3000, 'a'), "X"));
}

}  // namespace
}  // namespace nss
