#include "adapters/rest/language.h"

#include <gtest/gtest.h>

namespace nss {
namespace {

struct Row {
  const char* why;
  const char* header;
  Language otherwise;
  Language chosen;
};

class LanguageChoice : public testing::TestWithParam<Row> {};

TEST_P(LanguageChoice, IsWhatTheHeaderAsksFor) {
  const Row& row = GetParam();
  EXPECT_EQ(choose_language(row.header, row.otherwise), row.chosen) << row.why << ": " << row.header;
}

constexpr Language es = Language::es;
constexpr Language en = Language::en;

INSTANTIATE_TEST_SUITE_P(
    Rows, LanguageChoice,
    testing::Values(Row{"absent: the setting", "", es, es}, Row{"absent: the setting", "", en, en},
                    Row{"a plain language", "en", es, en}, Row{"any Spanish is ours", "es-MX", en, es},
                    Row{"case does not matter", "EN-us", es, en}, Row{"the higher weight wins", "es;q=0.5, en;q=0.8", es, en},
                    Row{"no weight means 1", "es;q=0.9,en", es, en}, Row{"equal weights: the first", "en, es", es, en},
                    Row{"equal weights: the first", "es, en", en, es}, Row{"neither of ours", "fr, de;q=0.5", en, en},
                    Row{"a star says nothing about which", "*", en, en}, Row{"a star for all but Spanish", "es;q=0, *", es, en},
                    Row{"refused with weight 0", "en;q=0", en, en},
                    Row{"refused with weight 0, the other wanted", "en;q=0, es;q=0.1", en, es},
                    Row{"blanks around", " en ; q=1.000 , es ; q=0.999 ", es, en},
                    Row{"an unreadable weight counts as 0", "en;q=abc, es;q=0.1", en, es},
                    Row{"weights over 1 are 1", "en;q=1.9, es", es, en},
                    Row{"a weight with too many digits is unreadable", "en;q=0.9999, es;q=0.1", en, es},
                    Row{"not a weight", "en;level=1, es;q=0.2", en, es},
                    Row{"a longer word is another language", "eng, est", es, es}, Row{"garbage", ";;;,,,=", en, en},
                    Row{"a two-digit weight", "en;q=01, es;q=0.5", en, es}));

TEST(Language, LocaleAndTags) {
  EXPECT_EQ(language_of_locale("en-US"), en);
  EXPECT_EQ(language_of_locale("es-CO"), es);
  EXPECT_EQ(language_of_locale("fr"), es);
  EXPECT_STREQ(tag(es), "es-CO");
  EXPECT_STREQ(tag(en), "en");
  EXPECT_EQ(pick({"sí", "yes"}, en), "yes");
  constexpr CountedNoun noun{"tarea", "tareas", "task", "tasks"};
  EXPECT_EQ(counted(1, noun), (Text{"1 tarea", "1 task"}));
  EXPECT_EQ(counted(0, noun), (Text{"0 tareas", "0 tasks"}));
}

}  // namespace
}  // namespace nss
