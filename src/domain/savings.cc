#include "domain/savings.h"

#include <cmath>

namespace nss {
namespace {

constexpr std::int64_t seconds_of_hour = 3'600;
constexpr std::int64_t parts = 10'000;

// value × parts / divisor, rounded half up, without the product.
std::int64_t in_parts(std::int64_t value, std::int64_t divisor) {
  return value / divisor * parts + (value % divisor * parts + divisor / 2) / divisor;
}

}  // namespace

Savings& Savings::operator+=(const Savings& other) {
  cpu_core_hours += other.cpu_core_hours;
  memory_gib_hours += other.memory_gib_hours;
  amount += other.amount;
  return *this;
}

std::optional<Savings> savings_of(const Usage& usage, const Prices& prices) {
  if (!prices.any()) return std::nullopt;
  Savings savings;
  savings.cpu_core_hours = in_parts(usage.avoided_cpu, 1'000 * seconds_of_hour);
  savings.memory_gib_hours = in_parts(usage.avoided_memory, 1'024 * seconds_of_hour);
  // 64 bits of mantissa hold every sum that a cluster can owe; the highest price of the highest use only rounds.
  const auto money = static_cast<long double>(savings.cpu_core_hours) * static_cast<long double>(prices.cpu_hour.value_or(0)) +
                     static_cast<long double>(savings.memory_gib_hours) * static_cast<long double>(prices.gib_hour.value_or(0));
  savings.amount = std::llround(money / static_cast<long double>(micros_of_one));
  return savings;
}

}  // namespace nss
