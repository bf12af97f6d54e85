// The pause (SPEC 8): no switch-off and no drift correction until it ends; restores go on.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace nss {

struct PauseRecord {
  Seconds since{};
  std::optional<Seconds> until;  // empty: until somebody ends it
  std::string reason;
  std::string user_id;
  friend bool operator==(const PauseRecord&, const PauseRecord&) = default;

  bool holds(Seconds now) const { return !until || now < *until; }
};

}  // namespace nss
