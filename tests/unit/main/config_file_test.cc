#include "main/config_file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

TEST(ConfigFile, a_flat_map_gives_entries_with_their_lines) {
  const auto entries = parse_config_file(
      "# of the team\nNSCHED_GRACE: 5m\n\nmax-off-hours: 7\ndry-run: true\nlisten: \"[::]:8080\"\nspool-dir: ''\n");
  ASSERT_TRUE(entries) << entries.error().message.en;
  ASSERT_EQ(entries->size(), 5U);
  EXPECT_EQ((*entries)[0].key, "NSCHED_GRACE");
  EXPECT_EQ((*entries)[0].value, "5m");
  EXPECT_EQ((*entries)[0].line, 2);
  EXPECT_EQ((*entries)[1].value, "7");
  EXPECT_EQ((*entries)[1].line, 4);
  EXPECT_EQ((*entries)[2].value, "true");
  EXPECT_EQ((*entries)[3].value, "[::]:8080");
  EXPECT_EQ((*entries)[4].value, "");
}

TEST(ConfigFile, nothing_said_is_nothing_set) {
  for (const char* text : {"", "\n\n", "# only words\n", "---\n", "{}\n", "~\n"}) {
    const auto entries = parse_config_file(text);
    ASSERT_TRUE(entries) << text << entries.error().message.en;
    EXPECT_TRUE(entries->empty()) << text;
  }
}

struct WrongFile {
  const char* sentence;
  std::string text;
  const char* line;   // how the message begins
  const char* right;  // what it also says
};

TEST(ConfigFile, wrong_files_are_named_by_line) {
  std::string many;
  for (int i = 0; i < 201; ++i) many += "k" + std::to_string(i) + ": v\n";
  const WrongFile cases[] = {
      {"not YAML", "a: b\nc: d: e\n", "line 2: ", "not YAML"},
      {"a stray comma, on which the library's own loader never ends", ",", "line 1: ", "stray"},
      {"an unknown alias", "a: *b\n", "line 1: ", "not YAML"},
      {"an alias", "a: &x b\nc: *x\n", "line 2: ", "write the value itself"},
      {"a key that is nothing", "~: b\n", "line 1: ", "plain word"},
      {"a list", "- a\n- b\n", "line 1: ", "NSCHED_GRACE: 15m"},
      {"one word", "hello\n", "line 1: ", "is not a map"},
      {"a map in a map", "a: b\nnsched:\n  grace: 5m\n", "line 2: ", "more than one value"},
      {"a list as a value", "a: [b, c]\n", "line 1: ", "\"a,b,c\""},
      {"an unquoted IPv6 address", "listen: [::]:8080\n", "line 1: ", ""},
      {"an unquoted exclamation mark", "x: y\nsystem-namespaces: !monitoring\n", "line 2: ", "in quotes"},
      {"a key without a value", "grace:\n", "line 1: ", "has no value"},
      {"a key that is a list", "? [a, b]\n: c\n", "line 1: ", "plain word"},
      {"two documents", "a: b\n---\nc: d\n", "line 1: ", "more than one YAML document"},
      {"too many settings", many, "line 201: ", "more than 200"},
      {"too large", std::string(70'000, '#'), "line 1: ", "65536 bytes"},
      {"too deep", std::string(30'000, '['), "line 1: ", "not YAML"},
  };
  for (const WrongFile& c : cases) {
    const auto entries = parse_config_file(c.text);
    ASSERT_FALSE(entries) << c.sentence;
    const std::string& message = entries.error().message.en;
    EXPECT_EQ(message.rfind(c.line, 0), 0U) << c.sentence << ": " << message;
    EXPECT_NE(message.find(c.right), std::string::npos) << c.sentence << ": " << message;
    EXPECT_EQ(entries.error().code, "invalid_config_file");
  }
}

RC_GTEST_PROP(ConfigFile, any_bytes_are_entries_or_one_error, (const std::string& text)) {
  const auto entries = parse_config_file(text);
  if (!entries) RC_ASSERT(entries.error().message.en.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace nss
