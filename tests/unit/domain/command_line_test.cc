#include "domain/command_line.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"

namespace nss {
namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const auto split = split_command(text);
  if (!split) return {"error: " + split.error().message.en};
  for (const CommandWord& word : *split) words.push_back(word.text);
  return words;
}

using Words = std::vector<std::string>;

TEST(CommandLine, SplitsAsAShellWould) {
  EXPECT_EQ(words_of(""), Words());
  EXPECT_EQ(words_of("  a  b "), (Words{"a", "b"}));
  EXPECT_EQ(words_of("a'b c'd"), Words{"ab cd"});
  EXPECT_EQ(words_of("'' \"\""), (Words{"", ""}));
  EXPECT_EQ(words_of("'a\"b' \"c'd\""), (Words{"a\"b", "c'd"}));
  EXPECT_EQ(words_of("\"\\\" \\\\ \\$ \\` \\n\""), Words{"\" \\ $ ` \\n"});
  EXPECT_EQ(words_of("'$HOME; `id` | & > \\'"), Words{"$HOME; `id` | & > \\"});
  EXPECT_EQ(words_of("día=ñandú"), Words{"día=ñandú"});
}

TEST(CommandLine, KnowsWhereEachByteStood) {
  const auto words = split_command("x 'a b'\"c\"d");
  ASSERT_TRUE(words);
  const CommandWord& word = words->at(1);
  EXPECT_EQ(word.text, "a bcd");
  EXPECT_EQ(word.at, (std::vector<std::size_t>{3, 4, 5, 8, 10}));
  EXPECT_EQ(word.begin, 2U);
  EXPECT_EQ(word.byte(99), 11U);
}

TEST(CommandLine, ShowsAPersonsTextShortAndPlain) {
  EXPECT_EQ(shown_in_message("a\x1b[0mb"), "a?[0mb");
  EXPECT_EQ(shown_in_message(std::string(41, 'x')), std::string(40, 'x') + "...");
}

RC_GTEST_PROP(CommandLineProperty, AQuotedWordIsThatWord, ()) {
  std::string word = *arbitrary_text();
  std::erase_if(word, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; });
  const auto words = split_command("a " + quoted_command_word(word) + " b");
  RC_ASSERT(words.has_value());
  RC_ASSERT(words->size() == 3U);
  RC_ASSERT(words->at(1).text == word);
}

}  // namespace
}  // namespace nss
