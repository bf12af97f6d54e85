#include "domain/cron_sentence.h"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <string>
#include <vector>

namespace nss {
namespace {

constexpr std::uint64_t every_minute = (std::uint64_t{1} << 60U) - 1U;
constexpr std::uint64_t every_hour = (std::uint64_t{1} << 24U) - 1U;
constexpr std::uint64_t every_day = ((std::uint64_t{1} << 31U) - 1U) << 1U;
constexpr std::uint64_t every_month = ((std::uint64_t{1} << 12U) - 1U) << 1U;
constexpr std::uint64_t every_weekday = 0x7FU;
constexpr int most_times = 6;  // so many are named one by one

// One language. Formats take numbers or finished lists.
struct Language {
  const char* conjunction;
  const char* alternative;
  const char* range;  // "{} to {}"
  const char* each_minute;
  const char* each_minutes;  // every {} minutes
  const char* each_hour;     // at minute {} of each
  const char* each_hours;    // every {} hours, at minute {}
  const char* at_times;
  const char* at_minute;
  const char* at_minutes;
  const char* hours;  // from {}:00 to {}:59
  const char* all_day_long;
  const char* daily;
  const char* on_day;
  const char* on_days;
  const char* that_are;  // a weekday as well
  const char* or_on;     // or on a weekday
  const char* weekday_range;
  const char* weekdays;
  const char* in_months;
  const char* month_range;
  std::array<const char*, 7> weekday;    // Monday first
  std::array<const char*, 7> weekday_s;  // "Mondays"
  std::array<const char*, 12> month;
};

const Language spanish{" y ",
                       " o ",
                       "{} a {}",
                       "Cada minuto",
                       "Cada {} minutos",
                       "Cada hora, en el minuto {}",
                       "Cada {} horas, en el minuto {}",
                       "A las {}",
                       "En el minuto {}",
                       "En los minutos {}",
                       "de {:02}:00 a {:02}:59",
                       "de cada hora",
                       ", todos los días",
                       ", el día {} del mes",
                       ", los días {} del mes",
                       ", si es {}",
                       ", y además {}",
                       "de {} a {}",
                       "los {}",
                       "en {}",
                       "de {} a {}",
                       {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"},
                       {"lunes", "martes", "miércoles", "jueves", "viernes", "sábados", "domingos"},
                       {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                        "noviembre", "diciembre"}};

const Language english{
    " and ",
    " or ",
    "{} to {}",
    "Every minute",
    "Every {} minutes",
    "Every hour, at minute {}",
    "Every {} hours, at minute {}",
    "At {}",
    "At minute {}",
    "At minutes {}",
    "from {:02}:00 to {:02}:59",
    "of every hour",
    ", every day",
    ", on day {} of the month",
    ", on days {} of the month",
    ", if it is a {}",
    ", and also {}",
    "{} to {}",
    "on {}",
    "in {}",
    "from {} to {}",
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
    {"Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}};

bool has(std::uint64_t mask, int value) { return (mask >> value & 1U) != 0; }

template <typename... Args>
std::string say(const char* format, const Args&... args) {
  return fmt::format(fmt::runtime(format), args...);
}

std::string joined(const std::vector<std::string>& parts, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) text += (i == 0 ? "" : i + 1 == parts.size() ? last : ", ") + parts[i];
  return text;
}

struct Run {
  int first;
  int last;
};

std::vector<Run> runs_of(std::uint64_t mask, int least, int most) {
  std::vector<Run> runs;
  for (int v = least; v <= most; ++v) {
    if (!has(mask, v)) continue;
    if (!runs.empty() && runs.back().last == v - 1) {
      runs.back().last = v;
    } else {
      runs.push_back({v, v});
    }
  }
  return runs;
}

// "1 to 5, 7 and 9".
std::string list_of(std::uint64_t mask, int least, int most, const Language& l) {
  std::vector<std::string> parts;
  for (const Run& run : runs_of(mask, least, most)) {
    if (run.last - run.first >= 2) {
      parts.push_back(say(l.range, run.first, run.last));
    } else {
      for (int v = run.first; v <= run.last; ++v) parts.push_back(std::to_string(v));
    }
  }
  return joined(parts, l.conjunction);
}

// The n of `*/n`, when it goes evenly into the whole; else 0.
int even_step(std::uint64_t mask, int whole) {
  const int count = std::popcount(mask);
  if (count < 2 || whole % count != 0) return 0;
  const int step = whole / count;
  for (int v = 0; v < whole; ++v) {
    if (has(mask, v) != (v % step == 0)) return 0;
  }
  return step;
}

int lowest(std::uint64_t mask) { return std::countr_zero(mask); }

std::string times(const CronFields& f, const Language& l) {
  std::vector<std::string> all;
  for (int hour = 0; hour < 24; ++hour) {
    for (int minute = 0; minute < 60; ++minute) {
      if (has(f.hours, hour) && has(f.minutes, minute)) all.push_back(fmt::format("{:02}:{:02}", hour, minute));
    }
  }
  return say(l.at_times, joined(all, l.conjunction));
}

std::string minutes_in_words(const CronFields& f, const Language& l) {
  if (f.minutes == every_minute) return l.each_minute;
  if (const int step = even_step(f.minutes, 60)) return say(l.each_minutes, step);
  const bool one = std::popcount(f.minutes) == 1;
  return say(one ? l.at_minute : l.at_minutes, list_of(f.minutes, 0, 59, l));
}

std::string time_of_day(const CronFields& f, const Language& l) {
  const bool all_hours = f.hours == every_hour;
  const bool one_minute = std::popcount(f.minutes) == 1;
  if (all_hours && one_minute) return say(l.each_hour, lowest(f.minutes));
  if (!all_hours && std::popcount(f.minutes) * std::popcount(f.hours) <= most_times) return times(f, l);
  if (const int step = even_step(f.hours, 24); one_minute && step > 1) return say(l.each_hours, step, lowest(f.minutes));
  const std::string minutes = minutes_in_words(f, l);
  if (all_hours) {
    const bool self_evident = f.minutes == every_minute || even_step(f.minutes, 60) != 0;
    return self_evident ? minutes : minutes + " " + l.all_day_long;
  }
  std::vector<std::string> hours;
  for (const Run& run : runs_of(f.hours, 0, 23)) hours.push_back(say(l.hours, run.first, run.last));
  return minutes + " " + joined(hours, l.conjunction);
}

// Bit 0 is Monday here.
std::uint64_t monday_first(std::uint32_t weekdays) { return (weekdays >> 1U) | (std::uint64_t{weekdays & 1U} << 6U); }

std::string on_weekdays(const CronFields& f, const Language& l) {
  const auto runs = runs_of(monday_first(f.weekdays), 0, 6);
  if (runs.size() == 1 && runs[0].last - runs[0].first >= 2) {
    return say(l.weekday_range, l.weekday.at(static_cast<std::size_t>(runs[0].first)),
               l.weekday.at(static_cast<std::size_t>(runs[0].last)));
  }
  std::vector<std::string> names;
  for (std::size_t day = 0; day < 7; ++day) {
    if (has(monday_first(f.weekdays), static_cast<int>(day))) names.emplace_back(l.weekday_s.at(day));
  }
  return say(l.weekdays, joined(names, l.conjunction));
}

std::string one_of_weekdays(const CronFields& f, const Language& l) {
  std::vector<std::string> names;
  for (std::size_t day = 0; day < 7; ++day) {
    if (has(monday_first(f.weekdays), static_cast<int>(day))) names.emplace_back(l.weekday.at(day));
  }
  return joined(names, l.alternative);
}

std::string on_days(const CronFields& f, const Language& l) {
  const bool all_days = f.days == every_day;
  const bool all_weekdays = f.weekdays == every_weekday;
  const bool either = f.days_restricted && f.weekdays_restricted;
  if (either ? all_days || all_weekdays : all_days && all_weekdays) return l.daily;
  if (all_days) return ", " + on_weekdays(f, l);
  const bool one = std::popcount(f.days) == 1;
  std::string days = say(one ? l.on_day : l.on_days, list_of(f.days, 1, 31, l));
  if (all_weekdays) return days;
  return days + (either ? say(l.or_on, on_weekdays(f, l)) : say(l.that_are, one_of_weekdays(f, l)));
}

std::string in_months(const CronFields& f, const Language& l) {
  if (f.months == every_month) return {};
  std::vector<std::string> parts;
  std::vector<std::string> single;
  for (const Run& run : runs_of(f.months, 1, 12)) {
    const auto name = [&l](int month) { return std::string(l.month.at(static_cast<std::size_t>(month) - 1)); };
    if (run.last - run.first >= 2) {
      parts.push_back(say(l.month_range, name(run.first), name(run.last)));
    } else {
      for (int month = run.first; month <= run.last; ++month) single.push_back(name(month));
    }
  }
  if (!single.empty()) parts.push_back(say(l.in_months, joined(single, l.conjunction)));
  return ", " + joined(parts, l.conjunction);
}

std::string sentence(const CronFields& f, const Language& l) { return time_of_day(f, l) + on_days(f, l) + in_months(f, l) + "."; }

}  // namespace

Text cron_sentence(const CronFields& fields) { return {sentence(fields, spanish), sentence(fields, english)}; }

}  // namespace nss
