#include "domain/usage_table.h"

namespace nss {

UsageKey UsageTable::key_of(const std::string& ns, const std::string& payer, int day) const {
  switch (by_) {
    case UsageBy::payer_and_namespace: return {0, payer, ns};
    case UsageBy::payer: return {0, payer, {}};
    case UsageBy::namespace_day: return {day, payer, {}};
    case UsageBy::day: break;
  }
  return {day, {}, {}};
}

void UsageTable::add(const std::string& ns, const std::string& payer, int day, const Usage& usage) {
  const UsageKey key = key_of(ns, payer, day);
  rows_[key] += usage;
  total_ += usage;
  namespaces_.insert(ns);
  if (by_ == UsageBy::payer || by_ == UsageBy::day) of_row_[key].insert(ns);
}

void UsageTable::note(const std::string& ns, const std::string& cost_center) {
  if (by_ == UsageBy::payer_and_namespace || by_ == UsageBy::payer) add(ns, cost_center, 0, {});
}

void UsageTable::add(const UsageTable& other) {
  for (const auto& [key, usage] : other.rows_) rows_[key] += usage;
  for (const auto& [key, names] : other.of_row_) of_row_[key].insert(names.begin(), names.end());
  namespaces_.insert(other.namespaces_.begin(), other.namespaces_.end());
  total_ += other.total_;
}

std::size_t UsageTable::namespaces_of(const UsageKey& row) const {
  const auto found = of_row_.find(row);
  return found == of_row_.end() ? 1 : found->second.size();
}

}  // namespace nss
