// A sentence for people in both languages of the product. Values (names, numbers) are already in it.
#pragma once

#include <string>
#include <utility>

namespace nss {

struct Text {
  std::string es;
  std::string en;

  bool empty() const { return es.empty() && en.empty(); }
  friend bool operator==(const Text&, const Text&) = default;
};

}  // namespace nss
