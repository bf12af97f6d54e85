#include "main/settings_values.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

struct UrlCase {
  const char* sentence;
  const char* text;
  const char* url;  // null: refused
};

TEST(SettingsValues, public_urls) {
  const UrlCase cases[] = {
      {"none", "", ""},
      {"a host", "https://ns.example.com", "https://ns.example.com"},
      {"case and the last slash do not count", "HTTPS://NS.Example.com/", "https://ns.example.com"},
      {"a port", "http://localhost:8080", "http://localhost:8080"},
      {"an IPv6 address", "http://[fd00::1]:80", "http://[fd00::1]:80"},
      {"no scheme", "ns.example.com", nullptr},
      {"a scheme of something else", "ftp://ns.example.com", nullptr},
      {"no host", "https://", nullptr},
      {"a host with a blank", "https://ns example", nullptr},
      {"two dots", "https://ns..example", nullptr},
      {"begins with a dash", "https://-ns", nullptr},
      {"a user", "https://ana:x@ns.example.com", nullptr},
      {"a path", "https://ns.example.com/app", nullptr},
      {"a query", "https://ns.example.com?x=1", nullptr},
      {"port 0", "https://ns.example.com:0", nullptr},
      {"a port that is too large", "https://ns.example.com:65536", nullptr},
      {"an empty port", "https://ns.example.com:", nullptr},
      {"an open bracket", "https://[fd00::1", nullptr},
      {"something after the bracket", "https://[fd00::1]x", nullptr},
      {"an IPv4 address in brackets", "https://[10.0.0.1]", nullptr},
  };
  for (const UrlCase& c : cases) {
    const auto url = parse_public_url(c.text);
    ASSERT_EQ(url.has_value(), c.url != nullptr) << c.sentence;
    EXPECT_EQ(url.value_or(""), c.url != nullptr ? c.url : "") << c.sentence;
  }
}

struct DurationCase {
  const char* sentence;
  const char* text;
  int seconds;  // -1: refused
};

TEST(SettingsValues, durations) {
  const DurationCase cases[] = {
      {"minutes", "15m", 900},
      {"seconds", "90s", 90},
      {"an hour", "1h", 3600},
      {"all three", "1h30m15s", 5415},
      {"nothing needs no unit", "0", 0},
      {"nothing with a unit", "0s", 0},
      {"a whole day", "24h", 86400},
      {"more than a day", "24h1s", -1},
      {"a long number", "99999999999999s", -1},
      {"no unit", "15", -1},
      {"no number", "m", -1},
      {"empty", "", -1},
      {"a unit of something else", "15d", -1},
      {"the wrong order", "30m1h", -1},
      {"the same unit twice", "1m1m", -1},
      {"a sign", "-15m", -1},
      {"a fraction", "1.5h", -1},
      {"a blank", "15 m", -1},
      {"a number left over", "1h30", -1},
  };
  for (const DurationCase& c : cases) {
    const auto duration = parse_duration(c.text);
    ASSERT_EQ(duration.has_value(), c.seconds >= 0) << c.sentence;
    EXPECT_EQ(duration.value_or(std::chrono::seconds(-1)).count(), c.seconds) << c.sentence;
  }
}

TEST(SettingsValues, whole_numbers_have_both_ends) {
  EXPECT_EQ(parse_whole_number("1", 1, 5), 1);
  EXPECT_EQ(parse_whole_number("5", 1, 5), 5);
  for (const char* wrong : {"0", "6", "", "+1", " 1", "1 ", "0x1", "99999999999999999999"}) {
    const auto n = parse_whole_number(wrong, 1, 5);
    ASSERT_FALSE(n) << wrong;
    EXPECT_NE(n.error().message.en.find("from 1 to 5"), std::string::npos);
  }
}

TEST(SettingsValues, flags_are_true_or_false) {
  EXPECT_TRUE(*parse_flag_value("true"));
  EXPECT_TRUE(*parse_flag_value("1"));
  EXPECT_FALSE(*parse_flag_value("false"));
  EXPECT_FALSE(*parse_flag_value("0"));
  EXPECT_FALSE(parse_flag_value("yes"));
  EXPECT_FALSE(parse_flag_value(""));
}

TEST(SettingsValues, label_keys_are_those_of_kubernetes) {
  for (const char* good : {"a", "cost-center", "example.com/cost_center", "A.b-c_D"}) EXPECT_TRUE(parse_label_key(good)) << good;
  for (const char* bad : {"", "-a", "a-", "a b", "/a", "a/", "EXAMPLE.com/a", "a/b/c", "ex..ample/a"}) {
    EXPECT_FALSE(parse_label_key(bad)) << bad;
  }
  EXPECT_TRUE(parse_label_key(std::string(63, 'a')));
  EXPECT_FALSE(parse_label_key(std::string(64, 'a')));
}

TEST(SettingsValues, cluster_names_are_those_of_eks) {
  for (const char* good : {"a", "Prod-1", "0_b"}) EXPECT_TRUE(parse_cluster_name(good)) << good;
  for (const char* bad : {"", "-a", "a b", "a#b", "a/b"}) EXPECT_FALSE(parse_cluster_name(bad)) << bad;
  EXPECT_FALSE(parse_cluster_name(std::string(101, 'a')));
}

TEST(SettingsValues, paths_have_a_length_and_no_nul) {
  EXPECT_EQ(parse_path("/a b"), "/a b");
  EXPECT_FALSE(parse_path(""));
  EXPECT_FALSE(parse_path(std::string("a\0b", 3)));
}

TEST(SettingsValues, simulated_times) {
  EXPECT_EQ(*parse_simulated_time("now"), std::nullopt);
  EXPECT_EQ(**parse_simulated_time("1970-01-01T00:01:00Z"), Seconds(std::chrono::seconds(60)));
  EXPECT_FALSE(parse_simulated_time("2026-06-01"));
}

TEST(SettingsValues, names_of_cluster_modes_parse_back) {
  for (const ClusterMode mode : {ClusterMode::in_cluster, ClusterMode::kubeconfig, ClusterMode::simulated}) {
    EXPECT_EQ(parse_cluster_mode(to_string(mode)), mode);
  }
}

RC_GTEST_PROP(SettingsValues, what_is_shown_of_a_text_is_short_and_printable, (const std::string& text)) {
  const std::string shown = quoted_for_line(text);
  RC_ASSERT(shown.size() <= 66U);
  RC_ASSERT(shown.find('\n') == std::string::npos);
  const std::string line = one_line(text);
  RC_ASSERT(line.size() <= 500U);
  for (const char c : line) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
}

RC_GTEST_PROP(SettingsValues, every_duration_written_out_is_read_back, ()) {
  const int h = *rc::gen::inRange(0, 23);
  const int m = *rc::gen::inRange(0, 60);
  const int s = *rc::gen::inRange(0, 60);
  const auto parsed = parse_duration(std::to_string(h) + "h" + std::to_string(m) + "m" + std::to_string(s) + "s");
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(parsed->count() == h * 3600 + m * 60 + s);
}

}  // namespace
}  // namespace nss
