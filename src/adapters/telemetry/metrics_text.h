// The counters of base/metrics.h in the Prometheus text format 0.0.4, each with its help and type. Reads atomics: any
// thread, at any time; the numbers of one answer are not of one instant.
#pragma once

#include <string>
#include <string_view>

#include "base/metrics.h"

namespace nss {

std::string render_metrics(const Metrics& metrics, std::string_view version = {});

}  // namespace nss
