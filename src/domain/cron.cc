#include "domain/cron.h"

#include <bit>
#include <chrono>

namespace nss {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// Bounds of the search. The rarest entry (29 February on one weekday) waits 40 years; no zone changes its clock more than
// a handful of times a year; and of fixed times only those of one overlap can come before the instant that is asked for.
constexpr int most_months = 50 * 12;
constexpr int most_segments = 1000;
constexpr int most_tries = 3000;

// What RFC 3339 can say, and far from every overflow.
constexpr int first_year = 1;
constexpr int end_year = 10'000;
constexpr Seconds earliest = std::chrono::sys_days(std::chrono::year(first_year) / 1 / 1);
constexpr Seconds latest = std::chrono::sys_days(std::chrono::year(end_year) / 1 / 1) - seconds(1);

bool in_range(Seconds t) { return t >= earliest && t <= latest; }

struct TimeOfDay {
  int hour;
  int minute;
};

int lowest(std::uint64_t mask) { return std::countr_zero(mask); }
int highest(std::uint64_t mask) { return 63 - std::countl_zero(mask); }

// The bits at or above, and at or below, a value of 0 to 62.
std::uint64_t from_bit(std::uint64_t mask, int value) { return mask & (~std::uint64_t{0} << value); }
std::uint64_t up_to_bit(std::uint64_t mask, int value) { return mask & ~(~std::uint64_t{0} << (value + 1)); }

int days_in(int year, int month) {
  const auto last = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

// The days of a month on which the entry runs, as bits 1 to 31. Vixie: both day fields restricted, either will do; else
// both have to hold.
std::uint64_t day_mask(const CronFields& f, int year, int month) {
  const auto first = std::chrono::sys_days(std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / 1);
  const unsigned weekday = std::chrono::weekday(first).c_encoding();
  // The week of the field, turned so that bit 0 is the weekday of the month's first day, five times over.
  const std::uint64_t week = (std::uint64_t{f.weekdays} >> weekday | std::uint64_t{f.weekdays} << (7 - weekday)) & 0x7FU;
  const std::uint64_t by_weekday = (week | week << 7 | week << 14 | week << 21 | week << 28) << 1;
  const bool either = f.days_restricted && f.weekdays_restricted;
  const std::uint64_t mask = either ? (f.days | by_weekday) : (f.days & by_weekday);
  return up_to_bit(mask, days_in(year, month));
}

std::optional<TimeOfDay> time_from(const CronFields& f, TimeOfDay t) {
  if ((f.hours >> t.hour & 1U) != 0) {
    const std::uint64_t later = from_bit(f.minutes, t.minute);
    if (later != 0) return TimeOfDay{t.hour, lowest(later)};
  }
  const std::uint64_t hours = from_bit(f.hours, t.hour + 1);
  if (hours == 0) return std::nullopt;
  return TimeOfDay{lowest(hours), lowest(f.minutes)};
}

std::optional<TimeOfDay> time_up_to(const CronFields& f, TimeOfDay t) {
  if ((f.hours >> t.hour & 1U) != 0) {
    const std::uint64_t before = up_to_bit(f.minutes, t.minute);
    if (before != 0) return TimeOfDay{t.hour, highest(before)};
  }
  const std::uint64_t hours = t.hour == 0 ? 0 : up_to_bit(f.hours, t.hour - 1);
  if (hours == 0) return std::nullopt;
  return TimeOfDay{highest(hours), highest(f.minutes)};
}

// The first civil minute at or after `from` that the fields match; the zone plays no part. Seconds are ignored.
std::optional<CivilSecond> match_from(const CronFields& f, const CivilSecond& from) {
  TimeOfDay time{from.hour, from.minute};
  int day = from.day;
  for (int n = 0, year = from.year, month = from.month; n < most_months && year < end_year; ++n) {
    std::uint64_t days = (f.months >> month & 1U) != 0 ? from_bit(day_mask(f, year, month), day) : 0;
    for (; days != 0; days &= days - 1) {
      if (lowest(days) != day) time = TimeOfDay{0, 0};
      if (const auto found = time_from(f, time)) return CivilSecond{year, month, lowest(days), found->hour, found->minute, 0};
    }
    time = TimeOfDay{0, 0};
    day = 1;
    year += month == 12 ? 1 : 0;
    month = month == 12 ? 1 : month + 1;
  }
  return std::nullopt;
}

// The last civil minute at or before `upto` that the fields match.
std::optional<CivilSecond> match_up_to(const CronFields& f, const CivilSecond& upto) {
  constexpr TimeOfDay end_of_day{23, 59};
  TimeOfDay time{upto.hour, upto.minute};
  int day = upto.day;
  for (int n = 0, year = upto.year, month = upto.month; n < most_months && year >= first_year; ++n) {
    std::uint64_t days = (f.months >> month & 1U) != 0 ? up_to_bit(day_mask(f, year, month), day) : 0;
    for (; days != 0; days &= ~(std::uint64_t{1} << highest(days))) {
      if (highest(days) != day) time = end_of_day;
      if (const auto found = time_up_to(f, time)) return CivilSecond{year, month, highest(days), found->hour, found->minute, 0};
    }
    time = end_of_day;
    day = 31;
    year -= month == 1 ? 1 : 0;
    month = month == 1 ? 12 : month - 1;
  }
  return std::nullopt;
}

// A civil time as a number, for arithmetic in which no clock is changed.
Seconds as_number(const CivilSecond& c) {
  const std::chrono::year_month_day date{std::chrono::year(c.year), std::chrono::month(static_cast<unsigned>(c.month)),
                                         std::chrono::day(static_cast<unsigned>(c.day))};
  return std::chrono::sys_days(date) + std::chrono::hours(c.hour) + minutes(c.minute) + seconds(c.second);
}

CivilSecond as_civil(Seconds number) {
  const auto day = std::chrono::floor<std::chrono::days>(number);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(number - day);
  return CivilSecond{static_cast<int>(date.year()),
                     static_cast<int>(static_cast<unsigned>(date.month())),
                     static_cast<int>(static_cast<unsigned>(date.day())),
                     static_cast<int>(clock.hours().count()),
                     static_cast<int>(clock.minutes().count()),
                     static_cast<int>(clock.seconds().count())};
}

// When a fixed time happens: once, whatever the clock does. It never goes back as the civil time grows, so the first match
// whose instant is late enough is the answer.
Seconds instant_of(const CivilLookup& found) { return found.kind == CivilLookup::Kind::skipped ? found.transition : found.pre; }

// In the second copy of a repeated hour every time of that hour has happened already: the end of the hour, else c itself.
CivilSecond end_of_copy(const CivilSecond& c, Seconds t, const TimeZone& zone) {
  const CivilLookup found = zone.lookup(c);
  const bool second_copy = found.kind == CivilLookup::Kind::repeated && t >= found.transition;
  return second_copy ? zone.to_civil(found.transition - seconds(1)) : c;
}

CivilSecond minute_after(const CivilSecond& c) { return as_civil(as_number(c) + minutes(1)); }
CivilSecond minute_before(const CivilSecond& c) { return as_civil(as_number(c) - minutes(1)); }

std::optional<Seconds> next_fixed(const CronFields& f, Seconds t, const TimeZone& zone) {
  auto match = match_from(f, end_of_copy(zone.to_civil(t), t, zone));
  for (int n = 0; n < most_tries && match; ++n, match = match_from(f, minute_after(*match))) {
    const Seconds at = instant_of(zone.lookup(*match));
    if (at > t) return at;
  }
  return std::nullopt;
}

std::optional<Seconds> last_fixed(const CronFields& f, Seconds t, const TimeZone& zone) {
  auto match = match_up_to(f, end_of_copy(zone.to_civil(t), t, zone));
  for (int n = 0; n < most_tries && match; ++n, match = match_up_to(f, minute_before(*match))) {
    const Seconds at = instant_of(zone.lookup(*match));
    if (at <= t) return at;
  }
  return std::nullopt;
}

// Wall-clock entries: between two changes of the clock civil time is UTC plus a constant.
std::optional<Seconds> next_on_wall(const CronFields& f, Seconds t, const TimeZone& zone) {
  Seconds from = t + seconds(1);
  for (int n = 0; n < most_segments; ++n) {
    const seconds offset = zone.offset(from);
    const auto end = zone.next_transition(from);
    const auto match = match_from(f, as_civil(std::chrono::ceil<minutes>(from + offset)));
    if (!match) break;
    const Seconds at = as_number(*match) - offset;
    if (!end || at < *end) return at;
    from = *end;
  }
  return std::nullopt;
}

std::optional<Seconds> last_on_wall(const CronFields& f, Seconds t, const TimeZone& zone) {
  Seconds upto = t;
  for (int n = 0; n < most_segments; ++n) {
    const seconds offset = zone.offset(upto);
    const auto begin = zone.last_transition(upto);
    const auto match = match_up_to(f, as_civil(upto + offset));
    if (!match) break;
    const Seconds at = as_number(*match) - offset;
    if (!begin || at >= *begin) return at;
    upto = *begin - seconds(1);
  }
  return std::nullopt;
}

std::optional<Seconds> within_range(std::optional<Seconds> at) { return at && in_range(*at) ? at : std::nullopt; }

}  // namespace

Result<CronExpression> CronExpression::parse(std::string_view text) {
  auto fields = parse_cron_fields(text);
  if (!fields) return tl::make_unexpected(std::move(fields.error()));
  return CronExpression(std::string(text), *fields);
}

std::optional<Seconds> CronExpression::next_after(Seconds t, const TimeZone& zone) const {
  if (!in_range(t)) return std::nullopt;
  return within_range(fixed_time() ? next_fixed(fields_, t, zone) : next_on_wall(fields_, t, zone));
}

std::optional<Seconds> CronExpression::last_at_or_before(Seconds t, const TimeZone& zone) const {
  if (!in_range(t)) return std::nullopt;
  return within_range(fixed_time() ? last_fixed(fields_, t, zone) : last_on_wall(fields_, t, zone));
}

}  // namespace nss
