#include "adapters/kubernetes/original_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/kubernetes/json_stream.h"

namespace nss {
namespace {

Original sample() { return {3, "op_7f3a", *parse_rfc3339("2026-11-23T01:00:00Z"), Cause::schedule, "builtin-shutdown"}; }

TEST(OriginalCodec, IsTheTextOfTheSpecification) {
  EXPECT_EQ(encode_original(sample()),
            R"({"v":1,"r":3,"op":"op_7f3a","at":"2026-11-23T01:00:00Z","by":"schedule","who":"builtin-shutdown"})");
  EXPECT_EQ(decode_original(encode_original(sample())), sample());
}

TEST(OriginalCodec, ToleratesWhatALaterVersionOneMayAdd) {
  const auto original =
      decode_original(R"({"who":"ana","by":"comet","at":"2026-11-22T20:00:00-05:00","op":"op_1","r":0,"v":1,"note":{"x":[1]}})");
  ASSERT_TRUE(original);
  EXPECT_EQ(original->cause, Cause::unknown);
  EXPECT_EQ(original->replicas, 0);
  EXPECT_EQ(original->at, parse_rfc3339("2026-11-23T01:00:00Z"));
}

TEST(OriginalCodec, WhatIsForeignIsNoOriginal) {
  const std::string fine = encode_original(sample());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = fine;
    return text.replace(text.find(from), from.size(), to);
  };
  ASSERT_TRUE(decode_original(fine));
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"empty", ""},
      {"a number alone, as other tools write it", "3"},
      {"not JSON", "three replicas"},
      {"an array", "[]"},
      {"an empty object", "{}"},
      {"a newer version", with(R"("v":1)", R"("v":2)")},
      {"a version that is a text", with(R"("v":1)", R"("v":"1")")},
      {"no version", with(R"("v":1,)", "")},
      {"a negative count", with(R"("r":3)", R"("r":-1)")},
      {"a count beyond reason", with(R"("r":3)", R"("r":1000001)")},
      {"a count with a fraction", with(R"("r":3)", R"("r":3.5)")},
      {"a count that is a text", with(R"("r":3)", R"("r":"3")")},
      {"no count", with(R"("r":3,)", "")},
      {"no operation", with(R"("op":"op_7f3a",)", "")},
      {"an empty operation", with("op_7f3a", "")},
      {"an operation that is too long", with("op_7f3a", std::string(65, 'x'))},
      {"a time that is none", with("2026-11-23T01:00:00Z", "yesterday")},
      {"no time", with(R"("at":"2026-11-23T01:00:00Z",)", "")},
      {"no actor", with(R"(,"who":"builtin-shutdown")", "")},
      {"an actor that is too long", with("builtin-shutdown", std::string(257, 'x'))},
      {"text behind it", fine + "x"},
      {"two of them", fine + fine},
      {"cut off", fine.substr(0, fine.size() - 1)},
      {"too long", fine.substr(0, fine.size() - 1) + R"(,"x":")" + std::string(1000, 'x') + "\"}"},
  };
  for (const auto& [sentence, text] : cases) EXPECT_FALSE(decode_original(text)) << sentence;
}

TEST(OriginalCodec, ClipsWithoutCuttingACharacter) {
  EXPECT_EQ(clipped("ñandú", 100), "ñandú");
  EXPECT_EQ(clipped("ñandú", 1), "");
  EXPECT_EQ(clipped("ñandú", 2), "ñ");
  EXPECT_EQ(clipped("añb", 2), "a");
}

TEST(OriginalCodec, TheWorstActorStillFits) {
  for (const std::string& actor : {std::string(5000, '"'), std::string(5000, '\x01'), std::string(5000, '\xff')}) {
    Original original = sample();
    original.actor = actor;
    original.operation_id = std::string(64, 'o');
    EXPECT_TRUE(decode_original(encode_original(original))) << actor.substr(0, 1);
  }
}

TEST(OriginalCodec, MakesTextPrintable) { EXPECT_EQ(printable("a\tb\x7f\nñ\xff"), "a b  ñ\xEF\xBF\xBD"); }

TEST(OriginalCodec, WritesJsonStrings) {
  EXPECT_EQ(json_string("a\"b\\c\n\x01ñ🌙"), "\"a\\\"b\\\\c\\u000a\\u0001ñ🌙\"");
  for (const std::string bad : {"\xff", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xf0\x80\x80\x80",
                                "\xf4\x90\x80\x80", "\xc3", "\xc3(", "\x80"}) {
    EXPECT_NE(json_string(bad).find("\xEF\xBF\xBD"), std::string::npos);
    EXPECT_TRUE(read_json(json_string(bad), Keep{})) << "it is JSON whatever went in";
  }
}

rc::Gen<Original> any_original() {
  return rc::gen::exec([] {
    Original original;
    original.replicas = *rc::gen::inRange(0, 1'000'001);
    original.operation_id = "op_" + *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
    original.operation_id.resize(std::min<std::size_t>(original.operation_id.size(), 64));
    original.at = Seconds(std::chrono::seconds(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000)));
    original.cause = *rc::gen::element(Cause::schedule, Cause::task, Cause::person, Cause::drift, Cause::unknown);
    original.actor = *rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7f'));
    original.actor.resize(std::min<std::size_t>(original.actor.size(), 100));
    return original;
  });
}

RC_GTEST_PROP(OriginalCodec, EverythingThatIsWrittenIsReadBack, ()) {
  const Original original = *any_original();
  const std::string text = encode_original(original);
  RC_ASSERT(text.size() <= longest_original);
  RC_ASSERT(decode_original(text) == original);
}

RC_GTEST_PROP(OriginalCodec, WhateverAnActorIsCalledItIsReadBack, (std::string actor)) {
  Original original = sample();
  original.actor = actor + actor + actor + actor;
  const std::string text = encode_original(original);
  RC_ASSERT(text.size() <= longest_original);
  RC_ASSERT(decode_original(text).has_value());
}

RC_GTEST_PROP(OriginalCodec, NoTextBreaksIt, (std::string text)) { RC_ASSERT(!decode_original(text)); }

}  // namespace
}  // namespace nss
