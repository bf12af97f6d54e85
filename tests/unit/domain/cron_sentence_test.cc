// The texts of a form's preview: a schedule in words, and what both grammars say of whatever somebody typed.
#include "domain/cron_sentence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/json_text.h"
#include "domain/command.h"
#include "domain/cron.h"
#include "support/generators.h"

namespace nss {
namespace {

struct Row {
  const char* cron;
  const char* es;
  const char* en;
};

TEST(CronSentence, SaysWhenItFires) {
  const std::vector<Row> rows = {
      {"0 20 * * 1-5", "A las 20:00, de lunes a viernes.", "At 20:00, Monday to Friday."},
      {"0 7 * * *", "A las 07:00, todos los días.", "At 07:00, every day."},
      {"30 7,12,18 * * 6", "A las 07:30, 12:30 y 18:30, los sábados.", "At 07:30, 12:30 and 18:30, on Saturdays."},
      {"0 9 * * 6,0", "A las 09:00, los sábados y domingos.", "At 09:00, on Saturdays and Sundays."},
      {"0 9 * * 5-7", "A las 09:00, de viernes a domingo.", "At 09:00, Friday to Sunday."},
      {"0 9 * * 1,3,5", "A las 09:00, los lunes, miércoles y viernes.", "At 09:00, on Mondays, Wednesdays and Fridays."},
      {"* * * * *", "Cada minuto, todos los días.", "Every minute, every day."},
      {"*/15 * * * *", "Cada 15 minutos, todos los días.", "Every 15 minutes, every day."},
      {"*/25 * * * *", "En los minutos 0, 25 y 50 de cada hora, todos los días.",
       "At minutes 0, 25 and 50 of every hour, every day."},
      {"@hourly", "Cada hora, en el minuto 0, todos los días.", "Every hour, at minute 0, every day."},
      {"5 */2 * * *", "Cada 2 horas, en el minuto 5, todos los días.", "Every 2 hours, at minute 5, every day."},
      {"*/10 9-17 * * 1-5", "Cada 10 minutos de 09:00 a 17:59, de lunes a viernes.",
       "Every 10 minutes from 09:00 to 17:59, Monday to Friday."},
      {"1,2 9-12,14 * * 1-5", "En los minutos 1 y 2 de 09:00 a 12:59 y de 14:00 a 14:59, de lunes a viernes.",
       "At minutes 1 and 2 from 09:00 to 12:59 and from 14:00 to 14:59, Monday to Friday."},
      {"3 8-15 * * *", "En el minuto 3 de 08:00 a 15:59, todos los días.", "At minute 3 from 08:00 to 15:59, every day."},
      {"* 3 * * *", "Cada minuto de 03:00 a 03:59, todos los días.", "Every minute from 03:00 to 03:59, every day."},
      {"0 0 1 * *", "A las 00:00, el día 1 del mes.", "At 00:00, on day 1 of the month."},
      {"0 0 1-5,15 * *", "A las 00:00, los días 1 a 5 y 15 del mes.", "At 00:00, on days 1 to 5 and 15 of the month."},
      {"@yearly", "A las 00:00, el día 1 del mes, en enero.", "At 00:00, on day 1 of the month, in January."},
      {"0 6 * 1-3,12 1", "A las 06:00, los lunes, de enero a marzo y en diciembre.",
       "At 06:00, on Mondays, from January to March and in December."},
      {"0 6 13 * 5", "A las 06:00, el día 13 del mes, y además los viernes.",
       "At 06:00, on day 13 of the month, and also on Fridays."},
      {"0 6 */20 * 1,2", "A las 06:00, los días 1 y 21 del mes, si es lunes o martes.",
       "At 06:00, on days 1 and 21 of the month, if it is a Monday or Tuesday."},
      {"0 6 1-31 * 1", "A las 06:00, todos los días.", "At 06:00, every day."},
  };
  for (const Row& row : rows) {
    const auto fields = parse_cron_fields(row.cron);
    ASSERT_TRUE(fields) << row.cron;
    EXPECT_EQ(cron_sentence(*fields).es, row.es) << row.cron;
    EXPECT_EQ(cron_sentence(*fields).en, row.en) << row.cron;
  }
}

// Any sets, as any text could have given them.
CronFields some_fields() {
  const auto mask = [](int least, int most) {
    std::uint64_t bits = 0;
    switch (*rc::gen::inRange(0, 4)) {
      case 0: bits = ~std::uint64_t{0}; break;
      case 1: bits = std::uint64_t{1} << *rc::gen::inRange(least, most + 1); break;
      case 2: {
        const int step = *rc::gen::inRange(1, 16);
        for (int v = least; v <= most; v += step) bits |= std::uint64_t{1} << v;
        break;
      }
      default: bits = *rc::gen::arbitrary<std::uint64_t>();
    }
    bits &= ((std::uint64_t{1} << (most - least + 1)) - 1U) << least;
    return bits == 0 ? std::uint64_t{1} << least : bits;
  };
  CronFields fields;
  fields.minutes = mask(0, 59);
  fields.hours = static_cast<std::uint32_t>(mask(0, 23));
  fields.days = static_cast<std::uint32_t>(mask(1, 31));
  fields.months = static_cast<std::uint32_t>(mask(1, 12));
  fields.weekdays = static_cast<std::uint32_t>(mask(0, 6));
  fields.days_restricted = *rc::gen::arbitrary<bool>();
  fields.weekdays_restricted = *rc::gen::arbitrary<bool>();
  return fields;
}

bool is_line(const std::string& text) {
  return !text.empty() && is_utf8(text) && text.find_first_of("\n\r\t") == std::string::npos;
}

RC_GTEST_PROP(CronSentenceProperty, IsALineInBothLanguages, ()) {
  const Text words = cron_sentence(some_fields());
  RC_ASSERT(is_line(words.es) && is_line(words.en));
  RC_ASSERT(words.es.ends_with('.') && words.en.ends_with('.'));
  RC_ASSERT((words.es + words.en).find_first_of("{}") == std::string::npos);
  RC_ASSERT(words.es.size() < 2'000 && words.en.size() < 2'000);
}

RC_GTEST_PROP(CronSentenceProperty, AnotherMinuteHourOrMonthReadsDifferently, ()) {
  const CronFields fields = some_fields();
  CronFields other = fields;
  switch (*rc::gen::inRange(0, 3)) {
    case 0: other.minutes ^= std::uint64_t{1} << *rc::gen::inRange(0, 60); break;
    case 1: other.hours ^= std::uint32_t{1} << *rc::gen::inRange(0, 24); break;
    default: other.months ^= std::uint32_t{1} << *rc::gen::inRange(1, 13);
  }
  RC_PRE(other.minutes != 0 && other.hours != 0 && other.months != 0);
  RC_ASSERT(cron_sentence(fields).es != cron_sentence(other).es);
  RC_ASSERT(cron_sentence(fields).en != cron_sentence(other).en);
}

RC_GTEST_PROP(CronSentenceProperty, AnotherSetOfDaysReadsDifferently, ()) {
  const CronFields fields = some_fields();
  CronFields other = fields;
  if (*rc::gen::arbitrary<bool>()) {
    other.days ^= std::uint32_t{1} << *rc::gen::inRange(1, 32);
  } else {
    other.weekdays ^= std::uint32_t{1} << *rc::gen::inRange(0, 7);
  }
  RC_PRE(other.days != 0 && other.weekdays != 0);
  // Of "either will do" with one of them every day, the other says nothing.
  const auto always = [](const CronFields& f) {
    return f.days_restricted && f.weekdays_restricted && (f.days == 0xFFFFFFFEU || f.weekdays == 0x7FU);
  };
  RC_PRE(!always(fields) || !always(other));
  RC_ASSERT(cron_sentence(fields).es != cron_sentence(other).es);
  RC_ASSERT(cron_sentence(fields).en != cron_sentence(other).en);
}

// --- the preview as a whole: whatever is typed, an answer for a person ---
void is_for_a_person(const Error& error, const std::string& text) {
  RC_ASSERT(is_line(error.message.es) && is_line(error.message.en));
  RC_ASSERT(!error.position || *error.position <= utf8_length(text));
}

RC_GTEST_PROP(PreviewProperty, WhateverIsTypedHasAnAnswerForAPerson, ()) {
  static const std::vector<std::string> pieces = {"*", "/",     "-",     ",",          "0",    "7",           "59",   "60", "MON",
                                                  "@", "daily", "scale", "deployment", "/web", "--replicas=", "3",    "'",  "\"",
                                                  ";", "$",     "ñ",     "€",          "{",    "}",           "\xFF", "\n", " "};
  const auto parts = *rc::gen::container<std::vector<std::string>>(
      rc::gen::oneOf(rc::gen::elementOf(pieces), rc::gen::just(std::string(" ")), arbitrary_text()));
  std::string text;
  for (const auto& part : parts) text += part;
  const auto cron = CronExpression::parse(text);
  if (!cron) is_for_a_person(cron.error(), text);
  const auto command = parse_command(text, "shop");
  if (!command) is_for_a_person(command.error(), text);
}

}  // namespace
}  // namespace nss
