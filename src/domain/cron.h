// A cron expression: when does it fire next, when did it fire last, in any zone. Five fields or an alias, rules in API.md
// 4.1, changes of the clock by vixie's rules (SPEC 3):
//   * fixed-time entry (no `*` in minute and hour): a time that the clock jumps over fires once, at the first instant after
//     the gap (two such times of one gap are one firing); a time that comes twice fires once, the first time;
//   * wall-clock entry (a `*` there, so `*/5` too): runs at every real minute whose wall clock matches; both copies of a
//     repeated hour, nothing for a missing one.
// An immutable value that cannot be wrong once parsed; thread-safe. Firings are whole seconds UTC. The search is by
// fields, not by minutes: well under a microsecond for common entries, and bounded (50 years; the rarest entry,
// 29 February on one day of the week, waits at most 40).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "domain/cron_words.h"
#include "domain/time_zone.h"

namespace nss {

class CronExpression {
 public:
  // Codes `invalid_cron` (with `position`, 0-based, in characters) and `cron_never_fires` (`30 2 31 2 *`).
  static Result<CronExpression> parse(std::string_view text);

  // As it was written.
  const std::string& text() const { return text_; }
  // One spelling for all expressions that mean the same: numbers, sorted, `7` as `0`. Parses back to the same firings.
  std::string canonical() const { return canonical_cron_text(fields_); }
  bool fixed_time() const { return !fields_.minute_star && !fields_.hour_star; }

  // The first firing strictly after t. Empty only near the end of year 9999.
  std::optional<Seconds> next_after(Seconds t, const TimeZone& zone) const;
  // The most recent firing at or before t. Empty only near year 1.
  std::optional<Seconds> last_at_or_before(Seconds t, const TimeZone& zone) const;

  friend bool operator==(const CronExpression&, const CronExpression&) = default;

 private:
  CronExpression(std::string text, const CronFields& fields) : text_(std::move(text)), fields_(fields) {}

  std::string text_;
  CronFields fields_;
};

}  // namespace nss
