#include "adapters/rest/query.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "adapters/rest/page.h"

namespace nss {
namespace {

const std::vector<std::string_view> known{"a", "b", "limit", "cursor"};

struct Row {
  const char* why;
  std::string query;
  const char* code;
  const char* pointer;
};

class QueryRefusal : public testing::TestWithParam<Row> {};

TEST_P(QueryRefusal, HasItsCode) {
  const auto query = Query::parse(GetParam().query, known);
  ASSERT_FALSE(query) << GetParam().why;
  EXPECT_EQ(query.error().code, GetParam().code);
  EXPECT_EQ(query.error().pointer, GetParam().pointer);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, QueryRefusal,
    testing::Values(Row{"not known", "c=1", "unknown_parameter", "?c"}, Row{"twice", "a=1&a=1", "malformed_request", "?a"},
                    Row{"a broken escape", "a=%4", "malformed_request", ""},
                    Row{"no hex digits", "a=%zz", "malformed_request", ""}, Row{"half hex", "a=%1g", "malformed_request", ""},
                    Row{"a NUL", "a=%00", "malformed_request", ""}, Row{"not UTF-8", "a=%ff", "malformed_request", ""},
                    Row{"a broken name", "%4=1", "malformed_request", ""}));

TEST(Query, DecodesValues) {
  const auto query = Query::parse("b=&a=x+y%20%C3%B1%3D&&", known);
  ASSERT_TRUE(query);
  EXPECT_EQ(query->find("a"), "x y ñ=");
  EXPECT_EQ(query->find("b"), "");
  EXPECT_EQ(query->find("limit"), std::nullopt);
  EXPECT_EQ(Query::parse("a", known)->find("a"), "") << "a name without a value";
  EXPECT_EQ(percent_decode("a+b", false), "a+b");
  EXPECT_EQ(percent_decode("%2F%2f", false), "//");
  const auto long_name = Query::parse(std::string(99, 'x') + "%C3%B1%C3%B1=1", known);
  ASSERT_FALSE(long_name);
  EXPECT_EQ(long_name.error().pointer, "?" + std::string(99, 'x') + "…") << "cut between characters";
}

TEST(Query, TypedValues) {
  const auto value = [](const std::string& text) { return Query::parse("a=" + text, known).value(); };
  EXPECT_EQ(value("-12").integer("a")->value(), -12);
  EXPECT_FALSE(value("1").integer("b")->has_value());
  for (const char* bad : {"", "1.0", "x", "1x", "99999999999999999999", "+1"})
    EXPECT_EQ(value(bad).integer("a").error().code, "invalid_type") << bad;
  EXPECT_EQ(value("true").flag("a")->value(), true);
  EXPECT_EQ(value("false").flag("a")->value(), false);
  EXPECT_FALSE(value("1").flag("b")->has_value());
  EXPECT_EQ(value("1").flag("a").error().code, "invalid_type");
  EXPECT_EQ(value("2026-11-22T08:52:00-05:00").instant("a")->value(), parse_rfc3339("2026-11-22T13:52:00Z"));
  EXPECT_FALSE(value("1").instant("b")->has_value());
  EXPECT_EQ(value("ayer").instant("a").error().code, "invalid_date");
}

TEST(Cursor, IsBoundToListAndFilters) {
  const std::string cursor = make_cursor("tasks?", "2026 t_1");
  EXPECT_EQ(open_cursor("tasks?", cursor), "2026 t_1");
  EXPECT_EQ(open_cursor("logs?", cursor), std::nullopt) << "another list";
  EXPECT_EQ(open_cursor("tasks?4:type=1:x;", cursor), std::nullopt) << "other filters";
  for (const std::string& bad : std::vector<std::string>{"", "x", "!!!!", "AAAA", cursor.substr(1), cursor + "A", cursor + "="})
    EXPECT_EQ(open_cursor("tasks?", bad), std::nullopt) << bad;
  EXPECT_EQ(open_cursor("tasks?", std::string(3000, 'A')), std::nullopt);
}

RC_GTEST_PROP(CursorProperty, ComesBackAsItWas, (const std::string& scope, const std::string& position)) {
  RC_PRE(!position.empty() && position.size() < 500);
  RC_ASSERT(open_cursor(scope, make_cursor(scope, position)) == position);
}

RC_GTEST_PROP(CursorProperty, AnyTextIsRefusedOrWhatWeMade, (const std::string& text)) {
  const auto position = open_cursor("s", text);
  if (position) RC_ASSERT(make_cursor("s", *position) == text);
}

TEST(Page, LimitAndCursor) {
  const auto page = [](const std::string& text) { return read_page(Query::parse(text, known).value(), "list"); };
  EXPECT_EQ(page("")->limit, 50u);
  EXPECT_EQ(page("limit=500")->limit, 500u);
  EXPECT_EQ(page("limit=1")->limit, 1u);
  for (const char* bad : {"limit=0", "limit=501", "limit=-1"}) {
    EXPECT_EQ(page(bad).error().code, "invalid_value") << bad;
    EXPECT_EQ(page(bad).error().pointer, "?limit");
  }
  EXPECT_EQ(page("limit=ten").error().code, "invalid_type");
  EXPECT_EQ(page("cursor=zzz").error().code, "invalid_cursor");
  const std::string cursor = make_cursor(page("a=1")->scope, "here");
  EXPECT_EQ(page("cursor=" + cursor + "&limit=7&a=1")->after, "here") << "the limit is no filter";
  EXPECT_EQ(page("cursor=" + cursor + "&a=2").error().code, "invalid_cursor");
}

}  // namespace
}  // namespace nss
