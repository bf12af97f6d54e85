// What DynamoDB's typed values become, and which texts are no answer.
#include "adapters/dynamodb/typed_items_codec.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace nss {
namespace {

namespace json = boost::json;

bool unwanted(std::string_view attribute) { return attribute == "unwanted"; }

json::value json_of(const RecordMember& member) {
  if (const auto* text = std::get_if<std::string_view>(&member))
    return json::value(json::string_view(text->data(), text->size()));
  if (const auto* number = std::get_if<std::int64_t>(&member)) return *number;
  if (const auto* truth = std::get_if<bool>(&member)) return *truth;
  return *std::get<const json::value*>(member);
}

// The items one after the other, as JSON.
json::array items_of(const TypedAnswer& answer) {
  json::array items;
  for (std::size_t i = 0; i < answer.size(); ++i) {
    json::object item;
    for (const auto& [name, value] : answer[i].attributes) item[json::string_view(name.data(), name.size())] = json_of(value);
    items.emplace_back(std::move(item));
  }
  return items;
}

struct Read {
  const char* answer;
  const char* items;
};

class TypedItems : public testing::TestWithParam<Read> {};

TEST_P(TypedItems, AreReadWithoutTheTypes) {
  const std::string text = GetParam().answer;
  const TypedAnswer answer(text, unwanted);
  ASSERT_TRUE(answer.valid()) << text;
  EXPECT_EQ(json::value(items_of(answer)), json::parse(GetParam().items)) << json::serialize(items_of(answer));
}

INSTANTIATE_TEST_SUITE_P(
    Answers, TypedItems,
    testing::Values(
        Read{"{}", "[]"}, Read{R"({"Item":{}})", "[{}]"}, Read{R"({"Items":[]})", "[]"},
        Read{R"({"Item":{"a":{"S":"x"},"b":{"N":"-7"},"c":{"BOOL":true},"d":{"S":""}}})",
             R"([{"a":"x","b":-7,"c":true,"d":""}])"},
        Read{R"({"Item":{"a":{"L":[{"S":"x"},{"L":[]},{"M":{"k":{"N":"1"},"l":{"BOOL":false}}}]},"b":{"M":{}}}})",
             R"([{"a":["x",[],{"k":1,"l":false}],"b":{}}])"},
        // An attribute may have a type's name, and what is escaped is what it says.
        Read{R"({"Item":{"S":{"S":"S"},"M":{"M":{"M":{"M":{}}}},"\u0061\"b":{"N":"2"},"c":{"\u0053":"x"}}})",
             R"([{"S":"S","M":{"M":{}},"a\"b":2,"c":"x"}])"},
        Read{R"({"Item":{"a":{"S":"tab\tand \u00e9, \ud83d\ude00"},"b":{"L":[{"S":"tab\t"}]},"c":{"S":"new\nline"}}})",
             R"([{"a":"tab\tand é, 😀","b":["tab\t"],"c":"new\nline"}])"},
        // Left out of an item, and only there.
        Read{
            R"({"Item":{"unwanted":{"M":{"x":{"S":"y"}}},"a":{"M":{"unwanted":{"N":"1"}}},"\u0075nwanted":{"L":[]}},"unwanted":[1]})",
            R"([{"a":{"unwanted":1}}])"},
        // No int64: the text stays.
        Read{R"({"Item":{"a":{"N":"1.5"},"b":{"N":"99999999999999999999"},"c":{"N":""},"d":{"L":[{"N":"1e3"}]}}})",
             R"([{"a":"1.5","b":"99999999999999999999","c":"","d":["1e3"]}])"},
        // Types that we never write.
        Read{
            R"({"Item":{"a":{"NULL":true},"b":{"SS":["x","y"]},"c":{"B":"AA=="},"d":{"X":{"y":[1,{"S":2.5}],"z":null}},"e":{"N":"1"}}})",
            R"([{"a":null,"b":null,"c":null,"d":null,"e":1}])"},
        Read{R"({"Item":{"a":{"L":[{"NULL":true},{"SS":["x"]},{"N":"1"}]}}})", R"([{"a":[null,null,1]}])"},
        Read{R"({"Items":[{"a":{"N":"1"}},{}],"Count":2,"ConsumedCapacity":{"x":[0.5,null,-1]}})", R"([{"a":1},{}])"}));

TEST(TypedItemsTest, WhatIsSentBackIsKeptAsItCame) {
  const std::string page = R"({"Items":[],"LastEvaluatedKey":{"a":{"N":"1"},"b":[0.5,null,true,18446744073709551615,{}]}})";
  const TypedAnswer query(page, unwanted);
  ASSERT_TRUE(query.valid() && query.has_list());
  EXPECT_EQ(json::parse(query.last_key()), json::parse(page).at("LastEvaluatedKey"));
  const std::string responses =
      R"({"Responses":{"t":[{"a":{"S":"x"}}],"Items":[{"a":{"S":"y"}}]},"UnprocessedKeys":{"t":{"Keys":[{"a":{"S":"z"}}]}}})";
  const TypedAnswer batch(responses, unwanted);
  ASSERT_TRUE(batch.valid() && batch.has_list());
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch[0].table, "t");
  EXPECT_EQ(batch[1].table, "Items");
  EXPECT_EQ(batch.unprocessed(), R"({"t":{"Keys":[{"a":{"S":"z"}}]}})");
  for (const std::string nothing :
       {R"({})", R"({"LastEvaluatedKey":{},"UnprocessedKeys":{}})", R"({"LastEvaluatedKey":7,"UnprocessedKeys":[1]})"}) {
    const TypedAnswer none(nothing, unwanted);
    EXPECT_TRUE(none.valid() && !none.has_list()) << nothing;
    EXPECT_EQ(none.last_key() + none.unprocessed(), "") << nothing;
  }
}

// The parser gives long ones in pieces.
TEST(TypedItemsTest, LongNamesAndTextsArriveWhole) {
  const std::string name(5000, 'n');
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "a\\n";
  const std::string typed = R"(":{"S":")" + text + R"("})";
  const std::string body = R"({"Item":{")" + name + typed + R"(,"b)" + typed + R"(,"c":{"M":{")" + name + typed + "}}}}";
  const TypedAnswer answer(body, unwanted);
  ASSERT_TRUE(answer.valid());
  const json::value plain =
      json::parse("[{\"" + name + "\":\"" + text + "\",\"b\":\"" + text + "\",\"c\":{\"" + name + "\":\"" + text + "\"}}]");
  EXPECT_EQ(json::value(items_of(answer)), plain);
}

TEST(TypedItemsTest, WhatIsNoAnswerIsRefused) {
  std::string too_deep = R"({"Item":{"a":)";
  for (int i = 0; i < 40; ++i) too_deep += R"({"L":[)";
  for (const std::string& text : {std::string(),
                                  std::string("{"),
                                  std::string("[]"),
                                  std::string("7"),
                                  std::string("{} {}"),
                                  std::string("{}x"),
                                  std::string(R"({"Items":{}})"),
                                  std::string(R"({"Items":7})"),
                                  std::string(R"({"Item":[]})"),
                                  std::string(R"({"Item":null})"),
                                  std::string(R"({"Item":7})"),
                                  std::string(R"({"Item":true})"),
                                  std::string(R"({"Item":"x"})"),
                                  std::string(R"({"Items":[7]})"),
                                  std::string(R"({"Item":{"a":"x"}})"),
                                  std::string(R"({"Item":{"a":{}}})"),
                                  std::string(R"({"Item":{"a":{"S":"x","N":"1"}}})"),
                                  std::string(R"({"Item":{"a":{"S":7}}})"),
                                  std::string(R"({"Item":{"a":{"N":7}}})"),
                                  std::string(R"({"Item":{"a":{"S":{}}}})"),
                                  std::string(R"({"Item":{"a":{"BOOL":"true"}}})"),
                                  std::string(R"({"Item":{"a":{"L":{}}}})"),
                                  std::string(R"({"Item":{"a":{"L":[7]}}})"),
                                  std::string(R"({"Item":{"a":{"M":[]}}})"),
                                  std::string(R"({"Item":{"a":{"S":null}}})"),
                                  std::string(R"({"Item":{"a":{"M":{"b":1}}}})"),
                                  std::string(R"({"Responses":[]})"),
                                  std::string(R"({"Responses":{"t":{}}})"),
                                  std::string("{\"Item\":{\"a\":{\"S\":\"\xff\"}}}"),
                                  too_deep}) {
    EXPECT_FALSE(TypedAnswer(text, unwanted).valid()) << text;
  }
}

}  // namespace
}  // namespace nss
