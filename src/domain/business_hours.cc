#include "domain/business_hours.h"

#include <fmt/format.h>

#include <algorithm>

#include "domain/cron_words.h"

namespace nss {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 7> day_names = {"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"};

// The longest without a change: hours of one day a week, and a zone that leaves that day out (Apia, 30 December 2011).
constexpr seconds longest_wait = std::chrono::days(16);
constexpr int most_segments = 64;

std::string quoted(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, 40)) result += c >= ' ' && c <= '~' ? c : '?';
  return result;
}

tl::unexpected<Error> wrong_hours(std::string_view text) {
  return fail(
      Error{ErrorKind::invalid, "invalid_value",
            Text{fmt::format("«{}» no es un horario: se espera HH:MM-HH:MM, el inicio antes del fin y el fin hasta 24:00, "
                             "como 07:00-20:00",
                             quoted(text)),
                 fmt::format("\"{}\" is not a range of hours: HH:MM-HH:MM is expected, the start before the end and the "
                             "end at most 24:00, such as 07:00-20:00",
                             quoted(text))}});
}

tl::unexpected<Error> wrong_days(std::string_view text) {
  return fail(Error{ErrorKind::invalid, "invalid_value",
                    Text{fmt::format("«{}» no son días: se espera una lista de MON TUE WED THU FRI SAT SUN o rangos, como "
                                     "MON-FRI o MON,WED,SAT-SUN",
                                     quoted(text)),
                         fmt::format("\"{}\" are not days: a list of MON TUE WED THU FRI SAT SUN or ranges is expected, such as "
                                     "MON-FRI or MON,WED,SAT-SUN",
                                     quoted(text))}});
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "7:00", "07:00", "24:00" as minutes of the day.
std::optional<int> parse_time(std::string_view text) {
  text = trimmed(text);
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3) return std::nullopt;
  int hour = 0;
  int minute = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    int& part = i < colon ? hour : minute;
    part = part * 10 + (text[i] - '0');
  }
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return hour * 60 + minute;
}

std::optional<std::size_t> parse_day(std::string_view text) {
  std::string name(trimmed(text));
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const auto found = std::find(day_names.begin(), day_names.end(), name);
  if (found == day_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - day_names.begin());
}

// One item of the list; a range may run over the end of the week (SAT-TUE).
bool add_days(std::string_view item, std::array<bool, 7>& days) {
  const auto dash = item.find('-');
  const auto first = parse_day(item.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_day(item.substr(dash + 1));
  if (!first || !last) return false;
  for (std::size_t day = *first;; day = (day + 1) % 7) {
    days[day] = true;
    if (day == *last) return true;
  }
}

std::string time_text(int minute_of_day) { return fmt::format("{:02d}:{:02d}", minute_of_day / 60, minute_of_day % 60); }

// The days as cron counts them, moved on by some days: bit 0 is Sunday.
std::uint32_t cron_days(const std::array<bool, 7>& days, unsigned moved) {
  std::uint32_t mask = 0;
  for (unsigned day = 0; day < 7; ++day) {
    if (days[day]) mask |= std::uint32_t{1} << ((day + 1 + moved) % 7);
  }
  return mask;
}

}  // namespace

Result<BusinessHours> BusinessHours::parse(std::string_view hours, std::string_view days) {
  BusinessHours result;
  const auto dash = hours.find('-');
  if (dash == std::string_view::npos) return wrong_hours(hours);
  const auto start = parse_time(hours.substr(0, dash));
  const auto end = parse_time(hours.substr(dash + 1));
  if (!start || !end || *start >= *end) return wrong_hours(hours);
  result.start_minute = *start;
  result.end_minute = *end;
  result.days = {};
  for (std::size_t at = 0; at <= days.size();) {
    const std::size_t comma = std::min(days.find(',', at), days.size());
    if (!add_days(days.substr(at, comma - at), result.days)) return wrong_days(days);
    at = comma + 1;
  }
  return result;
}

bool BusinessHours::contains(Seconds t, const TimeZone& zone) const {
  const CivilSecond c = zone.to_civil(t);
  const int minute = c.hour * 60 + c.minute;
  return days[static_cast<std::size_t>(weekday_of(c))] && minute >= start_minute && minute < end_minute;
}

// Between two changes of the clock the wall shows UTC plus a constant: there only starts and ends of days can matter, and at
// a change of the clock the change itself.
std::optional<Seconds> BusinessHours::next_change(Seconds t, const TimeZone& zone) const {
  const bool before = contains(t, zone);
  const Seconds give_up = t + longest_wait;
  Seconds from = t;
  for (int n = 0; n < most_segments && from <= give_up; ++n) {
    const seconds offset = zone.offset(from);
    const Seconds end = zone.next_transition(from).value_or(Seconds::max());
    for (auto day = std::chrono::floor<std::chrono::days>(from + offset);; day += std::chrono::days(1)) {
      const Seconds midnight = Seconds(day) - offset;
      if (midnight >= end || midnight > give_up) break;
      for (const int minute : {start_minute, end_minute}) {
        const Seconds at = midnight + minutes(minute);
        if (at > t && at < end && contains(at, zone) != before) return at;
      }
    }
    if (end <= give_up && contains(end, zone) != before) return end;
    from = end;
  }
  return std::nullopt;
}

std::optional<Seconds> BusinessHours::next_start(Seconds t, const TimeZone& zone) const {
  const auto change = next_change(t, zone);
  return change && !contains(*change, zone) ? next_change(*change, zone) : change;
}

std::optional<Seconds> BusinessHours::next_end(Seconds t, const TimeZone& zone) const {
  const auto change = next_change(t, zone);
  return change && contains(*change, zone) ? next_change(*change, zone) : change;
}

std::string BusinessHours::startup_cron() const {
  return fmt::format("{} {} * * {}", start_minute % 60, start_minute / 60, cron_weekday_list(cron_days(days, 0)));
}

std::string BusinessHours::shutdown_cron() const {
  const unsigned next_day = end_minute == 24 * 60 ? 1 : 0;
  return fmt::format("{} {} * * {}", end_minute % 60, end_minute / 60 % 24, cron_weekday_list(cron_days(days, next_day)));
}

std::string BusinessHours::hours_text() const { return time_text(start_minute) + "-" + time_text(end_minute); }

std::string BusinessHours::days_text() const {
  std::string text;
  for (std::size_t day = 0; day < 7; ++day) {
    if (!days[day]) continue;
    std::size_t last = day;
    while (last + 1 < 7 && days[last + 1]) ++last;
    if (last < day + 2) last = day;
    fmt::format_to(std::back_inserter(text), "{}{}", text.empty() ? "" : ",", day_names[day]);
    if (last != day) fmt::format_to(std::back_inserter(text), "-{}", day_names[last]);
    day = last;
  }
  return text;
}

}  // namespace nss
