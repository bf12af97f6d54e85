#include "domain/holidays.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace nss {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* law_of_1983 = "Ley 51 de 1983";
constexpr const char* law_of_2026 = "Ley 2578 de 2026";

enum class Kind {
  fixed,          // on its date, whichever day that is
  monday,         // a date, observed on the Monday on or after it
  easter,         // days after Easter Sunday, on that day
  easter_monday,  // days after Easter Sunday, observed on the Monday on or after it
};

struct Rule {
  Kind kind;
  unsigned month_or_zero;  // of a date
  int day_or_offset;       // of the month, or days after Easter Sunday
  int first_year;
  const char* law;
  const char* name;
  const char* name_en;

  bool holds(int in_year) const { return in_year >= first_year; }
  bool moves() const { return kind == Kind::monday || kind == Kind::easter_monday; }
};

// Of two on one day the one that stands first here gives its name, law and original date first.
constexpr std::array<Rule, 19> rules{{
    {Kind::fixed, 1, 1, 1984, law_of_1983, "Año Nuevo", "New Year's Day"},
    {Kind::monday, 1, 6, 1984, law_of_1983, "Día de los Reyes Magos", "Epiphany"},
    {Kind::monday, 3, 19, 1984, law_of_1983, "Día de San José", "Saint Joseph's Day"},
    {Kind::easter, 0, -3, 1984, law_of_1983, "Jueves Santo", "Maundy Thursday"},
    {Kind::easter, 0, -2, 1984, law_of_1983, "Viernes Santo", "Good Friday"},
    {Kind::fixed, 5, 1, 1984, law_of_1983, "Día del Trabajo", "Labour Day"},
    {Kind::easter_monday, 0, 39, 1984, law_of_1983, "Ascensión del Señor", "Ascension Day"},
    {Kind::easter_monday, 0, 60, 1984, law_of_1983, "Corpus Christi", "Corpus Christi"},
    {Kind::easter_monday, 0, 68, 1984, law_of_1983, "Sagrado Corazón de Jesús", "Sacred Heart of Jesus"},
    {Kind::monday, 6, 29, 1984, law_of_1983, "San Pedro y San Pablo", "Saints Peter and Paul"},
    {Kind::monday, 7, 9, 2026, law_of_2026, "Nuestra Señora del Rosario de Chiquinquirá",
     "Our Lady of the Rosary of Chiquinquirá"},
    {Kind::fixed, 7, 20, 1984, law_of_1983, "Día de la Independencia", "Independence Day"},
    {Kind::fixed, 8, 7, 1984, law_of_1983, "Batalla de Boyacá", "Battle of Boyacá"},
    {Kind::monday, 8, 15, 1984, law_of_1983, "Asunción de la Virgen", "Assumption of Mary"},
    {Kind::monday, 10, 12, 1984, law_of_1983, "Día de la Raza", "Columbus Day"},
    {Kind::monday, 11, 1, 1984, law_of_1983, "Todos los Santos", "All Saints' Day"},
    {Kind::monday, 11, 11, 1984, law_of_1983, "Independencia de Cartagena", "Independence of Cartagena"},
    {Kind::fixed, 12, 8, 1984, law_of_1983, "Inmaculada Concepción", "Immaculate Conception"},
    {Kind::fixed, 12, 25, 1984, law_of_1983, "Navidad", "Christmas Day"},
}};

// The difference of two weekdays is always forwards: 0 to 6 days.
Date monday_on_or_after(Date date) { return sys_days(date) + (std::chrono::Monday - std::chrono::weekday(sys_days(date))); }

Date original_date(const Rule& rule, int in_year, Date easter) {
  if (rule.kind == Kind::easter || rule.kind == Kind::easter_monday) return add_days(easter, rule.day_or_offset);
  return Date(year(in_year), month(rule.month_or_zero), day(static_cast<unsigned>(rule.day_or_offset)));
}

Date observed_date(const Rule& rule, Date original) { return rule.moves() ? monday_on_or_after(original) : original; }

bool before(const Holiday& a, const Holiday& b) { return a.date < b.date; }

}  // namespace

const char* to_string(HolidayType type) { return type == HolidayType::national ? "national" : "local"; }

// The anonymous Gregorian algorithm (Meeus, Jones, Butcher), with its letters as they are usually printed.
Date easter_sunday(int in_year) {
  const int a = in_year % 19;
  const int b = in_year / 100, c = in_year % 100;
  const int d = b / 4, e = b % 4;
  const int f = (b + 8) / 25;
  const int g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return Date(year(in_year), month(static_cast<unsigned>(n / 31)), day(static_cast<unsigned>(n % 31 + 1)));
}

std::vector<Holiday> holidays_of(int in_year) {
  std::vector<Holiday> all;
  if (!is_holiday_year(in_year)) return all;
  const Date easter = easter_sunday(in_year);
  for (const Rule& rule : rules) {
    if (!rule.holds(in_year)) continue;
    const Date original = original_date(rule, in_year, easter);
    Holiday holiday{observed_date(rule, original), original, rule.name, rule.name_en, HolidayType::national,
                    rule.kind == Kind::fixed,      rule.law};
    // Behind those of the same day: the order of the rules decides there.
    all.insert(std::upper_bound(all.begin(), all.end(), holiday, before), std::move(holiday));
  }
  std::vector<Holiday> days;
  for (Holiday& each : all) {
    if (days.empty() || days.back().date != each.date) {
      days.push_back(std::move(each));
      continue;
    }
    days.back().name += " / " + each.name;
    days.back().name_en += " / " + each.name_en;
  }
  return days;
}

Holiday to_holiday(const LocalHolidayRecord& local) {
  return {local.date, local.date, local.name, local.name_en, HolidayType::local, true, ""};
}

std::vector<Holiday> merge(std::vector<Holiday> national, const LocalHolidays& local, Date first, Date last) {
  std::vector<Holiday> added;
  for (auto each = local.lower_bound(first); each != local.end() && each->first <= last; ++each) {
    if (!is_national_holiday(each->first)) added.push_back(to_holiday(each->second));
  }
  std::vector<Holiday> all;
  all.reserve(national.size() + added.size());
  std::merge(std::make_move_iterator(national.begin()), std::make_move_iterator(national.end()),
             std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()), std::back_inserter(all), before);
  return all;
}

std::vector<Holiday> holidays_of(int in_year, const LocalHolidays& local) {
  if (!is_holiday_year(in_year)) return {};
  return merge(holidays_of(in_year), local, Date(year(in_year), month(1), day(1)), Date(year(in_year), month(12), day(31)));
}

std::vector<Holiday> holidays_between(Date first, Date last, const LocalHolidays& local) {
  std::vector<Holiday> national;
  const int begin = std::max(static_cast<int>(first.year()), first_holiday_year);
  const int end = std::min(static_cast<int>(last.year()), last_holiday_year);
  for (int each = begin; each <= end; ++each) {
    for (Holiday& holiday : holidays_of(each)) {
      if (holiday.date >= first && holiday.date <= last) national.push_back(std::move(holiday));
    }
  }
  return merge(std::move(national), local, first, last);
}

// No holiday leaves its year: the latest that moves is 11 November.
bool is_national_holiday(Date date) {
  const int in_year = static_cast<int>(date.year());
  if (!is_holiday_year(in_year)) return false;
  const Date easter = easter_sunday(in_year);
  return std::any_of(rules.begin(), rules.end(), [&](const Rule& rule) {
    return rule.holds(in_year) && observed_date(rule, original_date(rule, in_year, easter)) == date;
  });
}

bool is_holiday(Date date, const LocalHolidays& local) { return local.contains(date) || is_national_holiday(date); }

}  // namespace nss
