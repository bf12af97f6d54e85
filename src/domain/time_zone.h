// Civil time of an IANA zone, with everything that a change of the clock does to it. The only file beside its .cc that
// knows which library answers (cctz): std::chrono has no zones in libstdc++ 12, and will replace it here later.
//
// A TimeZone is a small immutable value: copy it freely, use it from any thread. `load` reads the machine's zone database
// the first time a name is asked for; nothing here reads a clock, and the process's TZ is ignored.
// Instants before year 1 and after year 9999 are taken as the ends of that range.
#pragma once

#include <chrono>
#include <compare>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace nss {

// What a clock on the wall shows. month 1 to 12, day 1 to 31, hour 0 to 23.
struct CivilSecond {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;

  friend auto operator<=>(const CivilSecond&, const CivilSecond&) = default;
};

// Which instants show a civil time. unique: one, and all three are it. skipped: none; the clock jumped over it at
// `transition`, the first instant after the gap. repeated: two, first `pre`, then `post`; the clock was set back at
// `transition`.
struct CivilLookup {
  enum class Kind { unique, skipped, repeated };
  Kind kind = Kind::unique;
  Seconds pre;
  Seconds transition;
  Seconds post;
};

class TimeZone {
 public:
  TimeZone();  // UTC

  // Code `invalid_timezone` for anything but a name of the zone database (case counts); the message proposes the
  // nearest name. A path (`/etc/localtime`, `../x`) is never looked at.
  static Result<TimeZone> load(std::string_view name);

  const std::string& name() const;

  CivilSecond to_civil(Seconds t) const;
  CivilLookup lookup(CivilSecond civil) const;

  // Seconds to add to UTC at that instant.
  std::chrono::seconds offset(Seconds t) const;

  // The instants at which the offset changes: the first strictly after t, and the last at or before t.
  std::optional<Seconds> next_transition(Seconds t) const;
  std::optional<Seconds> last_transition(Seconds t) const;

  // Two zones are equal when they have the same name.
  friend bool operator==(const TimeZone& a, const TimeZone& b) { return a.name() == b.name(); }

 private:
  struct Impl;
  explicit TimeZone(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

// 0 is Monday, 6 is Sunday.
int weekday_of(const CivilSecond& civil);

}  // namespace nss
