#include "domain/label_selector.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/generators.h"

namespace nss {
namespace {

using Labels = std::map<std::string, std::string>;

struct Case {
  const char* sentence;
  const char* selector;
  Labels labels;
  bool matches;
};

TEST(LabelSelector, TakesWhatKubernetesWouldTake) {
  const Case cases[] = {
      {"an empty selector takes everything", "", {}, true},
      {"also of blanks", "  ", {{"a", "b"}}, true},
      {"equal", "team=pagos", {{"team", "pagos"}}, true},
      {"not equal", "team=pagos", {{"team", "web"}}, false},
      {"no such label", "team=pagos", {}, false},
      {"two equal signs", "team==pagos", {{"team", "pagos"}}, true},
      {"blanks around it", "  team =\tpagos ", {{"team", "pagos"}}, true},
      {"an empty value", "team=", {{"team", ""}}, true},
      {"an empty value is a value", "team=", {{"team", "x"}}, false},
      {"different", "team!=pagos", {{"team", "web"}}, true},
      {"not different", "team != pagos", {{"team", "pagos"}}, false},
      {"different takes what has no such label", "team!=pagos", {}, true},
      {"one of a set", "team in (web, pagos)", {{"team", "pagos"}}, true},
      {"none of the set", "team in (web,pagos)", {{"team", "datos"}}, false},
      {"in: no such label", "team in (web,pagos)", {}, false},
      {"in without blanks", "team in(web)", {{"team", "web"}}, true},
      {"a set of the empty value", "team in ()", {{"team", ""}}, true},
      {"notin", "team notin (web,pagos)", {{"team", "datos"}}, true},
      {"notin, in the set", "team notin ( web )", {{"team", "web"}}, false},
      {"notin takes what has no such label", "team notin (web)", {}, true},
      {"exists", "team", {{"team", ""}}, true},
      {"exists not", "team", {{"other", ""}}, false},
      {"absent", "!team", {{"other", ""}}, true},
      {"absent, but there", "! team", {{"team", "web"}}, false},
      {"all must hold", "a=1,b!=2,!c", {{"a", "1"}, {"b", "3"}}, true},
      {"one does not", "a=1,b!=2,!c", {{"a", "1"}, {"b", "3"}, {"c", ""}}, false},
      {"a prefixed key", "example.com/team=pagos", {{"example.com/team", "pagos"}}, true},
      {"a key called in", "in=x", {{"in", "x"}}, true},
      {"capital letters, dots, lines", "App_1.x-Y=V_1.x-Y", {{"App_1.x-Y", "V_1.x-Y"}}, true},
  };
  for (const Case& c : cases) {
    const auto selector = LabelSelector::parse(c.selector);
    ASSERT_TRUE(selector.has_value()) << c.sentence << ": " << selector.error().message.en;
    EXPECT_EQ(selector->matches(c.labels), c.matches) << c.sentence;
    EXPECT_EQ(selector->text(), c.selector);
  }
}

struct Refusal {
  const char* sentence;
  std::string selector;
  std::size_t position;
};

TEST(LabelSelector, WrongOnesAreRefusedWhereTheyAreWrong) {
  const std::string sixty_four(64, 'a');
  const Refusal cases[] = {
      {"no key", "=pagos", 0},
      {"only an exclamation mark", "!", 1},
      {"a trailing comma", "team=pagos,", 11},
      {"two commas", "a,,b", 2},
      {"an unknown word", "team on (web)", 5},
      {"greater than", "size > 3", 5},
      {"no parenthesis", "team in web", 8},
      {"an open parenthesis", "team in (web", 12},
      {"something after the set", "team in (web) x", 14},
      {"something after the value", "team=web x", 9},
      {"absent with a value", "!team=web", 5},
      {"a value that begins with a dot", "a=.b", 2},
      {"a value with a slash", "a=b/c", 2},
      {"a value that is too long", "a=" + sixty_four, 2},
      {"a wrong value inside a set", "a in (b,-c)", 8},
      {"a key that is too long", sixty_four + "=b", 0},
      {"a key that ends with a line", "x,a-=b", 2},
      {"an empty prefix", "/a=b", 0},
      {"a prefix with capital letters", "Example.com/a=b", 0},
      {"two slashes", "a/b/c=d", 0},
      {"a prefix that is too long", std::string(254, 'a') + "/b", 0},
      {"a letter that labels do not have", "equipo=ñ", 7},
      {"a control character", std::string("a\x01"), 1},
  };
  for (const Refusal& c : cases) {
    const auto selector = LabelSelector::parse(c.selector);
    ASSERT_FALSE(selector.has_value()) << c.sentence;
    EXPECT_EQ(selector.error().code, "invalid_value") << c.sentence;
    EXPECT_EQ(selector.error().position, c.position) << c.sentence << ": " << selector.error().message.en;
    EXPECT_FALSE(selector.error().message.es.empty()) << c.sentence;
  }
}

TEST(LabelSelector, IsBounded) {
  const auto list = [](int count, const std::string& last) {
    std::string text = "a0";
    for (int i = 1; i < count; ++i) text += ",a" + std::to_string(i);
    return text + last;
  };
  EXPECT_TRUE(LabelSelector::parse(list(64, "")).has_value());
  EXPECT_FALSE(LabelSelector::parse(list(65, "")).has_value());
  EXPECT_TRUE(LabelSelector::parse("k in (" + list(64, ")")).has_value());
  EXPECT_FALSE(LabelSelector::parse("k in (" + list(65, ")")).has_value());
  EXPECT_FALSE(LabelSelector::parse(std::string(5'000, ' ')).has_value());
}

TEST(LabelSelector, TheOneThatWasNeverSetTakesEverything) {
  EXPECT_TRUE(LabelSelector().empty());
  EXPECT_TRUE(LabelSelector().matches({{"a", "b"}}));
  EXPECT_FALSE(LabelSelector::parse("a").value().empty());
}

RC_GTEST_PROP(LabelSelector, AnyTextIsAnswered, ()) {
  const std::string text = *arbitrary_text();
  const auto selector = LabelSelector::parse(text);
  if (!selector) RC_ASSERT(selector.error().position.value() <= text.size());
}

RC_GTEST_PROP(LabelSelector, InAndNotInShareTheWorldBetweenThem, ()) {
  const std::string key = *arbitrary_name();
  const std::string values = *arbitrary_name() + "," + *arbitrary_name();
  Labels labels;
  if (*rc::gen::arbitrary<bool>()) labels[key] = *rc::gen::element<std::string>("", values.substr(0, values.find(',')), "z");
  const bool in = LabelSelector::parse(key + " in (" + values + ")").value().matches(labels);
  const bool not_in = LabelSelector::parse(key + " notin (" + values + ")").value().matches(labels);
  RC_ASSERT(in != not_in);
}

}  // namespace
}  // namespace nss
