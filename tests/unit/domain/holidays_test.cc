#include "domain/holidays.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace nss {
namespace {

using std::chrono::sys_days;

Date day(const std::string& text) {
  const auto date = parse_date(text);
  if (!date) throw std::invalid_argument(text);
  return *date;
}

std::vector<std::string> dates_of(int year) {
  std::vector<std::string> dates;
  for (const Holiday& each : holidays_of(year)) dates.push_back(to_text(each.date).substr(5));
  return dates;
}

const Holiday* on(const std::vector<Holiday>& holidays, const std::string& date) {
  for (const Holiday& each : holidays)
    if (each.date == day(date)) return &each;
  return nullptr;
}

LocalHolidayRecord local(const std::string& date, const std::string& name, const std::string& name_en = "") {
  return {day(date), name, name_en, {}, "ana"};
}

LocalHolidays locals(const std::vector<LocalHolidayRecord>& days) {
  LocalHolidays all;
  for (const auto& each : days) all[each.date] = each;
  return all;
}

TEST(Holidays, DatesOfSomeYears) {
  struct Row {
    int year;
    std::vector<std::string> dates;
    const char* why;
  };
  const std::vector<Row> rows{
      {1984,
       {"01-01", "01-09", "03-19", "04-19", "04-20", "05-01", "06-04", "06-25", "07-02", "07-20", "08-07", "08-20", "10-15",
        "11-05", "11-12", "12-08", "12-25"},
       "the first year of the Monday rule, with a collision on 2 July"},
      {2024,
       {"01-01", "01-08", "03-25", "03-28", "03-29", "05-01", "05-13", "06-03", "06-10", "07-01", "07-20", "08-07", "08-19",
        "10-14", "11-04", "11-11", "12-08", "12-25"},
       "a leap year"},
      {2025,
       {"01-01", "01-06", "03-24", "04-17", "04-18", "05-01", "06-02", "06-23", "06-30", "07-20", "08-07", "08-18", "10-13",
        "11-03", "11-17", "12-08", "12-25"},
       "a collision on 30 June, and no Chiquinquirá yet"},
      {2026,
       {"01-01", "01-12", "03-23", "04-02", "04-03", "05-01", "05-18", "06-08", "06-15", "06-29", "07-13", "07-20", "08-07",
        "08-17", "10-12", "11-02", "11-16", "12-08", "12-25"},
       "nineteen from here on"},
      {2029,
       {"01-01", "01-08", "03-19", "03-29", "03-30", "05-01", "05-14", "06-04", "06-11", "07-02", "07-09", "07-20", "08-07",
        "08-20", "10-15", "11-05", "11-12", "12-08", "12-25"},
       "Chiquinquirá is a Monday by itself"},
      {2030,
       {"01-01", "01-07", "03-25", "04-18", "04-19", "05-01", "06-03", "06-24", "07-01", "07-15", "07-20", "08-07", "08-19",
        "10-14", "11-04", "11-11", "12-08", "12-25"},
       "the next collision, on 1 July"},
      {2100,
       {"01-01", "01-11", "03-22", "03-25", "03-26", "05-01", "05-10", "05-31", "06-07", "07-05", "07-12", "07-20", "08-07",
        "08-16", "10-18", "11-01", "11-15", "12-08", "12-25"},
       "the last year, and no leap year"},
  };
  for (const Row& row : rows) EXPECT_EQ(dates_of(row.year), row.dates) << row.year << ": " << row.why;
  EXPECT_TRUE(holidays_of(1983).empty()) << "other rules held then";
  EXPECT_TRUE(holidays_of(2101).empty());
}

TEST(Holidays, EachSaysWhatItIs) {
  struct Row {
    const char* date;
    const char* original;
    const char* name;
    const char* name_en;
    bool fixed;
    const char* law;
  };
  const std::vector<Row> rows{
      {"2026-01-01", "2026-01-01", "Año Nuevo", "New Year's Day", true, "Ley 51 de 1983"},
      {"2026-01-12", "2026-01-06", "Día de los Reyes Magos", "Epiphany", false, "Ley 51 de 1983"},
      {"2026-03-23", "2026-03-19", "Día de San José", "Saint Joseph's Day", false, "Ley 51 de 1983"},
      {"2026-04-02", "2026-04-02", "Jueves Santo", "Maundy Thursday", false, "Ley 51 de 1983"},
      {"2026-04-03", "2026-04-03", "Viernes Santo", "Good Friday", false, "Ley 51 de 1983"},
      {"2026-05-01", "2026-05-01", "Día del Trabajo", "Labour Day", true, "Ley 51 de 1983"},
      {"2026-05-18", "2026-05-14", "Ascensión del Señor", "Ascension Day", false, "Ley 51 de 1983"},
      {"2026-06-08", "2026-06-04", "Corpus Christi", "Corpus Christi", false, "Ley 51 de 1983"},
      {"2026-06-15", "2026-06-12", "Sagrado Corazón de Jesús", "Sacred Heart of Jesus", false, "Ley 51 de 1983"},
      {"2026-06-29", "2026-06-29", "San Pedro y San Pablo", "Saints Peter and Paul", false, "Ley 51 de 1983"},
      {"2026-07-13", "2026-07-09", "Nuestra Señora del Rosario de Chiquinquirá", "Our Lady of the Rosary of Chiquinquirá", false,
       "Ley 2578 de 2026"},
      {"2026-07-20", "2026-07-20", "Día de la Independencia", "Independence Day", true, "Ley 51 de 1983"},
      {"2026-08-07", "2026-08-07", "Batalla de Boyacá", "Battle of Boyacá", true, "Ley 51 de 1983"},
      {"2026-08-17", "2026-08-15", "Asunción de la Virgen", "Assumption of Mary", false, "Ley 51 de 1983"},
      {"2026-10-12", "2026-10-12", "Día de la Raza", "Columbus Day", false, "Ley 51 de 1983"},
      {"2026-11-02", "2026-11-01", "Todos los Santos", "All Saints' Day", false, "Ley 51 de 1983"},
      {"2026-11-16", "2026-11-11", "Independencia de Cartagena", "Independence of Cartagena", false, "Ley 51 de 1983"},
      {"2026-12-08", "2026-12-08", "Inmaculada Concepción", "Immaculate Conception", true, "Ley 51 de 1983"},
      {"2026-12-25", "2026-12-25", "Navidad", "Christmas Day", true, "Ley 51 de 1983"},
  };
  std::vector<Holiday> expected;
  for (const Row& row : rows) {
    expected.push_back({day(row.date), day(row.original), row.name, row.name_en, HolidayType::national, row.fixed, row.law});
  }
  EXPECT_EQ(holidays_of(2026), expected);
}

TEST(Holidays, ACollisionCarriesBothNames) {
  // The whole list of 1984 to 2100: Easter from 19 to 25 April.
  const std::set<std::string> collisions{"1984-07-02", "1987-06-29", "1992-06-29", "2000-07-03", "2003-06-30", "2011-07-04",
                                         "2014-06-30", "2019-07-01", "2025-06-30", "2030-07-01", "2038-07-05", "2041-07-01",
                                         "2052-07-01", "2057-07-02", "2068-07-02", "2071-06-29", "2076-06-29", "2079-07-03",
                                         "2082-06-29", "2087-06-30", "2095-07-04", "2098-06-30"};
  std::set<std::string> found;
  for (int year = first_holiday_year; year <= last_holiday_year; ++year) {
    for (const Holiday& each : holidays_of(year)) {
      if (each.name.find(" / ") == std::string::npos) continue;
      found.insert(to_text(each.date));
      EXPECT_EQ(each.name, "Sagrado Corazón de Jesús / San Pedro y San Pablo") << to_text(each.date);
      EXPECT_EQ(each.name_en, "Sacred Heart of Jesus / Saints Peter and Paul") << to_text(each.date);
      EXPECT_EQ(sys_days(each.original_date), sys_days(easter_sunday(year)) + std::chrono::days(68)) << "the first one's";
      EXPECT_EQ(each.law, "Ley 51 de 1983");
      EXPECT_FALSE(each.is_fixed);
    }
  }
  EXPECT_EQ(found, collisions);
}

TEST(Holidays, DaysThatAreOftenTakenForOne) {
  EXPECT_FALSE(is_national_holiday(day("2025-07-14"))) << "Chiquinquirá is of 2026";
  EXPECT_TRUE(is_national_holiday(day("2026-07-13")));
  EXPECT_TRUE(is_national_holiday(day("2027-12-25"))) << "a Saturday is not moved";
  EXPECT_FALSE(is_national_holiday(day("2027-12-27")));
  EXPECT_FALSE(is_national_holiday(day("2026-04-05"))) << "Easter Sunday";
  EXPECT_FALSE(is_national_holiday(day("2026-03-29"))) << "Palm Sunday";
  EXPECT_FALSE(is_national_holiday(day("2024-01-15"))) << "a holiday of another country";
  EXPECT_FALSE(is_national_holiday(day("2024-01-06"))) << "moved to the 8th";
  EXPECT_FALSE(is_national_holiday(day("1983-01-01"))) << "before the years that we know";
  EXPECT_FALSE(is_national_holiday(day("2101-01-01")));
}

TEST(Holidays, EasterOfKnownYears) {
  const std::vector<std::string> known{"1984-04-22", "2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20",
                                       "2026-04-05", "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28",
                                       "1818-03-22", "1943-04-25", "1981-04-19", "1954-04-18"};
  for (const std::string& date : known) EXPECT_EQ(to_text(easter_sunday(std::stoi(date.substr(0, 4)))), date);
}

// ---- local days ----

TEST(LocalHolidays, StandAmongTheNationalOnes) {
  const LocalHolidays days = locals({local("2026-07-14", "Puente de la empresa", "Company bridge"), local("2026-01-02", "Cierre"),
                                     local("2027-01-04", "Otro año"), local("2026-12-31", "Fin de año")});
  const auto year = holidays_of(2026, days);
  ASSERT_EQ(year.size(), 22u);
  EXPECT_EQ(year[1], (Holiday{day("2026-01-02"), day("2026-01-02"), "Cierre", "", HolidayType::local, true, ""}));
  ASSERT_NE(on(year, "2026-07-14"), nullptr);
  EXPECT_EQ(on(year, "2026-07-14")->name_en, "Company bridge");
  EXPECT_EQ(year.back().name, "Fin de año");
  EXPECT_EQ(holidays_of(2025, days), holidays_of(2025));
  EXPECT_TRUE(holidays_of(2101, locals({local("2101-01-05", "Fuera")})).empty());
}

TEST(LocalHolidays, LeaveANationalOneAlone) {
  const LocalHolidays days = locals({local("2026-07-13", "Aniversario")});
  EXPECT_EQ(holidays_of(2026, days), holidays_of(2026));
  EXPECT_TRUE(is_holiday(day("2026-07-13"), days));
}

TEST(LocalHolidays, AreHolidaysOfTheirDateOnly) {
  const LocalHolidays days = locals({local("2026-07-14", "Puente")});
  EXPECT_TRUE(is_holiday(day("2026-07-14"), days));
  EXPECT_FALSE(is_national_holiday(day("2026-07-14")));
  EXPECT_FALSE(is_holiday(day("2026-07-15"), days));
  EXPECT_STREQ(to_string(HolidayType::local), "local");
  EXPECT_STREQ(to_string(HolidayType::national), "national");
}

TEST(Holidays, OfARangeOfDays) {
  const LocalHolidays days = locals({local("2026-12-31", "Fin de año"), local("2027-01-04", "Regreso")});
  std::vector<std::string> found;
  for (const Holiday& each : holidays_between(day("2026-12-25"), day("2027-01-11"), days)) found.push_back(to_text(each.date));
  EXPECT_EQ(found, (std::vector<std::string>{"2026-12-25", "2026-12-31", "2027-01-01", "2027-01-04", "2027-01-11"}));
  EXPECT_TRUE(holidays_between(day("2026-12-26"), day("2026-12-30"), days).empty());
  EXPECT_TRUE(holidays_between(day("2026-12-31"), day("2026-12-25"), days).empty()) << "backwards";
  EXPECT_EQ(holidays_between(day("1983-12-01"), day("1984-01-01"), {}).size(), 1u) << "the years that we know";
}

// ---- properties ----

rc::Gen<int> some_year() { return rc::gen::inRange(first_holiday_year, last_holiday_year + 1); }

RC_GTEST_PROP(HolidaysProperty, AreOrderedAndEachOnADayOfItsOwn, ()) {
  const int year = *some_year();
  const auto all = holidays_of(year);
  for (std::size_t i = 0; i < all.size(); ++i) {
    RC_ASSERT(static_cast<int>(all[i].date.year()) == year);
    if (i > 0) RC_ASSERT(all[i - 1].date < all[i].date);
  }
}

RC_GTEST_PROP(HolidaysProperty, AreEighteenNamesAndNineteenFrom2026, ()) {
  const int year = *some_year();
  std::size_t names = 0;
  for (const Holiday& each : holidays_of(year)) names += each.name.find(" / ") == std::string::npos ? 1 : 2;
  RC_ASSERT(names == (year < 2026 ? 18u : 19u));
}

RC_GTEST_PROP(HolidaysProperty, WhatIsMovedIsAMondayAtMostSixDaysLater, ()) {
  for (const Holiday& each : holidays_of(*some_year())) {
    const auto later = sys_days(each.date) - sys_days(each.original_date);
    RC_ASSERT(later.count() >= 0 && later.count() <= 6);
    if (later.count() == 0) continue;
    RC_ASSERT(std::chrono::weekday(sys_days(each.date)) == std::chrono::Monday);
    RC_ASSERT(!each.is_fixed);
  }
}

RC_GTEST_PROP(HolidaysProperty, EasterIsASundayFromThe22ndOfMarchToThe25thOfApril, ()) {
  const int year = *rc::gen::inRange(1583, 5000);
  const Date easter = easter_sunday(year);
  RC_ASSERT(easter.ok());
  RC_ASSERT(std::chrono::weekday(sys_days(easter)) == std::chrono::Sunday);
  RC_ASSERT(easter >= Date(std::chrono::year(year), std::chrono::March, std::chrono::day(22)));
  RC_ASSERT(easter <= Date(std::chrono::year(year), std::chrono::April, std::chrono::day(25)));
}

RC_GTEST_PROP(HolidaysProperty, TheLookupOfADaySaysWhatTheListOfTheYearSays, ()) {
  LocalHolidays days;
  const int year = *some_year();
  const Date first(std::chrono::year(year), std::chrono::January, std::chrono::day(1));
  for (const int offset : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 365))) {
    const Date date = add_days(first, offset);
    days[date] = {date, "x", "", {}, ""};
  }
  std::set<Date> listed, looked_up;
  for (const Holiday& each : holidays_of(year, days)) RC_ASSERT(listed.insert(each.date).second);
  for (Date date = first; static_cast<int>(date.year()) == year; date = add_days(date, 1)) {
    if (is_holiday(date, days)) looked_up.insert(date);
  }
  RC_ASSERT(listed == looked_up);
  RC_ASSERT(holidays_between(first, add_days(first, 366), days).size() >= listed.size());
}

}  // namespace
}  // namespace nss
