// Diseño técnico, propiedad 7, "Precisión de Días Festivos": todos los días festivos oficiales de Colombia deben ser
// identificados correctamente.
// Read as: in any year of the law, a day is a holiday exactly when the law names it. The law is said here a second time, from the
// calendar outward: what moves is found by walking to the next Monday, and Easter by the tables of the Gregorian calendar
// (epact and Sunday letter) in place of the formula. The whole table against another program's: system.holidays.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "domain/holidays.h"

namespace nss {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

sys_days day(int year, unsigned month, unsigned number) {
  return sys_days(Date(std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)));
}

// The Sunday after the first full moon (by the epact) on or after 21 March. Valid for 1900 to 2199.
sys_days easter(int year) {
  const int golden = year % 19 + 1;
  int epact = (11 * golden - 11 + 30 - 1) % 30;  // of the centuries from 1900 to 2199
  if (epact == 24 || (epact == 25 && golden > 11)) ++epact;
  int moon = 44 - epact;  // of March
  if (moon < 21) moon += 30;
  sys_days full = day(year, 3, 1) + days(moon - 1);
  do full += days(1);
  while (std::chrono::weekday(full) != std::chrono::Sunday);
  return full;
}

sys_days monday_from(sys_days date) {
  while (std::chrono::weekday(date) != std::chrono::Monday) date += days(1);
  return date;
}

std::set<sys_days> law(int year) {
  std::set<sys_days> all;
  for (const auto& [month, number] : {std::pair{1U, 1U}, {5U, 1U}, {7U, 20U}, {8U, 7U}, {12U, 8U}, {12U, 25U}})
    all.insert(day(year, month, number));
  for (const auto& [month, number] : {std::pair{1U, 6U}, {3U, 19U}, {6U, 29U}, {8U, 15U}, {10U, 12U}, {11U, 1U}, {11U, 11U}})
    all.insert(monday_from(day(year, month, number)));
  for (const int after : {-3, -2, 43, 64, 71}) all.insert(easter(year) + days(after));
  if (year >= 2026) all.insert(monday_from(day(year, 7, 9)));
  return all;
}

RC_GTEST_PROP(Design7HolidayAccuracy, ADayIsAHolidayExactlyWhenTheLawNamesIt, ()) {
  const int year = *rc::gen::inRange(first_holiday_year, last_holiday_year + 1);
  const std::set<sys_days> named = law(year);
  std::set<sys_days> found;
  for (const Holiday& holiday : holidays_of(year)) RC_ASSERT(found.insert(sys_days(holiday.date)).second);
  RC_ASSERT(found == named);
  const sys_days any = day(year, 1, 1) + days(*rc::gen::inRange(0, 365));
  RC_ASSERT(is_national_holiday(Date(any)) == named.contains(any));
}

}  // namespace
}  // namespace nss
