// The settings that may change while the product runs (API 9, PATCH /api/settings), and the versions of the rules that plans
// are made of: the plan of last week is what it was last week (SPEC 9). Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "domain/week_rules.h"

namespace nss {

// A holiday is a business day that is marked, or none at all (SPEC 3).
enum class HolidayMode : std::uint8_t { mark, observe };
const char* to_string(HolidayMode mode);
std::optional<HolidayMode> parse_holiday_mode(std::string_view text);

// Money is counted in millionths of the currency: 0.04 is 40,000.
using Micros = std::int64_t;
inline constexpr Micros micros_of_one = 1'000'000;
inline constexpr Micros highest_price = 1'000'000'000 * micros_of_one;  // a billion, for an hour of one core

// "0.0405": at most six decimals, not negative. Error: invalid_value.
Result<Micros> parse_price(std::string_view text);
std::string price_text(Micros price);  // "0.0405"

// An ISO 4217 code: three capital letters.
bool is_currency(std::string_view text);

struct Prices {
  std::optional<Micros> cpu_hour = std::nullopt;  // of one core; empty: not priced
  std::optional<Micros> gib_hour = std::nullopt;
  std::string currency = "USD";
  bool any() const { return cpu_hour || gib_hour; }
  friend bool operator==(const Prices&, const Prices&) = default;
};

// What somebody stored; empty: nobody did.
struct StoredSettings {
  std::optional<HolidayMode> holidays = std::nullopt;
  std::optional<Micros> price_cpu_hour = std::nullopt;
  std::optional<Micros> price_gib_hour = std::nullopt;
  std::optional<std::string> currency = std::nullopt;
  Seconds changed_at{};
  std::string changed_by;
  friend bool operator==(const StoredSettings&, const StoredSettings&) = default;
};

// The rules as they hold from that second on. Texts, as they are stored.
struct RulesVersion {
  Seconds valid_from{};
  std::string business_hours;  // "07:00-20:00"
  std::string business_days;   // "MON-FRI"
  std::string timezone;
  HolidayMode holidays = HolidayMode::mark;
  std::vector<std::string> local_days = {};  // "2026-12-31"; only while holidays are observed
  bool same_rules(const RulesVersion& other) const;
  friend bool operator==(const RulesVersion&, const RulesVersion&) = default;
};

// For the engine. Errors: a text that is none of ours (a store that somebody else wrote into).
Result<SettingsVersion> settings_version(const RulesVersion& version);

}  // namespace nss
