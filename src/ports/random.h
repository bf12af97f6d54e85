// Where randomness comes from: ids and jitter. Called on the core thread only.
#pragma once

#include <string>

namespace nss {

class Random {
 public:
  virtual ~Random() = default;
  virtual double unit() = 0;     // [0, 1)
  virtual std::string id() = 0;  // 26 characters [0-9a-z], time-ordered
};

}  // namespace nss
