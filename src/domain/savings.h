// What was avoided, in resources and money (SPEC 9; API 7): the avoided time of a row × what its namespaces asked for while
// they were up. Pure; thread-safe.
//
// Everything is counted in ten-thousandths, as it is printed (API 1.2), and the amount is worked out from the printed hours: so
// whoever has the answer can check it, and a total is exactly the sum of its rows.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/live_settings.h"
#include "domain/week.h"

namespace nss {

struct Savings {
  std::int64_t cpu_core_hours = 0;    // ten-thousandths
  std::int64_t memory_gib_hours = 0;  // ten-thousandths
  std::int64_t amount = 0;            // ten-thousandths of the currency

  Savings& operator+=(const Savings& other);
  friend bool operator==(const Savings&, const Savings&) = default;
};

// Empty while nothing is priced.
std::optional<Savings> savings_of(const Usage& usage, const Prices& prices);

}  // namespace nss
