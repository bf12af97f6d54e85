#include "adapters/rest/caller.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/rest/rest_api.h"

namespace nss {
namespace {

TEST(AddressList, KnowsAddressesAndRanges) {
  const AddressList list = AddressList::parse(" 10.0.0.0/8, 192.0.2.7 ,2001:db8::/33,, ::1").value();
  struct Row {
    const char* address;
    bool inside;
  };
  for (const Row& row : {Row{"10.255.1.2", true}, Row{"11.0.0.1", false}, Row{"192.0.2.7", true}, Row{"192.0.2.8", false},
                         Row{"2001:db8::5", true}, Row{"2001:db8:8000::5", false}, Row{"::1", true}, Row{"::ffff:10.1.1.1", true},
                         Row{"", false}, Row{"name", false}})
    EXPECT_EQ(list.contains(row.address), row.inside) << row.address;
  EXPECT_TRUE(AddressList::parse("")->empty());
  EXPECT_TRUE(AddressList::parse("0.0.0.0/0")->contains("8.8.8.8"));
  EXPECT_FALSE(AddressList::parse("0.0.0.0/0")->contains("2001:db8::1"));
}

TEST(AddressList, RefusesWhatIsNone) {
  for (const char* bad : {"10.0.0", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8x", "host"}) {
    ASSERT_FALSE(AddressList::parse(bad)) << bad;
    EXPECT_NE(check_trusted_proxies(bad)->message.en.find(bad), std::string::npos) << "the sentence names the entry";
  }
  EXPECT_FALSE(check_trusted_proxies("10.0.0.0/8"));
}

HttpRequest from(const char* address, HttpHeaders headers) {
  HttpRequest request;
  request.remote_address = address;
  request.headers = std::move(headers);
  return request;
}

TEST(Caller, IsAnonymousUnlessATrustedProxySaysWho) {
  const AddressList trusted = AddressList::parse("10.0.0.0/8").value();
  const HttpHeaders headers{{"X-Forwarded-User", "ana"}, {"X-Forwarded-For", "203.0.113.9, 10.0.0.2"}};
  const Caller stranger = identify(from("192.0.2.1", headers), trusted).value();
  EXPECT_EQ(stranger.user_id, "anonymous");
  EXPECT_EQ(stranger.rate_key(), "address 192.0.2.1");
  const Caller ana = identify(from("10.0.0.1", headers), trusted).value();
  EXPECT_EQ(ana.user_id, "ana");
  EXPECT_EQ(ana.address, "203.0.113.9");
  EXPECT_EQ(ana.rate_key(), "user ana");
  EXPECT_EQ(identify(from("10.0.0.1", {}), trusted)->rate_key(), "address 10.0.0.1");
  EXPECT_EQ(identify(from("10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 203.0.113.9"}}), trusted)->address, "203.0.113.9")
      << "what stands left of an untrusted hop may be made up";
  EXPECT_EQ(identify(from("10.0.0.1", {{"X-Forwarded-For", "garbage"}}), trusted)->address, "10.0.0.1");
}

TEST(Caller, RefusesNamesThatCannotBe) {
  const AddressList trusted = AddressList::parse("10.0.0.0/8").value();
  const std::string long_name(300, 'a');
  for (const std::string& bad : {std::string("a\x01"), std::string("\xff"), long_name})
    EXPECT_EQ(identify(from("10.0.0.1", {{"X-Forwarded-User", bad}}), trusted).error().code, "invalid_header");
  EXPECT_FALSE(identify(from("10.0.0.1", {{"X-Forwarded-User", "a"}, {"x-forwarded-user", "b"}}), trusted));
  EXPECT_EQ(identify(from("10.0.0.1", {{"X-Forwarded-User", ""}}), trusted)->user_id, "anonymous");
}

RC_GTEST_PROP(CallerProperty, AnyListIsReadOrRefused, (const std::string& text)) { (void)AddressList::parse(text); }

}  // namespace
}  // namespace nss
