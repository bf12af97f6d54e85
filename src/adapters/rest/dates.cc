#include "adapters/rest/dates.h"

#include <array>

#include <fmt/core.h>

#include "app/refusals.h"

namespace nss {

Result<Date> read_date(const std::string& text) {
  if (!has_date_form(text)) {
    return fail(Error{ErrorKind::invalid, "malformed_request",
                      Text{"La fecha se escribe como 2026-07-13.", "A date is written like 2026-07-13."}});
  }
  if (const auto date = parse_date(text)) return *date;
  return fail(Error{ErrorKind::invalid, "invalid_date", Text{"No existe el día " + text + ".", "There is no day " + text + "."}});
}

Result<std::chrono::sys_days> read_day(const std::string& text) {
  const auto date = read_date(text);
  if (!date) return fail(date.error());
  if (!is_holiday_year(static_cast<int>(date->year()))) return fail(year_out_of_range());
  return std::chrono::sys_days(*date);
}

tl::expected<DayRange, Problem> read_day_range(const Query& query, int most_days) {
  std::array<std::chrono::sys_days, 2> ends{};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const char* name = i == 0 ? "start_date" : "end_date";
    const auto text = query.find(name);
    if (!text) {
      return tl::unexpected(member_problem("missing_field", fmt::format("?{}", name),
                                           {fmt::format("Falta «{}».", name), fmt::format("\"{}\" is missing.", name)}));
    }
    const auto date = read_day(*text);
    if (!date) return tl::unexpected(to_problem(date.error()));
    ends.at(i) = *date;
  }
  const auto days = (ends[1] - ends[0]).count() + 1;
  if (days >= 1 && days <= most_days) return DayRange{ends[0], static_cast<int>(days)};
  return tl::unexpected(make_problem("invalid_range", {fmt::format("Deben ser de 1 a {} días, en orden.", most_days),
                                                       fmt::format("It must be 1 to {} days, in order.", most_days)}));
}

}  // namespace nss
