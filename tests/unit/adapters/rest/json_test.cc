#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/rest/json_value.h"
#include "adapters/rest/json_writer.h"

namespace nss {
namespace {

struct Refused {
  const char* why;
  std::string text;
};

class JsonRefusal : public testing::TestWithParam<Refused> {};

TEST_P(JsonRefusal, IsMalformed) {
  const auto value = parse_json(GetParam().text);
  ASSERT_FALSE(value) << GetParam().why;
  EXPECT_EQ(value.error().code, "malformed_json");
  EXPECT_FALSE(value.error().message.es.empty());
}

std::string nested(int levels) {
  const auto n = static_cast<std::size_t>(levels);
  return std::string(n, '[') + std::string(n, ']');
}

INSTANTIATE_TEST_SUITE_P(
    Rows, JsonRefusal,
    testing::Values(Refused{"nothing", ""}, Refused{"half an object", R"({"a":1)"},
                    Refused{"duplicate member", R"({"a":1,"a":2})"},
                    Refused{"duplicate behind an escape", R"({"a":1,"\u0061":2})"},
                    Refused{"a duplicate deep inside", R"([{"b":{"a":1,"a":1}}])"}, Refused{"invalid UTF-8", "{\"a\":\"\xff\"}"},
                    Refused{"an overlong sequence", "{\"a\":\"\xc0\x80\"}"}, Refused{"a lone surrogate", R"({"a":"\ud800"})"},
                    Refused{"a BOM", "\xEF\xBB\xBF{}"}, Refused{"NaN", R"({"a":NaN})"}, Refused{"Infinity", R"({"a":Infinity})"},
                    Refused{"33 levels", nested(33)}, Refused{"something behind the value", "{} x"},
                    Refused{"a second value", "{}{}"}, Refused{"a trailing comma", R"({"a":1,})"}, Refused{"a comment", "{/**/}"},
                    Refused{"single quotes", "{'a':1}"}, Refused{"a leading zero", R"({"a":01})"}));

TEST(Json, ReadsEveryKind) {
  const auto value =
      parse_json(R"( {"n":null,"t":true,"i":-7,"d":1.0,"e":1e2,"u":18446744073709551615,"s":"ñ\n","a":[1,[]],"o":{"x":{}}} )");
  ASSERT_TRUE(value);
  const auto holds = [&](const char* name, auto sample) {
    return std::holds_alternative<decltype(sample)>(value->find(name)->value);
  };
  EXPECT_TRUE(holds("n", std::monostate{}));
  EXPECT_TRUE(std::get<bool>(value->find("t")->value));
  EXPECT_EQ(std::get<std::int64_t>(value->find("i")->value), -7);
  EXPECT_TRUE(holds("d", 1.0)) << "1.0 is not an integer";
  EXPECT_TRUE(holds("e", 1.0)) << "1e2 is not an integer";
  EXPECT_TRUE(holds("u", 1.0)) << "too large for 64 bits with a sign";
  EXPECT_EQ(std::get<std::string>(value->find("s")->value), "ñ\n");
  EXPECT_EQ(std::get<JsonValue::Array>(value->find("a")->value).size(), 2u);
  EXPECT_NE(value->find("o")->find("x"), nullptr);
  EXPECT_EQ(value->find("absent"), nullptr);
  EXPECT_EQ(value->find("s")->find("x"), nullptr);
  EXPECT_TRUE(parse_json(nested(32)));
}

RC_GTEST_PROP(JsonProperty, AnyBytesAreRefusedOrRead, (const std::string& bytes)) { (void)parse_json(bytes); }

RC_GTEST_PROP(JsonProperty, WhatIsWrittenReadsBack, (const std::vector<std::uint32_t>& points, std::int64_t number, bool flag)) {
  std::string text;
  for (const std::uint32_t raw : points) {  // code points of one to three bytes, controls included
    const std::uint32_t c = raw % 0xd800;
    if (c < 0x80)
      text += static_cast<char>(c);
    else if (c < 0x800)
      (text += static_cast<char>(0xc0 | (c >> 6))) += static_cast<char>(0x80 | (c & 0x3f));
    else
      ((text += static_cast<char>(0xe0 | (c >> 12))) += static_cast<char>(0x80 | ((c >> 6) & 0x3f))) +=
          static_cast<char>(0x80 | (c & 0x3f));
  }
  JsonWriter json;
  json.begin_object().member("text", text).member("number", number).member("flag", flag).end_object();
  const auto value = parse_json(json.take());
  RC_ASSERT(value.has_value());
  RC_ASSERT(std::get<std::string>(value->find("text")->value) == text);
  RC_ASSERT(std::get<std::int64_t>(value->find("number")->value) == number);
  RC_ASSERT(std::get<bool>(value->find("flag")->value) == flag);
}

TEST(JsonWriter, WritesInOrder) {
  JsonWriter json;
  json.begin_array()
      .value(1.25)
      .value(std::uint64_t{7})
      .null()
      .begin_object()
      .text_or_null("a", "")
      .member("b", std::optional<int>())
      .end_object();
  json.value("x\"").begin_array().end_array().end_array();
  EXPECT_EQ(json.take(), R"([1.25,7,null,{"a":null,"b":null},"x\"",[]])");
}

TEST(JsonWriterDeathTest, UnbalancedIsOurBug) {
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_object().end_array();
      },
      "");
  EXPECT_DEATH(
      {
        JsonWriter json;
        json.begin_object();
        (void)json.take();
      },
      "");
}

}  // namespace
}  // namespace nss
