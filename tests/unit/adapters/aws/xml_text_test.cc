#include "adapters/aws/xml_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

TEST(XmlText, AnAnswerOfSts) {
  const auto texts = read_xml(R"(<?xml version="1.0" encoding="UTF-8"?>
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <!-- > a comment < -->
  <AssumeRoleResult>
    <Credentials><AccessKeyId>ASIA1</AccessKeyId>
    <SecretAccessKey>a&amp;b&lt;&gt;&quot;&apos;&#x41;&#66;</SecretAccessKey></Credentials>
    <Empty/><Other note='a > "b" </x>'  />
  </AssumeRoleResult>
</AssumeRoleResponse>
)");
  ASSERT_TRUE(texts) << texts.error().message.en;
  const XmlTexts expected = {{"AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId", "ASIA1"},
                             {"AssumeRoleResponse/AssumeRoleResult/Credentials/SecretAccessKey", "a&b<>\"'AB"},
                             {"AssumeRoleResponse/AssumeRoleResult/Empty", ""},
                             {"AssumeRoleResponse/AssumeRoleResult/Other", ""}};
  EXPECT_EQ(*texts, expected);
}

TEST(XmlText, OfSeveralWithOnePathTheFirst) { EXPECT_EQ(read_xml("<a><b>1</b><b>2</b></a>")->at("a/b"), "1"); }

TEST(XmlText, WhiteSpaceAroundATextIsNotOfIt) { EXPECT_EQ(read_xml("<a>\r\n  x y\t</a>")->at("a"), "x y"); }

TEST(XmlText, BytesBeyondAsciiStay) { EXPECT_EQ(read_xml("<a>ñ&#241;</a>")->at("a"), "ñ?"); }

TEST(XmlText, WhatIsRefused) {
  std::string deep;
  for (int i = 0; i < 17; ++i) deep += "<a>";
  std::string many = "<a>";
  for (int i = 0; i < 500; ++i) many += "<b/>";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nothing", ""},
      {"no element", "  text  "},
      {"an open element", "<a>"},
      {"a wrong end", "<a></b>"},
      {"an end without a beginning", "</a>"},
      {"two documents", "<a/><b/>"},
      {"text after it", "<a/>x"},
      {"a tag without an end", "<a"},
      {"a tag in a tag", "<a <b>></a>"},
      {"a name that is none", "<a$></a$>"},
      {"no name", "<></>"},
      {"a document type", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"},
      {"an entity of its own", "<a>&x;</a>"},
      {"an entity without an end", "<a>&amp</a>"},
      {"a number that is none", "<a>&#xg;</a>"},
      {"a NUL by number", "<a>&#0;</a>"},
      {"character data", "<a><![CDATA[x]]></a>"},
      {"an instruction", "<a><?php x ?></a>"},
      {"a declaration without an end", "<?xml version"},
      {"a comment without an end", "<a><!-- </a>"},
      {"an attribute without an end", "<a b=\"></a>"},
      {"too deep", deep},
      {"too many", many + "</a>"},
      {"too long", "<a>" + std::string(70'000, 'x') + "</a>"},
  };
  for (const auto& [sentence, text] : cases) {
    const auto texts = read_xml(text);
    ASSERT_FALSE(texts) << sentence;
    EXPECT_EQ(texts.error().code, "bad_xml") << sentence;
  }
}

RC_GTEST_PROP(XmlTextProperty, NoTextBreaksIt, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "<a>", "</a>", "<b x='", "'>", "</b>", "<c/>", "&amp;", "&", ";", "<!--", "-->", "<", ">", "x", "/"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  const auto texts = read_xml(text);
  if (!texts) RC_ASSERT(texts.error().code == "bad_xml");
  if (texts) RC_ASSERT(read_xml("<z>" + text + "</z>").has_value());
}

}  // namespace
}  // namespace nss
