#include <sys/stat.h>

#include "adapters/aws/signature_v4.h"
#include "unit/adapters/aws/credential_world.h"

namespace nss::test {
namespace {

const std::string later = "2026-11-27T13:00:00Z";

class ProfileCredentialsTest : public CredentialWorld {
 protected:
  ProfileCredentialsTest() {
    environment_.config_file = folder_.file("config");
    environment_.credentials_file = folder_.file("credentials");
  }
  void process(const std::string& text) {
    start_again();
    write("config", "[default]\ncredential_process = \"" + program(text) + "\" 'an argument' $HOME\n");
  }
  // A role for which keys of a file ask.
  void role_by_keys() {
    write("config", "[default]\nregion = eu-west-1\nrole_arn = " + role +
                        "\nsource_profile = base\n[profile base]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t\n");
  }
  // That the request was signed with these, by signing what arrived once more.
  void expect_signed(const ImposterRequest& request, const AwsCredentials& with, const std::string& region) {
    ClientRequest again;
    again.method = request.method;
    again.url = imposter_->url() + request.target;
    again.headers = {"content-type: " + request.headers.at("content-type")};
    again.body = request.body;
    sign_v4(again, with, {region, "sts"}, floor_seconds(clock_.check()));
    EXPECT_EQ(again.headers.back(), "Authorization: " + request.headers.at("authorization"));
    EXPECT_EQ(request.headers.count("x-amz-security-token"), with.session_token.empty() ? 0U : 1U);
  }
};

TEST_F(ProfileCredentialsTest, KeysOfAFile) {
  write("credentials", "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t\n");
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"AKIA1", "s3cr3t", "", std::nullopt}));
  EXPECT_TRUE(source().static_keys());
  EXPECT_EQ(source().description(), "profile default: keys");
  write("credentials",
        "[default]\naws_access_key_id = AKIA2\naws_secret_access_key = s3cr3t\naws_session_token = s3cr3t-token\n");
  EXPECT_EQ(got(), "AKIA1") << "they do not expire";
  invalidate("AKIA1");
  EXPECT_EQ(get(), (AwsCredentials{"AKIA2", "s3cr3t", "s3cr3t-token", std::nullopt})) << "a file that was replaced";
}

TEST_F(ProfileCredentialsTest, AFileThatCannotBeReadForAMomentIsWaitedFor) {
  write("credentials", "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t\n");
  EXPECT_EQ(got(), "AKIA1");
  write("credentials", "[default\naws_secret_access_key = s3cr3t\n");
  invalidate("AKIA1");
  EXPECT_EQ(got(), "aws_credentials_unreadable") << "and never those of the instance";
  write("credentials", "[default]\naws_access_key_id = AKIA2\naws_secret_access_key = s3cr3t\n");
  pass(1s);
  EXPECT_EQ(got(), "AKIA2");
}

TEST_F(ProfileCredentialsTest, ARoleBySignedQuestion) {
  write("config", "[default]\nregion = sa-east-1\nrole_arn = " + role +
                      "\nsource_profile = base\nexternal_id = a b\nduration_seconds = 900\n" +
                      "[profile base]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t\n");
  serve([](const ImposterRequest&, ImposterWire& wire) { wire.answer(200, sts_answer("AssumeRole", "ASIA1", later)); });
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"ASIA1", "s3cr3t-key", "s3cr3t-token-of-ASIA1", parse_rfc3339(later)}));
  const auto request = imposter_->requests().at(0);
  EXPECT_EQ(request.body,
            "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fscheduler"
            "&RoleSessionName=namespace-scheduler&DurationSeconds=900&ExternalId=a%20b");
  expect_signed(request, {"AKIA1", "s3cr3t", "", std::nullopt}, "sa-east-1");
  EXPECT_TRUE(source().static_keys()) << "they are at the bottom of it";
}

TEST_F(ProfileCredentialsTest, EachRoleIsSignedWithTheOneBefore) {
  write("config", "[default]\nregion = eu-west-1\nrole_arn = " + role +
                      "2\nsource_profile = mid\n[profile mid]\nrole_arn = " + role + "1\ncredential_source = Environment\n");
  // Chosen by the profile though the environment has keys: it is the profile that names them as its source.
  environment_.access_key_id = "";
  environment_.secret_access_key = "";
  serve([](const ImposterRequest& request, ImposterWire& wire) {
    wire.answer(200, sts_answer("AssumeRole", "ASIA" + std::to_string(request.number), later));
  });
  EXPECT_EQ(got(), "aws_credentials_unreadable") << "the source is not there";
  write("config", "[default]\nregion = eu-west-1\nrole_arn = " + role +
                      "2\nsource_profile = mid\n[profile mid]\nrole_arn = " + role +
                      "1\nsource_profile = base\n[profile base]\naws_access_key_id = AKIA1\naws_secret_access_key = s3cr3t\n");
  pass(1s);
  EXPECT_EQ(got(), "ASIA2");
  const auto requests = imposter_->requests();
  ASSERT_EQ(requests.size(), 2U);
  expect_signed(requests[0], {"AKIA1", "s3cr3t", "", std::nullopt}, "eu-west-1");
  expect_signed(requests[1], {"ASIA1", "s3cr3t-key", "s3cr3t-token-of-ASIA1", std::nullopt}, "eu-west-1");
}

// Our clock says 12:00, that of STS 12:40: a role of an hour that it gives is ours until 13:00.
TEST_F(ProfileCredentialsTest, AClockThatIsOffIsLearnedFromSts) {
  const std::string date = "Date: Fri, 27 Nov 2026 12:40:00 GMT\r\n";
  const std::vector<std::pair<const char*, const char*>> refusals = {
      {"SignatureDoesNotMatch", "Signature expired: 20261127T120000Z is now earlier than 20261127T122500Z"},
      {"SignatureDoesNotMatch", "Signature not yet current: 20261127T120000Z is still later than 20261127T114500Z"},
      {"RequestExpired", "Request has expired."},
      {"RequestTimeTooSkewed", ""}};
  role_by_keys();
  for (const auto& [code, message] : refusals) {
    start_again();
    serve([&date, code = code, message = message](const ImposterRequest& request, ImposterWire& wire) {
      if (request.headers.at("x-amz-date") != "20261127T124000Z") return wire.answer(403, sts_error(code, message), date);
      wire.answer(200, sts_answer("AssumeRole", "ASIA1", "2026-11-27T13:40:00Z"), date);
    });
    const auto credentials = get();
    ASSERT_TRUE(credentials) << credentials.error().message.en;
    EXPECT_EQ(credentials->expires, parse_rfc3339("2026-11-27T13:00:00Z"));
    EXPECT_EQ(asked(), 2U) << "once more, and signed with their time";
    invalidate("ASIA1");
    EXPECT_EQ(got(), "ASIA1");
    EXPECT_EQ(asked(), 3U) << "it stays known";
  }
  EXPECT_NE(said().find("the clocks of a service and of this machine differ\nSTS\n"), std::string::npos);
}

TEST_F(ProfileCredentialsTest, ATimeThatStaysWrongIsRefused) {
  role_by_keys();
  serve([](const ImposterRequest&, ImposterWire& wire) {
    wire.answer(403, sts_error("SignatureDoesNotMatch", "Signature expired: x"), "Date: yesterday\r\n");
  });
  EXPECT_EQ(got(), "aws_credentials_refused");
  EXPECT_EQ(asked(), 2U) << "an answer that does not tell the time helps nobody; once is enough";
}

TEST_F(ProfileCredentialsTest, AWrongSignatureIsNoMatterOfTime) {
  role_by_keys();
  serve([](const ImposterRequest&, ImposterWire& wire) {
    wire.answer(403, sts_error("SignatureDoesNotMatch", "The signature does not match"),
                "Date: Fri, 27 Nov 2026 12:40:00 GMT\r\n");
  });
  EXPECT_EQ(got(), "aws_credentials_refused");
  EXPECT_EQ(asked(), 1U);
}

TEST_F(ProfileCredentialsTest, ARoleThatIsNotGiven) {
  write("config", "[default]\nregion = eu-west-1\nrole_arn = " + role +
                      "\nsource_profile = default\naws_access_key_id = AKIA1\n" + "aws_secret_access_key = s3cr3t\n");
  const std::vector<std::pair<int, std::string>> rows = {{403, "aws_credentials_refused"}, {503, "aws_credentials_unavailable"}};
  for (const auto& [status, code] : rows) {
    start_again();
    serve([answered = status](const ImposterRequest&, ImposterWire& wire) {
      wire.answer(answered, sts_error("AccessDenied", "no"));
    });
    EXPECT_EQ(got(), code);
    EXPECT_EQ(asked(), status == 503 ? 3U : 1U);
  }
}

TEST_F(ProfileCredentialsTest, ARoleByWebIdentityOfAProfile) {
  write("config", "[default]\nrole_arn = " + role + "\nweb_identity_token_file = " + write("token", "s3cr3t-web") + "\n");
  serve([](const ImposterRequest&, ImposterWire& wire) {
    wire.answer(200, sts_answer("AssumeRoleWithWebIdentity", "ASIA1", later));
  });
  EXPECT_EQ(got(), "ASIA1");
  EXPECT_TRUE(imposter_->requests().at(0).body.ends_with("&WebIdentityToken=s3cr3t-web"));
}

TEST_F(ProfileCredentialsTest, AProcessPrintsThem) {
  process(R"sh(printf '{"Version":1,"AccessKeyId":"A-%s-%s","SecretAccessKey":"s3cr3t","Expiration":"2026-11-27T13:00:00Z"}' )sh"
          R"sh("$(echo "$1" | tr ' ' _)" "$(echo "$2" | tr -d '$')")sh");
  const auto credentials = get();
  ASSERT_TRUE(credentials) << credentials.error().message.en;
  EXPECT_EQ(*credentials, (AwsCredentials{"A-an_argument-HOME", "s3cr3t", "", parse_rfc3339(later)}))
      << "and no shell reads its arguments";
  EXPECT_EQ(source().description(), "profile default: credential_process");
}

TEST_F(ProfileCredentialsTest, AProcessThatFailsIsNotQuoted) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"echo s3cr3t; echo s3cr3t >&2; exit 3", "aws_credentials_unavailable"},
      {"kill -9 $$", "aws_credentials_unavailable"},
      {"echo s3cr3t", "aws_credentials_unreadable"},
      {"", "aws_credentials_unreadable"},
      {R"(echo '{"Version":2,"AccessKeyId":"A","SecretAccessKey":"s3cr3t"}')", "aws_credentials_unreadable"},
      {R"(echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s3cr3t","Expiration":"2026-11-27T12:00:00Z"}')",
       "aws_credentials_refused"},
      {"head -c 2000000 /dev/zero", "aws_credentials_unreadable"},
  };
  for (const auto& [text, code] : rows) {
    process(text);
    EXPECT_EQ(got(), code) << text;
  }
  start_again();
  write("config", "[default]\ncredential_process = " + folder_.file("none") + "\n");
  EXPECT_EQ(got(), "aws_credentials_unavailable");
}

TEST_F(ProfileCredentialsTest, AProcessThatIsSlowIsEnded) {
  timings_.process = 100ms;
  process("exec tail -f /dev/null");
  EXPECT_EQ(got(), "aws_credentials_unavailable");
}

TEST_F(ProfileCredentialsTest, StopEndsAProcessAndAnswersWhoWaits) {
  ASSERT_EQ(::mkfifo(folder_.file("started").c_str(), 0600), 0);
  process("echo > " + folder_.file("started") + "; exec tail -f /dev/null");
  auto answer = std::make_shared<std::promise<std::string>>();
  source();
  loop_.post([this, answer] {
    source_->get([answer](const Result<AwsCredentials>& got) { answer->set_value(got ? "granted" : got.error().code); });
  });
  std::string line;
  std::ifstream pipe(folder_.file("started"));  // opens when the program writes: it runs
  std::getline(pipe, line);
  loop_.stop();
  source_->stop();
  EXPECT_EQ(answer->get_future().get(), "stopping");
}

}  // namespace
}  // namespace nss::test
