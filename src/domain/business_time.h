// When it is business time: the business hours of a zone, without the days that are observed as holidays (SPEC 3). Pure;
// thread-safe as long as `observed` is; what it refers to outlives it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "domain/business_hours.h"

namespace nss {

// Civil days of the product's zone that are no business days. Empty: none.
using ObservedDays = std::function<bool(std::chrono::sys_days)>;

struct BusinessTime {
  const BusinessHours& hours;
  const TimeZone& zone;
  ObservedDays observed = {};

  bool contains(Seconds t) const;
  // The first instant strictly after t at which `contains` answers otherwise / becomes true / becomes false. Empty: none
  // within the next two years.
  std::optional<Seconds> next_change(Seconds t) const;
  std::optional<Seconds> next_start(Seconds t) const;
  std::optional<Seconds> next_end(Seconds t) const;

 private:
  std::optional<Seconds> next(Seconds t, bool business) const;
};

}  // namespace nss
