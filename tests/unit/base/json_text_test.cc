#include "base/json_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

std::string json_of(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesWhatMustBe) {
  struct Row {
    const char* why;
    std::string text;
    const char* json;
  };
  for (const Row& row :
       {Row{"plain", "ñandú 中 🌙", "\"ñandú 中 🌙\""}, Row{"quotes", "a\"b\\c", R"("a\"b\\c")"},
        Row{"controls", std::string("\0\n\r\t\x1f\x7f", 6), R"("\u0000\n\r\t\u001f\u007f")"},
        Row{"line separators", "\xE2\x80\xA8\xE2\x80\xA9", R"("\u2028\u2029")"},
        Row{"a lone byte", "a\xffz", "\"a\xEF\xBF\xBDz\""}, Row{"a cut sequence", "\xE2\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""}})
    EXPECT_EQ(json_of(row.text), row.json) << row.why;
}

TEST(JsonText, KnowsUtf8) {
  struct Row {
    const char* why;
    const char* text;
    bool valid;
  };
  for (const Row& row : {Row{"empty", "", true}, Row{"two bytes", "\xc3\xb1", true}, Row{"overlong", "\xc0\x80", false},
                         Row{"overlong of three", "\xe0\x80\x80", false}, Row{"a surrogate", "\xed\xa0\x80", false},
                         Row{"the last code point", "\xf4\x8f\xbf\xbf", true}, Row{"behind it", "\xf4\x90\x80\x80", false},
                         Row{"overlong of four", "\xf0\x80\x80\x80", false}, Row{"a continuation alone", "\x80", false},
                         Row{"cut", "\xf0\x9f\x8c", false}})
    EXPECT_EQ(is_utf8(row.text), row.valid) << row.why;
  EXPECT_EQ(utf8_length("ñ🌙a"), 3u);
  EXPECT_EQ(utf8_length("\xff\xff"), 2u);
}

RC_GTEST_PROP(JsonTextProperty, IsAlwaysOneValidLine, (const std::string& bytes)) {
  const std::string json = json_of(bytes);
  RC_ASSERT(is_utf8(json));
  for (const char c : json) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
}

}  // namespace
}  // namespace nss
