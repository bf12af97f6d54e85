// A string that cannot be mistaken for another string: StrongId<struct UidTag> differs from StrongId<struct NameTag>.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace nss {

template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}

  const std::string& str() const { return value_; }
  bool empty() const { return value_.empty(); }
  friend auto operator<=>(const StrongId&, const StrongId&) = default;

 private:
  std::string value_;
};

}  // namespace nss

template <typename Tag>
struct std::hash<nss::StrongId<Tag>> {
  std::size_t operator()(const nss::StrongId<Tag>& id) const noexcept { return std::hash<std::string>()(id.str()); }
};
