#include "base/date.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace nss {
namespace {

Date date(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year(year), std::chrono::month(month), std::chrono::day(day));
}

TEST(Date, HasOneText) {
  EXPECT_EQ(to_text(date(2026, 7, 13)), "2026-07-13");
  EXPECT_EQ(to_text(date(1, 1, 1)), "0001-01-01");
  EXPECT_EQ(parse_date("2028-02-29"), date(2028, 2, 29));
}

TEST(Date, TextThatIsNone) {
  struct Row {
    const char* text;
    bool form;
    const char* why;
  };
  for (const Row& row :
       {Row{"2026-02-30", true, "no such day"}, Row{"2027-02-29", true, "no leap year"}, Row{"2026-13-01", true, "no such month"},
        Row{"2026-00-10", true, "months begin at 1"}, Row{"2026-01-00", true, "days begin at 1"},
        Row{"2026-1-01", false, "one digit"}, Row{"2026/01/01", false, "slashes"}, Row{"20260101", false, "no hyphens"},
        Row{"", false, "nothing"}, Row{"2026-01-01T00:00:00Z", false, "an instant"}, Row{"-026-01-01", false, "a sign"},
        Row{"2026-01-0a", false, "a letter"}}) {
    EXPECT_EQ(has_date_form(row.text), row.form) << row.text << ": " << row.why;
    EXPECT_FALSE(parse_date(row.text)) << row.text << ": " << row.why;
  }
}

TEST(Date, DaysAreAddedAcrossMonthsAndYears) {
  EXPECT_EQ(add_days(date(2027, 12, 31), 1), date(2028, 1, 1));
  EXPECT_EQ(add_days(date(2028, 3, 1), -1), date(2028, 2, 29));
}

RC_GTEST_PROP(DateProperty, TextGoesThereAndBack, ()) {
  const int days = *rc::gen::inRange(-700'000, 2'900'000);
  const Date some = add_days(date(1970, 1, 1), days);
  RC_PRE(static_cast<int>(some.year()) >= 0 && static_cast<int>(some.year()) <= 9999);
  RC_ASSERT(parse_date(to_text(some)) == some);
}

}  // namespace
}  // namespace nss
