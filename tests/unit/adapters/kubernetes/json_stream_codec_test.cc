#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/kubernetes/json_stream.h"

namespace nss {
namespace {

const Keep& sample_keep() {
  static const Keep keep = [] {
    Keep labels;
    labels.everything = true;
    Keep items{{{"name", {}}, {"labels", labels}}};
    items.each = true;
    return Keep{{{"kind", {}}, {"metadata", Keep{{{"version", {}}}}}, {"items", items}, {"list", Keep{{{"x", {}}}}}}};
  }();
  return keep;
}

// What came out, as text.
struct Heard {
  std::vector<std::string> elements;
  std::vector<std::string> documents;

  JsonStream::Listener listener() {
    return {[this](JsonView view) { elements.push_back(print(view)); },
            [this](JsonView view) { documents.push_back(print(view)); }};
  }

  static std::string print(JsonView view) {
    switch (view.kind()) {
      case JsonKind::absent: return "-";
      case JsonKind::null: return "null";
      case JsonKind::boolean: return *view.boolean() ? "true" : "false";
      case JsonKind::integer: return std::to_string(*view.integer());
      case JsonKind::number: return "number";
      case JsonKind::string: return "'" + std::string(*view.string()) + "'";
      case JsonKind::array: return "[" + children(view, false) + "]";
      case JsonKind::object: break;
    }
    return "{" + children(view, true) + "}";
  }
  static std::string children(JsonView view, bool named) {
    std::string text;
    for (JsonView child = view.first(); child.kind() != JsonKind::absent; child = child.next()) {
      if (!text.empty()) text += ",";
      if (named) text += std::string(child.key()) + ":";
      text += print(child);
    }
    return text;
  }
};

const std::string sample =
    R"({"kind":"List","noise":{"deep":[{"kind":1},[[]]],"x":"y"},"metadata":{"version":"7","other":null},)"
    R"("items":[{"name":"a","labels":{"k":"v","n":{"m":[1,2.5,true,null]}},"skip":{"name":"no"}},{"labels":{},"name":"b"},5,"s",[],{}],)"
    R"("list":[{"x":1,"y":2},{"y":3},4,"five",{"x":{"x":6}}],"last":18446744073709551615})";

void expect_sample(const Heard& heard, std::size_t times = 1) {
  const std::vector<std::string> elements = {"{name:'a',labels:{k:'v',n:{m:[1,number,true,null]}}}", "{labels:{},name:'b'}", "[]",
                                             "{}"};
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < times; ++i) wanted.insert(wanted.end(), elements.begin(), elements.end());
  EXPECT_EQ(heard.elements, wanted);
  EXPECT_EQ(heard.documents,
            std::vector<std::string>(times, "{kind:'List',metadata:{version:'7'},items:[],list:[{x:1},{},4,'five',{x:{}}]}"));
}

TEST(JsonStream, KeepsWhatItIsToldAndNothingElse) {
  Heard heard;
  JsonStream stream(sample_keep(), heard.listener());
  EXPECT_TRUE(stream.feed(sample));
  EXPECT_TRUE(stream.feed("\n"));
  EXPECT_TRUE(stream.between_documents());
  expect_sample(heard);
}

TEST(JsonStream, TheSameInPortionsOfAnySize) {
  for (std::size_t portion = 1; portion < 40; ++portion) {
    Heard heard;
    JsonStream stream(sample_keep(), heard.listener());
    const std::string twice = sample + "\n" + sample + "\n";
    for (std::size_t at = 0; at < twice.size(); at += portion)
      ASSERT_TRUE(stream.feed(std::string_view(twice).substr(at, portion)));
    EXPECT_TRUE(stream.between_documents());
    expect_sample(heard, 2);
  }
}

TEST(JsonStream, EscapesAndAnyLanguageSurvivePortions) {
  const Keep keep{{{"ñandú \"", {}}}};
  const std::string text = R"({"\u00f1and\u00fa \"":"D\u00eda \ud83c\udf19 ma\u00f1ana\n\\"})";
  for (std::size_t portion = 1; portion <= text.size(); ++portion) {
    Heard heard;
    JsonStream stream(keep, heard.listener());
    for (std::size_t at = 0; at < text.size(); at += portion)
      ASSERT_TRUE(stream.feed(std::string_view(text).substr(at, portion)));
    EXPECT_EQ(heard.documents, std::vector<std::string>{"{ñandú \":'Día 🌙 mañana\n\\'}"}) << portion;
  }
}

TEST(JsonStream, ADocumentIsHeardBeforeTheNextOneBegins) {
  Heard heard;
  JsonStream stream(sample_keep(), heard.listener());
  EXPECT_TRUE(stream.feed(R"({"kind":"a"}{"ki)"));
  EXPECT_EQ(heard.documents.size(), 1U);
  EXPECT_FALSE(stream.between_documents());
  EXPECT_TRUE(stream.feed("nd\":\"b\"} \r\n\t "));
  EXPECT_EQ(heard.documents, (std::vector<std::string>{"{kind:'a'}", "{kind:'b'}"}));
  EXPECT_TRUE(stream.between_documents());
}

TEST(JsonStream, WhatIsNotJsonStopsItForEver) {
  for (const std::string text : {"{", "}", "garbage", "{\"kind\":}", "{\"kind\":\"\x01\"}", "{'kind':1}", "[1,]", "{\"a\":01}",
                                 "nul!", "{\"kind\":\"\xff\xfe\"}", "// comment\n{}"}) {
    Heard heard;
    JsonStream stream(sample_keep(), heard.listener());
    const bool fed = stream.feed(text) && stream.feed("\n");
    EXPECT_TRUE(!fed || !stream.between_documents()) << text;
    if (!fed) {
      EXPECT_FALSE(stream.error().empty()) << text;
      EXPECT_FALSE(stream.feed("{}")) << "for ever: " << text;
    }
    EXPECT_TRUE(heard.documents.empty()) << text;
  }
}

struct BoundCase {
  std::string sentence;
  std::string text;
  JsonBounds bounds;
  bool fits;
};

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonStream, EveryBoundHolds) {
  const JsonBounds roomy;
  const std::string long_text(2000, 'x');
  const std::vector<BoundCase> cases = {
      {"a kept text within the bound",
       R"({"kind":"1234567890"})",
       {.kept_bytes = 14, .kept_nodes = 10, .document_bytes = 1000},
       true},
      {"a kept text beyond it", R"({"kind":"12345678901"})", {.kept_bytes = 14, .kept_nodes = 10, .document_bytes = 1000}, false},
      {"a skipped text beyond it",
       R"({"other":")" + long_text + R"("})",
       {.kept_bytes = 14, .kept_nodes = 10, .document_bytes = 9000},
       true},
      {"kept names count too",
       R"({"items":[{"labels":{")" + long_text + R"(":""}}]})",
       {.kept_bytes = 1000, .kept_nodes = 10, .document_bytes = 9000},
       false},
      {"many kept values",
       R"({"list":[1,2,3,4,5,6,7,8,9,10]})",
       {.kept_bytes = 1000, .kept_nodes = 10, .document_bytes = 1000},
       false},
      {"many kept objects",
       R"({"list":[{},{},{},{},{},{},{},{},{},{}]})",
       {.kept_bytes = 1000, .kept_nodes = 10, .document_bytes = 1000},
       false},
      {"many elements that are handed out",
       R"({"items":[{},{},{},{},{},{},{},{},{},{},{},{}]})",
       {.kept_bytes = 1000, .kept_nodes = 10, .document_bytes = 1000},
       true},
      {"an element when there is no room",
       R"({"items":[{}]})",
       {.kept_bytes = 1000, .kept_nodes = 3, .document_bytes = 1000},
       false},
      {"a document that is too long",
       R"({"other":")" + long_text + R"("})",
       {.kept_bytes = 1000, .kept_nodes = 10, .document_bytes = 1000},
       false},
      {"nesting as deep as an object may be", R"({"other":)" + nested(100) + "}", roomy, true},
      {"nesting without end", R"({"other":)" + nested(100'000) + "}", roomy, false},
  };
  for (const auto& row : cases) {
    Heard heard;
    JsonStream stream(sample_keep(), heard.listener(), row.bounds);
    EXPECT_EQ(stream.feed(row.text), row.fits) << row.sentence << ": " << stream.error();
  }
}

TEST(JsonStream, WithoutAListenerItOnlyChecks) {
  JsonStream stream(sample_keep(), {});
  EXPECT_TRUE(stream.feed(sample + "\n"));
}

TEST(ReadJson, WantsExactlyOneDocument) {
  const Keep keep{{{"a", {}}}};
  EXPECT_EQ(read_json(R"( {"a":1} )", keep)->root()["a"].integer(), 1);
  EXPECT_EQ(read_json("12", keep)->root().integer(), 12);
  EXPECT_EQ(read_json("\"x\"", keep)->root().string(), "x");
  for (const std::string text : {"", " ", "{}{}", "{} x", "{}{\"a\":", "{\"a\":1", "1 2"})
    EXPECT_FALSE(read_json(text, keep)) << text;
}

TEST(JsonView, OfSomethingElseIsEmpty) {
  const Keep keep{{{"a", {}}, {"n", {}}}};
  const auto document = read_json(R"({"a":"text","n":null})", keep);
  const JsonView root = document->root();
  EXPECT_TRUE(root["a"]["b"]["c"].empty());
  EXPECT_TRUE(root["n"].empty());
  EXPECT_EQ(root["n"].kind(), JsonKind::null);
  EXPECT_EQ(root["a"].integer(), std::nullopt);
  EXPECT_EQ(root["a"].boolean(), std::nullopt);
  EXPECT_EQ(root["n"].string(), std::nullopt);
  EXPECT_EQ(root["zzz"].first().next().key(), "");
  EXPECT_EQ(JsonView().kind(), JsonKind::absent);
}

RC_GTEST_PROP(JsonStream, NoBytesBreakIt, (std::vector<std::string> portions)) {
  Heard heard;
  JsonStream stream(sample_keep(), heard.listener());
  for (const auto& portion : portions) stream.feed(portion);
  RC_SUCCEED();
}

// The sample with some bytes changed: nearly right is where parsers break.
RC_GTEST_PROP(JsonStream, NoFlippedByteBreaksIt, ()) {
  std::string text = sample;
  const auto flips = *rc::gen::inRange(1, 6);
  for (int i = 0; i < flips; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::arbitrary<char>();
  }
  const auto cut = *rc::gen::inRange<std::size_t>(0, text.size());
  Heard heard;
  JsonStream stream(sample_keep(), heard.listener());
  if (stream.feed(std::string_view(text).substr(0, cut))) stream.feed(std::string_view(text).substr(cut));
  RC_SUCCEED();
}

}  // namespace
}  // namespace nss
