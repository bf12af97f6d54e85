// `namespace-scheduler serve`: puts the parts together, starts them in order, stops them in reverse, and waits for
// SIGTERM or SIGINT in between. Everything that can be wrong at the start is one line on stderr and an exit code.
#pragma once

#include <memory>

#include "base/metrics.h"
#include "base/result.h"
#include "main/settings_types.h"
#include "ports/clock.h"
#include "ports/cluster.h"

namespace nss {

int serve(const Settings& settings);

// For subcommands that need the real cluster: as serve connects to it. An error of the configuration is one line.
Result<std::unique_ptr<Cluster>> connect_cluster(const Settings& settings, const Clock& clock, Metrics& metrics);

// One line on stderr: the program's name, what, where, what would be right.
void print_error(const Error& error);

}  // namespace nss
