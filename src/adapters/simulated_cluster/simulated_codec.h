// The simulation's objects as text in the store (BlobRecord) and back. What is at its default is not written. Text that
// this file did not write is a Result's error, code `simulation_unreadable`, and never a crash.
#pragma once

#include <string>
#include <string_view>

#include "adapters/simulated_cluster/simulated_object.h"
#include "base/result.h"

namespace nss {

std::string encode_namespace(const SimulatedNamespace& ns);
Result<SimulatedNamespace> parse_namespace(std::string_view body);

std::string encode_state(const SimulatedState& state);
Result<SimulatedState> parse_state(std::string_view body);

// The annotation `original` as somebody's hand may write it into the simulation; empty when it is not one.
std::optional<Original> parse_original_text(std::string_view text);
std::string original_text(const Original& original);

}  // namespace nss
