// `namespace-scheduler restore [--print]`: brings back everything that sleeps because of us. Prints one line a workload.
#pragma once

#include "main/settings_types.h"

namespace nss {

int restore_command(const Settings& settings, bool print_only);

}  // namespace nss
