// Usage added up by whatever a report asks for (SPEC 9): the rows of weeks that are over and of the running one go into one
// table, in any order. A value; pure.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "domain/week.h"

namespace nss {

enum class UsageBy : std::uint8_t {
  payer_and_namespace,  // the weekly report
  payer,
  namespace_day,  // a namespace's daily usage: by day, then payer
  day,
};

// What a row is about; the parts that were not asked for are empty.
struct UsageKey {
  int day = 0;  // of the range
  std::string payer;
  std::string ns;
  auto operator<=>(const UsageKey&) const = default;
};

class UsageTable {
 public:
  explicit UsageTable(UsageBy by) : by_(by) {}

  // A namespace that existed has a row of its own cost centre, also one of zeros; a day says nothing of that.
  void note(const std::string& ns, const std::string& cost_center);
  void add(const std::string& ns, const std::string& payer, int day, const Usage& usage);
  void add(const UsageTable& other);

  const std::map<UsageKey, Usage>& rows() const& { return rows_; }  // by day, payer, namespace
  std::map<UsageKey, Usage> rows() && { return std::move(rows_); }
  Usage total() const { return total_; }
  std::size_t namespaces() const { return namespaces_.size(); }  // in the rows, each once
  std::size_t namespaces_of(const UsageKey& row) const;          // in that one
 private:
  UsageKey key_of(const std::string& ns, const std::string& payer, int day) const;

  UsageBy by_;
  std::map<UsageKey, Usage> rows_;
  std::map<UsageKey, std::set<std::string>> of_row_;  // only where a row has several
  std::set<std::string> namespaces_;
  Usage total_;
};

}  // namespace nss
