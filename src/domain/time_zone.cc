#include "domain/time_zone.h"

#include <cctz/time_zone.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "domain/zone_names.h"

namespace nss {

struct TimeZone::Impl {
  std::string name;
  cctz::time_zone zone;
};

namespace {

// Years 1 to 9999: what RFC 3339 can say, and far from every overflow.
constexpr Seconds earliest = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Seconds latest = std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1) - std::chrono::seconds(1);

// Neighbouring entries of the database may differ only in the abbreviation; that many are looked through at most.
constexpr int most_transitions_seen = 64;

using CctzTime = cctz::time_point<cctz::seconds>;

CctzTime to_cctz(Seconds t) { return CctzTime(std::clamp(t, earliest, latest).time_since_epoch()); }

Seconds from_cctz(CctzTime t) { return Seconds(t.time_since_epoch()); }

// Where cctz looks too.
const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names = [] {
    const char* folder = std::getenv("TZDIR");
    return read_zone_names(folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo");
  }();
  return names;
}

bool is_known(std::string_view name) {
  const auto& names = known_names();
  // A machine whose database has no list: the form decides, and whether the zone can be loaded.
  return has_zone_name_form(name) && (names.empty() || std::binary_search(names.begin(), names.end(), name));
}

tl::unexpected<Error> unknown_zone(std::string_view name) {
  std::string shown;
  for (const char c : name.substr(0, 64)) shown += c >= ' ' && c <= '~' ? c : '?';
  const std::string meant = nearest_zone_name(known_names(), name);
  std::string es = fmt::format(
      "«{}» no es una zona horaria conocida: se espera un nombre IANA, con sus mayúsculas, como America/Bogota o UTC", shown);
  std::string en = fmt::format(
      "\"{}\" is not a known time zone: an IANA name is expected, case included, such as America/Bogota or UTC", shown);
  es += meant.empty() ? "." : fmt::format("; ¿quiso decir {}?", meant);
  en += meant.empty() ? "." : fmt::format("; did you mean {}?", meant);
  return fail(Error{ErrorKind::invalid, "invalid_timezone", Text{std::move(es), std::move(en)}});
}

}  // namespace

TimeZone::TimeZone() {
  static const auto utc = std::make_shared<const Impl>(Impl{"UTC", cctz::utc_time_zone()});
  impl_ = utc;
}

Result<TimeZone> TimeZone::load(std::string_view name) {
  if (!is_known(name)) return unknown_zone(name);
  cctz::time_zone zone;
  if (!cctz::load_time_zone(std::string(name), &zone)) return unknown_zone(name);
  return TimeZone(std::make_shared<const Impl>(Impl{std::string(name), zone}));
}

const std::string& TimeZone::name() const { return impl_->name; }

CivilSecond TimeZone::to_civil(Seconds t) const {
  const cctz::civil_second c = cctz::convert(to_cctz(t), impl_->zone);
  return CivilSecond{static_cast<int>(c.year()), c.month(), c.day(), c.hour(), c.minute(), c.second()};
}

CivilLookup TimeZone::lookup(CivilSecond c) const {
  const auto found = impl_->zone.lookup(cctz::civil_second(c.year, c.month, c.day, c.hour, c.minute, c.second));
  CivilLookup answer{CivilLookup::Kind::unique, from_cctz(found.pre), from_cctz(found.trans), from_cctz(found.post)};
  if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) answer.kind = CivilLookup::Kind::skipped;
  if (found.kind == cctz::time_zone::civil_lookup::REPEATED) answer.kind = CivilLookup::Kind::repeated;
  return answer;
}

std::chrono::seconds TimeZone::offset(Seconds t) const { return std::chrono::seconds(impl_->zone.lookup(to_cctz(t)).offset); }

std::optional<Seconds> TimeZone::next_transition(Seconds t) const {
  CctzTime at = to_cctz(t);
  cctz::time_zone::civil_transition change;
  for (int i = 0; i < most_transitions_seen && impl_->zone.next_transition(at, &change); ++i) {
    at = impl_->zone.lookup(change.to).trans;
    if (change.from != change.to) return from_cctz(at);
  }
  return std::nullopt;
}

std::optional<Seconds> TimeZone::last_transition(Seconds t) const {
  CctzTime before = to_cctz(t) + cctz::seconds(1);
  cctz::time_zone::civil_transition change;
  for (int i = 0; i < most_transitions_seen && impl_->zone.prev_transition(before, &change); ++i) {
    before = impl_->zone.lookup(change.to).trans;
    if (change.from != change.to) return from_cctz(before);
  }
  return std::nullopt;
}

int weekday_of(const CivilSecond& civil) {
  const std::chrono::year_month_day date{std::chrono::year(civil.year), std::chrono::month(static_cast<unsigned>(civil.month)),
                                         std::chrono::day(static_cast<unsigned>(civil.day))};
  return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding()) - 1;
}

}  // namespace nss
