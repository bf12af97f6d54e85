#include "adapters/aws/profile_files.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "support/temporary_folder.h"

namespace nss {
namespace {

class ProfileFilesTest : public testing::Test {
 protected:
  Result<ProfileFiles> load(const std::string& config, const std::string& credentials) {
    environment_.config_file = write("config", config);
    environment_.credentials_file = write("credentials", credentials);
    return ProfileFiles::load(environment_);
  }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.file(name)) << text;
    return folder_.file(name);
  }
  TemporaryFolder folder_;
  AwsEnvironment environment_;
};

TEST_F(ProfileFilesTest, BothFilesMakeOneProfile) {
  const auto files = load(
      "[default]\nregion = eu-west-1\n\n[profile dev]\nREGION=us-east-1\naws_access_key_id = of-config\n"
      "[profile \"my dev\"]\nregion = a\n[sso-session s]\nsso_region = b\n[services x]\n[profile]\n",
      "[dev]\naws_access_key_id = of-credentials\naws_secret_access_key=a=b;c#d e\n[default]\r\naws_access_key_id = k\r\n");
  ASSERT_TRUE(files) << files.error().message.en;
  EXPECT_EQ(*files->find("default"), (ProfileSettings{{"region", "eu-west-1"}, {"aws_access_key_id", "k"}}));
  EXPECT_EQ(*files->find("dev"),
            (ProfileSettings{
                {"region", "us-east-1"}, {"aws_access_key_id", "of-credentials"}, {"aws_secret_access_key", "a=b;c#d e"}}));
  EXPECT_EQ(setting_of(*files->find("my dev"), "region"), "a");
  EXPECT_EQ(setting_of(*files->find("my dev"), "output"), "");
  for (const char* name : {"s", "sso-session s", "x", "profile", "profile dev", ""})
    EXPECT_EQ(files->find(name), nullptr) << name;
}

TEST_F(ProfileFilesTest, CommentsAndWhatIsNestedAreLeftOut) {
  const auto files = load(
      "# one\n; two\n  # three\n[default]\n# four\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n\n  region = no\n"
      "output = json\n[profile b]\n  region = indented but first\n",
      "");
  ASSERT_TRUE(files) << files.error().message.en;
  EXPECT_EQ(*files->find("default"), (ProfileSettings{{"region", "eu-west-1"}, {"s3", ""}, {"output", "json"}}));
  EXPECT_EQ(setting_of(*files->find("b"), "region"), "indented but first");
}

// As Python's configparser, which botocore reads them with: what is indented further than its setting goes on with it.
TEST_F(ProfileFilesTest, AFileThatIsIndentedAsAWhole) {
  const auto files = load(
      "  [default]\n    region = eu-west-1\n    s3 =\n        max_concurrent_requests = 20\n    output: json\n"
      "\t[profile b]\n\trole_arn=arn:aws:iam::1:role/r\n\tregion : x\n",
      "[default]\n    aws_access_key_id = AKIA1\n    aws_secret_access_key = s3cr3t:=\n");
  ASSERT_TRUE(files) << files.error().message.en;
  EXPECT_EQ(*files->find("default"), (ProfileSettings{{"region", "eu-west-1"},
                                                      {"s3", ""},
                                                      {"output", "json"},
                                                      {"aws_access_key_id", "AKIA1"},
                                                      {"aws_secret_access_key", "s3cr3t:="}}));
  EXPECT_EQ(*files->find("b"), (ProfileSettings{{"role_arn", "arn:aws:iam::1:role/r"}, {"region", "x"}}));
}

TEST_F(ProfileFilesTest, FilesThatAreNotThereAreEmpty) {
  environment_.config_file = folder_.file("none");
  const auto files = ProfileFiles::load(environment_);
  ASSERT_TRUE(files) << files.error().message.en;
  EXPECT_EQ(files->find("default"), nullptr);
}

TEST_F(ProfileFilesTest, WhatIsWrongIsNamedByItsLineAndNotQuoted) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[default]\nsecret-1234\n", "line 2: it is neither"},
      {"[default]\n= secret-1234\n", "line 2: it is neither"},
      {"\n[default\n", "line 2: a section is written [name]"},
      {"[ ]\n", "line 1: a section is written [name]"},
      {"aws_secret_access_key = secret-1234\n", "line 1: a setting stands before"},
      {std::string("[default]\na = secret-1234\0\n", 26), "line 2: it has a NUL"},
  };
  for (const auto& [text, said] : cases) {
    const auto files = load("", text);
    ASSERT_FALSE(files) << text;
    EXPECT_EQ(files.error().code, "aws_credentials_unreadable");
    EXPECT_NE(files.error().message.en.find("AWS credentials file " + environment_.credentials_file + ": " + said),
              std::string::npos)
        << files.error().message.en;
    EXPECT_EQ(files.error().message.en.find("secret-1234"), std::string::npos);
    EXPECT_FALSE(load(text, ""));
  }
  environment_.config_file = folder_.path().string();
  EXPECT_EQ(ProfileFiles::load(environment_).error().code, "aws_credentials_unreadable") << "a folder";
}

RC_GTEST_PROP(ProfileFilesProperty, NoTextBreaksIt, (const std::string& text)) {
  const auto read = parse_profile_file("[a]\n" + text, "file");
  if (!read) RC_ASSERT(read.error().code == "aws_credentials_unreadable");
}

TEST(SplitCommand, WordsAndQuotes) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(split_command("/bin/get  --for dev\t-x"), (Words{"/bin/get", "--for", "dev", "-x"}));
  EXPECT_EQ(split_command(R"("C:\Program Files\x" 'a "b" \' "c \"d\" \\ 'e' $(id) `id`" f\ g)"),
            (Words{R"(C:\Program Files\x)", R"(a "b" \)", R"(c "d" \ 'e' $(id) `id`)", "f g"}));
  EXPECT_EQ(split_command(R"(a"b"'c'd '' "")"), (Words{"abcd", "", ""}));
  EXPECT_EQ(split_command("a; rm -rf / | b && $HOME ~"), (Words{"a;", "rm", "-rf", "/", "|", "b", "&&", "$HOME", "~"}));
  for (const auto& none : {std::string(""), std::string("  "), std::string("a 'b"), std::string("a \"b"), std::string("a\\"),
                           std::string("a\0b", 3)}) {
    EXPECT_EQ(split_command(none), Words{}) << none;
  }
}

RC_GTEST_PROP(SplitCommandProperty, WhatIsInSingleQuotesStaysAsItIs, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::inRange(' ', '~')));
  std::string command;
  std::vector<std::string> expected;
  for (auto word : words) {
    std::erase(word, '\'');
    command += " '" + word + "'";
    expected.push_back(word);
  }
  RC_ASSERT(split_command(command) == expected);
}

}  // namespace
}  // namespace nss
