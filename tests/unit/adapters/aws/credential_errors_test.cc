#include "adapters/aws/credential_errors.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

TEST(ForeignSentence, OneLineThatRepeatsNoSecret) {
  EXPECT_EQ(foreign_sentence("Not authorized", ""), "Not authorized");
  EXPECT_EQ(foreign_sentence("a\r\nb\x1b[31mc\xc3\xb1", ""), "a  b [31mc  ");
  EXPECT_EQ(foreign_sentence(std::string(1000, 'x'), "").size(), 300U);
  const std::string secret = "eyJhbGciOiJSUzI1NiJ9.payload.signature";
  EXPECT_EQ(foreign_sentence("bad token " + secret, secret), "");
  EXPECT_EQ(foreign_sentence("bad token ending in ad.signature", secret), "");
  EXPECT_EQ(foreign_sentence(std::string(400, ' ') + secret, secret), "") << "beyond what would be kept too";
  EXPECT_EQ(foreign_sentence("bad token ending in ture", secret), "bad token ending in ture");
  EXPECT_EQ(foreign_sentence("short s3cret", "s3cret"), "");
}

TEST(CheckedCredentials, WhatCannotStandInARequest) {
  const AwsCredentials good{"AKIA1", "a/b+c=", "t/+=", std::nullopt};
  EXPECT_EQ(checked_credentials(good, "x"), good);
  for (const auto& [id, secret, token] : std::vector<std::array<std::string, 3>>{{"", "s", ""},
                                                                                 {"A", "", ""},
                                                                                 {"A B", "s", ""},
                                                                                 {"A", "s\n", ""},
                                                                                 {"A", "s", "t\r\n"},
                                                                                 {"A", "s", " "},
                                                                                 {std::string(2000, 'A'), "s", ""},
                                                                                 {"A", "s", std::string(70'000, 't')}}) {
    const auto checked = checked_credentials({id, secret, token, std::nullopt}, "here");
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, "aws_credentials_unreadable");
    EXPECT_TRUE(checked.error().message.en.starts_with("here: its ")) << checked.error().message.en;
  }
}

}  // namespace
}  // namespace nss
