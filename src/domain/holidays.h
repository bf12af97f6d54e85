// The public holidays of Colombia (SPEC 10): rules with the law and the first year of each, no list of dates; and the local
// days that an administrator adds to them. Dates are civil dates of the product's zone. Pure; thread-safe.
//
// Ley 51 de 1983 (in force from 1984) has 18 a year and moves ten of them to the Monday on or after; Ley 2578 de 2026 adds a
// nineteenth, which is moved too. Only Sagrado Corazón de Jesús and San Pedro y San Pablo can fall on one day (Easter from 19
// to 25 April): that day has both names, and its year one holiday less.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/time.h"

namespace nss {

inline constexpr int first_holiday_year = 1984;
inline constexpr int last_holiday_year = 2100;

inline bool is_holiday_year(int year) { return year >= first_holiday_year && year <= last_holiday_year; }

// A day that an administrator declared (a día cívico, a company closure). At most one a date.
struct LocalHolidayRecord {
  Date date{};
  std::string name;
  std::string name_en;  // empty: none was given
  Seconds created_at{};
  std::string created_by;
  friend bool operator==(const LocalHolidayRecord&, const LocalHolidayRecord&) = default;
};

using LocalHolidays = std::map<Date, LocalHolidayRecord>;

enum class HolidayType { national, local };

const char* to_string(HolidayType type);

struct Holiday {
  Date date{};           // the day off
  Date original_date{};  // the day celebrated: before it was moved to Monday; of a collision the first one's
  std::string name;      // Spanish
  std::string name_en;   // empty: a local day without one
  HolidayType type = HolidayType::national;
  bool is_fixed = true;  // on one date every year: false for what moves, even when it falls on its Monday by itself
  std::string law;       // empty: a local day
  friend bool operator==(const Holiday&, const Holiday&) = default;
};

// Easter Sunday of the Gregorian calendar.
Date easter_sunday(int year);

// The national ones, by date, one element a day. Empty outside first_holiday_year to last_holiday_year.
std::vector<Holiday> holidays_of(int year);

Holiday to_holiday(const LocalHolidayRecord& local);

// `national` and those of `local` from `first` to `last` (both included), by date. A local day on a national one is left out.
std::vector<Holiday> merge(std::vector<Holiday> national, const LocalHolidays& local, Date first, Date last);

// Of a year; of a range of days, both included.
std::vector<Holiday> holidays_of(int year, const LocalHolidays& local);
std::vector<Holiday> holidays_between(Date first, Date last, const LocalHolidays& local);

// Twenty additions and no allocation: cheap enough to be asked for each day of a plan.
bool is_national_holiday(Date date);
bool is_holiday(Date date, const LocalHolidays& local);

}  // namespace nss
