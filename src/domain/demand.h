// What a namespace asks of the cluster while it is up: the requests of its pods, each workload at the count it has, or comes
// back to. What is avoided while it is off is measured with it (SPEC 9). A value.
#pragma once

#include <cstdint>

namespace nss {

struct Demand {
  std::int64_t cpu_millicores = 0;
  std::int64_t memory_bytes = 0;
  friend bool operator==(const Demand&, const Demand&) = default;
};

}  // namespace nss
