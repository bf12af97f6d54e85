// Kubernetes quantities ("250m", "1.5", "512Mi", "1e3") as whole units. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace nss {

// The quantity times `scale` (1000 for millicores, 1 for bytes), rounded up as Kubernetes does. Empty when it is not a
// quantity, is negative or does not fit.
std::optional<std::int64_t> parse_quantity(std::string_view text, std::int64_t scale);

}  // namespace nss
