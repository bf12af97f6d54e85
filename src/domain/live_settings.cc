#include "domain/live_settings.h"

#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "base/date.h"
#include "domain/holidays.h"

namespace nss {
namespace {

constexpr std::size_t most_decimals = 6;
constexpr std::size_t most_digits = 9;

Error no_price(std::string_view text) {
  return Error{ErrorKind::invalid, "invalid_value",
               Text{fmt::format("«{}» no es un precio: un número como 0.0405, con seis decimales a lo sumo.", text.substr(0, 40)),
                    fmt::format("\"{}\" is no price: a number like 0.0405, with at most six decimals.", text.substr(0, 40))}};
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

const char* to_string(HolidayMode mode) { return mode == HolidayMode::mark ? "mark" : "observe"; }

std::optional<HolidayMode> parse_holiday_mode(std::string_view text) {
  if (text == "mark") return HolidayMode::mark;
  if (text == "observe") return HolidayMode::observe;
  return std::nullopt;
}

Result<Micros> parse_price(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view decimals = point == text.size() ? std::string_view() : text.substr(point + 1);
  const bool formed = !whole.empty() && whole.size() <= most_digits && all_digits(whole) && decimals.size() <= most_decimals &&
                      all_digits(decimals) && (point == text.size() || !decimals.empty());
  if (!formed) return fail(no_price(text));
  Micros price = 0;
  for (const char c : whole) price = price * 10 + (c - '0');
  for (std::size_t i = 0; i < most_decimals; ++i) price = price * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
  return price;
}

std::string price_text(Micros price) {
  std::string text = fmt::format("{}.{:06}", price / micros_of_one, price % micros_of_one);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool RulesVersion::same_rules(const RulesVersion& other) const {
  RulesVersion then = other;
  then.valid_from = valid_from;
  return *this == then;
}

Result<SettingsVersion> settings_version(const RulesVersion& version) {
  auto hours = BusinessHours::parse(version.business_hours, version.business_days);
  if (!hours) return fail(std::move(hours.error()));
  auto zone = TimeZone::load(version.timezone);
  if (!zone) return fail(std::move(zone.error()));
  SettingsVersion settings{version.valid_from, *hours, *zone, {}};
  if (version.holidays == HolidayMode::mark) return settings;
  auto local = std::make_shared<std::set<std::chrono::sys_days>>();
  for (const std::string& day : version.local_days) {
    const auto date = parse_date(day);
    if (!date) return fail(ErrorKind::invalid, "invalid_date", fmt::format("{} is no date", day));
    local->insert(std::chrono::sys_days(*date));
  }
  settings.observed = [local = std::move(local)](std::chrono::sys_days day) {
    return local->contains(day) || is_national_holiday(Date(day));
  };
  return settings;
}

}  // namespace nss
