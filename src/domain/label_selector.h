// A label selector as Kubernetes writes it: "a=b,c!=d,e in (x,y),f notin (z),g,!h". Requirements are AND-ed; an empty selector
// takes everything; `!=` and `notin` also take what has no such label. The numeric `>` and `<` are not offered.
// Immutable; thread-safe. Bounded: 4,096 bytes, 64 requirements, 64 values each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nss {

class LabelSelector {
 public:
  // Takes everything.
  LabelSelector() = default;

  // Code `invalid_value`, with `position` (0-based, in bytes).
  static Result<LabelSelector> parse(std::string_view text);

  bool matches(const std::map<std::string, std::string>& labels) const;
  bool empty() const { return requirements_.empty(); }
  const std::string& text() const { return text_; }  // as it was written

 private:
  friend class LabelSelectorParser;

  enum class Operator : std::uint8_t { in, not_in, exists, absent };
  struct Requirement {
    std::string key;
    Operator op = Operator::exists;
    std::vector<std::string> values;
  };

  std::string text_;
  std::vector<Requirement> requirements_;
};

}  // namespace nss
