// The product's version, once.
#pragma once

namespace nss {

inline constexpr const char* product_version = "0.1.0";

}  // namespace nss
