#include "domain/cron_words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/calendar_support.h"

namespace nss {
namespace {

TEST(CronWords, WhatIsAccepted) {
  struct Row {
    const char* text;
    const char* canonical;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"0 20 * * 1-5", "0 20 * * 1-5", "the built-in shutdown"},
      {"* * * * *", "* * * * *", "every minute"},
      {"  0\t20  *\t* 1-5\t", "0 20 * * 1-5", "blanks and tabs"},
      {"00 07 01 01 00", "0 7 1 1 0", "leading zeros"},
      {"0 7 * * MON-FRI", "0 7 * * 1-5", "names in a range"},
      {"0 7 * jan-Mar,dec mon,Wed,FRI", "0 7 * 1-3,12 1,3,5", "names in any case, in lists"},
      {"0 0 * * 7", "0 0 * * 0", "7 is Sunday"},
      {"0 0 * * 5-7", "0 0 * * 0,5,6", "7 as an end"},
      {"0 0 * * SAT-SUN", "0 0 * * 0,6", "Sunday as the end of a range"},
      {"0 0 * * SUN-TUE", "0 0 * * 0-2", "Sunday as the beginning"},
      {"0 0 * * SUN", "0 0 * * 0", "Sunday alone"},
      {"0 0 * * 0-7", "0 0 * * 0-6", "all days, but not by a star: restricted"},
      {"*/15 * * * *", "*/15 * * * *", "a step over everything"},
      {"*/1 * * * *", "* * * * *", "a step of one"},
      {"*/90 * * * *", "*/60 * * * *", "a step past the end leaves the first"},
      {"*/99999999999999999999 * * * *", "*/60 * * * *", "a step past every number"},
      {"0-30/10 9-17 * * *", "0,10,20,30 9-17 * * *", "a step over a range"},
      {"0-59 0-23 * * *", "0-59 0-23 * * *", "everything without a star stays without one"},
      {"5,*/20 * * * *", "*/20,5 * * * *", "a star in a list keeps the entry on the wall clock"},
      {"*,5 3 * * *", "* 3 * * *", "a star takes everything in"},
      {"1,2,3,5,6,10-12 0 * * *", "1-3,5,6,10-12 0 * * *", "runs of three become ranges"},
      {"0 0 */2 * 1", "0 0 */2 * 1", "a step over the days is no restriction"},
      {"0 0 5,* * 1", "0 0 1-31 * 1", "a star that does not come first restricts"},
      {"0 0 31 1-12 *", "0 0 31 * *", "all months"},
      {"0 0 29 2 *", "0 0 29 2 *", "leap years"},
      {"0 0 30 2 1", "0 0 30 2 1", "either day field: Mondays of February"},
      {"@yearly", "0 0 1 1 *", ""},
      {"@annually", "0 0 1 1 *", ""},
      {"@monthly", "0 0 1 * *", ""},
      {"@weekly", "0 0 * * 0", ""},
      {"@daily", "0 0 * * *", ""},
      {"@midnight", "0 0 * * *", ""},
      {" @Hourly ", "0 * * * *", "an alias in any case"},
  };
  for (const Row& row : rows) {
    const auto fields = parse_cron_fields(row.text);
    ASSERT_TRUE(fields) << row.text << ": " << fields.error().message.en;
    EXPECT_EQ(canonical_cron_text(*fields), row.canonical) << row.text << ": " << row.why;
  }
}

TEST(CronWords, WhatIsRefusedAndWhere) {
  struct Row {
    std::string text;
    std::size_t position;
    const char* en;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"", 0, "here are 0", "nothing"},
      {"0 20 * *", 8, "here are 4", "a field is missing at the end"},
      {"0 0 20 * * 1-5", 11, "here are 6", "seconds are not supported: the sixth field"},
      {"60 * * * *", 0, "\"60\" is not between 0 and 59", "no such minute"},
      {"0 24 * * *", 2, "Field hour", "no such hour"},
      {"0 0 0 * *", 4, "not between 1 and 31", "no day 0"},
      {"0 0 1 13 *", 6, "Field month", "no such month"},
      {"0 0 * * 8", 8, "not between 0 and 7", "no such day of the week"},
      {"0 0 1,32 * *", 6, "\"32\"", "the second of a list"},
      {"0-99 * * * *", 2, "\"99\"", "the end of a range"},
      {"99999999999999999999 * * * *", 0, "is not between", "more digits than an int has"},
      {"5/10 * * * *", 1, "a step needs a range or \"*\": write 5-59/n", "a step over a number"},
      {"0 0 * * MON/2", 11, "write 1-6/n", "a step over a name"},
      {"*/0 * * * *", 2, "the step has to be 1 or more", "no step"},
      {"*/ * * * *", 2, "a value is missing", "a step without its number"},
      {"*/x * * * *", 2, "was not expected", "a step that is no number"},
      {"30-10 * * * *", 0, "\"30-10\" is reversed", "a reversed range"},
      {"0 22-6 * * *", 2, "reversed", "a range over midnight"},
      {"0 0 * * FRI-MON", 8, "reversed", "a range over the week's end"},
      {"0 0 * * 6-0", 8, "reversed", "in numbers Sunday's end is 7"},
      {"1, * * * *", 2, "a value is missing", "a list that ends with a comma"},
      {",1 * * * *", 0, "a value is missing", "a list that begins with one"},
      {"1,,2 * * * *", 2, "a value is missing", "two commas"},
      {"1- * * * *", 2, "a value is missing", "half a range"},
      {"-5 * * * *", 0, "\"-\" was not expected", "a negative number"},
      {"1-5-9 * * * *", 3, "was not expected", "a range of three"},
      {"** * * * *", 1, "was not expected", "two stars"},
      {"1*  * * * *", 1, "was not expected", "a star behind a number"},
      {"0 0 ? * *", 4, "\"?\" is not part of this cron", "Quartz"},
      {"0 0 L * *", 4, "\"L\" is not part", "Quartz"},
      {"0 0 15W * *", 6, "\"W\" is not part", "Quartz"},
      {"0 0 * * 5L", 9, "\"L\" is not part", "Quartz"},
      {"0 0 * * MON#2", 11, "\"#\" is not part", "Quartz"},
      {"0 0 * * LUN", 8, "\"LUN\" is not a name; they are SUN to SAT", "a Spanish name"},
      {"0 0 * JANUARY *", 6, "they are JAN to DEC", "a long name"},
      {"JAN 0 * * *", 0, "was not expected", "minutes have no names"},
      {"@reboot", 0, "\"@reboot\" is not an alias", "we have no boot"},
      {"  @never", 2, "@hourly", "an alias of nobody"},
      {"@daily 0 0 * *", 0, "was not expected", "an alias is alone"},
      {"0 20 * * 1-5\n", 12, "was not expected", "a line's end is not a blank"},
      {"0 0 * * \xc3\xb1", 8, "was not expected", "not ASCII"},
      {"\xc3\xb1 0 *", 5, "here are 3", "the position counts characters, not bytes"},
      {std::string(2000, '1'), 1024, "longer than 1024", "far too long"},
      {"0 0 * * " + std::string(500, 'z'), 8, "is not a name", "a long word is cut in the message"},
  };
  for (const Row& row : rows) {
    const auto fields = parse_cron_fields(row.text);
    ASSERT_FALSE(fields) << row.text << ": " << row.why;
    const Error& error = fields.error();
    EXPECT_EQ(error.code, "invalid_cron") << row.text;
    EXPECT_EQ(error.kind, ErrorKind::invalid) << row.text;
    ASSERT_TRUE(error.position.has_value()) << row.text;
    EXPECT_EQ(*error.position, row.position) << row.text << ": " << row.why;
    EXPECT_NE(error.message.en.find(row.en), std::string::npos) << row.text << ": " << error.message.en;
    EXPECT_FALSE(error.message.es.empty()) << row.text;
    EXPECT_NE(error.message.es, error.message.en) << row.text;
    EXPECT_LT(error.message.en.size(), 300U) << row.text;
  }
}

TEST(CronWords, WhatNeverFires) {
  for (const char* text : {"30 2 31 2 *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "* * 31 FEB *", "0 0 30,31 2 */2"}) {
    const auto fields = parse_cron_fields(text);
    ASSERT_FALSE(fields) << text;
    EXPECT_EQ(fields.error().code, "cron_never_fires") << text;
    EXPECT_NE(fields.error().message.es, fields.error().message.en) << text;
  }
}

TEST(CronWords, WeekdayListsForTheBuiltInTasks) {
  EXPECT_EQ(cron_weekday_list(0x3EU), "1-5");
  EXPECT_EQ(cron_weekday_list(0x41U), "0,6");
  EXPECT_EQ(cron_weekday_list(0x7FU), "*");
}

RC_GTEST_PROP(CronWordsProperty, NoTextIsTooStrange, (const std::string& text)) {
  const auto fields = parse_cron_fields(text);
  if (fields) return;
  RC_ASSERT(!fields.error().message.es.empty());
  if (fields.error().position) RC_ASSERT(*fields.error().position <= text.size());
}

RC_GTEST_PROP(CronWordsProperty, NoSequenceOfCronCharactersIsTooStrange, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789*/-,  \tMONSAJLW?#@")));
  const auto fields = parse_cron_fields(text);
  if (!fields) return;
  RC_ASSERT(parse_cron_fields(canonical_cron_text(*fields)).value() == *fields);
}

}  // namespace
}  // namespace nss
