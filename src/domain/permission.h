// Who may pay (SPEC 7): the permission record of a cost centre. The built-in `system` one has no record and is always authorised.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace nss {

struct PermissionRecord {
  std::string cost_center;
  std::string name;
  bool is_authorized = false;
  std::int64_t max_concurrent_namespaces = 0;      // off-hours places that it pays at a time
  std::vector<std::string> authorized_namespaces;  // empty: all
  Seconds created_at{};
  Seconds updated_at{};
  friend bool operator==(const PermissionRecord&, const PermissionRecord&) = default;
};

}  // namespace nss
